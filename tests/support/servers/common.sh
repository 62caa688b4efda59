# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What every server's script begins with. It runs inside the servers' root, in a process namespace of its own, as user
# 1000; all that it writes lies below $data. Its arguments are the ports that it may use. It launches its processes,
# waits until they answer, and calls `serve`: from then on each line on its input is a command (`restart gateway` calls
# the function command_restart with `gateway`; no `set -e` there, chain with &&), answered by one line, `ok` or `failed` and why. The end of the input ends
# it. Everything but those answers goes into $data/log.
set -euo pipefail

readonly data=/srv
mkdir -p $data/log $data/run
exec 3>&1 >>$data/log/script.out 2>&1 # 3 is for the answers

declare -A pids=()

# launch NAME COMMAND…: in the background, with a log of its own.
launch() {
    local name=$1
    shift
    "$@" >>"$data/log/$name.out" 2>&1 </dev/null 3>&- &
    pids[$name]=$!
}

# end NAME [SIGNAL]: and waits until it has.
end() {
    local pid=${pids[$1]:-}
    [ -n "$pid" ] || return 0
    unset "pids[$1]"
    kill -s "${2:-TERM}" "$pid" 2>/dev/null || return 0
    local left=200
    while kill -0 "$pid" 2>/dev/null; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || kill -s KILL "$pid" 2>/dev/null || true
        sleep 0.05
    done
    wait "$pid" 2>/dev/null || true
}

# await NAME COMMAND…: until the command succeeds; fails when the process NAME ends before, or after two minutes.
await() {
    local name=$1 left=2400
    shift
    until "$@" >/dev/null 2>&1; do
        kill -0 "${pids[$name]}" 2>/dev/null || { echo "$name has ended"; return 1; }
        left=$((left - 1))
        [ "$left" -gt 0 ] || { echo "$name does not answer"; return 1; }
        sleep 0.05
    done
}

answers() { curl -sk --noproxy '*' --max-time 5 -o /dev/null "$1"; }

# A throw-away authority below $data/tls, and a certificate by it: certificate NAME [SUBJECT-ALT-NAME [OPENSSL ARGUMENTS…]].
certificate() {
    local folder=$data/tls name=$1 names=${2:-DNS:localhost,IP:127.0.0.1}
    shift $(($# > 2 ? 2 : $#))
    mkdir -p $folder
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    if [ ! -e $folder/ca.pem ]; then
        openssl req -x509 "${key[@]}" -days 30 -subj "/CN=Test authority" -keyout $folder/ca.key -out $folder/ca.pem
    fi
    openssl req "${key[@]}" -subj /CN=localhost -keyout "$folder/$name.key" -out "$folder/$name.csr"
    [ $# -gt 0 ] || set -- -days 30
    openssl x509 -req -in "$folder/$name.csr" -CA $folder/ca.pem -CAkey $folder/ca.key -CAcreateserial "$@" \
        -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$names") -out "$folder/$name.pem"
}

serve() {
    echo ready >&3
    local words
    while read -r -a words; do
        if [ "$(type -t "command_${words[0]:-}")" = function ] && "command_${words[0]}" "${words[@]:1}"; then echo ok >&3
        else echo "failed: ${words[*]}" >&3; fi
    done
    kill -s KILL -1 # all of this namespace; their data goes with them
    wait
}
