#!/usr/bin/env bash
# Plays the end-to-end scenarios on the cluster that KUBECONFIG names, one after the other (docs/testing.md). The chart is installed there already.
set -euo pipefail
configuration=${1:?usage: test-cluster.sh CONFIGURATION}
root=$(cd "$(dirname "$0")/.." && pwd)

missing=()
[ -f "${KUBECONFIG:-$HOME/.kube/config}" ] || missing+=("KUBECONFIG                  file that names the cluster; its user may do what docs/testing.md lists")
[ -n "${RL4VLM_E2E_NAMESPACE:-}" ] || missing+=("RL4VLM_E2E_NAMESPACE        an existing namespace for the runs")
[ -n "${RL4VLM_E2E_STORAGE:-}" ] || missing+=("RL4VLM_E2E_STORAGE          spec.storage of the runs, as JSON")
if [ ${#missing[@]} -gt 0 ]; then
  {
    echo "The scenarios run against a cluster with the chart installed (docs/testing.md). Set:"
    printf '  %s\n' "${missing[@]}"
  } >&2
  exit 64
fi

filter='Cluster=any&Speed!=slow'
# "node drained, two operators" leaves out Node_drained and Two_operators.
IFS=, read -ra skipped <<<"${RL4VLM_E2E_SKIP:-}"
for scenario in "${skipped[@]}"; do
  name=$(xargs <<<"$scenario")
  [ -n "$name" ] || continue
  name=${name// /_}
  name=${name//\'/}
  filter+="&FullyQualifiedName!~.${name^}"
done
RL4VLM_E2E=cluster exec "$root/scripts/test.sh" "$configuration" "$filter" tests/EndToEnd xUnit.ParallelizeTestCollections=false
