import { parseArgs } from 'node:util';
import { createApp } from './app.js';
import { ensureSetupLink } from './features/auth/index.js';
import { launch } from './launch.js';
import { createPasswords } from './platform/passwords.js';
import { openRedis } from './platform/redis.js';
import { VERSION } from './platform/version.js';

// Where `npm run worker` runs beside it, the jobs are the worker's; run alone, the app does them itself.
const alone = !parseArgs({ options: { 'no-worker': { type: 'boolean' } } }).values['no-worker'];

await launch(async (parts) => {
  const { config, database, queue, log } = parts;
  if (alone) await queue.announce();
  const redis = config.redisUrl ? await openRedis(config.redisUrl, log) : undefined;
  return {
    app: createApp(config, { ...parts, redis, passwords: createPasswords() }),
    close: () => redis?.close(),
    async begin() {
      log.info(`Mouse Domination ${VERSION} runs at ${config.appUrl}`);
      // It serves by now: what Postgres refuses at this moment ends it no more than an outage a moment later.
      const link = await ensureSetupLink(database, config).catch((error: unknown) => {
        log.warn({ err: error }, 'the link for the first admin could not be made: start again to be told one');
      });
      if (link) process.stdout.write(`\nNobody is admin yet. Open this link once to become the first:\n${link}\n\n`);
      if (alone) queue.work();
    },
  };
});
