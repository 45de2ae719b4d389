#!/usr/bin/env bash
# Writes what lies in /app of each image: DIR/{operator,rollout,learner,evaluator}. The Dockerfile runs this script too.
# The launcher of each is the program itself, for example DIR/rollout/rl4vlm-rollout; it finds the .NET runtime by DOTNET_ROOT or in /usr/share/dotnet.
set -euo pipefail
usage='usage: publish.sh [--output DIR] [--no-build] [--use-packages true|false]'
root=$(cd "$(dirname "$0")/.." && pwd)
output="$root/artifacts/images"
options=(-c Release --nologo -v quiet -clp:ErrorsOnly -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false)
while [ $# -gt 0 ]; do
  case $1 in
    --output) output=${2:?$usage}; shift ;;
    --no-build) options+=(--no-build) ;;
    --use-packages)
      case ${2:-} in true | false) options+=("-p:UsePackages=$2") ;; *) echo "$usage" >&2; exit 64 ;; esac
      shift ;;
    *) echo "$usage" >&2; exit 64 ;;
  esac
  shift
done

for project in Operator Rollout Learner Evaluator; do
  layout="$output/${project,,}"
  rm -rf "$layout"
  dotnet publish "$root/src/$project/$project.csproj" "${options[@]}" -o "$layout"
  # Any user may read and run it, whatever the umask or the modes of restored packages.
  chmod -R a+rX "$layout"
  echo "$layout/rl4vlm-${project,,}"
done
