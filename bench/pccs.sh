#!/usr/bin/env bash
#
# What a cached answer of `assay pccs` costs, beside a bare Helidon server on the same TLS in the same run:
# CPU per request on a kept connection and with a new TLS connection each, seconds from start to first answer,
# resident memory under 64 connections.
#
#   bench/pccs.sh [ROUNDS] [SECONDS]        3 rounds of 8 seconds each by default
#
# Needs wrk and curl (Debian: apt-get install wrk curl). Ratios within one run mean something; the figures of two
# runs, or of two machines, do not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-3} seconds=${2:-8}
for tool in wrk curl awk; do
  command -v "$tool" >/dev/null || { echo "bench/pccs.sh: $tool not found (Debian: apt-get install $tool)" >&2; exit 2; }
done

./assay --version >/dev/null # builds on first use
mvn -B -q -ntp -Dmaven.test.skip=true -pl bench -am package >/dev/null

work=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || :; done
  wait 2>/dev/null || :
  rm -rf "$work"
}
trap finish EXIT

say() { printf '%s\n' "$*"; }
now() { date +%s.%N; }
free_port() { awk 'BEGIN{srand('"$RANDOM"'); print 20000+int(rand()*20000)}'; }

# CPU time of a process so far, in milliseconds.
cpu() { awk -v hz="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); print int(($12+$13)*1000/hz)}' "/proc/$1/stat"; }
resident() { awk '/^VmRSS/{print int($2/1024)}' "/proc/$1/status"; }


# Filled once with genuine collateral, then served offline: no answer depends on a network.
data=$work/data token=bench-admin-token
printf %s "$token" >"$work/admin"
chmod 600 "$work/admin"
document='/sgx/certification/v4/tcb?fmspc=00906EA10000'
bytes=8514 # as many as that document has

# Both servers get the JVM and the flags of the launcher; the bare one has no AOT cache unless it is given one.
java=$(sed -n 2p cli/target/dist/ready)
port=$(free_port)
flags=()
start() { # pccs|bare|bare-aot; sets pid and url
  case $1 in
    pccs)
      ASSAY_BUILD=never ./assay pccs --listen "127.0.0.1:$port" --data "$data" --mode offline \
        --admin-token-file "$work/admin" 2>"$work/$1.log" &
      url=https://127.0.0.1:$port$document ;;
    *)
      local aot=()
      [[ $1 == bare-aot ]] && aot=("-XX:AOTCache=$work/bare.aot" "-Xlog:aot*=off,cds*=off")
      MALLOC_ARENA_MAX=1 "$java" "${flags[@]}" ${aot[@]+"${aot[@]}"} --enable-native-access=ALL-UNNAMED \
        -cp bench/target/assay-bench.jar dev.assay.bench.pccs.BareServer "$port" "$work/tls" "$bytes" 2>"$work/$1.log" &
      url=https://127.0.0.1:$port/hello ;;
  esac
  pid=$!
  pids+=("$pid")
  until curl -sko "$work/first" "$url"; do sleep 0.01; done
}
stop() {
  kill "$pid"
  wait "$pid" 2>/dev/null || :
}

measure() { # name wrk-option...; prints requests and CPU each
  local name=$1 before after count
  shift
  before=$(cpu "$pid")
  wrk -t1 -d"${seconds}s" "$@" "$url" >"$work/wrk"
  after=$(cpu "$pid")
  if grep -q 'Non-2xx' "$work/wrk"; then cat "$work/wrk"; exit 1; fi
  count=$(awk '/requests in/{print $1}' "$work/wrk")
  awk -v n="$name" -v c="$count" -v ms="$((after - before))" \
    'BEGIN{printf "  %-34s %7d requests  %.3f ms CPU each\n", n, c, ms/c}'
}

start pccs
curl -skf -XPUT -H "admin-token: $token" -H 'Content-Type: application/json' \
  --data-binary @vectors/pccs-golden/bodies/full.json \
  "https://127.0.0.1:$port/sgx/certification/v4/platformcollateral" >/dev/null
mapfile -t flags < <(tr '\0' '\n' <"/proc/$pid/cmdline" | grep '^-X' | grep -v -e AOTCache -e Xlog)
stop
say "JVM flags: ${flags[*]}"

say "Start to first answer over TLS (wall, CPU):"
"$java" "${flags[@]}" -XX:AOTCacheOutput="$work/bare.aot" --enable-native-access=ALL-UNNAMED \
  -cp bench/target/assay-bench.jar dev.assay.bench.pccs.BareServer "$port" "$work/tls" "$bytes" >"$work/train.log" 2>&1 &
pid=$! url=https://127.0.0.1:$port/hello
pids+=("$pid")
until curl -sko "$work/first" "$url"; do sleep 0.05; done
stop
for ((round = 1; round <= rounds + 3; round++)); do
  for server in bare bare-aot pccs; do
    begin=$(now)
    start "$server"
    awk -v n="$server" -v a="$begin" -v b="$(now)" -v c="$(cpu "$pid")" \
      'BEGIN{printf "  %-10s %.2f s  %.2f s CPU\n", n, b - a, c / 1000}'
    stop
  done
done

for ((round = 1; round <= rounds; round++)); do
  for server in bare pccs; do
    start "$server"
    say "Round $round, $server:"
    measure 'kept, warming up' -c16
    measure 'kept, 16 connections' -c16
    measure 'kept, 64 connections' -c64
    say "  resident $(resident "$pid") MB"
    measure 'new connection each, warming up' -c16 -H 'Connection: close'
    measure 'new connection each, warming up' -c16 -H 'Connection: close'
    measure 'new connection each, 16 at a time' -c16 -H 'Connection: close'
    measure 'new connection each, 64 at a time' -c64 -H 'Connection: close'
    say "  resident $(resident "$pid") MB"
    stop
  done
done
