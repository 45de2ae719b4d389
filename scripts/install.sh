#!/usr/bin/env bash
# Publishes the command line to PREFIX/lib/rl4vlm and a launcher to PREFIX/bin/rl4vlm.
set -euo pipefail
prefix=${1:?usage: install.sh PREFIX}
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$prefix/lib" "$prefix/bin"
prefix=$(cd "$prefix" && pwd)
dotnet publish "$root/src/Cli/Cli.csproj" -c Release --nologo -v quiet -clp:ErrorsOnly -o "$prefix/lib/rl4vlm"
printf '#!/bin/sh\nexec dotnet "%s/lib/rl4vlm/rl4vlm.dll" "$@"\n' "$prefix" >"$prefix/bin/rl4vlm"
chmod +x "$prefix/bin/rl4vlm"
echo "installed $prefix/bin/rl4vlm"
