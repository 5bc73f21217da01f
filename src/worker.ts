import { createProbes } from './app.js';
import { launch } from './launch.js';
import { VERSION } from './platform/version.js';

// Beside apps that were started with --no-worker, on this machine or another: the queue is in Postgres. It answers probes and
// metrics on a PORT of its own, and does not start where another process has that.
await launch(async (parts) => {
  await parts.queue.announce();
  return {
    app: createProbes(parts.config, { ...parts, redis: undefined }),
    async begin() {
      parts.log.info(`the worker runs, ${VERSION}`);
      parts.queue.work();
    },
  };
});
