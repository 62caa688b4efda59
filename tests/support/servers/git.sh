#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Git's own server program behind Apache (https, Basic for everything) and behind sshd (keys). One bare and empty
# repository, git/library.git. Ports: https, ssh. Environment: USER_NAME and PASSWORD of the one user. Files: ssh/id (the
# client's key), ssh/known_hosts, ssh/fingerprint. Commands: `change` the host key of sshd, `lock` and `unlock` the repository for writing,
# `make NAME` makes another.
# shellcheck source=common.sh
. /mnt/common.sh

https=$1
ssh=$2
readonly https ssh
readonly modules=/usr/lib/apache2/modules
readonly repository=$data/git/library.git

write_apache() {
    local module
    {
        for module in mpm_event authn_core authn_file authz_core authz_user auth_basic alias cgid env mime setenvif socache_shmcb \
            ssl; do
            echo "LoadModule ${module}_module $modules/mod_$module.so"
        done
        cat <<CONF
ServerRoot $data
ServerName localhost
PidFile $data/run/apache.pid
ErrorLog $data/log/apache.error
DefaultRuntimeDir $data/run
Mutex file:$data/run
ScriptSock $data/run/cgid
TypesConfig /etc/mime.types
Listen 127.0.0.1:$https https
SSLEngine on
SSLCertificateFile $data/tls/server.pem
SSLCertificateKeyFile $data/tls/server.key
SetEnv GIT_PROJECT_ROOT $data/git
SetEnv GIT_HTTP_EXPORT_ALL 1
SetEnv HOME $data
SetEnvIf Git-Protocol ".+" GIT_PROTOCOL=\$0
ScriptAlias / /usr/lib/git-core/git-http-backend/
<Directory />
  Require all denied
</Directory>
<Location />
  AuthType Basic
  AuthName Git
  AuthUserFile $data/users
  Require valid-user
</Location>
CONF
    } >$data/apache.conf
}

new_host_key() {
    rm -f $data/ssh/host $data/ssh/host.pub
    ssh-keygen -q -t ed25519 -N '' -f $data/ssh/host
    ssh-keygen -l -f $data/ssh/host.pub | cut -d' ' -f2 >$data/ssh/fingerprint
}

write_sshd() {
    mkdir -p $data/ssh
    chmod 700 $data/ssh
    new_host_key
    ssh-keygen -q -t ed25519 -N '' -C test -f $data/ssh/id
    cp $data/ssh/id.pub $data/ssh/authorized_keys
    echo "[127.0.0.1]:$ssh $(cut -d' ' -f1,2 $data/ssh/host.pub)" >$data/ssh/known_hosts
    cat >$data/ssh/config <<CONF
ListenAddress 127.0.0.1:$ssh
HostKey $data/ssh/host
PidFile $data/run/sshd.pid
AuthorizedKeysFile $data/ssh/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PerSourcePenalties no
CONF
}

answers_ssh() { ssh-keyscan -T 2 -p "$ssh" 127.0.0.1 | grep -q ed25519; }
start_sshd() { launch sshd /usr/sbin/sshd -D -e -f $data/ssh/config && await sshd answers_ssh; }

command_change() { end sshd && new_host_key && start_sshd; }
command_lock() { printf '#!/bin/sh\nexit 1\n' >$repository/hooks/pre-receive && chmod +x $repository/hooks/pre-receive; }
command_unlock() { rm -f $repository/hooks/pre-receive; }
command_make() { git init -q --bare -b main "$data/git/$1.git" && git -C "$data/git/$1.git" config http.receivepack true; }

mkdir -p $data/git
command_make library
certificate server
htpasswd -cbB -C 4 $data/users "$USER_NAME" "$PASSWORD"
write_apache
write_sshd
launch apache /usr/sbin/apache2 -f $data/apache.conf -DFOREGROUND
await apache answers "https://127.0.0.1:$https/"
start_sshd
serve
