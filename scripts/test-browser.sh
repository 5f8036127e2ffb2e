#!/usr/bin/env bash
# The report's page in a headless Chromium: $CHROMIUM, or the one that is installed.
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
trap 'rm -rf "$PAGES"' EXIT
export CHROMIUM PAGES
python -m tests.browser.pages "$PAGES"
node --test --test-reporter=spec tests/browser/report.test.js
