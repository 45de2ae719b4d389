#!/usr/bin/env bash
# Renders the chart to artifacts/chart/rl4vlm.yaml, and with the real Helm also lints and packs it. HELM names another program.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
helm=${HELM:-helm}
command -v "$helm" >/dev/null || { echo "$helm is missing: install Helm 3.14 or newer (https://helm.sh/docs/intro/install/), or set HELM" >&2; exit 69; }
mkdir -p "$root/artifacts/chart"
"$helm" template rl4vlm "$root/charts/rl4vlm" --namespace rl4vlm-system "$@" >"$root/artifacts/chart/rl4vlm.yaml"
echo "$root/artifacts/chart/rl4vlm.yaml"
if "$helm" version --short >/dev/null 2>&1; then
  "$helm" lint --strict "$root/charts/rl4vlm" "$@"
  "$helm" package "$root/charts/rl4vlm" --destination "$root/artifacts/chart"
else
  echo "$helm only renders: not linted, not packed" >&2
fi
