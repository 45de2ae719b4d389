#!/usr/bin/env bash
# Leaves bin/rl4vlm, which starts the command line that was built.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
target="$root/src/Cli/bin/$1/net10.0/rl4vlm.dll"
[ -f "$target" ] || { echo "$target is missing: the build left nothing to launch" >&2; exit 70; }
mkdir -p "$root/bin"
cat >"$root/bin/rl4vlm" <<TEXT
#!/bin/sh
exec dotnet "$target" "\$@"
TEXT
chmod +x "$root/bin/rl4vlm"
