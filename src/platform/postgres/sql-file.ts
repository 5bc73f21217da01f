import { readFile } from 'node:fs/promises';
import pg from 'pg';

// Long work: neither the database's nor the role's own limits are meant for it.
const FRESH = 'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0';

/** Runs files of statements one after the other as the login role, all of them or nothing, with these settings for them to read. */
export async function runSqlFiles(url: string, files: string[], settings: Record<string, string> = {}): Promise<void> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const client = new pg.Client({ connectionString: url, application_name: 'mouse-domination script' });
  // What breaks the connection is told by the statement in hand.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`begin; ${FRESH}`);
    for (const [name, value] of Object.entries(settings)) {
      await client.query('select set_config($1, $2, true)', [name, value]);
    }
    for (const text of texts) await client.query(text);
    await client.query('commit');
  } finally {
    // An open transaction ends with its connection.
    await client.end();
  }
}
