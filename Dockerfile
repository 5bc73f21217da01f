# The image of the app. compose.prod.yml builds it; docs/decisions/0011 tells how it is checked where no engine runs.
#
# Pinned by tag: the newest Node 24 at each build. For the same bytes every time, give a digest as well:
#   docker build --build-arg NODE_IMAGE=node:24-slim@sha256:… .
ARG NODE_IMAGE=node:24-slim

# Everything that builds the app. compose.dev.yml runs this stage, with reload.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package may run a script of its own here: package.json says so, and npm versions differ in whether they listen.
# Our own, `prepare`, has nothing to build yet; the build is the line below.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# What is left of it to run the app: readable for any user, also when the checkout was not. `optional` as well: Prisma's client
# names its command line and TypeScript as optional, and 300 MB of them would stay. But the code of sharp and of argon2 for this
# platform is optional too, since there is one for each: that is put aside and back, 19 MB.
FROM build AS production
RUN mkdir for-platform && cp -a node_modules/@img node_modules/@node-rs for-platform/ \
    && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
    && rm -rf node_modules/@img node_modules/@node-rs && mv for-platform/* node_modules/ && rmdir for-platform
# Below what takes long, since each commit has its own: /health, the metrics and the log say it.
ARG REVISION=unknown
RUN printf '%s' "$REVISION" > dist/commit
RUN rm -rf node_modules/.cache && mkdir data && chmod -R a+rX package.json dist prisma public views

FROM ${NODE_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Mouse Domination" \
      org.opencontainers.image.description="A self-hosted CRM for content creators: review units, brands, and the money they bring" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# How much memory V8 takes (docs/decisions/0132), as package.json says it of a start without the image.
# npm is here for the operator's scripts (npm run user:list); the root file system may be read-only, so it keeps to /tmp.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-semi-space-size=16 --max-old-space-size=512" \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/app/data \
    npm_config_cache=/tmp/.npm \
    npm_config_logs_max=0 \
    npm_config_update_notifier=false
WORKDIR /app
# Everything is root's and the app runs as somebody else; data alone is its own, and a fresh volume there inherits that.
COPY --from=production --chown=1000:1000 /app/data ./data
COPY --from=production /app/package.json ./
COPY --from=production /app/node_modules ./node_modules
COPY --from=production /app/prisma/migrations ./prisma/migrations
COPY --from=production /app/prisma/schema.prisma ./prisma/
COPY --from=production /app/public ./public
COPY --from=production /app/views ./views
COPY --from=production /app/dist ./dist
# A number, so that Kubernetes can see that it is not root; node:24-slim calls it `node`.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
# The start waits for Postgres for up to 60 s. The slim image has no curl.
HEALTHCHECK --interval=30s --timeout=3s --start-period=75s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/alive', { signal: AbortSignal.timeout(2500) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
