import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { mergeAs, undoAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const { alice, bob, vera } = PEOPLE;
const CLOSURE = '/reports/tax-year/closure';
const REOPENING = '/reports/tax-year/reopening';

const seen = async (visitor: Visitor, path: string) => textOf((await visitor.get(path)).text);
const frozen = async (visitor: Visitor, year: number) =>
  (await visitor.get(`/reports/tax-year/export.csv?year=${year}`)).text +
  (await visitor.get(`/reports/tax-year/payers.csv?year=${year}`)).text;

async function close(visitor: Visitor, year: number) {
  const seal = /name="seen" value="([^"]+)"/.exec((await visitor.get(`${CLOSURE}?year=${year}`)).text)?.[1] ?? '';
  return visitor.post(CLOSURE, { year: String(year), seen: seal });
}

/** The lines of the adjustments of a page: what is said, and the difference. */
function adjustmentsOf(html: string): { text: string; difference: string }[] {
  const list = /<ul class="adj"[^>]*>([\s\S]*?)<\/ul>/.exec(html)?.[1] ?? '';
  return [...list.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, it]) => {
    const text = textOf(it ?? '').trim();
    return { text, difference: text.split(' ').at(-1) ?? '' };
  });
}

describe('closing a year', () => {
  let company = '';
  let item = '';
  let bag = '';
  beforeAll(async () => {
    const { db } = app.current;
    company = await insertCompany(db, { name: 'Lumen & Oak' });
    const unit = { company_id: company, received_on: '2025-10-02' };
    item = await insertItem(db, alice.id, { ...unit, name: 'Clip light', fair_market_value: 8_900 });
    bag = await insertItem(db, alice.id, { ...unit, name: 'Lens cloth', fair_market_value: 1_200, quantity: 3 });
    await insertItem(db, alice.id, { ...unit, name: 'No value yet' });
  });

  it('is offered once the year is over, and lists what is missing', async () => {
    const visitor = await app.current.as('alice');
    expect(await seen(visitor, '/reports/tax-year?year=2025')).toContain('Close 2025');
    const text = await seen(visitor, `${CLOSURE}?year=2025`);
    expect(text).toContain('1 row has no value, and would count nothing.');
    expect(text).toContain('3 rows have no file that shows what it was worth.');
    expect(text).toContain('101.00 USD, 1 payer, 5 units');
  });

  it('waits until the year is over, and refuses what is no year', async () => {
    const visitor = await app.current.as('alice');
    const year = new Date().getFullYear();
    expect(await seen(visitor, `${CLOSURE}?year=${year}`)).toContain(`${year} is not over.`);
    for (const [sent, status] of [
      [String(year), 422],
      ['9999', 422],
      ['1800', 422],
      ['', 422],
    ] as const) {
      const answer = await visitor.post(CLOSURE, { year: sent });
      expect([sent, answer.status]).toEqual([sent, status]);
    }
    expect(await app.current.db.rows('select 1 from tax_years')).toEqual([]);
  });

  it('is refused to a VIEWER, and offered to none', async () => {
    const reader = await app.current.as('vera');
    await insertItem(app.current.db, vera.id, { name: 'Seen', received_on: '2025-02-02', fair_market_value: 100 });
    expect(await seen(reader, '/reports/tax-year?year=2025')).not.toContain('Close 2025');
    expect((await reader.get(`${CLOSURE}?year=2025`)).status).toBe(403);
    expect((await reader.post(CLOSURE, { year: '2025' })).status).toBe(403);
    expect((await reader.post(REOPENING, { year: '2025' })).status).toBe(403);
  });

  it('asks again where rows changed since its page was made', async () => {
    const visitor = await app.current.as('alice');
    const answer = await visitor.post(CLOSURE, { year: '2025', seen: 'another state' });
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain('Rows of this year changed since this page was made.');
  });

  it('keeps the figures, lists what changes since, and is written to the audit', async () => {
    const { db } = app.current;
    const visitor = await app.current.as('alice');
    expect((await close(visitor, 2025)).status).toBe(303);
    expect(await seen(visitor, '/reports/tax-year?year=2025')).toContain('No row changed since.');
    const before = await frozen(visitor, 2025);
    await visitor.get(`/inventory/${item}`);
    const version = async (id: string) =>
      String(
        (await db.rows<{ version: number }>('select version from inventory_items where id = $1', [id]))[0]?.version,
      );
    await visitor.postAndFollow(`/inventory/${item}/return`, {
      returned_on: '2026-01-04',
      version: await version(item),
    });
    await db.rows('update inventory_items set fair_market_value = 1800, version = version + 1 where id = $1', [bag]);
    const page = await visitor.get('/reports/tax-year?year=2025');
    expect(textOf(page.text)).toContain('by Alice Arden. These figures stay as they were. 2 rows changed since');
    const listed = adjustmentsOf(page.text);
    expect(listed.map(({ difference }) => difference).sort()).toEqual(['+6.00', '−89.00']);
    expect(listed.find(({ difference }) => difference === '−89.00')?.text).toMatch(
      /^\d+ \w+ \d{4} Clip light : state Received, now Returned 89\.00 → 0\.00 −89\.00$/,
    );
    expect(await frozen(visitor, 2025)).toBe(before);
    expect(textOf(page.text)).toContain('The one in USD 5 101.00');
    const acts = await db.rows(
      `select act, subject_id, actor_id from audit_log where subject_kind = 'tax_year' and act like 'year%'`,
    );
    expect(acts).toEqual([{ act: 'year_closed', subject_id: '2025', actor_id: alice.id }]);
  });

  it('closes it once, be it in two tabs at the same moment', async () => {
    const visitor = await app.current.as('alice');
    const again = await visitor.postAndFollow(CLOSURE, { year: '2025' });
    expect(textOf(again.text)).toMatch(/2025 was closed already, on/);
    const own = await app.current.as('bob');
    await insertItem(app.current.db, bob.id, { name: 'Bob’s', received_on: '2025-05-05', fair_market_value: 500 });
    await own.get(`${CLOSURE}?year=2025`);
    const both = await Promise.all([own.post(CLOSURE, { year: '2025' }), own.post(CLOSURE, { year: '2025' })]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(await app.current.db.rows('select year from tax_years where user_id = $1', [bob.id])).toEqual([
      { year: 2025 },
    ]);
  });

  it('has what was counted then as the basis of a later sale, and of a part that was split off its share', async () => {
    const { db } = app.current;
    const sale = { state: 'sold', sold_on: '2026-02-02', sale_price: 2_000 };
    await db.rows('update inventory_items set state = $2, sold_on = $3, sale_price = $4 where id = $1', [
      bag,
      ...Object.values(sale),
    ]);
    const visitor = await app.current.as('alice');
    expect(await seen(visitor, '/reports/tax-year?year=2026&show=sold')).toMatch(/Lens cloth .* 20\.00 12\.00 \+8\.00/);
    await db.rows(
      `update inventory_items set state = 'received', sold_on = null, sale_price = null, fair_market_value = 1200 where id = $1`,
      [bag],
    );
    await visitor.get(`/inventory/${bag}/split`);
    const [row] = await db.rows<{ version: number }>('select version from inventory_items where id = $1', [bag]);
    const split = await visitor.post(`/inventory/${bag}/split`, {
      n: '1',
      quantity: '1',
      version: String(row?.version),
    });
    expect(split.status).toBe(303);
    await db.rows(
      `update inventory_items set state = 'sold', sold_on = '2026-02-02', sale_price = 2000 where user_id = $1 and name = 'Lens cloth' and quantity = 1`,
      [alice.id],
    );
    expect(await seen(visitor, '/reports/tax-year?year=2026&show=sold')).toMatch(/Lens cloth .* 20\.00 4\.00 \+16\.00/);
  });

  it('is reopened in words, written to the audit, and closed anew with what stands then', async () => {
    const visitor = await app.current.as('alice');
    expect(await seen(visitor, `${REOPENING}?year=2025`)).toContain('Reopen 2025?');
    const page = await visitor.postAndFollow(REOPENING, { year: '2025' });
    expect(textOf(page.text)).toContain('2025 is open again.');
    expect(textOf(page.text)).not.toContain('Clip light');
    expect(textOf((await visitor.postAndFollow(REOPENING, { year: '2025' })).text)).toContain('2025 is open already.');
    expect((await close(visitor, 2025)).status).toBe(303);
    const kept = await app.current.db.rows(
      'select reopened_at is null as stands from tax_years where user_id = $1 order by closed_at',
      [alice.id],
    );
    expect(kept).toEqual([{ stands: false }, { stands: true }]);
    const acts = await app.current.db.rows<{ act: string }>(
      `select act from audit_log where actor_id = $1 and act like 'year%' order by id`,
      [alice.id],
    );
    expect(acts.map(({ act }) => act)).toEqual(['year_closed', 'year_reopened', 'year_closed']);
  });

  it('cannot be rewritten by the app’s role, nor take rows later', async () => {
    const { database } = app.current;
    const as = (text: string) => database.asUser(alice.id, (tx) => tx.$executeRawUnsafe(text));
    for (const text of [
      'update tax_year_rows set amount = 1',
      'delete from tax_year_rows',
      'delete from tax_years',
      'update tax_years set closed_at = now()',
    ])
      await expect(as(text)).rejects.toThrow(/permission denied/);
    await expect(
      as(`insert into tax_year_rows (closing_id, kind, record_id, name, currency, on_day, quantity, has_files, facts)
        select id, 'unit', gen_random_uuid(), 'late', 'USD', '2025-01-01', 1, false, '{}' from tax_years limit 1`),
    ).rejects.toThrow(/takes no more rows/);
    await expect(as('update tax_years set reopened_at = now() where reopened_at is not null')).rejects.toThrow(
      /is history/,
    );
  });
});

/** What may happen to rows behind a closed year. */
type Op = { act: string; at: number; n: number };
const op: fc.Arbitrary<Op> = fc.record({
  act: fc.constantFrom(
    'value',
    'day',
    'return',
    'trash',
    'restore',
    'purge',
    'pay',
    'unpay',
    'merge',
    'unmerge',
    'rename',
    'currency',
    'add',
    'drop company',
  ),
  at: fc.nat(7),
  n: fc.integer({ min: 0, max: 9_999 }),
});

describe('a closed year', () => {
  it('never changes, whatever is edited, deleted, restored or merged; and its adjustments are the whole difference', async () => {
    const { db } = app.current;
    const visitor = await app.current.as('charlie');
    const { id: user } = PEOPLE.charlie;
    const companies: string[] = [];
    for (let n = 0; n < 6; n += 1) companies.push(await insertCompany(db, { name: `Payer ${n} of many` }));
    const items: string[] = [];
    for (let n = 0; n < 8; n += 1)
      items.push(
        await insertItem(db, user, {
          name: `Unit ${n}`,
          company_id: companies[n % 6],
          received_on: `2025-0${n + 1}-15`,
          fair_market_value: n === 3 ? null : 1_000 * n,
          ...(n === 5 && { state: 'sold', sold_on: '2025-09-09', sale_price: 4_321 }),
        }),
      );
    const payments: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const collab = await insert(db, 'collabs', {
        user_id: user,
        name: `Collab ${n}`,
        company_id: companies[n],
        currency: 'USD',
      });
      payments.push(
        await insert(db, 'collab_payments', {
          user_id: user,
          collab_id: collab,
          label: 'All',
          amount: 5_000,
          paid_amount: 5_000 + n,
          paid_on: '2025-11-11',
        }),
      );
    }
    await visitor.get('/companies');
    expect((await close(visitor, 2025)).status).toBe(303);
    expect(await seen(visitor, '/reports/tax-year?year=2025')).toContain('No row changed since.');
    const before = await frozen(visitor, 2025);
    const total = await totals(visitor, 2025);
    await fc.assert(
      fc.asyncProperty(fc.array(op, { minLength: 3, maxLength: 6 }), async (ops) => {
        for (const it of ops) await happen(visitor, it, { items, payments, companies });
        expect(await frozen(visitor, 2025)).toBe(before);
      }),
      { numRuns: 6, seed: 12, endOnFailure: true },
    );
    const page = await visitor.get('/reports/tax-year?year=2025');
    const adjusted = adjustmentsOf(page.text).filter(({ text }) => !/ its sale: /.test(text) && !/EUR/.test(text));
    const differences = adjusted.reduce((all, { difference }) => all + minorOf(difference), 0);
    await visitor.postAndFollow(REOPENING, { year: '2025' });
    const open = await totals(visitor, 2025);
    expect(open - total).toBe(differences);
    expect(adjusted.length).toBeGreaterThan(3);
  }, 240_000);
});

