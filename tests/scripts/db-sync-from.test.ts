import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MASKS } from '../../prisma/masks.js';
import { seedDemo } from '../../prisma/seed.js';
import { type TableMask, waysOf } from '../../src/platform/backup/masks.js';
import { withBackupSession } from '../../src/platform/backup/session.js';
import { tablesToRead } from '../../src/platform/backup/tables.js';
import { createPasswords } from '../../src/platform/passwords.js';
import { useApp } from '../support/app.js';
import { type Elsewhere, elsewhere, runDatabaseScript, schemaOf } from '../support/backups.js';
import { insert } from '../support/database.js';
import { layEverything } from '../support/everything.js';
import { PEOPLE } from '../support/people.js';
import { startProcess } from '../support/process.js';
import { textOf, Visitor } from '../support/visitor.js';

const app = useApp();
/** What is laid into every table begins with these, names of things as well. */
const MARKS = ['Kestrel', 'Zephyr'];
let there: Elsewhere;
let said: string;
afterAll(async () => there.remove());

const sync = (args: string[], env: Record<string, string> = {}) =>
  runDatabaseScript(app.current, 'sync-from', args, { DATABASE_URL: there.url, DATA_DIR: there.folder, ...env });

/** What people wrote where it does not belong, besides something in every table. */
beforeAll(async () => {
  const { db, database } = app.current;
  there = await elsewhere();
  await seedDemo(database, createPasswords());
  for (const [person, mark] of [
    [PEOPLE.alice, MARKS[0]],
    [PEOPLE.bob, MARKS[1]],
  ] as const)
    await layEverything(db, person, mark ?? '');
  await app.current.as('alice');
  const company = await insert(db, 'companies', {
    name: 'jane.roe@firm.example',
    website: 'https://firm.example/a',
    domain: 'firm.example',
  });
  for (const name of ['ask +44 20 7946 0018', 'mdt_0123456789abcdefghijklmn', 'see www.firm.example', 'at 203.0.113.7'])
    await insert(db, 'tags', { user_id: PEOPLE.alice.id, name });
  await insert(db, 'notes', {
    author_id: PEOPLE.alice.id,
    user_id: null,
    body: 'Write to jane.roe@firm.example',
    company_id: company,
  });
  const changes = {
    name: ['jane.roe@firm.example', 'Jane'],
    amount: [null, 1200],
    due_on: ['2026-01-02', null],
    state: ['idea', 'live'],
  };
  await insert(db, 'history', {
    user_id: null,
    actor_id: PEOPLE.alice.id,
    act: 'changed',
    changes,
    company_id: company,
  });
  await db.rows(
    `update users set last_login_ip = '203.0.113.9', deletion_due_at = now(), reminder_mail = 'daily' where id = $1`,
    [PEOPLE.bob.id],
  );
  await db.rows(`update totp_secrets set sealed = 'test:a-sealed-secret'`);
  const { code, out, err } = await sync(['--from', db.url]);
  expect([code, err]).toEqual([0, expect.stringContaining('users: ')]);
  said = out;
});

describe('the masks', () => {
  it('name every column of every table, and nothing else', async () => {
    const tables = await withBackupSession(app.current.db.url, tablesToRead);
    const real = Object.fromEntries(
      tables
        .filter(({ name }) => name.startsWith('public.'))
        .map(({ name, columns }) => [name.slice(7), columns.sort()]),
    );
    const named = Object.fromEntries(
      Object.keys(MASKS).map((table) => [table, [...(waysOf(MASKS, table)?.keys() ?? real[table] ?? [])].sort()]),
    );
    expect(named).toEqual(real);
  });
});

type Look = Pick<Elsewhere, 'rows'>;
const all = (look: Look, table: string) => look.rows<{ text: string }>(`select t::text as text from ${table} t`);

