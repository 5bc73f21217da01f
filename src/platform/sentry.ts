import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from './errors.js';
import { allowed, type Fault, faultEvent, type Timing, timingEvent } from './sentry/event.js';
import { openThrottle } from './sentry/throttle.js';
import { VERSION } from './version.js';

export type { Fault, Timing } from './sentry/event.js';

/** Sentry's own kernel, which whoever sets SENTRY_DSN installs beside the app: RUNBOOK.md, "Faults to Sentry". */
export const SENTRY_PACKAGE = '@sentry/core@11.12.0';

/** What Sentry is told. Nothing waits for it: what it does not take in time, or not so much of, is lost. */
export type Sentry = {
  fault(fault: Fault): void;
  /** Of as many requests as the settings say. */
  timing(timing: Timing): void;
  /** Until all is sent, for `ms` at most. */
  flush(ms: number): Promise<void>;
};
/** `traces` is the share of requests whose time is told. */
type SentrySettings = { dsn: string; traces: number; environment: string };

/** A Sentry that is silent for so long has lost what it was sent; so many wait for it at most. */
const SILENT_MS = 5_000;
const WAITING = 30;

/** Opens the way to Sentry. Throws `Unavailable` where the package for it is not installed. */
export async function openSentry({ dsn, traces, environment }: SentrySettings): Promise<Sentry> {
  const [core, server] = await Promise.all([import('@sentry/core'), import('@sentry/core/server')]).catch(notInstalled);
  const parseStack = core.createStackParser(server.nodeStackLineParser());
  const client = new server.ServerRuntimeClient({
    dsn,
    release: `mouse-domination@${VERSION}`,
    environment,
    platform: 'node',
    runtime: { name: 'node', version: process.version },
    integrations: [],
    traceLifecycle: 'static',
    sendClientReports: false,
    stackParser: parseStack,
    transport: (options) =>
      core.createTransport({ ...options, bufferSize: WAITING }, ({ body }) => post(options.url, options.headers, body)),
    beforeSend: (event) => ({ ...allowed(event), type: undefined }),
    beforeSendTransaction: (event) => ({ ...allowed(event), type: 'transaction' }),
  });
  client.init();
  const isNew = openThrottle();

  return {
    fault(fault) {
      if (isNew(fault)) client.captureEvent(faultEvent(fault, (stack) => parseStack(stack)));
    },
    timing(timing) {
      if (Math.random() < traces) client.captureEvent(timingEvent(timing));
    },
    async flush(ms) {
      // Its own limit holds for each of two steps.
      await Promise.race([client.flush(ms), pause(ms)]);
    },
  };
}

function notInstalled(error: Error): never {
  throw new Unavailable(
    `SENTRY_DSN is set, but ${SENTRY_PACKAGE} cannot be loaded (${(error as NodeJS.ErrnoException).code ?? error.message})`,
  );
}

async function post(url: string, headers: Record<string, string> | undefined, body: string | Uint8Array) {
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : Buffer.from(body),
    redirect: 'error',
    signal: AbortSignal.timeout(SILENT_MS),
  });
  await answer.arrayBuffer();
  return {
    statusCode: answer.status,
    headers: {
      'x-sentry-rate-limits': answer.headers.get('x-sentry-rate-limits'),
      'retry-after': answer.headers.get('retry-after'),
    },
  };
}
