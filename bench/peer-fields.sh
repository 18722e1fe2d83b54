#!/usr/bin/env bash
#
# Has @phala/dcap-qvl parse quotes of the simulated platform, versions 3 to 5, and compares every field with what Assay
# reads; fails when one differs. Fetches the peer with npm, which is no part of the build; needs node.
#
#   bench/peer-fields.sh
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

peer=$PWD/bench/target/peer
mkdir -p "$peer"
[[ -d $peer/node_modules/@phala/dcap-qvl ]] || npm install --silent --no-audit --no-fund --prefix "$peer" @phala/dcap-qvl@0.3.9

rm -f "$peer/compared.txt"
mvn -B -q -pl simulator -am -Dtest=PeerReadsTheSameTest -Dsurefire.failIfNoSpecifiedTests=false -Dassay.peer="$peer" test
cat "$peer/compared.txt"
