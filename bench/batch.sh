#!/usr/bin/env bash
#
# How assay verify --batch scales: the same lines on one core and on two, in turn, best of several runs.
#
#   bench/batch.sh [LINES [RUNS]]     12000 and 5 unless given; builds nothing: run  mvn -B -DskipTests package  first
#
# Linux, since it binds the process to cores with taskset. CPU time stands beside the wall clock: when both runs take
# the same CPU, what is missing to a factor of two was waiting, or somebody else's.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

lines=${1:-12000}
runs=${2:-5}
folder=bench/target/batch-$lines
cores=(0 0,1)

# The launcher knows where a JDK 25 is and has built and trained what the runs shall not pay for.
./assay --version >/dev/null
java=$(sed -n 2p cli/target/dist/ready)
if [[ ! -e $folder/batch.jsonl ]]; then
  "$java" -cp bench/target/assay-bench.jar dev.assay.bench.BatchLines "$folder.new" "$lines"
  rm -rf "$folder"
  mv "$folder.new" "$folder"
fi

declare -A wall cpu
TIMEFORMAT='%R %U %S'
for ((run = 1; run <= runs; run++)); do
  for set in "${cores[@]}"; do
    times=$({ time ASSAY_BUILD=never taskset -c "$set" ./assay verify --batch "$folder/batch.jsonl" \
      >"$folder/out-$set.jsonl" 2>"$folder/err-$set.txt"; } 2>&1)
    read -r real user system <<<"$times"
    used=$(awk "BEGIN { print $user + $system }")
    printf 'run %s, cores %-3s  wall %6.2f s  cpu %6.2f s\n' "$run" "$set" "$real" "$used"
    if [[ -z ${wall[$set]-} ]] || awk "BEGIN { exit !($real < ${wall[$set]}) }"; then
      wall[$set]=$real cpu[$set]=$used
    fi
    good=$(grep -c '"verdict" *: *"accepted"' "$folder/out-$set.jsonl" || true)
    [[ $good == "$lines" ]] || { echo "only $good of $lines lines were accepted" >&2; exit 1; }
  done
  cmp "$folder/out-0.jsonl" "$folder/out-0,1.jsonl"
done

awk -v n="$lines" -v w1="${wall[0]}" -v c1="${cpu[0]}" -v w2="${wall[0,1]}" -v c2="${cpu[0,1]}" 'BEGIN {
  printf "best: one core %.2f s (cpu %.2f), two cores %.2f s (cpu %.2f), factor %.2f; %.0f and %.0f lines a second\n",
    w1, c1, w2, c2, w1 / w2, n / w1, n / w2 }'
