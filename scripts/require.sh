#!/usr/bin/env bash
# Installs Debian's packages unless their commands are there: what pip and npm can't bring.
#
#   require.sh COMMAND=PACKAGE...
set -euo pipefail

missing=()
for each in "$@"; do
    command -v "${each%%=*}" > /dev/null || missing+=("${each#*=}")
done
[ ${#missing[@]} != 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "Not installed: ${missing[*]}. Install them; only root on Debian has it done here." >&2
    exit 1
fi
echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } > "$log" 2>&1 \
    || { cat "$log" >&2; exit 1; }
