#!/bin/sh
# Writes the site's name for nginx.conf: the host of APP_URL. nginx's image runs this before nginx, as all that lies in
# /docker-entrypoint.d; on a host it is run once by hand.
set -eu
host=${APP_URL#*://}
host=${host%%[:/]*}
[ -n "$host" ] || { echo "site-name.sh: APP_URL must be the https address of the site." >&2; exit 1; }
mkdir -p "${SITE_DIR:-/etc/nginx/site}"
printf 'server_name %s;\n' "$host" > "${SITE_DIR:-/etc/nginx/site}/name.conf"
