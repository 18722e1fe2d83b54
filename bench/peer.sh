#!/usr/bin/env bash
#
# Assay and @phala/dcap-qvl on the same two samples in the same run: full (cold) verifications per second of the
# process's CPU, in three interleaved rounds. Fetches the peer with npm, which is no part of the build.
#
#   bench/peer.sh [JAVA]     a java of JDK 25; run  mvn -B -DskipTests package  first
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

java=${1:-java}
peer=$PWD/bench/target/peer
seconds=5
mkdir -p "$peer"
[[ -d $peer/node_modules/@phala/dcap-qvl ]] || npm install --silent --no-audit --no-fund --prefix "$peer" @phala/dcap-qvl@0.3.9

for round in 1 2 3; do
  echo "round $round"
  node bench/peer.mjs "$peer" samples "$seconds"
  for arithmetic in jdk conscrypt; do
    "$java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
      -cp bench/target/assay-bench.jar dev.assay.bench.PeerSamples "$arithmetic" samples "$seconds"
  done
done
