#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# lighttpd with mod_webdav: folders /open, /basic and /digest. Ports: http, https. Environment: USER_NAME and PASSWORD of
# the one user.
# shellcheck source=common.sh
. /mnt/common.sh

http=$1
https=$2
readonly http https

mkdir -p $data/www/{open,basic,digest} $data/uploads
printf '%s:%s\n' "$USER_NAME" "$PASSWORD" >$data/users
certificate server
cat >$data/lighttpd.conf <<CONF
server.modules = ("mod_auth", "mod_authn_file", "mod_openssl", "mod_webdav")
server.document-root = "$data/www"
server.bind = "127.0.0.1"
server.port = $http
server.errorlog = "$data/log/lighttpd.error"
server.upload-dirs = ("$data/uploads")
auth.backend = "plain"
auth.backend.plain.userfile = "$data/users"
auth.require = (
  "/basic" => ("method" => "basic", "realm" => "pulse", "require" => "valid-user"),
  "/digest" => ("method" => "digest", "realm" => "pulse", "require" => "valid-user")
)
\$SERVER["socket"] == "127.0.0.1:$https" {
  ssl.engine = "enable"
  ssl.pemfile = "$data/tls/server.pem"
  ssl.privkey = "$data/tls/server.key"
}
webdav.activate = "enable"
webdav.is-readonly = "disable"
webdav.sqlite-db-name = "$data/locks.db"
CONF
launch lighttpd /usr/sbin/lighttpd -D -f $data/lighttpd.conf
await lighttpd answers "http://127.0.0.1:$http/"
serve
