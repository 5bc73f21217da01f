import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { checkedTable, rowsAsCsv, sendTable } from '../support/imports.js';
import { textOf, type Visitor } from '../support/visitor.js';
import { packed } from '../support/workbook.js';

const app = useApp();
const count = async (table: string) =>
  (await app.current.db.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n;

let alice: Visitor;
beforeEach(async () => {
  for (const table of ['inventory_items', 'imports', 'import_mappings', 'batches', 'history', 'companies', 'contacts'])
    await app.current.db.rows(`delete from ${table}`);
  alice = await app.current.as('alice');
});

/** What the page of a table says, and what the check of it does. */
async function said(bytes: string | Buffer, name = 'table.csv', choices: Record<string, string> = {}) {
  const path = await sendTable(alice, 'inventory', bytes, name);
  const first = await alice.get(path);
  const checked = await checkedTable(alice, path, choices);
  await app.current.runJobs();
  const after = await alice.get(path);
  for (const { status } of [first, checked, after]) expect(status).toBeLessThan(500);
  return { path, columns: textOf(first.text), checked: textOf(checked.text), rows: textOf(after.text) };
}

const HEAD = 'name,state,source,currency,received_on,fair_market_value';
const row = (name: string, more: string[] = []) =>
  [name, ...['received', 'gift', 'EUR', '2026-03-01', '12.50'].map((it, n) => more[n] ?? it)].join(',');

describe('a table that is not as it should be', () => {
  it('tells of rows with too few and too many cells, with their lines, and takes the others', async () => {
    const { rows } = await said([HEAD, row('Lamp'), 'Tripod,received', `${row('Rod')},more,still more`].join('\n'));
    expect(rows).toContain('1 new item, 2 rows are refused.');
    expect(rows).toMatch(/3 Tripod Refused .*2 cells/);
    expect(rows).toMatch(/4 Rod Refused .*8 cells/);
  });

  it('tells of a header twice and of one without a name, and fills no field by two columns', async () => {
    const { columns, checked } = await said(['name,name,,state', 'Lamp,Lamp two,x,received'].join('\n'), 'table.csv', {
      to_0: 'name',
      to_1: 'name',
    });
    expect(columns).toContain('Without a name: column 3. More than one column is called name.');
    expect(checked).toContain('Column 1 is this already. Leave one of them out.');
  });

  it('tells of a header that stands once more among the rows', async () => {
    const { rows } = await said([HEAD, row('Lamp'), HEAD].join('\n'));
    expect(rows).toContain('1 new item, 1 row is refused.');
  });

  it('refuses a cell of 1 MB in its row alone', async () => {
    const { rows } = await said([HEAD, row('x'.repeat(1_000_000)), row('Lamp')].join('\n'));
    expect(rows).toContain('1 new item, 1 row is refused.');
    expect(rows).toContain('100,000 characters');
  });

  it('has 500 columns at most, of which each can be said', async () => {
    const wide = (n: number) =>
      [Array.from({ length: n }, (_, at) => (at === 0 ? 'name' : `c${at}`)), Array.from({ length: n }, () => 'x')]
        .map((cells) => cells.join(','))
        .join('\n');
    expect((await said(wide(500))).columns).toContain('500 columns');
    expect((await said(wide(501))).columns).toMatch(/cannot be read.*500/);
  });

  it('has 1,000,000 rows at most', async () => {
    const path = await sendTable(alice, 'inventory', `name\n${'a\n'.repeat(1_000_001)}`);
    await checkedTable(alice, path, { every_source: 'gift', every_state: 'received', every_received_on: '2026-03-01' });
    // All but its end is passed over as if it had been checked.
    await app.current.db.rows('update imports set position = 999990');
    await app.current.runJobs();
    expect(textOf((await alice.get(path)).text)).toContain('1,000,000 rows');
  }, 120_000);

  it.each([
    ['a quote that is never closed', `${HEAD}\n${row('Lamp')}\n"${row('Tripod')}`, /line 3 is never closed/],
    ['nothing but a header', HEAD, /no rows|No cell holds anything/],
    ['a zero byte', `${HEAD}\n${row('La\0mp')}\n${row('Tripod')}`, /zero byte/],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /\.xls/],
    ['nothing that is a table', Buffer.from([0xff, 0xfe, 0x00]), /./],
  ])('says so of %s', async (_, bytes, words) => {
    const { columns, checked, rows } = await said(bytes);
    expect([columns, checked, rows].join(' ')).toMatch(words);
    expect(await count('inventory_items')).toBe(0);
  });

  it('is told to be empty where it is chosen', async () => {
    await alice.get('/import');
    const sending = alice.agent.post('/import').set('Accept', 'text/html');
    for (const [field, value] of Object.entries({ ...alice.formTokens, module: 'inventory' }))
      sending.field(field, String(value));
    const answer = await sending.attach('files', Buffer.alloc(0), 'empty.csv');
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining('This file is empty.')]);
  });

  it('may end its lines in several ways', async () => {
    const { rows } = await said(`${HEAD}\r\n${row('Lamp')}\r${row('Tripod')}\n${row('Rod')}\r\n`);
    expect(rows).toContain('3 new items.');
  });

  it('has days that are none, which are refused in their rows', async () => {
    const { rows } = await said([HEAD, row('Lamp', ['received', 'gift', 'EUR', '31/02/2026']), row('Rod')].join('\n'));
    expect(rows).toContain('31/02/2026 is no day.');
    expect(rows).toContain('1 new item, 1 row is refused.');
  });

  it('has days as a spreadsheet counts them, which are asked', async () => {
    const { checked } = await said([HEAD, row('Lamp', ['received', 'gift', 'EUR', '46082'])].join('\n'));
    expect(checked).toContain('46082');
    expect(await count('import_rows')).toBe(0);
  });

  it('has amounts in two ways in one column, which is said', async () => {
    const of = (name: string, amount: string) => `${name};received;gift;EUR;2026-03-01;${amount}`;
    const csv = [HEAD.replaceAll(',', ';'), of('Lamp', '1.234,56'), of('Rod', '1,234.56')].join('\n');
    const { checked } = await said(csv);
    expect(checked).toMatch(/1\.234,56|1,234\.56/);
    expect(await count('import_rows')).toBe(0);
  });

  it('keeps a formula as the text that it is', async () => {
    const { path } = await said([HEAD, row('"=HYPERLINK(""http://x.example"")"')].join('\n'));
    await alice.post(`${path}/bringing-in`);
    const [made] = await app.current.db.rows('select name from inventory_items');
    expect(made).toEqual({ name: '=HYPERLINK("http://x.example")' });
    expect((await alice.get('/inventory/export.csv')).text).toContain(`"'=HYPERLINK(""http://x.example"")"`);
  });

  it('sent and brought in by two at once makes each record once', async () => {
    const csv = [HEAD, row('Lamp'), row('Rod')].join('\n');
    const all = await Promise.all(
      [await app.current.as('alice'), await app.current.as('alice')].map(async (one) => {
        const path = await sendTable(one, 'inventory', csv);
        await checkedTable(one, path);
        return one.post(`${path}/bringing-in`);
      }),
    );
    expect(all.map(({ status }) => status)).toEqual([303, 303]);
    expect(await count('inventory_items')).toBe(2);
  });

  it('as a workbook that unpacks to more than it may is refused', async () => {
    const { columns } = await said(
      await packed({
        'xl/workbook.xml': '<workbook/>',
        'xl/worksheets/sheet1.xml': `<x>${' '.repeat(30_000_000)}</x>`,
      }),
      'bomb.xlsx',
    );
    expect(columns).toContain('bomb.xlsx cannot be read');
    expect(await count('inventory_items')).toBe(0);
  });
});

