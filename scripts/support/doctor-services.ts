import { statfs } from 'node:fs/promises';
import type { Config } from '../../src/config.js';
import { disksBelow } from '../../src/platform/disks.js';
import { connectMail } from '../../src/platform/mail/connection.js';
import { openRedis } from '../../src/platform/redis.js';
import { openStorage } from '../../src/platform/storage/storage.js';
import { type Check, fault, off, ok, warning } from './finding.js';

const SILENT = { info: () => undefined, warn: () => undefined };
const MAIL_PATIENCE = { connectMs: 5_000, silentMs: 5_000 };
/** Shares of a disk that are free: below the first it is to be looked at, below the second it stops what writes. */
const FREE = { little: 0.1, none: 0.02 };

/** What the app needs beside its database: Redis, the mail server, where files are kept, room on the disks. */
export function serviceChecks(config: Config): Check[] {
  return [redisCheck(config), mailCheck(config), storageCheck(config), diskCheck(config)];
}

function redisCheck({ redisUrl, env }: Config): Check {
  const remedy = 'Start it, or mend RATE_LIMIT_REDIS_URL and REDIS_PASSWORD: RUNBOOK.md, "Redis gone".';
  return {
    part: 'redis',
    remedy,
    async look() {
      const memory = 'Limits are counted in each process by itself.';
      if (!redisUrl)
        return [
          env === 'production'
            ? warning(
                'redis',
                memory,
                'With more than one process set RATE_LIMIT_REDIS_URL, so that they count together.',
              )
            : off('redis', memory),
        ];
      let why = '';
      const redis = await openRedis(redisUrl, {
        ...SILENT,
        warn: ({ fault: words }: { fault: string }) => {
          why = words;
        },
      });
      const answers = await redis.answers();
      redis.close();
      return [
        answers ? ok('redis', 'Redis takes what is counted.') : fault('redis', `Redis takes no write: ${why}.`, remedy),
      ];
    },
  };
}

function mailCheck({ smtp, sendsMail }: Config): Check {
  return {
    part: 'mail',
    remedy: 'RUNBOOK.md, "Mail", says what each answer of a server means; mail:test sends one.',
    async look() {
      if (!smtp)
        return [
          off(
            'mail',
            sendsMail
              ? 'No server is set up: mails stand at /dev/mail.'
              : 'No server is set up: nobody is sent a mail.',
          ),
        ];
      const connection = await connectMail(smtp, MAIL_PATIENCE);
      connection.quit();
      return [ok('mail', `${smtp.host}:${smtp.port} takes mails${smtp.login ? ' and the login' : ''}.`)];
    },
  };
}

function storageCheck({ storage }: Config): Check {
  return {
    part: 'storage',
    remedy: 'RUNBOOK.md, "Files cannot be reached".',
    async look() {
      const store = openStorage(storage, SILENT);
      await store.tryOut();
      return [ok('storage', `${store.label} takes a file, gives it back and removes it.`)];
    },
  };
}

function diskCheck({ dataDir, storage }: Config): Check {
  const remedy = 'RUNBOOK.md, "A disk is almost full".';
  return {
    part: 'disk',
    remedy,
    async look() {
      const own = await disksBelow({ data: () => statfs(dataDir) });
      const disks = [...own, ...(await openStorage(storage, SILENT).disks())];
      return disks.map(({ folder, free, size }) => {
        const text = `${Math.floor((free / size) * 100)} % of the disk below ${folder} is free (${(free / 1e9).toFixed(1)} GB).`;
        if (free < size * FREE.none) return fault('disk', text, remedy);
        return free < size * FREE.little ? warning('disk', text, remedy) : ok('disk', text);
      });
    },
  };
}
