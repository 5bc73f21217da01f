import { createApp } from './app.js';
import type { Config } from './config.js';
import { ensureSetupLink } from './features/auth/index.js';
import { isFirst, launch, type Parts } from './launch.js';
import { createPasswords, hashesAtOnce } from './platform/passwords.js';
import { openRedis } from './platform/redis.js';
import { VERSION } from './platform/version.js';
import { openMember } from './processes/member.js';

type Options = {
  /** No worker runs beside it: the app does the jobs itself. */
  alone: boolean;
  /** Which of several processes this is; undefined where it is the only one. */
  process: string | undefined;
};

/** Serves the app; of several processes the first one does the jobs as well, where no worker runs beside them. */
export async function serveApp(config: Config, { alone, process: n }: Options): Promise<void> {
  const member = n === undefined ? undefined : openMember(Number(n));
  const works = alone && isFirst(member);
  const serve = async (parts: Parts) => {
    const { queue, log } = parts;
    if (works) await queue.announce();
    const redis = config.redisUrl ? await openRedis(config.redisUrl, log) : undefined;
    const passwords = createPasswords(hashesAtOnce(config.processes));
    return {
      app: createApp(config, { ...parts, redis, passwords }),
      close: () => redis?.close(),
      async begin() {
        if (isFirst(member)) await welcome(parts);
        if (works) queue.work();
      },
    };
  };
  await launch(serve, config, member);
}

async function welcome({ config, database, log }: Parts): Promise<void> {
  log.info(`Mouse Domination ${VERSION} runs at ${config.appUrl}`);
  // It serves by now: what Postgres refuses at this moment ends it no more than an outage a moment later.
  const link = await ensureSetupLink(database, config).catch((error: unknown) => {
    log.warn({ err: error }, 'the link for the first admin could not be made: start again to be told one');
  });
  if (link) process.stdout.write(`\nNobody is admin yet. Open this link once to become the first:\n${link}\n\n`);
}
