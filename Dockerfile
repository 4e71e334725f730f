# wellread in a container: everything it needs is in the image, everything it learns is in the volume.
#   docker build -t wellread . && docker run -p 8787:8787 -e WELLREAD_ADMIN_TOKEN=... -v wellread:/data wellread
FROM node:22-bookworm-slim AS build
WORKDIR /app
# hnswlib-node is compiled where no prebuilt binary fits
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
# two arenas: glibc gives every thread that reads pages one of its own, and keeps what was freed in it
ENV NODE_ENV=production WELLREAD_DATA=/data WELLREAD_HOST=0.0.0.0 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s \
  CMD node -e "fetch('http://127.0.0.1:8787/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
# node itself is the first process, so that SIGTERM reaches it and requests in flight are finished
CMD ["node", "bin/wellread.js", "serve"]
