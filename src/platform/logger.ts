import pino from 'pino';

export type Logger = pino.Logger;

/** What the parts of the start say aloud; the app's logger fits, and so does a script's. */
export type Log = { info(line: string): void };

export const SILENT: Log = { info: () => undefined };

const SECRETS = ['password', 'token', 'cookie', 'authorization'];

/**
 * A logger on standard output: JSON, or lines for people where `readable` is asked for and pino-pretty is installed.
 * Fields that may hold a secret are never written.
 */
export async function createLogger(level: string, readable = false): Promise<Logger> {
  const options: pino.LoggerOptions = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)],
  };
  const pretty = readable ? await import('pino-pretty').catch(() => undefined) : undefined;
  return pretty ? pino(options, pretty.default({ sync: true, ignore: 'hostname,pid' })) : pino(options);
}
