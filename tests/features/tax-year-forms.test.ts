import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { partName, uniqueNames, zipOf } from '../../src/http/zip.js';
import { storedName } from '../../src/platform/storage/files.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { errorAt } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { unzip } from '../support/unzip.js';
import { sendFiles } from '../support/uploads.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, vera } = PEOPLE;
const REPORT = '/reports/tax-year?year=2025';
const FORM = '/reports/tax-year/payer-form';
let northgate = '';
let trailcap = '';

beforeAll(async () => {
  const { db } = app.current;
  northgate = await insertCompany(db, { name: 'Northgate Bags' });
  const unit = { company_id: northgate, fair_market_value: 9_800 };
  await insertItem(db, alice.id, { ...unit, name: 'Trailcap 16', received_on: '2025-08-07' });
  trailcap = await insertItem(db, alice.id, {
    ...unit,
    name: 'Trailcap 18',
    received_on: '2024-12-29',
    fair_market_value: 12_000,
  });
  await insertItem(db, vera.id, { ...unit, name: 'Vera’s', received_on: '2025-08-07' });
});

const type = async (amount: string, more: Record<string, string> = {}) => {
  const visitor = await app.current.as('alice');
  return visitor.post(FORM, { year: '2025', currency: 'USD', payer: northgate, amount, ...more });
};

describe('a payer’s own form', () => {
  it('is typed in the row of the payer, and its difference stands beside', async () => {
    const visitor = await app.current.as('alice');
    expect(textOf((await visitor.get(REPORT)).text)).toContain('Type figure');
    const typing = await visitor.get(`${REPORT}&currency=USD&typing=${northgate}`);
    expect(typing.text).toContain('aria-label="What the form of Northgate Bags says, in USD"');
    expect((await type('98')).status).toBe(303);
    expect(textOf((await visitor.get(REPORT)).text)).toMatch(/Northgate Bags .* 98\.00 0\.00/);
    const printed = await visitor.get('/reports/tax-year/print?year=2025&currency=USD');
    expect(textOf(printed.text)).toMatch(/Northgate Bags .* 98\.00 0\.00/);
    expect(printed.text).not.toContain('tax-year/payer-form');
  });

  it('shows by which row it may differ, until that is noted, and again once it differs otherwise', async () => {
    const visitor = await app.current.as('alice');
    await type('218.00');
    const open = textOf((await visitor.get(REPORT)).text);
    expect(open).toContain('Your figure 98.00 Their form 218.00 Difference +120.00');
    expect(open).toContain(
      'One row may explain it. Trailcap 18 , 120.00, came on 29 Dec 2024 and counts in 2024. Their form may have it in 2025.',
    );
    const note = { year: '2025', currency: 'USD', payer: northgate };
    expect(textOf((await visitor.post(`${FORM}/explanation`, { ...note, explanation: ' ' })).text)).toContain(
      'Say what explains it.',
    );
    await visitor.postAndFollow(`${FORM}/explanation`, { ...note, explanation: 'Came a year before.' });
    const noted = textOf((await visitor.get(REPORT)).text);
    expect(noted).toContain('+120.00: Came a year before.');
    expect(noted).not.toContain('Note as explained');
    await app.current.db.rows(
      `update inventory_items set fair_market_value = 10000 where name = 'Trailcap 16' and user_id = $1`,
      [alice.id],
    );
    const again = textOf((await visitor.get(REPORT)).text);
    expect(again).toContain('No single row of this payer explains it. It was noted for +120.00: Came a year before.');
    await app.current.db.rows(
      `update inventory_items set fair_market_value = 9800 where name = 'Trailcap 16' and user_id = $1`,
      [alice.id],
    );
  });

  it('says which row they may have left out', async () => {
    await type('0');
    const visitor = await app.current.as('alice');
    expect(textOf((await visitor.get(REPORT)).text)).toContain(
      'Trailcap 16 , 98.00, of 7 Aug 2025 counts in 2025. Their form may leave it out.',
    );
  });

  it.each([
    ['twelve', 'Type an amount such as 329.00.'],
    ['12.345', 'USD has 2 digits after the point.'],
    ['-5', 'Type an amount of 0 or more.'],
    ['12 €', 'This amount is in USD. Type it without €, or choose the other currency.'],
    ['99999999999', 'Type at most 10,000,000.00.'],
  ])('that is no amount of its currency is refused beside its field, and kept: %s', async (amount, message) => {
    const answer = await type(amount);
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'amount')).toBe(message);
    expect(answer.text).toContain(`value="${amount}"`);
  });

  it('has the digits of its own currency', async () => {
    const yen = await type('98.50', { currency: 'JPY' });
    expect(errorAt(yen.text, 'amount')).toBe('JPY has no digits after the point.');
  });

  it('asks again where another window typed another figure meanwhile', async () => {
    await type('100');
    const late = await type('101', { was: '9900' });
    expect(late.status).toBe(409);
    expect(errorAt(late.text, 'amount')).toContain('It says 100.00 USD by now');
    expect((await type('101', { was: '10000' })).status).toBe(303);
  });

  it.each([
    ['payer', 'nobody', 404],
    ['payer', '01900000-0000-7000-8000-000000000999', 404],
    ['year', '9999', 422],
    ['year', '', 422],
    ['currency', 'XXX', 422],
    ['currency', '', 422],
  ])('is refused for what is not there: %s %s', async (field, value, status) => {
    expect((await type('5', { [field]: value })).status).toBe(status);
    const visitor = await app.current.as('alice');
    const note = { year: '2025', currency: 'USD', payer: northgate, explanation: 'x', [field]: value };
    expect((await visitor.post(`${FORM}/explanation`, note)).status).toBe(status);
  });

  it('stays one’s own, and a VIEWER types none', async () => {
    const reader = await app.current.as('vera');
    const page = await reader.get(REPORT);
    expect(page.text).not.toContain('Type figure');
    expect(textOf(page.text)).not.toContain('101.00');
    expect((await reader.post(FORM, { year: '2025', currency: 'USD', payer: northgate, amount: '5' })).status).toBe(
      403,
    );
  });

  it('goes where nothing is typed', async () => {
    await type('');
    expect(await app.current.db.rows('select 1 from payer_forms where user_id = $1', [alice.id])).toEqual([]);
  });
});

