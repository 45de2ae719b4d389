#!/usr/bin/env bash
# Publishes the command line to PREFIX/lib/rl4vlm and launchers to PREFIX/bin: rl4vlm, and kubectl-rl4vlm for kubectl.
set -euo pipefail
prefix=${1:?usage: install.sh PREFIX}
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$prefix/lib" "$prefix/bin"
prefix=$(cd "$prefix" && pwd)
dotnet publish "$root/src/Cli/Cli.csproj" -c Release --nologo -v quiet -clp:ErrorsOnly -o "$prefix/lib/rl4vlm"
"$root/scripts/write-launchers.sh" "$prefix/lib/rl4vlm/rl4vlm.dll" "$prefix/bin"
echo "installed $prefix/bin/rl4vlm and $prefix/bin/kubectl-rl4vlm"
