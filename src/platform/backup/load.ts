import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import type { Entry } from './archive-reader.js';
import { BackupFault } from './fault.js';
import type { ArchivedTable, Manifest } from './manifest.js';
import { tableOf } from './names.js';
import { putAside } from './put-aside.js';
import { quoted, quotedList } from './tables.js';

/** Takes an entry that is no rows. */
type TakeEntry = (entry: Entry) => Promise<void>;

/**
 * Lays the archive's rows into tables that migrations have just made, in the transaction that is open: without triggers, foreign
 * keys, indexes and forced policies, which are all there again when it is done. Other entries are handed to `take`.
 */
export async function loadTables(
  client: pg.ClientBase,
  manifest: Manifest,
  entries: AsyncIterable<Entry>,
  take: TakeEntry,
): Promise<void> {
  const putBack = await putAside(client);
  await emptyTables(client, manifest);
  const rows = openLoading(client, manifest);
  for await (const entry of entries) {
    const table = tableOf(entry.name);
    if (table) await rows.take(table, entry.body);
    else {
      await rows.end();
      await take(entry);
    }
  }
  await rows.end();
  for (const { name, value } of manifest.sequences)
    await client.query('select setval($1::regclass, $2::bigint)', [quoted(name), value]);
  await putBack();
}

// Migrations lay some rows themselves; the backup has them as they were.
async function emptyTables(client: pg.ClientBase, { tables }: Manifest): Promise<void> {
  const names = tables.map(({ name }) => quoted(name));
  if (names.length > 0) await client.query(`truncate ${names.join(', ')}`);
}

/** Rows of one table after another, each by one `copy`. */
function openLoading(client: pg.ClientBase, { tables }: Manifest) {
  let open: { table: ArchivedTable; copy: CopyStreamQuery } | undefined;
  const begin = (name: string) => {
    const table = tables.find((it) => it.name === name);
    if (!table) throw new BackupFault(`This backup is damaged: its manifest has no table ${name}.`);
    return { table, copy: client.query(copyFrom(`copy ${quoted(name)} (${quotedList(table.columns)}) from stdin`)) };
  };
  return {
    async take(name: string, body: AsyncIterable<Buffer>): Promise<void> {
      if (open?.table.name !== name) {
        await this.end();
        open = begin(name);
      }
      for await (const piece of body) if (!open?.copy.write(piece)) await drained(open?.copy);
    },
    async end(): Promise<void> {
      if (!open) return;
      const { table, copy } = open;
      open = undefined;
      copy.end();
      await finished(copy);
      if (copy.rowCount !== table.rows)
        throw new BackupFault(`${table.name} took ${copy.rowCount} rows, and the backup has ${table.rows}.`);
    },
  };
}

async function drained(copy: CopyStreamQuery | undefined): Promise<void> {
  if (copy) await once(copy, 'drain');
}
