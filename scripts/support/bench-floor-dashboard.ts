// By their files: what the page reads is asked for nowhere else.
import { readFigures } from '../../src/features/dashboard/figures.js';
import { MODULES } from '../../src/features/modules.js';
import { today } from '../../src/http/format.js';
import type { ReadDoor } from '../../src/platform/postgres/database.js';
import { join, type Sql, sql } from '../../src/platform/postgres/sql.js';
import type { Reader } from '../../src/records/list/define.js';

/** What the dashboard reads, each of its statements as a column of one: the same rows for one way there and back. */
export async function dashboardStatement(): Promise<{ text: string; values: unknown[] }> {
  const asked: Sql[] = [];
  const listening = {
    rows: async (query: Sql) => {
      asked.push(query);
      return [];
    },
    row: async (query: Sql) => void asked.push(query),
  } as unknown as ReadDoor;
  const reader = { person: { timeZone: 'UTC', currency: 'USD', locale: 'en-US' }, today: today('UTC') } as Reader;
  await readFigures(listening, MODULES, reader);
  const columns = asked.map((query) => sql`(select json_agg(r) from (${query}) r)`);
  const { text, values } = sql`select ${join(columns)}`;
  return { text, values };
}
