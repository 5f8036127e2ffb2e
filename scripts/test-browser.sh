#!/usr/bin/env bash
# The report's page in a headless Chromium: $CHROMIUM, or the one that is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    CHROMIUM=$(command -v "$candidate" || true)
    [ -z "$CHROMIUM" ] || break
done
if [ -z "$CHROMIUM" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo 'Chromium: none found; install one, or name it: make test-browser CHROMIUM=…' >&2
        exit 1
    fi
    echo 'Installing Chromium'
    { apt-get update && apt-get install --yes --no-install-recommends chromium; } >/dev/null
    CHROMIUM=$(command -v chromium)
fi

PAGES=$(mktemp -d)
trap 'rm -rf "$PAGES"' EXIT
export CHROMIUM PAGES
python -m tests.browser.pages "$PAGES"
node --test --test-reporter=spec tests/browser/report.test.js
