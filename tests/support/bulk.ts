import { v7 as uuidv7 } from 'uuid';
import type { TestApp } from './app.js';
import { counted, type TestDatabase } from './database.js';
import type { Fields, Visitor } from './visitor.js';

/** The hidden view of a list, as its page hands it to the form. */
export async function viewOf(visitor: Visitor, address: string): Promise<string> {
  const { text } = await visitor.get(address);
  return /name="from" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

/** Lays many items into the database at once: 'Mug 1' to 'Mug n'. */
export async function insertMugs(db: Pick<TestDatabase, 'rows'>, owner: string, n: number): Promise<void> {
  await db.rows(
    `insert into inventory_items (id, user_id, name, source, currency, state, location, created_by, updated_by)
     select gen_random_uuid(), $1, 'Mug ' || n, 'gift', 'USD', 'listed', 'Shelf ' || n % 7, $1, $1 from generate_series(1, ${n}) n`,
    [owner],
  );
  await counted(db, 'inventory_items');
}

/** Does an act on many records, sent as its confirming page would; answers the newest batch's id. */
export async function act(app: TestApp, visitor: Visitor, path: string, fields: Fields): Promise<string> {
  const answer = await visitor.post(`${path}/bulk`, { submission_id: uuidv7(), ...fields });
  if (answer.status !== 303) throw new Error(`${path}/bulk answered ${answer.status}`);
  const [batch] = await app.db.rows<{ id: string }>('select id from batches order by at desc, id desc limit 1');
  return batch?.id ?? '';
}

/** Every column of the rows but what each write moves on. */
export async function wholeRows(db: TestDatabase, table: string, where = 'true'): Promise<string[]> {
  const rows = await db.rows<{ row: string }>(
    `select (to_jsonb(t) - 'version' - 'updated_at')::text as row from ${table} t where ${where} order by id`,
  );
  return rows.map(({ row }) => row);
}
