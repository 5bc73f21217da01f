import { join, parse } from 'node:path';
import pino from 'pino';
import { openLogFile } from './log-file.js';
import type { Fault } from './sentry/event.js';

export type Logger = pino.Logger;

/** What the parts of the start say aloud; the app's logger fits, and so does a script's. */
export type Log = { info(line: string): void };

export const SILENT: Log = { info: () => undefined };

const SECRETS = ['password', 'token', 'cookie', 'authorization'];

type Options = {
  /** Lines for people on standard output, where pino-pretty is installed. */
  readable?: boolean;
  /** Takes the lines as well, and a file beside it those of errors. */
  file?: string | undefined;
  /** Which of several processes this is: it stands on each line. */
  process?: number | undefined;
  /** Is told of each error that is logged. */
  tell?: ((fault: Fault) => void) | undefined;
  /** Takes the lines in the place of standard output. */
  out?: pino.DestinationStream;
};

/** A logger on standard output, in JSON. Fields that may hold a secret are never written. */
export async function createLogger(
  level: string,
  { readable = false, file, process, tell, out: given }: Options = {},
): Promise<Logger> {
  const options: pino.LoggerOptions = {
    level,
    base: process === undefined ? undefined : { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: tell ? { logMethod: telling(tell) } : {},
    redact: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)],
  };
  const pretty = readable ? await import('pino-pretty').catch(() => undefined) : undefined;
  const standard = pretty ? pretty.default({ sync: true, ignore: 'hostname,pid' }) : undefined;
  const out = given ?? standard ?? pino.destination({ sync: true });
  if (!file) return pino(options, out);
  const fault = (error: Error) => void setImmediate(() => log.warn({ err: error }, FAULT));
  const streams = [
    { level: 'trace', stream: out },
    { level: 'trace', stream: openLogFile(file, { fault }) },
    { level: 'error', stream: openLogFile(errorsBeside(file), { fault }) },
  ] as const;
  const log = pino(options, pino.multistream([...streams]));
  return log;
}

type Line = { err?: unknown; request_id?: string; method?: string; route?: string; job?: string };

function telling(tell: (fault: Fault) => void): NonNullable<pino.LoggerOptions['hooks']>['logMethod'] {
  const { error, fatal } = pino.levels.values;
  return function log(args, method, level) {
    const [first, second] = args as unknown as [Line | string, string | undefined];
    const { err, request_id: requestId, method: asked, route, job } = typeof first === 'string' ? {} : first;
    const sentence = typeof first === 'string' ? first : (second ?? 'an error');
    if (level >= (error as number))
      tell({ sentence, isFatal: level === fatal, error: err, requestId, method: asked, route, job });
    method.apply(this, args);
  };
}

const FAULT = 'LOG_FILE takes no lines at the moment: they go to standard output alone';

/** Where errors go beside `app.log`: `app.error.log`. */
function errorsBeside(file: string): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.error${ext}`);
}
