import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvLines, csvText, readCsvText } from '../../src/http/csv.js';
import { awkwardText } from '../support/csv.js';
import { copyDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let dir: string;
beforeAll(async () => {
  db = await copyDatabase();
  dir = await mkdtemp(join(tmpdir(), 'mouse-csv-'));
  // The server may run as another user.
  await chmod(dir, 0o755);
  await db.rows('create table cells (id int, a text, b text)');
});
afterAll(async () => {
  await db.drop();
  await rm(dir, { recursive: true });
});

async function copied(rows: string[][]): Promise<string[][]> {
  const path = join(dir, 'cells.csv');
  await writeFile(path, csvLines(rows), { mode: 0o644 });
  await db.rows('truncate cells');
  await db.rows(`copy cells from '${path}' (format csv, null 'no cell is ever this', encoding 'UTF8')`);
  return (await db.rows<{ a: string; b: string }>('select a, b from cells order by id')).map(({ a, b }) => [a, b]);
}

it('what is written as CSV is what Postgres’s own copy reads', async () => {
  const pairs = fc.array(fc.tuple(awkwardText, awkwardText), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(pairs, async (cells) => {
      const rows = await copied(cells.map((pair, index) => [String(index), ...pair.map(csvText)]));
      expect(rows.map((row) => row.map(readCsvText))).toEqual(cells);
    }),
    { numRuns: 200 },
  );
});