/** The entries of an archive and their texts, as another library reads them; throws for one that is cut off. */

describe('the ZIP with the evidence', () => {
  const bytes = async () => {
    const visitor = await app.current.as('alice');
    const answer = await visitor.agent
      .get('/reports/tax-year/evidence.zip?year=2024')
      .buffer(true)
      .parse((res, done) => {
        const parts: Buffer[] = [];
        res.on('data', (part: Buffer) => parts.push(part));
        res.on('end', () => done(null, Buffer.concat(parts)));
      });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/zip']);
    return answer.body as Buffer;
  };

  it('holds the figures, the rows and every file under safe names, and names what the storage has not', async () => {
    const { db, config } = app.current;
    const visitor = await app.current.as('alice');
    await visitor.get(`/inventory/${trailcap}`);
    const sent = await sendFiles(visitor, `/inventory/${trailcap}`, [
      { name: 'price: page?.txt', body: '120.00 on that day', type: 'text/plain' },
      { name: 'PRICE: PAGE?.txt', body: 'another', type: 'text/plain' },
      { name: 'lost.txt', body: 'lost', type: 'text/plain' },
    ]);
    expect(sent.status).toBe(303);
    const [lost] = await db.rows<{ id: string }>(`select id from attachments where name = 'lost.txt'`);
    await rm(join(config.storage.path, storedName(String(lost?.id), 'original')));
    const found = await unzip(await bytes());
    expect([...found.keys()].sort()).toEqual([
      'tax-year-2024/evidence/0001 Trailcap 18/PRICE_ PAGE_ (2).txt',
      'tax-year-2024/evidence/0001 Trailcap 18/price_ page_.txt',
      'tax-year-2024/missing-files.txt',
      'tax-year-2024/payers.csv',
      'tax-year-2024/read-me.txt',
      'tax-year-2024/rows.csv',
    ]);
    expect(found.get('tax-year-2024/evidence/0001 Trailcap 18/price_ page_.txt')).toBe('120.00 on that day');
    expect(found.get('tax-year-2024/missing-files.txt')).toContain('1 file is not in this archive');
    expect(found.get('tax-year-2024/missing-files.txt')).toContain('0001 Trailcap 18/lost.txt');
    expect(found.get('tax-year-2024/rows.csv')).toContain('Trailcap 18');
    expect(found.get('tax-year-2024/read-me.txt')).toContain('Ask a professional');
  });

  it('names what was deleted since the year was closed, and holds its adjustments', async () => {
    const visitor = await app.current.as('alice');
    await visitor.get('/reports/tax-year/closure?year=2024');
    await visitor.postAndFollow('/reports/tax-year/closure', { year: '2024' });
    await app.current.db.rows(`update attachments set deleted_at = now() where name like 'price%'`);
    await app.current.db.rows('update inventory_items set fair_market_value = 1 where id = $1', [trailcap]);
    const found = await unzip(await bytes());
    expect(found.get('tax-year-2024/missing-files.txt')).toContain('price_ page_ (2).txt');
    expect(found.get('tax-year-2024/adjustments.csv')).toContain('Trailcap 18,changed,USD,120.00,0.01,−119.99');
    expect(found.get('tax-year-2024/payers.csv')).toContain('120.00');
  });

  it('is whole, or has no end: what breaks off while it is read is no archive', async () => {
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('the share went away');
    }
    const parts: Buffer[] = [];
    const reading = async () => {
      const file = { path: 'a/b.txt', at: new Date(), read: async () => broken() };
      for await (const part of zipOf([{ path: 'a/t.txt', text: 't' }], [file], () => undefined)) parts.push(part);
    };
    await expect(reading()).rejects.toThrow('the share went away');
    await expect(unzip(Buffer.concat(parts))).rejects.toThrow();
  });

  it('closes the file in hand where its reader leaves', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        closed = true;
      }
    }
    const file = { path: 'a/b.txt', at: new Date(), read: async () => endless() };
    for await (const _ of zipOf([], [file], () => undefined)) break;
    expect(closed).toBe(true);
  });

  it('has a name for every name: of one part, of no device, unlike all others', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('../../etc/passwd', 'CON', 'nul.txt', '..', 'a.', '\u202Egnp.exe', 'A', 'a'),
          ),
        ),
        (names) => {
          const unique = uniqueNames();
          const made = names.map((name) => unique('f', partName(name)));
          expect(new Set(made.map((it) => it.toLowerCase().normalize())).size).toBe(names.length);
          for (const it of made) {
            expect(it).toMatch(/^f\/[^/\\<>:"|?*\p{Cc}\u202A-\u202E]+$/u);
            expect(it).not.toMatch(/^f\/(\.|con|prn|aux|nul)(\.|$)/i);
            expect(it).not.toMatch(/[. ]$/);
          }
        },
      ),
    );
  });

  it('is a page that says so for a year that there is not, and nobody else’s', async () => {
    const visitor = await app.current.as('alice');
    expect((await visitor.get('/reports/tax-year/evidence.zip?year=9999')).status).toBe(422);
    expect(
      textOf((await (await app.current.as('bob')).get('/reports/tax-year/evidence.zip?year=2024')).text),
    ).toContain('Nothing in 2024');
  });
});

