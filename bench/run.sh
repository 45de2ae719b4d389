#!/bin/sh
# run.sh [CONFIGURATION] [OPTIONS…]: generated and trained tokens per second on one thread; beside eager PyTorch, in turn in
# one run, where python3-torch is installed.
set -eu
cd "$(dirname "$0")"
configuration=${1:-Release}
[ $# -gt 0 ] && shift
dotnet build --nologo -v quiet -c "$configuration" Throughput
python=${PYTHON:-/usr/bin/python3}
if "$python" -c 'import torch' 2>/dev/null; then
    paired="--paired 5 --python $python"
else
    echo "python3-torch is not installed: no comparison" >&2
    paired=
fi
OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 exec dotnet "Throughput/bin/$configuration/net10.0/Throughput.dll" $paired "$@"
