import pg from 'pg';
import type { Metrics } from '../metrics.js';
import type { DatabaseSettings } from './settings.js';
import { timeStatements } from './statement-times.js';

/** Opens a pool of connections under that name; `lost` is told why an idle one broke. */
export function openPool(
  settings: DatabaseSettings,
  { name, max, lost }: { name: string; max: number; lost(fault: string): void },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs,
    statement_timeout: settings.statementTimeoutMs,
    // A frozen server enforces no timeout of its own; this one is kept on our side.
    query_timeout: settings.statementTimeoutMs + 500,
    application_name: name,
    // What is asked while an answer is still out travels at once, in the order in which it was asked.
    pipeline: true,
  });
  // pg listens itself only while a connection is idle, and an 'error' that nobody hears ends the process: what breaks a
  // connection in use, or in the moment it is handed out, is told by the statement in hand or by the next one.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // The words alone: pg hangs the whole connection, with its secret key, on the error.
  pool.on('error', ({ message }) => lost(message));
  return pool;
}

/** Has the pool's statements timed, and its connections in use counted. */
export function watchPool(pool: pg.Pool, metrics: Metrics): void {
  pool.on('connect', (client) => timeStatements(client, (seconds) => metrics.statementSeconds.observe(seconds)));
  metrics.watchConnections(() => pool.totalCount - pool.idleCount);
}
