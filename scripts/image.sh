#!/usr/bin/env bash
# Builds the container image with docker, podman or buildah, whichever is there first, and lists
# its components. Says how large it is, and fails where it has grown too large.
#
#   BASE_IMAGE  base of the image; by default, what the Dockerfile names
#   IMAGE       its name; by default video-catalog
set -euo pipefail
cd "$(dirname "$0")/.."

image=${IMAGE:-video-catalog}
list=build/image.cdx.json
# A task waits for it to be pulled: what adds to it is to be noticed.
largest_mb=300
arguments=(--tag "$image" ${BASE_IMAGE:+--build-arg "BASE_IMAGE=$BASE_IMAGE"} services)

builder=
for candidate in docker podman buildah; do
    # Docker's command line may be there without its daemon.
    if "$candidate" info > /dev/null 2>&1; then
        builder=$candidate
        break
    fi
done

# Where a proxy opens TLS, its authority is among those of this machine.
authorities=/etc/ssl/certs/ca-certificates.crt
without_daemon=(--network host)
if [ -f "$authorities" ]; then
    without_daemon+=(--volume "$authorities:$authorities:ro")
fi

case $builder in
    docker)
        docker build "${arguments[@]}"
        bytes=$(docker image inspect --format '{{.Size}}' "$image")
        ;;
    podman)
        podman build --isolation chroot "${without_daemon[@]}" "${arguments[@]}"
        bytes=$(podman image inspect --format '{{.Size}}' "$image")
        ;;
    buildah)
        buildah build --isolation chroot "${without_daemon[@]}" "${arguments[@]}"
        bytes=$(buildah images --json "$image" | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["size"])')
        ;;
    *)
        echo 'No builder of images: expected docker, podman or buildah on the PATH.' >&2
        exit 1
        ;;
esac

mkdir -p "$(dirname "$list")"
archive=$(mktemp --tmpdir image.XXXXXX.tar)
trap 'rm -f "$archive"' EXIT
case $builder in
    docker) docker save --output "$archive" "$image" ;;
    podman) podman save --quiet --format oci-archive --output "$archive" "$image" ;;
    buildah) buildah push --quiet "$image" "oci-archive:$archive" ;;
esac
.venv-image/bin/syft scan --quiet --output "cyclonedx-json=$list" "$archive"
megabytes=$(((bytes + 999999) / 1000000))
echo "$image: $megabytes MB, components in $list"
if [ "$megabytes" -gt "$largest_mb" ]; then
    echo "$image: $megabytes MB; expected at most $largest_mb. Take out what it doesn't need, or" \
        "raise the limit in scripts/image.sh." >&2
    exit 1
fi
