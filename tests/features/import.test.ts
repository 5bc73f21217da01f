import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { checkedTable, rowsAsCsv, sendTable } from '../support/imports.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { until } from '../support/process.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);
const items = () =>
  rows(
    'select name, brand, serial, state, fair_market_value, deleted_at is null as live from inventory_items order by name',
  );

let alice: Visitor;
beforeEach(async () => {
  for (const table of ['inventory_items', 'imports', 'import_mappings', 'batches', 'history', 'companies'])
    await rows(`delete from ${table}`);
  alice = await app.current.as('alice');
});

const HEAD = ['Name', 'Brand', 'Serial number', 'State', 'Received on', 'Source', 'Currency', 'Market value', 'tags'];
const lamp = (name: string, serial: string, more: string[] = []) => {
  const rest = ['Received', '2026-03-01', 'gift', 'EUR', '12.50', 'studio, light'];
  return [name, 'Lumen', serial, ...rest.map((it, n) => more[n] ?? it)];
};
const TWO = rowsAsCsv([HEAD, lamp('Lamp', 'L1'), lamp('Tripod', 'T1')]);

async function checked(csv: string | Buffer, said: Record<string, string> = {}, module = 'inventory') {
  const path = await sendTable(alice, module, csv);
  await alice.get(path);
  const answer = await checkedTable(alice, path, said);
  return { path, status: answer.status, text: textOf(answer.text), html: answer.text };
}

async function broughtIn(csv: string | Buffer, said: Record<string, string> = {}, module = 'inventory') {
  const { path } = await checked(csv, said, module);
  const answer = await alice.postAndFollow(`${path}/bringing-in`);
  return { path, text: textOf(answer.text), html: answer.text };
}

const undo = async (html: string) => {
  const action = /action="(\/batches\/[^"]+\/undo)"/.exec(html)?.[1] ?? '';
  return textOf((await alice.postAndFollow(action)).text);
};

