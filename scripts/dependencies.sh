#!/usr/bin/env bash
# Installs the system packages that a purpose needs: run | test | bench. Without root or Debian it prints what to install.
set -euo pipefail

purpose=${1:-run}
packages=(g++ libtorch-dev libopenblas0-pthread libcairo2 libfontconfig1 fonts-dejavu-core)
case $purpose in
  run) ;;
  test)
    packages+=(chromium prometheus)
    # Any Node will do, from wherever it comes; Debian's is taken only where there is none.
    command -v node >/dev/null || packages+=(nodejs)
    command -v npm >/dev/null || packages+=(npm)
    ;;
  bench) packages+=(python3-torch) ;;
  *) echo "usage: $0 run|test|bench" >&2; exit 64 ;;
esac

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK 10 is missing: install it from https://dotnet.microsoft.com/download, then run this again." >&2
  exit 69
fi
case $(dotnet --version) in
  10.*|1[1-9].*) ;;
  *) echo "This project needs the .NET SDK 10; found $(dotnet --version)." >&2; exit 69 ;;
esac

if ! command -v dpkg-query >/dev/null; then
  cat >&2 <<TEXT
This is no Debian system, so nothing is installed automatically. Install the equivalents of:
  ${packages[*]}
(libtorch >= 1.13 with headers, OpenBLAS as the BLAS, Cairo, fontconfig, DejaVu fonts, a C++17 compiler), then run: dotnet build RL4VLM.slnx
TEXT
  exit 69
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done

# Azurite, the storage emulator of the tests, exactly as its lock file says.
install_azurite() {
  local folder lock
  folder=$(cd "$(dirname "$0")/../tests/tools/azurite" && pwd)
  lock=$folder/package-lock.json
  [ "$purpose" = test ] || return 0
  cmp -s "$lock" "$folder/node_modules/.installed" && return 0
  echo "Installing Azurite (npm)"
  local log
  log=$(mktemp)
  if ! (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts) >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "npm could not install Azurite: check the registry that npm uses, then run: cd tests/tools/azurite && npm ci" >&2
    exit 69
  fi
  cp "$lock" "$folder/node_modules/.installed"
}

if [ ${#missing[@]} -eq 0 ]; then
  install_azurite
  exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
  echo "These packages are missing; install them and run this again:" >&2
  echo "  sudo apt-get install ${missing[*]}" >&2
  exit 69
fi
echo "Installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "apt-get could not install: ${missing[*]}" >&2
  exit 69
fi
install_azurite
