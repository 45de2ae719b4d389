#!/usr/bin/env bash
# Runs every test project (or one) with a filter and ends with the sum of all suites: `N passed, N failed`.
set -uo pipefail
configuration=${1:?usage: test.sh CONFIGURATION FILTER [PROJECT [RUN-SETTING…]]}
filter=${2:?usage: test.sh CONFIGURATION FILTER [PROJECT [RUN-SETTING…]]}
project=${3:-RL4VLM.slnx}
settings=("${@:4}")
root=$(cd "$(dirname "$0")/.." && pwd)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
# Tests share the cores with each other; one BLAS thread each is faster than two that fight.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
status=0
# The slow tests print figures (memory by iteration, kills): show them.
verbosity=minimal
[ "$filter" = 'Speed=slow' ] && verbosity=detailed
[ "$project" = RL4VLM.slnx ] || verbosity=normal
dotnet test "$root/$project" -c "$configuration" --no-build --nologo -v quiet \
  --filter "$filter" --logger "trx" --logger "console;verbosity=$verbosity" --results-directory "$results" \
  ${settings[@]+-- "${settings[@]}"} || status=1
passed=0 failed=0
shopt -s nullglob
for file in "$results"/*.trx; do
  counters=$(grep -o '<Counters [^>]*>' "$file" | head -n 1)
  p=$(sed -n 's/.* passed="\([0-9]*\)".*/\1/p' <<<"$counters")
  t=$(sed -n 's/.* total="\([0-9]*\)".*/\1/p' <<<"$counters")
  n=$(sed -n 's/.* notExecuted="\([0-9]*\)".*/\1/p' <<<"$counters")
  passed=$((passed + ${p:-0}))
  failed=$((failed + ${t:-0} - ${p:-0} - ${n:-0}))
done
if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then
  echo "no test ran" >&2
  status=1
fi
# Again at the end, where people look: each failed test with the beginning and the end of what it said; the rest stands above, in its suite's output.
for file in "$results"/*.trx; do
  awk '
    function plain(text) { gsub(/&#x[dD];/, "", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&amp;/, "\\&", text); return substr(text, 1, 240) }
    function finish(  i) { for (i = 1; i <= count; i++) if (i <= 2 || i > count - 10) print "  | " plain(lines[i]); saying = 0 }
    /<UnitTestResult / { failed = /outcome="Failed"/; if (failed) { match($0, /testName="[^"]*"/); print "failed: " plain(substr($0, RSTART + 10, RLENGTH - 11)) } }
    failed && /<Message>/ { saying = 1; count = 0; sub(/.*<Message>/, "") }
    saying { done = sub(/<\/Message>.*/, ""); lines[++count] = $0; if (done) finish() }
  ' "$file"
done
# A suite that crashed leaves no results of its own: it counts as a failure.
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
