#!/usr/bin/env bash
# Resolves the pins with their hashes, for every supported Python and platform.
set -euo pipefail
cd "$(dirname "$0")/.."

# Extras stay in the pins: without them pip before 24 takes the newest release of `coverage[toml]`
# although `coverage` is pinned, and refuses it for want of a hash.
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-strip-extras "$@"
}

compile requirements/dev.in -o requirements/dev.txt
compile requirements/uv.in -o requirements/uv.txt
# What the image holds is what the tests ran with.
compile services/requirements.in -c requirements/dev.txt -o services/requirements.txt
compile requirements/emulator.in -o requirements/emulator.txt
compile requirements/image.in -o requirements/image.txt