describe('a table', () => {
  it('says what each row would do before anything is written', async () => {
    const { status, text } = await checked(TWO);
    expect(status).toBe(200);
    expect(text).toContain('2 new items.');
    expect(await items()).toEqual([]);
    expect(await rows('select from companies')).toEqual([]);
  });

  it('is brought in as one act, its columns known by their labels, with companies and tags made', async () => {
    const { text } = await broughtIn(TWO);
    expect(text).toContain('2 items brought in of table.csv.');
    expect(await items()).toEqual([
      { name: 'Lamp', brand: 'Lumen', serial: 'L1', state: 'received', fair_market_value: 1250, live: true },
      { name: 'Tripod', brand: 'Lumen', serial: 'T1', state: 'received', fair_market_value: 1250, live: true },
    ]);
    expect(await rows('select name from companies')).toEqual([{ name: 'Lumen' }]);
    const csv = await alice.get('/inventory/export.csv');
    expect(csv.text).toContain('"light, studio"');
  });

  it('of which nothing changed changes nothing the second time', async () => {
    await broughtIn(TWO);
    const { text } = await checked(TWO);
    expect(text).toContain('2 rows say nothing new.');
    expect(text).not.toContain('Bring in 2 rows');
  });

  it('may hold two rows that say the same, which are two records, once', async () => {
    const twins = rowsAsCsv([HEAD, lamp('Lamp', ''), lamp('Lamp', '')]);
    await broughtIn(twins);
    expect(await items()).toHaveLength(2);
    expect((await checked(twins)).text).toContain('2 rows say nothing new.');
  });

  it('is taken back whole, but for what was changed since, and can come in once more', async () => {
    const { html } = await broughtIn(TWO);
    const [tripod] = await rows<{ id: string }>(`select id from inventory_items where name = 'Tripod'`);
    await alice.post(`/inventory/${tripod?.id}/notes`, { body: 'Mine now' });
    expect(await undo(html)).toContain('Undone: 1 item taken back.');
    expect(await items()).toMatchObject([
      { name: 'Lamp', live: false },
      { name: 'Tripod', live: true },
    ]);
    expect((await checked(TWO)).text).toContain('1 new item, 1 row says nothing new.');
  });

  it('refuses a row with the words of the form and the column, and gives it back as CSV to be mended', async () => {
    const bad = rowsAsCsv([
      HEAD,
      lamp('Lamp', 'L1', ['Received', '31/02/2026']),
      lamp('', 'T1'),
      lamp('=Rod', 'R1', ['sold']),
    ]);
    const { text, path } = await checked(bad);
    expect(text).toContain('3 rows are refused.');
    // All that is wrong at once, and of what cannot be read nothing else.
    const both = rowsAsCsv([HEAD, lamp('', 'L1', ['Nowhere', '31/02/2026', 'gift', 'EUR', 'twelve'])]);
    const told = (await checked(both)).text;
    for (const it of ['Received on · 31/02', 'Market value · twelve is no', 'State · Choose its', 'Name · Give it'])
      expect(told).toContain(it);
    expect(told.match(/Received on ·/g)).toHaveLength(1);
    expect(text).toContain('Received on · 31/02/2026 is no day.');
    expect(text).toContain('Name · Give it a name.');
    expect(text).toContain('Sold on: Choose the day it was sold.');
    expect(text).not.toContain('Bring in 1 row');
    const csv = await alice.get(`${path}/refused.csv`);
    expect(csv.text.split('\r\n')[0]).toBe(`${HEAD.join(',')},Why it was refused`);
    expect(csv.text).toContain(`'=Rod,Lumen,R1`);
    const mended = csv.text
      .replace('31/02/2026', '2026-02-28')
      .replace(/^,Lumen/m, 'Rod,Lumen')
      .replace(',sold,', ',Received,');
    expect((await checked(mended)).text).toContain('3 new items.');
  });

  it('changes records by a key, tells from what to what, and sets them back', async () => {
    await insertItem(app.current.db, PEOPLE.alice.id, {
      name: 'Lamp',
      serial: 'L1',
      state: 'received',
      received_on: '2026-03-01',
      fair_market_value: 999,
      currency: 'EUR',
    });
    const { text } = await checked(
      rowsAsCsv([
        ['Serial number', 'Market value', 'Tags'],
        ['L1', '12.5', 'studio'],
      ]),
      { key: 'serial', does: 'update' },
    );
    expect(text).toContain('1 item changes.');
    expect(text).toContain('Market value: 9.99 → 12.50');
    const { html } = await broughtIn(
      rowsAsCsv([
        ['Serial number', 'Market value', 'Tags'],
        ['L1', '12.5', 'studio'],
      ]),
      { key: 'serial', does: 'update' },
    );
    expect(await items()).toMatchObject([{ name: 'Lamp', fair_market_value: 1250 }]);
    expect(await undo(html)).toContain('Undone: 1 item taken back.');
    expect(await items()).toMatchObject([{ name: 'Lamp', fair_market_value: 999, live: true }]);
  });

  it('refuses a key that two records have, or two rows, and one that is nobody’s', async () => {
    for (const name of ['Lamp', 'Other lamp'])
      await insertItem(app.current.db, PEOPLE.alice.id, { name, serial: 'L1' });
    const { text } = await checked(
      rowsAsCsv([
        ['Serial number', 'Model'],
        ['L1', 'x'],
        ['N1', 'y'],
        ['N1', 'z'],
      ]),
      { key: 'serial', does: 'update' },
    );
    expect(text).toContain('2 items have this serial number: Lamp and Other lamp.');
    expect(text).toContain('No item of yours has this serial number.');
    expect(text).toContain('Line 3 has the same serial number.');
  });

  it.each([
    ['refuse', '1 row is refused.', 'Lamp lies in the trash.'],
    ['restore', '1 out of the trash.', 'Restored'],
    ['new', '1 new item.', 'New'],
  ])('finds a record in the trash, and may %s', async (trash, summary, said) => {
    await insertItem(app.current.db, PEOPLE.alice.id, {
      name: 'Lamp',
      serial: 'L1',
      received_on: '2026-03-01',
      deleted_at: new Date(),
    });
    const csv = rowsAsCsv([HEAD, lamp('Lamp', 'L1')]);
    const { text, path } = await checked(csv, { key: 'serial', trash });
    expect(text).toContain(summary);
    expect(text).toContain(said);
    if (trash !== 'restore') return;
    const { text: done, ...page } = await alice.postAndFollow(`${path}/bringing-in`);
    expect(await items()).toMatchObject([{ name: 'Lamp', fair_market_value: 1250, live: true }]);
    expect(await undo(done)).toContain('Undone: 1 item taken back.');
    expect(await items()).toMatchObject([{ name: 'Lamp', live: false }]);
    expect(page.status).toBe(200);
  });

  it('is read as its columns are written, which must be said where it is in doubt', async () => {
    const csv = rowsAsCsv([HEAD, lamp('Lamp', 'L1', ['Received', '02/03/2026', 'gift', 'EUR', '1.234,50'])]);
    const { path, status, text, html } = await checked(csv);
    expect([status, text]).toEqual([422, expect.stringContaining('02/03/2026')]);
    expect(html).toMatch(/id="f-format_4"[^>]*aria-invalid="true"/);
    // What its cells leave no doubt of is chosen.
    expect(html).toMatch(/<option value="comma" selected>1\.234,50/);
    const said = await checkedTable(alice, path, { to_4: 'received_on', format_4: 'dmy' });
    expect(textOf(said.text)).toContain('1 new item.');
    await alice.post(`${path}/bringing-in`);
    const [row] = await rows('select received_on::text as day, fair_market_value::int as value from inventory_items');
    expect(row).toEqual({ day: '2026-03-02', value: 123450 });
  });

  it('makes no company where names are only to be found', async () => {
    const { text } = await checked(TWO, { names: 'find' });
    expect(text).toContain('Brand · No company is called Lumen.');
    expect(text).toContain('2 rows are refused.');
  });

  it('that was changed since the check does what is right by then, and says so', async () => {
    const { path } = await checked(TWO, { key: 'serial', does: 'create' });
    await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Lamp', serial: 'L1' });
    const said = textOf((await alice.postAndFollow(`${path}/bringing-in`)).text);
    expect(said).toContain('1 item brought in of table.csv.');
    expect(said).toContain('1 row was left out: something had changed since the check.');
    expect(textOf((await alice.get(path)).text)).toContain('Lamp is there already.');
  });

  it('sent twice at once makes each record once', async () => {
    const [one, other] = [await checked(TWO), await checked(TWO)];
    await Promise.all([one, other].map(({ path }) => alice.post(`${path}/bringing-in`)));
    expect(await items()).toHaveLength(2);
  });

  it('remembers what its columns were', async () => {
    const odd = rowsAsCsv([
      ['Ding', 'Zustand'],
      ['Lamp', 'da'],
    ]);
    const said = {
      to_0: 'name',
      to_1: 'state',
      said_1_0: 'da',
      word_1_0: 'received',
      every_source: 'gift',
      every_currency: 'EUR',
    };
    await checked(odd, said);
    const path = await sendTable(alice, 'inventory', odd);
    const { text } = await alice.get(path);
    expect(text).toMatch(/<option value="name" selected>/);
    expect(text).toMatch(/<option value="received" selected>/);
  });

  it('is read anew where it is written otherwise than the one of the same columns before it', async () => {
    const days = (...all: string[]) =>
      rowsAsCsv([HEAD, ...all.map((day, n) => lamp(`Lamp ${n}`, '', ['received', day]))]);
    await checked(days('02/03/2026', '28/03/2026'));
    const first = await checked(days('02/03/2026'));
    expect([first.status, first.text]).toEqual([200, expect.stringContaining('1 new item.')]);
    const { path, text } = await checked(days('03/02/2026', '03/28/2026'));
    expect(text).toContain('2 new items.');
    await alice.post(`${path}/bringing-in`);
    expect(await rows('select received_on::text as day from inventory_items order by name')).toEqual([
      { day: '2026-03-02' },
      { day: '2026-03-28' },
    ]);
    const asked = await checked(days('46054'));
    expect([asked.status, asked.text]).toEqual([422, expect.stringContaining('46054')]);
  });

  it('of which a column is in doubt names the lines of the file', async () => {
    const { status, text } = await checked('Name,Currency,Market value\nA,EUR,\nB,EUR,"1.234,56"\nC,EUR,"1,234.56"\n');
    expect(status).toBe(422);
    expect(text).toContain('1,234.56 in line 4 is 1,234.50, 1.234,56 in line 3 is not.');
  });

  it('is nobody else’s, and no viewer’s', async () => {
    const { path } = await checked(TWO);
    for (const who of ['bob', 'vera'] as const) {
      const other = await app.current.as(who);
      expect((await other.get(path)).status).toBe(who === 'bob' ? 404 : 403);
      expect((await other.get(`${path}/refused.csv`)).status).toBe(404);
    }
  });
});