async function everything(look: Look): Promise<string> {
  const tables = await look.rows<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace::regnamespace::text in ('public', 'pgboss')
      and relname <> '_prisma_migrations'`,
  );
  const rows = [];
  for (const { name } of tables) rows.push(...(await all(look, name)));
  return rows.map(({ text }) => text).join('\n');
}

/** Every value of columns that are masked whatever stands in them. People are named in the names of things too, and those stay. */
/** Moments are left out: those of rows that were written at the same time meet by chance. */
const MOMENT = /^\d{4}-\d\d-\d\d \d\d:[\d:.+-]+$/;

async function maskedValues(look: Look): Promise<string[]> {
  const values: string[] = [];
  for (const [table, mask] of Object.entries(MASKS) as [string, TableMask][]) {
    const columns = mask === 'left out' ? await textsOf(look, table) : hidden(table);
    for (const column of columns)
      values.push(
        ...(
          await look.rows<{ it: string }>(
            `select distinct ${column}::text as it from ${table} where length(${column}::text) > 5`,
          )
        ).map(({ it }) => it),
      );
  }
  return values.filter((it) => !MOMENT.test(it));
}

function hidden(table: string): string[] {
  const ways = [...(waysOf(MASKS, table) ?? [])];
  return ways
    .filter(
      ([, way]) =>
        !['keep', 'words', 'person', 'made', 'off', 'noMail', 'taxFacts', 'taxLines', 'idOrNone'].includes(way),
    )
    .map(([column]) => column);
}

async function textsOf(look: Look, table: string): Promise<string[]> {
  const rows = await look.rows<{ it: string }>(
    `select attname as it from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped
      and atttypid::regtype::text in ('text', 'jsonb', 'json', 'bytea') and attname not in ('module', 'state', 'act', 'purpose', 'about', 'scope', 'alarm', 'page')`,
  );
  return rows.map(({ it }) => it);
}

describe('a masked copy', () => {
  it('has no address, token, secret or written word of the other database anywhere', async () => {
    const { db } = app.current;
    const [ours, theirs] = [await everything(there), await everything(db)];
    const found = (pattern: RegExp) => [...new Set(theirs.match(pattern))];
    const addresses = found(/[\w.+-]+@[\w.-]+\w/g);
    const links = found(/https?:\/\/[^\s",)\\}]+/g);
    const values = await maskedValues(db);
    const told = ['203.0.113', '20 7946 0018', 'mdt_', 'firm.example', 'a-sealed-secret'];
    expect([addresses.length > 20, links.length > 20, values.length > 500]).toEqual([true, true, true]);
    expect(
      [...addresses, ...links, ...values, ...told].filter((it) => !MARKS.includes(it) && ours.includes(it)),
    ).toEqual([]);
    expect([...new Set(ours.match(/[\w.+-]+@[\w.-]+\w/g))].filter((it) => !it.endsWith('@example.invalid'))).toEqual(
      [],
    );
  });

  it('has the same rows, keys and figures, and what lets somebody in is not there', async () => {
    const { db } = app.current;
    for (const [table, mask] of Object.entries(MASKS)) {
      const count = async (look: Look) =>
        (await look.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n;
      expect([table, await count(there)]).toEqual([table, mask === 'left out' ? 0 : await count(db)]);
    }
    const ours = (lines: string[]) => lines.filter((line) => !line.includes('pgboss'));
    expect(ours(await schemaOf(there))).toEqual(ours(await schemaOf(db)));
    const figures = `select sum(counted_income)::text as income, sum(net_proceeds)::text as proceeds, sum(taxable_gain)::text as gain,
      (select sum(earnings)::text from affiliate_months) as earnings, (select sum(amount)::text from deals) as deals,
      (select count(*)::int from template_sends s join contact_points p on p.contact_id = s.contact_id and p.kind = 'email' and p.value = s.to_address) as met
      from inventory_items`;
    const [before] = await db.rows<{ met: number }>(figures);
    expect(before?.met).toBeGreaterThan(10);
    expect(await there.rows(figures)).toEqual([before]);
  });

  it('keeps states, figures and days of a history, makes again what is made, and has nobody written to or removed', async () => {
    const [changed] = await there.rows(`select changes from history where changes ? 'amount' and changes ? 'due_on'`);
    expect(changed).toEqual({
      changes: { amount: [null, 1200], due_on: ['2026-01-02', null], state: ['idea', 'live'] },
    });
    const [lost] = await there.rows<{ n: number }>(
      `select count(*)::int as n from contact_points p join contacts c on c.id = p.contact_id
        where p.kind = 'email' and strpos(c.search_text, left(p.value, 20)) = 0`,
    );
    const [unnamed] = await there.rows<{ n: number }>(
      `select count(*)::int as n from affiliate_months where name !~ '^.+, \\w+ \\d{4}$'`,
    );
    const [written] = await there.rows<{ n: number }>(
      `select count(*)::int as n from users where reminder_mail <> 'none' or deletion_due_at is not null`,
    );
    const [named] = await there.rows<{ n: number }>(
      `select count(*)::int as n from (select first_name from contacts union all select last_name from contacts union all
        select name from users union all select to_name from template_sends) names (name) where name !~ '^Name-[0-9a-f]{8}$'`,
    );
    expect([lost?.n, unnamed?.n, written?.n, named?.n]).toEqual([0, 0, 0, 0]);
    const [company] = await there.rows<{ same: boolean }>(
      `select website = 'https://' || domain as same from companies where name like 'Masked %'`,
    );
    expect(company?.same).toBe(true);
  });

  it('lets a developer in', async () => {
    const [, email = ''] = /, USER, logs in as (person-[0-9a-f]{16}@example\.invalid)$/m.exec(said) ?? [];
    const [, password = ''] = /^Password of everybody: (\S+)$/m.exec(said) ?? [];
    const site = await startProcess({ DATABASE_URL: there.url, DATA_DIR: there.folder });
    const visitor = new Visitor(site.url);
    expect((await visitor.logIn(email, password)).status).toBe(303);
    for (const path of ['/', '/contacts', '/companies', '/inventory', '/reports/tax-year'])
      expect([path, (await visitor.open(path)).status]).toEqual([path, 200]);
    expect(textOf((await visitor.get('/contacts')).text)).toContain('Name-');
    expect(await site.stop()).toBe(0);
  });
});

describe('a copy is refused', () => {
  const tables = () => there.rows(`select relname from pg_class where relnamespace = 'public'::regnamespace`);

  it('into a database that is not empty, such as the one it would be read from, in production, and of no database', async () => {
    const { db } = app.current;
    const own = await sync(['--from', db.url], { DATABASE_URL: db.url });
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('is not empty')]);
    const production = {
      ...{ NODE_ENV: 'production', APP_URL: 'https://mouse.example', RATE_LIMIT_ALLOW_MEMORY: 'true' },
    };
    const there = await sync(['--from', db.url], production);
    expect([there.code, there.err]).toEqual([1, expect.stringContaining('NODE_ENV is production')]);
    const wrong = await sync(['--from', 'mouse']);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('--from is no address of a database')]);
  });

  it('where a column has no mask, before anything is written', async () => {
    const empty = await elsewhere();
    try {
      await app.current.db.rows('alter table companies add column vat_number text');
      const { code, err } = await sync(['--from', app.current.db.url], { DATABASE_URL: empty.url });
      expect([code, err]).toEqual([1, expect.stringContaining('No mask says what is copied of companies.vat_number')]);
      expect(await empty.rows(`select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([]);
      expect((await tables()).length).toBeGreaterThan(50);
    } finally {
      await app.current.db.rows('alter table companies drop column vat_number');
      await empty.remove();
    }
  });
});
