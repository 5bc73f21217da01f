import { Redis as Client } from 'ioredis';
import { Unavailable } from './errors.js';
import type { Logger } from './logger.js';

export type Redis = Awaited<ReturnType<typeof openRedis>>;
type Datum = string | number | boolean;
type RedisReply = Datum | Datum[];
type Log = Pick<Logger, 'info' | 'warn'>;

/** A page waits no longer than this for Redis; then the process's own counters take over. */
const ANSWER_MS = 80;
const ASK_AGAIN_MS = 500;
const FIRST_ANSWER_MS = 1_000;
const PROBE = 'mouse-domination:probe';

/**
 * Opens Redis and waits a second at most for its first answer: a Redis that is away stops no start. While it is away, commands
 * throw `Unavailable` at once, and it is asked twice a second whether it takes a write again.
 */
export async function openRedis(url: string, log: Log) {
  const client = clientOf(url);
  const presence = watchPresence(client, log);
  // A write, since a Redis that only reads counts nothing.
  const answers = () => client.set(PROBE, '1', 'PX', 1_000).then(presence.arrived, presence.left);
  const asking = setInterval(() => presence.here() || void answers(), ASK_AGAIN_MS).unref();
  await firstAnswer(client);
  await answers();

  return {
    /** Sends one command; throws `Unavailable` within 100 ms when Redis is away, silent or refuses it. */
    async command(name: string, ...args: string[]): Promise<RedisReply> {
      if (!presence.here()) throw new Unavailable('Redis is away');
      try {
        return (await client.call(name, ...args)) as RedisReply;
      } catch (error) {
        // A restarted Redis has forgotten its scripts; whoever sent this one sends it anew.
        if (error instanceof Error && !error.message.startsWith('NOSCRIPT')) presence.left(error);
        throw error;
      }
    },
    /** Whether Redis takes a write, asked now; within 100 ms. */
    answers,
    close(): void {
      clearInterval(asking);
      client.disconnect();
    },
  };
}

function clientOf(url: string): Client {
  return new Client(url, {
    commandTimeout: ANSWER_MS,
    connectTimeout: FIRST_ANSWER_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => ASK_AGAIN_MS,
  });
}

/** Whether Redis is here, as far as its last answer has shown; the log is told when that turns. */
function watchPresence(client: Client, log: Log) {
  let here: boolean | undefined;
  let fault = '';
  // Each new fault: what is seen first is often no more than a closed connection, and its reason comes with the next try.
  const away = (why: string) => log.warn({ fault: why }, 'Redis is away: limits are counted in this process');
  // Only the words: ioredis's errors carry the command they belong to, and that may be AUTH with the password.
  client.on('error', (error) => {
    if (here === false && error.message !== fault) away(error.message);
    fault = error.message;
  });

  return {
    here: () => here === true,
    arrived(): true {
      if (here !== true) log.info('Redis answers: limits are shared');
      here = true;
      fault = '';
      return true;
    },
    left(error: Error): false {
      if (here !== false) away(fault || error.message);
      here = false;
      return false;
    },
  };
}

async function firstAnswer(client: Client): Promise<void> {
  await new Promise<void>((resolve) => {
    const late = setTimeout(resolve, FIRST_ANSWER_MS);
    const answered = () => {
      clearTimeout(late);
      resolve();
    };
    client.once('ready', answered);
    client.once('error', answered);
  });
}
