#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# GNOME Keyring as the Secret Service of a session bus of its own, run/bus, on which nothing else can be found or started:
# nobody can be asked to unlock it. Its one keyring, “login”, has PASSWORD of the environment. No ports. Commands:
# `stop` ends it; `lock` starts it anew without the password, `unlock` with it.
# shellcheck source=common.sh
. /mnt/common.sh

export XDG_RUNTIME_DIR=$data/run DBUS_SESSION_BUS_ADDRESS=unix:path=$data/run/bus
chmod 700 $data/run

write_bus() {
    cat >$data/bus.conf <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$data/run/bus</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
}

asks() { dbus-send --session --print-reply --reply-timeout=5000 --dest="$1" "${@:2}"; }
answers_bus() { asks org.freedesktop.DBus / org.freedesktop.DBus.Peer.Ping; }
answers_keyring() {
    asks org.freedesktop.secrets /org/freedesktop/secrets/aliases/default org.freedesktop.DBus.Properties.Get \
        string:org.freedesktop.Secret.Collection string:Locked | grep -q "boolean $1"
}
keyring() { exec gnome-keyring-daemon --foreground --components=secrets "$@"; } # in place of the shell that is launched
with_password() { keyring --unlock < <(printf %s "$PASSWORD"); }

command_stop() { end keyring; }
command_lock() { end keyring && launch keyring keyring && await keyring answers_keyring true; }
command_unlock() { end keyring && launch keyring with_password && await keyring answers_keyring false; }

write_bus
launch bus dbus-daemon --config-file=$data/bus.conf --nofork
await bus answers_bus
command_unlock
serve
