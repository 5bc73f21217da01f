import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event, Exception, StackFrame } from '@sentry/core';
import { projectRoot } from '../project-root.js';

/** Something that broke on our side. `sentence` is what the log calls it: a text of ours that holds no value. */
export type Fault = {
  sentence: string;
  isFatal: boolean;
  error: unknown;
  requestId?: string | undefined;
  method?: string | undefined;
  /** The pattern, never the address: that may hold a token. */
  route?: string | undefined;
  job?: string | undefined;
};
/** How long a request took; `cameAt` in ms since 1970. */
export type Timing = { requestId: string; method: string; route: string; status: number; cameAt: number; ms: number };

type ParseStack = (stack: string) => StackFrame[];

/** All tags that there are. */
const TAGS = ['request_id', 'method', 'route', 'job', 'code', 'status'] as const;

/**
 * A fault as an event: the error's kind, its code and where in our code it was thrown. Its message stays in the log, since it may
 * quote what somebody typed; the log's own sentence stands in its place.
 */
export function faultEvent(
  { sentence, isFatal, error, requestId, method, route, job }: Fault,
  parse: ParseStack,
): Event {
  const type = error instanceof Error ? error.name : 'Fault';
  const frames = error instanceof Error ? parse(stackOf(error)) : [];
  return {
    level: isFatal ? 'fatal' : 'error',
    exception: { values: [{ type, value: sentence, stacktrace: { frames } }] },
    tags: { request_id: requestId, method, route, job, code: codeOf(error) },
    contexts: { trace: traceOf(requestId) },
  };
}

/** The time of a request as an event, under its route's pattern. */
export function timingEvent({ requestId, method, route, status, cameAt, ms }: Timing): Event {
  return {
    type: 'transaction',
    transaction: `${method} ${route}`,
    transaction_info: { source: 'route' },
    start_timestamp: cameAt / 1000,
    timestamp: (cameAt + ms) / 1000,
    tags: { request_id: requestId, method, route, status: String(status) },
    contexts: { trace: { ...traceOf(requestId), op: 'http.server', status: status < 500 ? 'ok' : 'internal_error' } },
  };
}

/** What may leave of an event, whatever its sender or the package has put into it: names and numbers of ours. */
export function allowed(event: Event): Event {
  const { event_id, timestamp, start_timestamp, level, platform, release, environment, transaction } = event;
  const { trace, runtime } = event.contexts ?? {};
  return {
    event_id,
    timestamp,
    start_timestamp,
    level,
    platform,
    release,
    environment,
    transaction,
    transaction_info: event.transaction_info,
    tags: Object.fromEntries(TAGS.flatMap((tag) => (event.tags?.[tag] === undefined ? [] : [[tag, event.tags[tag]]]))),
    contexts: {
      trace: trace && { trace_id: trace.trace_id, span_id: trace.span_id, op: trace.op, status: trace.status },
      runtime: runtime && { name: runtime.name, version: runtime.version },
    },
    exception: event.exception && { values: event.exception.values?.map(allowedException) },
    sdkProcessingMetadata: event.sdkProcessingMetadata,
  };
}

function allowedException({ type, value, stacktrace }: Exception): Exception {
  return { type, value, stacktrace: { frames: stacktrace?.frames?.map(allowedFrame) ?? [] } };
}

// Where the product lies on this machine is nobody's business, and would part the faults of two machines.
function allowedFrame({ filename = '', function: name, lineno, colno, in_app }: StackFrame): StackFrame {
  const path = filename.startsWith('file:') ? fileURLToPath(filename) : filename;
  const inside = path.startsWith('/') ? relative(projectRoot, path) : path;
  return { filename: inside.startsWith('..') ? 'elsewhere' : inside, function: name, lineno, colno, in_app };
}

// The lines behind the message, which may look like one of them.
function stackOf({ stack = '', message }: Error): string {
  const at = stack.indexOf(message);
  return at < 0 ? '' : stack.slice(at + message.length);
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : undefined;
}

// What is told of one request belongs together.
function traceOf(requestId: string | undefined) {
  return {
    trace_id: requestId?.replaceAll('-', '') ?? randomBytes(16).toString('hex'),
    span_id: randomBytes(8).toString('hex'),
  };
}
