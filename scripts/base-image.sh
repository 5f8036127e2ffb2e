#!/usr/bin/env bash
# Makes a base for the container image out of Debian packages, where no registry of images is
# reached: Debian's Python stands in for the official one.
#
#   base-image.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/require.sh mmdebstrap=mmdebstrap buildah=buildah
name=${1:?expected the name of the image to make}
archive=$(mktemp --tmpdir base.XXXXXX.tar)
trap 'rm -f "$archive"' EXIT

mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates \
    bookworm "$archive"
container=$(buildah from scratch)
buildah add --quiet "$container" "$archive" / > /dev/null
buildah commit --quiet --rm "$container" "$name"
