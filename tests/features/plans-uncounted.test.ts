import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { address } from '../support/database.js';
import { checkedTable, rowsAsCsv, sendTable } from '../support/imports.js';
import { type Carried, carriedOut, explained } from '../support/plans.js';

/** What a page looks at while a table comes in that Postgres, for which nobody vacuums here, has not counted: its plans were made for none. */
const app = useApp(
  {},
  {
    way: async (url) => {
      await explained(address(new URL(url).pathname.slice(1)));
      return url;
    },
  },
);

const ROWS = 3_000;
/** Each row once, where what is in the trash is counted too, and what is looked up for those that are shown. */
const MOST = ROWS + 300;
const TABLES = [
  {
    module: 'pipeline',
    table: 'deals',
    pages: ['/pipeline?layout=list', '/pipeline'],
    row: (n: number) => [`Deal ${n}`, `Company ${n % 50}`, '2026-12-01'],
    header: ['Name', 'Company', 'Step on'],
  },
  {
    module: 'collabs',
    table: 'collabs',
    pages: ['/collabs'],
    row: (n: number) => [`Collab ${n}`, `Company ${n % 50}`, '2026-12-01'],
    header: ['Name', 'Company', 'Ends on'],
  },
  {
    module: 'contacts',
    table: 'contacts',
    pages: ['/contacts'],
    row: (n: number) => [`Ana ${n}`, `a${n}@x.example`, `Company ${n % 50}`],
    header: ['First name', 'Emails', 'Companies'],
  },
];

const most = (all: Carried[]) =>
  Math.max(...all.map(({ looked }) => Object.values(looked).reduce((sum, rows) => sum + rows, 0)));

describe.each(TABLES)('a table of $module', ({ module, table, pages, row, header }) => {
  it('that comes in does not slow its list, nor when it is taken back', async () => {
    const { db } = app.current;
    await db.rows('vacuum (analyze)');
    const alice = await app.current.as('alice');
    const hold = async (at: string) => {
      for (const path of pages) {
        const all = await carriedOut(async () => expect((await alice.get(path)).status).toBe(200));
        expect([at, path, most(all)]).toEqual([at, path, expect.toSatisfy((rows: number) => rows <= MOST)]);
      }
    };
    await hold('with none');
    const csv = rowsAsCsv([header, ...Array.from({ length: ROWS }, (_, n) => row(n))]);
    const path = await sendTable(alice, module, csv);
    await checkedTable(alice, path);
    await app.current.runJobs();
    await hold('once it is checked');
    await alice.post(`${path}/bringing-in`);
    await app.current.runJobs();
    const [batch] = await db.rows<{ id: string; done: number }>('select id, done from batches where module = $1', [
      module,
    ]);
    expect(batch?.done).toBe(ROWS);
    await hold('once it is in');
    const [known] = await db.rows<{ n: number }>('select reltuples::int as n from pg_class where relname = $1', [
      table,
    ]);
    expect(known?.n).toBeGreaterThanOrEqual(ROWS / 3);
    await alice.post(`/batches/${batch?.id}/undo`);
    await hold('once it is taken back');
  }, 120_000);
});