const minorOf = (text: string) => Number(text.replace('−', '-').replace(/[+,.]/g, ''));

/** The sum over all payers, in dollars. */
async function totals(visitor: Visitor, year: number): Promise<number> {
  const { text } = await visitor.get(`/reports/tax-year?year=${year}&currency=USD`);
  return minorOf(/Together<\/dt><dd class="num">([^ <]+)/.exec(text)?.[1] ?? '0');
}

async function happen(
  visitor: Visitor,
  { act, at, n }: Op,
  of: { items: string[]; payments: string[]; companies: string[] },
) {
  const { db } = app.current;
  const item = of.items[at % of.items.length];
  const payment = of.payments[at % of.payments.length];
  const set = (what: string, ...values: unknown[]) =>
    db.rows(`update inventory_items set ${what}, version = version + 1, updated_at = now() where id = $1`, [
      item,
      ...values,
    ]);
  const company = of.companies[at % of.companies.length];
  switch (act) {
    case 'value':
      return set('fair_market_value = $2', n);
    case 'day':
      return set('received_on = $2', `202${4 + (n % 3)}-12-31`);
    case 'return':
      return set(`state = 'returned'`);
    case 'currency':
      return set(`currency = 'EUR'`);
    case 'trash':
      return visitor.post(`/inventory/${item}/delete`);
    case 'restore':
      return visitor.post(`/inventory/${item}/restoration`);
    case 'purge':
      return n % 4 === 0 ? db.rows('delete from inventory_items where id = $1', [item]) : undefined;
    case 'pay':
      return db.rows('update collab_payments set paid_amount = $2 where id = $1', [payment, n + 1]);
    case 'unmerge': {
      const [merge] = await db.rows<{ kept: string }>(
        'select company_id as kept from merges where undone_at is null limit 1',
      );
      return merge ? undoAs(app.current, 'charlie', '/companies', merge.kept) : undefined;
    }
    case 'unpay':
      return db.rows('delete from collab_payments where id = $1', [payment]);
    case 'rename':
      return db.rows('update companies set name = $2 where id = $1', [company, `Renamed ${n}`]);
    case 'drop company':
      return n % 5 === 0 ? db.rows('delete from companies where id = $1', [of.companies[5]]) : undefined;
    case 'add':
      return insertItem(db, PEOPLE.charlie.id, {
        name: `Late ${n}`,
        received_on: '2025-02-02',
        fair_market_value: n,
        company_id: of.companies[0],
      });
    default: {
      const [one, other] = [of.companies[at % 4], of.companies[(at + 1) % 4]];
      const [row] = await db.rows<{ n: number }>(
        'select count(*)::int as n from companies where id = any($1) and merged_into_id is null and deleted_at is null',
        [[one, other]],
      );
      if (row?.n === 2 && one && other) await mergeAs(app.current, 'charlie', '/companies', one, other);
    }
  }
}
