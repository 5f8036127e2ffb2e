#!/usr/bin/env bash
# The report and the catalogue's pages in a headless Chromium: $CHROMIUM, or the installed one.
set -euo pipefail
cd "$(dirname "$0")/.."

for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    CHROMIUM=$(command -v "$candidate" || true)
    [ -z "$CHROMIUM" ] || break
done
if [ -z "$CHROMIUM" ]; then
    scripts/require.sh chromium=chromium
    CHROMIUM=$(command -v chromium)
fi

PAGES=$(mktemp -d)
# It ends with its input, which ends with this script.
coproc CATALOGUE_SERVER { PYTHONPATH=services python -m tests.browser.catalogue; }
trap 'rm -rf "$PAGES"; exec {CATALOGUE_SERVER[1]}>&-; wait "$CATALOGUE_SERVER_PID"' EXIT
python -m tests.browser.pages "$PAGES"
read -r CATALOGUE <&"${CATALOGUE_SERVER[0]}"
export CHROMIUM PAGES CATALOGUE
node --test --test-reporter=spec tests/browser/report.test.js tests/browser/catalogue.test.js
