#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Apache with mod_dav, on many threads, with the settings that it comes with: folders /open, /basic and /digest. Ports:
# http, https. Environment: USER_NAME and PASSWORD of the one user. Commands: `refuse` and `allow` writing to /open.
# shellcheck source=common.sh
. /mnt/common.sh

http=$1
https=$2
readonly http https
readonly modules=/usr/lib/apache2/modules

protected() { # FOLDER TYPE PROVIDER
    cat <<CONF
<Directory $data/www/$1>
  Dav On
  AuthType $2
  AuthName pulse
  $3
  Require valid-user
</Directory>
CONF
}

write_configuration() {
    local module
    {
        for module in mpm_event authn_core authn_file authz_core authz_host authz_user auth_basic auth_digest dav dav_fs dir mime \
            setenvif socache_shmcb ssl; do
            echo "LoadModule ${module}_module $modules/mod_$module.so"
        done
        cat <<CONF
ServerRoot $data
ServerName localhost
PidFile $data/run/apache.pid
ErrorLog $data/log/apache.error
DefaultRuntimeDir $data/run
Mutex file:$data/run
StartServers 2
ServerLimit 2
ThreadsPerChild 16
MaxRequestWorkers 32
MaxKeepAliveRequests 0
TypesConfig /etc/mime.types
DocumentRoot $data/www
DavLockDB $data/run/locks
Listen 127.0.0.1:$http
Listen 127.0.0.1:$https https
<VirtualHost 127.0.0.1:$https>
  SSLEngine on
  SSLCertificateFile $data/tls/server.pem
  SSLCertificateKeyFile $data/tls/server.key
</VirtualHost>
<Directory />
  Require all denied
</Directory>
<Directory $data/www/open>
  Dav On
  Include $data/open.conf
</Directory>
CONF
        protected basic Basic "AuthUserFile $data/basic.users"
        protected digest Digest "AuthDigestProvider file
  AuthUserFile $data/digest.users"
    } >$data/apache.conf
}

let_in() { echo "Require $*" >$data/open.conf; }
command_allow() { let_in all granted && restart; }
command_refuse() { let_in method GET HEAD OPTIONS PROPFIND && restart; }
restart() { end apache && start; }
start() {
    launch apache /usr/sbin/apache2 -f $data/apache.conf -DFOREGROUND && await apache answers "http://127.0.0.1:$http/"
}
command_stop() { end apache; }
command_start() { start; }

mkdir -p $data/www/{open,basic,digest}
let_in all granted
certificate server
htpasswd -cbB -C 4 $data/basic.users "$USER_NAME" "$PASSWORD"
printf '%s:pulse:%s\n' "$USER_NAME" "$(printf '%s:pulse:%s' "$USER_NAME" "$PASSWORD" | md5sum | cut -d ' ' -f 1)" \
    >$data/digest.users
write_configuration
start
serve
