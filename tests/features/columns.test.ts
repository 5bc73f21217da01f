import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const get = async (path: string) => (await app.current.as('alice')).get(path);
/** The heads of the first table of a page, as they are read. */
async function heads(path: string): Promise<string[]> {
  const { text } = await get(path);
  const head = /<thead>[\s\S]*?<\/thead>/.exec(text)?.[0] ?? '';
  return [...head.matchAll(/<th( [^>]*)>([\s\S]*?)<\/th>/g)]
    .filter(([, attributes]) => !/only-s-cell|class="(ck|mn)/.test(attributes ?? ''))
    .map(([, , inner]) => textOf(inner ?? '').trim());
}
async function cells(path: string): Promise<string[]> {
  const { text } = await get(path);
  const row = /<tbody[\s\S]*?<tr>([\s\S]*?)<\/tr>/.exec(text)?.[1] ?? '';
  return [...row.matchAll(/<td class="([^"]*)"[^>]*>([\s\S]*?)<\/td>/g)]
    .filter(([, cls]) => !/\bck\b|\bname\b|only-s|\bmn\b/.test(cls ?? ''))
    .map(([, , inner]) => textOf(inner ?? '').trim());
}
const STANDARD = ['Brand', 'State', 'Updated', 'Market value', 'Cash cost', 'Net', 'Cash profit', 'Taxable gain'];

describe('the columns of the inventory', () => {
  it('are the standard ones unless others are chosen; what is not a column is said to be none', async () => {
    await insertItem(app.current.db, PEOPLE.alice.id, {
      name: 'Lamp',
      brand: 'Lumen',
      location: 'Shelf 4',
      quantity: 3,
      asking_price: 1250,
      received_on: '2026-03-04',
      condition: 'open_box',
    });
    expect(await heads('/inventory')).toEqual(['Item', ...STANDARD]);
    expect(await heads('/inventory?columns=cash_cost&columns=brand')).toEqual(['Item', 'Brand', 'Cash cost']);
    for (const strange of ['columns=id&columns=password_hash', 'columns=cash_cost&columns=brand&columns=nonsense']) {
      const refused = await get(`/inventory?${strange}`);
      expect([refused.status, strange]).toEqual([422, strange]);
      expect(textOf(refused.text)).toContain('This list has no column');
    }
    expect(textOf((await get('/inventory?columns=id&columns=password_hash')).text)).toContain('“id”, “password_hash”');
    expect(await cells('/inventory?columns=brand')).toEqual(['Lumen']);
  });

  it('can be fields that are not shown else, each in its own words', async () => {
    const chosen = '?columns=location&columns=quantity&columns=asking_price&columns=received_on&columns=condition';
    expect(await heads(`/inventory${chosen}`)).toEqual([
      'Item',
      'Quantity',
      'Condition',
      'Location',
      'Received on',
      'Asking price',
    ]);
    expect(await cells(`/inventory${chosen}`)).toEqual(['3', 'Open box', 'Shelf 4', '4 Mar 2026', '12.50']);
    expect(await cells('/inventory?columns=sold_on&columns=sale_price')).toEqual(['–', '–']);
  });

  it('stay while the list is sorted, filtered and paged, and in its totals', async () => {
    const html = (await get('/inventory?columns=brand&columns=location&limit=25&q=lamp')).text.replaceAll('&amp;', '&');
    expect(html).toContain('href="/inventory?columns=brand&columns=location&limit=25&q=lamp&sort=name"');
    expect(html).toContain('/inventory/totals?columns=brand&columns=location&limit=25&q=lamp');
    const search = /<form class="filters"[\s\S]*?<\/label>/.exec(html)?.[0] ?? '';
    expect(search).toContain('name="columns" value="brand"');
    expect(search).toContain('name="columns" value="location"');
    expect(html).toMatch(
      /href="\/inventory\?columns=brand&columns=location&limit=25">Clear all|href="\/inventory\?columns=brand&columns=location&limit=25"/,
    );
    expect(await heads('/inventory/totals?columns=brand&columns=cash_cost')).toEqual(['Currency', 'Cash cost']);
  });

  it('are chosen in a form that needs no script and keeps what the list shows', async () => {
    const query = '?q=lamp&state=received&columns=brand';
    const { text } = await get(`/inventory${query}`);
    const sheet = /<form class="menu sheet columns"[\s\S]*?<\/form>/.exec(text)?.[0] ?? '';
    const page = (await get(`/inventory/columns${query}`)).text;
    const form = /<form class="fp"[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
    for (const it of [sheet, form]) {
      expect(it).toContain('method="get" action="/inventory"');
      expect(it).toContain('type="hidden" name="q" value="lamp"');
      expect(it).toContain('type="hidden" name="state" value="received"');
      expect(it).toContain('href="/inventory?q=lamp&amp;state=received"');
      expect(it).toContain('<turbo-frame id="column-fields"');
    }
    // The list keeps what was chosen until the boxes are there.
    expect(sheet).toContain(`src="/inventory/columns${query.replaceAll('&', '&amp;')}" loading="lazy"`);
    expect(sheet.match(/name="columns"/g)).toHaveLength(1);
    expect(sheet).toContain('type="hidden" name="columns" value="brand"');
    expect(form).toMatch(/name="columns" value="brand" checked/);
    expect(form).toMatch(/name="columns" value="state">/);
    expect(form).not.toMatch(/type="hidden" name="columns"/);
    const refused = await get('/inventory/columns?columns=nonsense');
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toContain('This list has no column “nonsense”.');
  });

  it('that have a place on a phone stand there whatever was chosen, each once', async () => {
    const { text } = await get('/inventory?q=lamp&columns=brand&columns=location');
    const row = /<tbody[\s\S]*?<tr>([\s\S]*?)<\/tr>/.exec(text)?.[1] ?? '';
    expect(row).toMatch(/<td class="p2 p-brand u2 soft">Lumen</);
    expect(row).toMatch(/<td class="only-s-cell u1"><span class="badge /);
    expect(row).toMatch(/<td class="r only-s-cell e1 muted">–</);
    expect(row).toMatch(/<td class="r only-s-cell e2 muted" data-small="not sold">–</);
    const places = (html: string) => [...html.matchAll(/<td class="[^"]*\b(u1|u2|e1|e2)\b/g)].map((it) => it[1]);
    expect(places(row).sort()).toEqual(['e1', 'e2', 'u1', 'u2']);
  });

  it('are those of the export when they were chosen; else it has all fields', async () => {
    const lines = async (path: string) => (await get(path)).text.trim().split('\r\n');
    const [row] = await app.current.db.rows<{ id: string }>(`select id from inventory_items where name = 'Lamp'`);
    expect(await lines('/inventory/export.csv?columns=location&columns=asking_price&columns=cash_cost')).toEqual([
      'id,name,location,asking_price,cash_cost',
      `${row?.id},Lamp,Shelf 4,12.50,0.00`,
    ]);
    expect((await lines('/inventory/export.csv'))[0]).toMatch(/^id,name,company_id,brand,model,.*,taxable_gain/);
    const refused = await get('/inventory/export.csv?columns=nonsense');
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toContain('This list has no column “nonsense”.');
  });
});

describe('the columns of companies and contacts', () => {
  it('are chosen in the same way', async () => {
    const { db } = app.current;
    await db.rows(`insert into companies (id, name) values (gen_random_uuid(), 'Lumen & Oak')`);
    await db.rows(`insert into contacts (id, first_name) values (gen_random_uuid(), 'Ines')`);
    expect(await heads('/companies?columns=kind&columns=next_step')).toEqual(['Name', 'Kind', 'Next step']);
    expect(await cells('/companies?columns=kind')).toEqual(['Brand']);
    expect((await heads('/companies')).length).toBe(8);
    expect(await heads('/contacts?columns=warmth')).toEqual(['Name', 'Warmth']);
    expect(await cells('/contacts?columns=email')).toEqual(['–']);
    expect((await heads('/contacts')).length).toBe(6);
  });
});