describe('a table that was begun', () => {
  const begun = async () => textOf((await alice.get('/import')).text);

  it('is found again by its person, who removes it; nobody else touches it', async () => {
    const { path } = await checked(TWO);
    expect(await begun()).toMatch(/Tables that you began.*table\.csv\s+Not brought in yet/s);
    const bob = await app.current.as('bob');
    expect(textOf((await bob.get('/import')).text)).not.toContain('table.csv');
    for (const act of ['', '/bringing-in', '/stop', '/removal']) {
      const answer = await bob.post(`${path}${act}`, { go: 'check' });
      expect([act, answer.status]).toEqual([act, 404]);
    }
    const refused = await alice.post('/import', { module: 'inventory', text: '' });
    expect([refused.status, textOf(refused.text)]).toEqual([
      422,
      expect.stringMatching(/table\.csv\s+Not brought in yet/),
    ]);
    await alice.post(`${path}/bringing-in`);
    expect(await begun()).toMatch(/table\.csv\s+Brought in/);
    expect(textOf((await alice.postAndFollow(`${path}/removal`)).text)).toContain('table.csv was removed.');
    expect((await alice.get(path)).status).toBe(404);
    expect(await items()).toHaveLength(2);
    expect(await begun()).not.toContain('Tables that you began');
  });

  it('is stopped in its check, its columns are chosen anew, and the job that was in its middle keeps nothing', async () => {
    const all = Array.from({ length: 2_500 }, (_, n) => lamp(`Lamp ${n}`, `L${n}`));
    const { path } = await checked(rowsAsCsv([HEAD, ...all]));
    expect(await begun()).toMatch(/table\.csv\s+Being checked/);
    const stopped = await alice.postAndFollow(`${path}/stop`);
    expect(textOf(stopped.text)).toContain('What are these columns?');
    await app.current.runJobs();
    expect(await rows('select state, position from imports')).toEqual([{ state: 'read', position: 0 }]);
    expect(await rows('select from import_rows')).toEqual([]);
    expect((await alice.get(path)).status).toBe(404);
    const own = /action="(\/import\/[0-9a-f-]{36})"/.exec(stopped.text)?.[1] ?? '';
    await checkedTable(alice, own);
    await app.current.runJobs();
    expect(textOf((await alice.get(own)).text)).toContain('2,500 new items.');
  }, 60_000);

  it('is not stopped once its check has ended', async () => {
    const { path } = await checked(TWO);
    expect(textOf((await alice.postAndFollow(`${path}/stop`)).text)).toContain('Bring in these rows?');
  });

  it('is stopped while it is brought in: what came in by then is undone as ever, and the rest comes by the same table', async () => {
    const all = Array.from({ length: 2_500 }, (_, n) => lamp(`Lamp ${n}`, `L${n}`));
    const table = rowsAsCsv([HEAD, ...all]);
    const { path } = await checked(table);
    await app.current.runJobs();
    await alice.post(`${path}/bringing-in`);
    await rows(
      `create function in_between() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$`,
    );
    await rows(
      'create trigger in_between before update on batches for each row when (new.done = 2000) execute function in_between()',
    );
    await app.current.runJobs();
    await rows('drop function in_between() cascade');
    const going = await alice.get(path);
    expect(textOf(going.text)).toContain('1,000 new items, 1,500 rows are not reached.');
    const stopped = await alice.postAndFollow(/action="(\/batches\/[^"]+\/stop)"/.exec(going.text)?.[1] ?? '');
    expect(textOf(stopped.text)).toContain('1,000 items brought in of table.csv.');
    expect(textOf(stopped.text)).toContain(
      '1,500 of 2,500 were not reached. Send the same table again to bring in the rest.',
    );
    await rows(`update pgboss.job set start_after = now() where state = 'retry'`);
    await app.current.runJobs();
    expect(await items()).toHaveLength(1_000);
    expect(await begun()).toMatch(/table\.csv\s+Stopped/);
    const left = await alice.get(`${path}?outcome=left`);
    expect(textOf(left.text)).toMatch(/Lamp 1000\s+Not reached/);
    expect(textOf(left.text)).not.toContain('Lamp 999');
    expect(left.text).not.toContain('/stop"');

    const again = await checked(table);
    await app.current.runJobs();
    expect(textOf((await alice.get(again.path)).text)).toContain('1,500 new items, 1,000 rows say nothing new.');
    expect(await undo(stopped.text)).toContain('Undone: 1,000 items taken back.');
    expect((await items()).filter(({ live }) => live)).toEqual([]);
    await alice.post(`${path}/removal`);
    expect((await alice.get(path)).status).toBe(404);
  }, 60_000);

  it('whose act was given up goes on where an admin lets it, and is let go of like others', async () => {
    const all = Array.from({ length: 1_500 }, (_, n) => lamp(`Lamp ${n}`, `L${n}`));
    const { path } = await checked(rowsAsCsv([HEAD, ...all]));
    await app.current.runJobs();
    await alice.post(`${path}/bringing-in`);
    expect((await alice.post(`${path}/removal`)).status).toBe(409);
    await rows(`update batches set state = 'failed', ended_at = now(), progress = '{"why": "tried"}'`);
    await rows('delete from pgboss.job');
    expect(await begun()).toMatch(/table\.csv\s+Stopped/);
    const [batch] = await rows<{ id: string }>('select id from batches');
    await app.current.queue.send('bulk_act', { batch_id: batch?.id ?? '' });
    await app.current.runJobs();
    expect(await rows('select state, done from batches')).toEqual([{ state: 'done', done: 1_500 }]);
    await rows(`update imports set state = 'running', at = now() - interval '8 days'`);
    await rows(`update batches set state = 'failed'`);
    await app.current.runJobs('tidy');
    expect(await rows('select from imports')).toEqual([]);
  }, 60_000);
});

