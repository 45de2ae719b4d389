#!/usr/bin/env bash
# Runs the sweeps that docs/results.md is made of, or one row of them, and writes their tables into it; other rows stand there as they are on
# record (docs/results/). Goes on where it was stopped.
#   scripts/results.sh [ROW]
set -euo pipefail
cd "$(dirname "$0")/.."

row="${1:-}"
found=false
for sweep in examples/ablations/*.yaml; do
  if [ -z "$row" ]; then
    bin/rl4vlm sweep "$sweep" --into docs/results.md
  elif grep -qE "name: $row(,|\}|\$)" "$sweep"; then
    found=true
    bin/rl4vlm sweep "$sweep" --only "$row" --into docs/results.md
  fi
done
if [ -n "$row" ] && ! $found; then
  echo "results: no sweep in examples/ablations has a row '$row'" >&2
  exit 64
fi
