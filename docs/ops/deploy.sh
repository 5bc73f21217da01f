#!/bin/sh
# On the server, in the product's folder: docs/ops/deploy.sh IMAGE VERSION
# Fetches the image, or takes it where `docker load` has brought it; takes a backup where there is something to migrate; migrates;
# restarts; smokes; goes back to the version before where that fails. Ends with 0 when the new version serves, else with 1, and says what serves then.
set -eu

[ $# = 2 ] || { echo "usage: $0 IMAGE VERSION" >&2; exit 64; }
image=$1 version=$2
E=${COMPOSE_ENV_FILE:-.env.production}
dc() {
  set -- ${PROFILE:+"--profile=$PROFILE"} "$@"
  [ ! -e compose.override.prod.yml ] || set -- -f compose.override.prod.yml "$@"
  [ "$(get SESSION_SECRET)" != file ] || set -- -f docs/ops/compose.secrets.yml "$@"
  docker compose --env-file "$E" -f compose.prod.yml "$@"
}
get() { sed -n "s|^$1=||p" "$E"; }
put() { sed -i "/^#*$1=/d" "$E" && printf '%s=%s\n' "$1" "$2" >> "$E"; }
say() { printf '== %s\n' "$*"; }

before=$(get APP_VERSION)
before=${before:-local}

# Of the app itself, past its proxy, by the new image, whichever version answers: what serves is asked for once it is healthy.
smoke() {
  for pause in 2 5 10 0; do
    APP_VERSION=$version dc run --rm --no-deps -T app npm -s run smoke -- http://app:3000 --inside ${1:+--release "$1"} && return
    sleep "$pause"
  done
  return 1
}

serve() {
  put APP_VERSION "$1"
  dc up -d --no-build --wait --wait-timeout 180 app worker && dc up -d --no-build
}

say "image $image"
docker image inspect "$image" > /dev/null 2>&1 || docker pull "$image"
docker tag "$image" "mouse-domination:$version"
dc up -d --no-build --wait postgres

say 'migrations'
pending=$(APP_VERSION=$version dc run --rm --no-deps -T app npm -s run db:status | grep -c '^pending ' || true)
if [ "$pending" != 0 ] && [ -n "$(dc ps -q app)" ]; then
  say 'a backup, by the release that runs'
  dc exec -T app npm run db:backup
fi
if ! APP_VERSION=$version dc run --rm --no-deps -T app npm run db:migrate; then
  say "the migrations did not pass; $before still serves, and must not be restarted where some of them did" >&2
  exit 1
fi

say "restart, from $before to $version"
if serve "$version" && smoke "$version"; then
  say "$version serves"
  exit 0
fi

dc logs --no-log-prefix --tail 50 app >&2
if [ "$pending" != 0 ]; then
  say "$version does not serve, and has brought $pending migrations, which are not undone: RUNBOOK.md, Upgrade, and back" >&2
  exit 1
fi
say "$version does not serve: back to $before" >&2
if serve "$before" && smoke ''; then
  say "$before serves; its checkout is the one to put back as well" >&2
else
  say "$before is started again, and does not answer as it should: RUNBOOK.md, The app is down" >&2
fi
exit 1
