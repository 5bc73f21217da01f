import { createProbes } from './app.js';
import { launch } from './launch.js';
import { VERSION } from './platform/version.js';

// Beside apps that were started with --no-worker, on this machine or another: the queue is in Postgres. On one machine with
// the app it finds the app's port taken; a PORT of its own gives it probes and metrics.
await launch(async (parts) => {
  await parts.queue.announce();
  return {
    app: createProbes(parts.config, { ...parts, redis: undefined }),
    portOptional: true,
    async begin() {
      parts.log.info(`the worker runs, ${VERSION}`);
      parts.queue.work();
    },
  };
});
