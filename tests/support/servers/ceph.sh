#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A Ceph cluster with its S3 gateway. Ports: the gateway's, the monitor's. Environment: DAEMONS object daemons, TLS=1 for
# https, GATEWAY further lines for ceph.conf, ACCESS and SECRET the owner's keys.
# shellcheck source=common.sh
. /mnt/common.sh

gateway=$1
monitor=$2
readonly gateway monitor
readonly daemons=${DAEMONS:-1}
libraries=$(echo /usr/lib/*-linux-gnu)
readonly libraries
export CEPH_CONF=$data/ceph.conf

write_configuration() {
    local scheme='' endpoint=endpoint
    if [ -n "${TLS:-}" ]; then
        certificate server
        endpoint=ssl_endpoint
        scheme="ssl_certificate=$data/tls/server.pem ssl_private_key=$data/tls/server.key"
    fi
    cat >"$CEPH_CONF" <<CONF
[global]
fsid = 5a1c3f0e-2b64-4c58-9d0a-8e1f6b7c2d90
mon_host = v2:127.0.0.1:$monitor
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_ipv4 = true
ms_bind_ipv6 = false
ms_bind_msgr1 = false
# without cephx the gateway does not come up; the keys are made below
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
keyring = $data/keyring
run_dir = $data/run
admin_socket = $data/run/\$name.asok
log_file = $data/log/\$name.log
crash_dir = $data/log
pid_file =
plugin_dir = $libraries/ceph
erasure_code_dir = $libraries/ceph/erasure-code
osd_class_dir = $libraries/rados-classes
osd_crush_chooseleaf_type = 0
osd_pool_default_size = $daemons
osd_pool_default_min_size = $((daemons > 1 ? daemons - 1 : 1))
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_max_pg_per_osd = 1000
[mon]
mon_data = $data/mon
mon_data_avail_warn = 2
mon_data_avail_crit = 1
# one monitor has nobody to agree with; the usual pauses for others would add ten seconds to the start
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
mon_tick_interval = 1
mon_osd_min_down_reporters = 1
mon_osd_reporter_subtree_level = osd
mon_osd_down_out_interval = 600
[osd]
osd_data = $data/osd.\$id
osd_objectstore = $([ "$daemons" -gt 1 ] && echo bluestore || echo memstore)
memstore_device_bytes = 3221225472
bluestore_block_size = 4294967296
bluestore_block_db_create = false
bluestore_block_wal_create = false
osd_memory_target = 939524096
osd_heartbeat_interval = 1
osd_heartbeat_grace = 4
osd_class_load_list = *
osd_class_default_list = *
[client]
objecter_tick_interval = 0.5
rgw_data = $data/gateway
# without tcp_nodelay each small answer waits 40 ms for an acknowledgement
rgw_frontends = beast tcp_nodelay=1 $endpoint=127.0.0.1:$gateway $scheme
rgw_rados_pool_pg_num_min = 4
rgw_enable_usage_log = false
rgw_run_sync_thread = false
rgw_thread_pool_size = 64
# quotas are noticed at once, not after some minutes
rgw_bucket_quota_ttl = 0
rgw_user_quota_bucket_sync_interval = 1
rgw_user_quota_sync_interval = 1
${GATEWAY:-}
CONF
}

make_keys() {
    local number
    ceph-authtool --create-keyring $data/keyring --gen-key -n mon. --cap mon 'allow *'
    for number in client.admin client.gateway; do
        ceph-authtool $data/keyring --gen-key -n $number --cap mon 'allow *' --cap osd 'allow *'
    done
    for ((number = 0; number < daemons; ++number)); do
        ceph-authtool $data/keyring --gen-key -n "osd.$number" --cap mon 'allow profile osd' --cap osd 'allow *'
    done
}

start_monitor() {
    monmaptool --create --fsid 5a1c3f0e-2b64-4c58-9d0a-8e1f6b7c2d90 --addv a "[v2:127.0.0.1:$monitor]" $data/monmap
    ceph-mon --mkfs -i a --monmap $data/monmap --keyring $data/keyring
    launch mon ceph-mon -i a -f
}

is_up() { timeout 20 ceph osd dump 2>/dev/null | grep -q "^osd\.$1 up"; }
command_start_daemon() { launch "osd.$1" ceph-osd -i "$1" -f && await "osd.$1" is_up "$1"; }
command_kill_daemon() { end "osd.$1" KILL; }

make_daemons() {
    local number uuid
    for ((number = 0; number < daemons; ++number)); do
        uuid=$(cat /proc/sys/kernel/random/uuid)
        timeout 60 ceph osd new "$uuid"
        mkdir -p "$data/osd.$number"
        ceph-osd --mkfs -i "$number" --osd-uuid "$uuid"
        launch "osd.$number" ceph-osd -i "$number" -f
    done
    for ((number = 0; number < daemons; ++number)); do await "osd.$number" is_up "$number"; done
}

administer() { timeout 120 radosgw-admin "$@"; }
command_start_gateway() {
    launch gateway radosgw -n client.gateway -f && await gateway answers "http${TLS:+s}://127.0.0.1:$gateway/"
}
command_stop_gateway() { end gateway; }
command_user() { administer user create --uid="$1" --display-name="$1" --access-key="$2" --secret-key="$3"; }
command_quota() {
    if [ "$1" = none ]; then administer quota disable --quota-scope=user --uid=owner
    else administer quota set --quota-scope=user --uid=owner --max-size="$1" &&
        administer quota enable --quota-scope=user --uid=owner; fi
}
# So many writes a minute by the owner, or none for no bound.
command_write_limit() {
    if [ "$1" = none ]; then administer ratelimit disable --ratelimit-scope=user --uid=owner
    else administer ratelimit set --ratelimit-scope=user --uid=owner --max-write-ops="$1" &&
        administer ratelimit enable --ratelimit-scope=user --uid=owner; fi
}
# By another client than the one that is tested.
signed() {
    curl -sSfk --noproxy '*' --max-time 60 --aws-sigv4 aws:amz:us-east-1:s3 --user "$ACCESS:$SECRET" -X "$1" \
        "http${TLS:+s}://127.0.0.1:$gateway/$2"
}
command_bucket() { signed PUT "$1"; }
# copy_with rclone|s3cmd PLACE FOLDER: what such a program fetches from the bucket.
command_copy_with() {
    local scheme="http${TLS:+s}"
    mkdir -p "$data/$3"
    if [ "$1" = rclone ]; then
        rclone --config /dev/null --no-check-certificate copy \
            ":s3,provider=Ceph,access_key_id='$ACCESS',secret_access_key='$SECRET',endpoint='$scheme://127.0.0.1:$gateway':$2" \
            "$data/$3"
    else
        s3cmd --config=/dev/null --access_key="$ACCESS" --secret_key="$SECRET" --host="127.0.0.1:$gateway" \
            --host-bucket="127.0.0.1:$gateway" --region=us-east-1 "$([ -n "${TLS:-}" ] && echo --no-check-certificate || echo --no-ssl)" \
            sync "s3://$2/" "$data/$3/"
    fi
}

# uploads BUCKET COUNT: whether so many uploads in parts are under way.
command_uploads() {
    [ "$(signed GET "$1?uploads" | grep -o '<UploadId>' | wc -l)" -eq "$2" ]
}

mkdir -p $data/mon $data/gateway
write_configuration
make_keys
start_monitor
make_daemons
command_user owner "$ACCESS" "$SECRET"
command_start_gateway
serve
