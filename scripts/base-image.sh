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
log=$(mktemp)
trap 'rm -f "$archive" "$log"' EXIT

# As the official slim images: nobody reads manuals there, and nothing needs Perl, which would come
# with the package that moves files to /usr. Nobody needs to wait until it is safely on the disk.
mmdebstrap --quiet --variant=minbase --include=usr-is-merged,python3,python3-venv,ca-certificates \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt=force-unsafe-io bookworm "$archive" > "$log" 2>&1 \
    || { cat "$log" >&2; exit 1; }
container=$(buildah from scratch)
buildah add --quiet "$container" "$archive" / > /dev/null
buildah commit --quiet --rm "$container" "$name"