describe('many rows', () => {
  it('are checked and brought in by jobs that go on after a kill, each once', async () => {
    const head = ['Name', 'Category', 'Language', 'State', 'Subject', 'Text'];
    const all = Array.from({ length: 2_030 }, (_, n) => [
      `Mail ${n}`,
      'cold_pitch',
      'en',
      'current',
      `Subject ${n}`,
      'Hello',
    ]);
    const { path, text } = await checked(rowsAsCsv([head, ...all]), {}, 'templates');
    expect(text).toContain('1,000 rows so far');
    await app.current.runJobs();
    expect(textOf((await alice.get(path)).text)).toContain('2,030 new templates.');
    await rows(
      `create function in_between() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$`,
    );
    await rows(
      'create trigger in_between before update on batches for each row when (new.done = 2000) execute function in_between()',
    );
    await alice.post(`${path}/bringing-in`);
    await app.current.runJobs();
    const made = () => rows('select count(*)::int as n, count(distinct name)::int as names from templates');
    expect(await made()).toEqual([{ n: 1_000, names: 1_000 }]);
    await rows('drop function in_between() cascade');
    await rows(`update pgboss.job set start_after = now() where state = 'retry'`);
    await app.current.runJobs();
    expect(await made()).toEqual([{ n: 2_030, names: 2_030 }]);
    const batch = await rows('select state, done, skipped from batches');
    expect(batch).toEqual([{ state: 'done', done: 2_030, skipped: 0 }]);
  }, 120_000);

  it('of many rows is held against keys, and taken back, by the index, however many rows there are by then', async () => {
    await rows(
      "insert into inventory_items (id, user_id, name, source, currency, state) select gen_random_uuid(), id, 'First', 'gift', 'EUR', 'kept' from users where email = $1",
      [PEOPLE.alice.email],
    );
    const all = Array.from({ length: 3_000 }, (_, n) => lamp(`Lamp ${n}`, `L${n}`));
    const { path } = await checked(rowsAsCsv([HEAD, ...all]));
    await app.current.runJobs();
    await alice.post(`${path}/bringing-in`);
    await app.current.runJobs();
    expect(await rows('select count(*)::int as n from inventory_items')).toEqual([{ n: 3_001 }]);
    const read = async (table: string) => {
      const [found] = await rows<{ n: number }>(
        'select (idx_tup_fetch + seq_tup_read)::int as n from pg_stat_user_tables where relname = $1',
        [table],
      );
      return found?.n ?? 0;
    };
    await until(async () => (await read('inventory_items')) > 9_000, 30_000);
    expect(await read('inventory_items')).toBeLessThan(4_000_000);
    // Nor does taking them back read all of the history for each row or chunk.
    const [batch] = await rows<{ id: string }>("select id from batches where state = 'done'");
    await alice.post(`/batches/${batch?.id}/undo`);
    await app.current.runJobs();
    expect(await rows('select count(*)::int as n from inventory_items where deleted_at is null')).toEqual([{ n: 1 }]);
    await until(async () => (await read('history')) > 9_000, 30_000);
    expect(await read('history')).toBeLessThan(40_000);
  }, 120_000);
});
