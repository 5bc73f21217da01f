import pg from 'pg';
import { StartRefused } from '../errors.js';
import { type Log, SILENT } from '../logger.js';

// Waiting mends no wrong password.
const HOPELESS = new Set(['28P01', '28000']);

/** Returns when the database answers; says so when it has to wait, and refuses the start after `timeoutMs`. */
export async function waitForDatabase(
  url: string,
  { timeoutMs = 60_000, log = SILENT }: { timeoutMs?: number; log?: Log } = {},
): Promise<void> {
  const end = Date.now() + timeoutMs;
  let nextLine = 0;
  for (;;) {
    const fault = await ask(url, Math.max(100, Math.min(3000, end - Date.now())));
    if (fault === undefined) return;
    const reason = fault.message || fault.code || fault.name;
    if (HOPELESS.has(fault.code ?? '')) throw new StartRefused(`The database refuses the login: ${reason}`);
    if (Date.now() >= end)
      throw new StartRefused(`The database did not answer within ${Math.round(timeoutMs / 1000)} s: ${reason}`);
    if (Date.now() >= nextLine) {
      log.info(`waiting up to ${Math.ceil((end - Date.now()) / 1000)} s for the database: ${reason}`);
      nextLine = Date.now() + 10_000;
    }
    await new Promise((done) => setTimeout(done, Math.max(1, Math.min(500, end - Date.now()))));
  }
}

async function ask(url: string, limitMs: number): Promise<(Error & { code?: string }) | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    client.end().catch(() => undefined);
  }
}
