#!/bin/sh
# build.sh OUTPUT FLAGS LIBRARIES: compiles the operators into OUTPUT. The arithmetic is compiled once per instruction set
# and chosen at load time, so the library runs on any machine of the architecture.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$1 flags=$2 libraries=$3
work=$(mktemp -d "$output.XXXXXX")
trap 'rm -rf "$work"' EXIT
arithmetic="-std=c++17 -O3 -fPIC -fvisibility=hidden -fno-math-errno -fno-trapping-math -Wall"
if [ "$(uname -m)" = x86_64 ]; then
    sets="base:-march=x86-64 v3:-march=x86-64-v3 v4:-march=x86-64-v4"
else
    sets="base:"
fi
jobs=
for set in $sets; do
    $CXX $arithmetic ${set#*:} -DRL_ISA="${set%%:*}" -c "$here/table.cpp" -o "$work/${set%%:*}.o" &
    jobs="$jobs $!"
done
$CXX $flags -O2 -fopenmp -c "$here/operators.cpp" -o "$work/operators.o" &
jobs="$jobs $!"
$CXX $arithmetic -c "$here/select.cpp" -o "$work/select.o"
for job in $jobs; do wait "$job"; done
$CXX $flags -fopenmp -shared "$work"/*.o -o "$work/library.so" $libraries
mv -f "$work/library.so" "$output"
