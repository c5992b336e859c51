#!/bin/bash
# Each parser of what comes from outside, a second over its texts of test/fuzz; `make fuzz` takes its time.
set -u
cd "$(dirname "$0")/.." || exit 2
programs=(build/san/bin/fuzz_*)
[ -x "${programs[0]}" ] || { echo "ok no parser is built: make test does"; exit 0; }
tools/fuzz 1 1 "${programs[@]}"