describe('the reporting lines', () => {
  const line = {
    country: 'US',
    currency: 'USD',
    amount: '2,100.00',
    from_year: '2027',
    source: 'Notice of that year',
    source_link: '',
  };

  it('are kept by admins, each change written to the audit, and hold from their year on', async () => {
    const admin = await app.current.as('ada');
    const page = textOf((await admin.get('/admin/reporting-lines')).text);
    expect(page).toContain('2,000.00 USD');
    expect(page).toContain('1954 to 2025');
    expect(page).toContain('Public Law 119-21, section 70433');
    await admin.get('/admin/reporting-lines/line');
    const added = await admin.postAndFollow('/admin/reporting-lines', line);
    expect(textOf(added.text)).not.toContain('2026 to');
    expect(textOf(added.text)).toContain('From 2027');
    const twice = await admin.post('/admin/reporting-lines', line);
    expect(twice.status).toBe(422);
    expect(errorAt(twice.text, 'from_year')).toBe('There is a line in USD from 2027 on already.');
    const [row] = await app.current.db.rows<{ id: string }>('select id from reporting_lines where from_year = 2027');
    await admin.postAndFollow('/admin/reporting-lines', {
      ...line,
      id: String(row?.id),
      version: '1',
      amount: '50.00',
      from_year: '2024',
    });
    expect(textOf((await (await app.current.as('alice')).get('/reports/tax-year?year=2025')).text)).toContain(
      'Reporting line 50.00 USD, United States, 2025: Notice of that year',
    );
    const stale = await admin.post('/admin/reporting-lines', { ...line, id: String(row?.id), version: '1' });
    expect(stale.status).toBe(409);
    await admin.postAndFollow('/admin/reporting-lines/removal', { id: String(row?.id) });
    const acts = await app.current.db.rows<{ act: string }>(
      `select act from audit_log where subject_kind = 'reporting_line' order by id`,
    );
    expect(acts.map(({ act }) => act)).toEqual(['created', 'changed', 'deleted']);
  });

  it('refuse what is none, beside the field', async () => {
    const admin = await app.current.as('ada');
    for (const [field, value, message] of [
      ['amount', '', 'Type the amount.'],
      ['amount', '1.234,5x', /amount/],
      ['from_year', '1800', /1,900|1900/],
      ['source', '', 'Name the law or the notice that says so.'],
      ['source_link', 'javascript:alert(1)', /web address/],
      ['currency', 'XXX', /./],
      ['country', 'ZZZ', /./],
    ] as const) {
      const answer = await admin.post('/admin/reporting-lines', { ...line, [field]: value });
      expect([field, answer.status]).toEqual([field, 422]);
      expect(errorAt(answer.text, field)).toMatch(message);
    }
    expect((await admin.get('/admin/reporting-lines/line?id=nothing')).status).toBe(404);
  });

  it('are none of a member’s', async () => {
    const visitor = await app.current.as('alice');
    expect((await visitor.get('/admin/reporting-lines')).status).toBe(404);
    expect((await visitor.post('/admin/reporting-lines', line)).status).toBe(404);
  });
});
