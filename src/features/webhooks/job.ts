import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../config.js';
import { runningText } from '../../http/clean-text.js';
import type { Views } from '../../http/views.js';
import { Unavailable } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import { type Outgoing, OutgoingFault } from '../../platform/outgoing/outgoing.js';
import type { Database } from '../../platform/postgres/database.js';
import type { Job, Queue } from '../../platform/queue/queue.js';
import { KeyMissing } from '../../platform/sealing.js';
import type { Module } from '../../records/module.js';
import { openOutbox } from '../mail/index.js';
import { messageOf } from './message.js';
import { noteOutcome, type Tried } from './outcome.js';
import { readSecretOf, signatureHeaders } from './signing.js';
import { type Due, endTurn, isAnythingDue, nextDue, TURN_SECONDS, takeTurns } from './turns.js';

const SEND_WEBHOOKS = 'send_webhooks';
/** To so many webhooks at once; to each one message after another. */
const AT_ONCE = 8;
const LOOK_MS = 1_000;
const KEPT_ANSWER = 500;

type Parts = {
  config: Config;
  database: Database;
  queue: Pick<Queue, 'send'>;
  views: Views;
  log: Logger;
  metrics: Metrics;
  outgoing: Outgoing;
  modules: readonly Pick<Module, 'kind' | 'fields' | 'list'>[];
};

/**
 * Sends all that is due at webhooks. One run sends to several at once, and to each in the order of its events, for half a minute
 * before others have their turn: so neither a slow address nor ten thousand messages of one hold up those of another. A message is
 * sent, then noted as sent: a worker that is killed in between leaves it to be sent again, under the same id.
 */
export function sendWebhooks(parts: Parts): Job {
  return {
    name: SEND_WEBHOOKS,
    owesSoon: true,
    work: (_data, { signal }) => sendAll(parts, signal),
    owed: async () => ((await isAnythingDue(parts.database)) ? [{ key: SEND_WEBHOOKS, data: {} }] : []),
  };
}

async function sendAll(parts: Parts, signal: AbortSignal): Promise<void> {
  const turns = new Map<string, Promise<void>>();
  try {
    for (;;) {
      signal.throwIfAborted();
      const free = AT_ONCE - turns.size;
      for (const id of free > 0 ? await takeTurns(parts.database, free) : []) {
        turns.set(
          id,
          turnOf(parts, id, signal).finally(() => turns.delete(id)),
        );
      }
      if (turns.size === 0) return;
      await Promise.race([...turns.values(), pause(LOOK_MS)]);
    }
  } finally {
    await Promise.allSettled(turns.values());
  }
}

async function turnOf(parts: Parts, webhookId: string, signal: AbortSignal): Promise<void> {
  const ends = performance.now() + TURN_SECONDS * 1_000;
  try {
    while (!signal.aborted && performance.now() < ends) {
      const due = await nextDue(parts.database, webhookId);
      if (!due) break;
      await deliver(parts, due);
    }
    await endTurn(parts.database, webhookId);
  } catch (error) {
    // A fault of ours at one holds up no other; it has its next turn once its lease is over.
    if (error instanceof Unavailable) throw error;
    parts.log.error({ err: error, webhook: webhookId }, 'a webhook could not be sent to');
  }
}

async function deliver(parts: Parts, due: Due): Promise<void> {
  const { config, database, metrics, outgoing, views, queue } = parts;
  const body = await messageOf(parts, due);
  if (body === undefined) return;
  const started = performance.now();
  const tried = await send(outgoing, config.encryptionKeys, due, body).catch(noAnswer);
  const ms = Math.round(performance.now() - started);
  const outbox = openOutbox({ config, views, queue });
  const outcome = await noteOutcome({ database, outbox, appUrl: config.appUrl }, due, { ...tried, ms });
  metrics.webhookDeliveries.inc({ outcome });
}

async function send(outgoing: Outgoing, keys: Config['encryptionKeys'], due: Due, body: string) {
  const secrets = [due.sealed, due.sealed_before ?? []].flat().map((it) => readSecretOf(keys, it, due.webhook_id));
  const { status, retryAfter, text } = await outgoing.post(new URL(due.url), headersOf(secrets, due.id, body), body);
  return { status, answer: shownOf(text), fault: faultOf(status), wait: waitAsked(retryAfter) };
}

function headersOf(secrets: readonly string[], id: string, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Mouse-Domination',
    ...signatureHeaders(secrets, id, body, new Date()),
  };
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400
    ? `It answered ${status}, to another address: redirects are not followed.`
    : `It answered ${status}.`;
}

function noAnswer(error: unknown): Omit<Tried, 'ms'> {
  if (error instanceof OutgoingFault) return { status: null, answer: null, fault: error.message, wait: 0 };
  if (!(error instanceof KeyMissing)) throw error;
  return {
    status: null,
    answer: null,
    fault: 'Its secret cannot be read: the key that it is encrypted under is gone.',
    wait: 0,
  };
}

/** How many seconds an answer asks to be left alone, by its Retry-After (RFC 9110): seconds, or a moment; nought where it does not say. */
function waitAsked(retryAfter = '', now = Date.now()): number {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const until = Date.parse(retryAfter);
  return Number.isNaN(until) ? 0 : Math.max(0, Math.ceil((until - now) / 1_000));
}

function shownOf(text: string): string | null {
  return [...runningText(text)].slice(0, KEPT_ANSWER).join('') || null;
}
