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

# The JDK that the launcher found, and the flags with which it starts a server: the bare one gets the same.
java=$(sed -n 2p cli/target/dist/ready)

token=bench-admin-token
printf %s "$token" >"$work/admin"
chmod 600 "$work/admin"

start_pccs() { # port data
  ./assay pccs --listen "127.0.0.1:$1" --data "$2" --mode offline --admin-token-file "$work/admin" 2>"$work/pccs.log" &
  pids+=($!)
  pid=$!
}
start_bare() { # port
  # shellcheck disable=SC2086
  $java $(./assay pccs --print-jvm-flags 2>/dev/null || echo -XX:+UseSerialGC -Xmx64m) --enable-native-access=ALL-UNNAMED \
    -cp "bench/target/assay-bench.jar:bench/target/lib/*" dev.assay.bench.pccs.BareServer "$1" "$work/tls" 2>"$work/bare.log" &
  pids+=($!)
  pid=$!
}
answers() { # url; waits for the first answer
  until curl -sk -o /dev/null "$1"; do sleep 0.005; done
}

measure() { # name pid url header...
  local name=$1 pid=$2 url=$3 before after count
  shift 3
  before=$(cpu "$pid")
  count=$(wrk -t1 -c16 -d"${seconds}s" "$@" "$url" | tee "$work/wrk" | awk '/requests in/{print $1}')
  after=$(cpu "$pid")
  if grep -q 'Non-2xx' "$work/wrk"; then cat "$work/wrk"; exit 1; fi
  awk -v n="$name" -v c="$count" -v ms="$((after - before))" 'BEGIN{printf "%-28s %8d requests  %.4f ms CPU each\n", n, c, ms/c}'
}
