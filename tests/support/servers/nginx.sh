#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# nginx with its own WebDAV module and dav-ext: folders /open and /basic. Ports: http. Environment: USER_NAME and
# PASSWORD of the one user.
# shellcheck source=common.sh
. /mnt/common.sh

http=$1
readonly http

mkdir -p $data/www/{open,basic} $data/spool
printf '%s:%s\n' "$USER_NAME" "$(openssl passwd -apr1 "$PASSWORD")" >$data/users
readonly methods='dav_methods PUT DELETE MKCOL COPY MOVE; dav_ext_methods PROPFIND OPTIONS;'
cat >$data/nginx.conf <<CONF
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
worker_processes 2;
daemon off;
pid $data/run/nginx.pid;
error_log $data/log/nginx.error warn;
events { worker_connections 256; }
http {
    access_log off;
    client_max_body_size 0;
    client_body_temp_path $data/spool/body;
    proxy_temp_path $data/spool/proxy;
    fastcgi_temp_path $data/spool/fastcgi;
    uwsgi_temp_path $data/spool/uwsgi;
    scgi_temp_path $data/spool/scgi;
    server {
        listen 127.0.0.1:$http;
        root $data/www;
        location /open/ { $methods }
        location /basic/ { auth_basic pulse; auth_basic_user_file $data/users; $methods }
    }
}
CONF
launch nginx /usr/sbin/nginx -c $data/nginx.conf -p $data -e $data/log/nginx.error
await nginx answers "http://127.0.0.1:$http/"
serve
