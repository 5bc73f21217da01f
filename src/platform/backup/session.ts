import pg from 'pg';

/** What a role or a database may have set otherwise, and what the text of a value depends on. */
const SETTINGS: Record<string, string> = {
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0',
  client_encoding: 'UTF8',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  quote_all_identifiers: 'off',
  row_security: 'on',
};
const SET = `select set_config(s.name, v.value, false) from pg_settings s
  join unnest($1::text[], $2::text[]) v (name, value) on v.name = lower(s.name)`;

/** A connection for backups and restores, without limits of time, on which every value has one text. */
export async function withBackupSession<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'mouse-domination backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // The statement in hand tells of a broken connection.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(SET, [Object.keys(SETTINGS), Object.values(SETTINGS)]);
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
