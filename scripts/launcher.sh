#!/usr/bin/env bash
# Leaves bin/rl4vlm, which starts the command line that was built, and bin/kubectl-rl4vlm, by which kubectl finds it as a plugin.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
target="$root/src/Cli/bin/$1/net10.0/rl4vlm.dll"
[ -f "$target" ] || { echo "$target is missing: the build left nothing to launch" >&2; exit 70; }
mkdir -p "$root/bin"
"$root/scripts/write-launchers.sh" "$target" "$root/bin"