describe('records are known again', () => {
  const again = async (module: string, csv: string, key: string) => {
    const path = await sendTable(alice, module, csv);
    const { text, status } = await checkedTable(alice, path, { key });
    expect(status).toBe(200);
    return textOf(text);
  };
  const made = async (module: string, csv: string) => {
    const path = await sendTable(alice, module, csv);
    await checkedTable(alice, path);
    await alice.post(`${path}/bringing-in`);
  };

  it('companies by the domain of their website, however it is written', async () => {
    await made(
      'companies',
      rowsAsCsv([
        ['name', 'website'],
        ['Kestrel', 'https://www.kestrel.example/shop'],
      ]),
    );
    const csv = rowsAsCsv([
      ['name', 'website'],
      ['Kestrel Optics', 'http://kestrel.example'],
    ]);
    expect(await again('companies', csv, 'website')).toContain('Name: Kestrel → Kestrel Optics');
  });

  it('contacts by their main e-mail address, in any case; two with one are told', async () => {
    await made(
      'contacts',
      rowsAsCsv([
        ['first_name', 'emails'],
        ['Ana', 'ana@kestrel.example'],
      ]),
    );
    const csv = rowsAsCsv([
      ['first_name', 'last_name', 'emails'],
      ['Ana', 'Silva', 'ANA@kestrel.example'],
    ]);
    expect(await again('contacts', csv, 'emails')).toContain('Last name: empty → Silva');
    await made(
      'contacts',
      rowsAsCsv([
        ['first_name', 'emails'],
        ['Other', 'ana@kestrel.example'],
      ]),
    );
    expect(await again('contacts', csv, 'emails')).toContain('2 contacts have this e-mail address: Ana and Other.');
  });

  it.each(['serial', 'sku', 'asin'])('items by their %s, in any case', async (key) => {
    const csv = (name: string, code: string) => [`${HEAD},${key}`, `${row(name)},${code}`].join('\n');
    await made('inventory', csv('Lamp', 'Ab-1'));
    expect(await again('inventory', csv('Lamp two', 'aB-1'), key)).toContain('Name: Lamp → Lamp two');
  });

  it('in the trash too, from where a click restores what its rows mean', async () => {
    const csv = (name: string) => [`${HEAD},serial`, `${row(name)},L1`].join('\n');
    await made('inventory', csv('Lamp'));
    await app.current.db.rows('update inventory_items set deleted_at = now()');
    const path = await sendTable(alice, 'inventory', csv('Lamp two'));
    const { text } = await checkedTable(alice, path, { key: 'serial' });
    expect(textOf(text)).toContain('Restore 1 item from the trash');
    const { text: then } = await checkedTable(alice, path, { trash: 'restore' });
    expect(textOf(then)).toContain('1 out of the trash.');
  });
});
