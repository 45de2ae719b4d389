#!/usr/bin/env bash
# Writes DIR/rl4vlm and DIR/kubectl-rl4vlm, which start the command line in DLL.
set -euo pipefail
dll=${1:?usage: write-launchers.sh DLL DIR}
bin=${2:?usage: write-launchers.sh DLL DIR}
printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$dll" >"$bin/rl4vlm"
printf '#!/bin/sh\nexec dotnet "%s" kubectl "$@"\n' "$dll" >"$bin/kubectl-rl4vlm"
chmod +x "$bin/rl4vlm" "$bin/kubectl-rl4vlm"
