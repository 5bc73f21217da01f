import { parse } from 'csv-parse/sync';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const THEME_PARKS = '0193f5a0-0000-7000-8000-000000000011';
const add = (fields: Record<string, unknown>) => insertCompany(app.current.db, fields);

async function list(query = '', who: 'alice' | 'bob' | 'vera' = 'alice') {
  const answer = await (await app.current.as(who)).get(`/companies${query}`);
  const names = [
    ...answer.text.matchAll(/<td class="name"[^>]*><a href="([^"]+)">(?:<span class="sr">[^<]*<\/span>)?([^<]+)</g),
  ];
  return {
    status: answer.status,
    html: answer.text,
    text: textOf(answer.text),
    names: names.map((match) => match[2]),
    links: names.map((match) => (match[1] ?? '').replaceAll('&amp;', '&')),
    next: /rel="next" href="\/companies([^"]*)"/.exec(answer.text)?.[1]?.replaceAll('&amp;', '&'),
    previous: /rel="prev" href="\/companies([^"]*)"/.exec(answer.text)?.[1]?.replaceAll('&amp;', '&'),
  };
}

describe('the list of companies', () => {
  beforeEach(() => app.current.db.rows('delete from companies'));

  it('says what to do when there is none, and nothing a reader may not', async () => {
    expect((await list()).text).toContain('No companies yet');
    expect((await list()).html).toContain('href="/companies/new"');
    const vera = await list('', 'vera');
    expect(vera.text).toContain('Nobody added a company yet.');
    expect(vera.html).not.toContain('href="/companies/new"');
  });

  it('is the same for all, by name or the last changed, a page at a time', async () => {
    for (const [n, name] of ['beta', 'Alpha', 'delta', 'Gamma'].entries())
      await add({ name, updated_at: new Date(Date.UTC(2026, 0, 9 - n)) });
    await add({ name: 'Gone', deleted_at: new Date() });
    expect((await list()).names).toEqual(['Alpha', 'beta', 'delta', 'Gamma']);
    expect((await list('', 'bob')).names).toEqual(['Alpha', 'beta', 'delta', 'Gamma']);
    expect((await list('?sort=-updated_at')).names).toEqual(['beta', 'Alpha', 'delta', 'Gamma']);
    const first = await list('?limit=3');
    expect([first.names, first.text.includes('1–3 of 4')]).toEqual([['Alpha', 'beta', 'delta'], true]);
    const second = await list(first.next);
    expect([second.names, second.text.includes('4–4 of 4')]).toEqual([['Gamma'], true]);
    expect((await list(second.previous)).names).toEqual(['Alpha', 'beta', 'delta']);
  });

  it('opens a company with its place, and steps on from it', async () => {
    for (const name of ['One', 'Two', 'Three']) await add({ name, kind: 'media' });
    await add({ name: 'Twig' });
    const { links } = await list('?kind=media&sort=-name');
    const alice = await app.current.as('alice');
    const page = await alice.get(links[1] ?? '');
    expect(textOf(page.text)).toContain('2 of 3');
    expect(page.text).toContain('href="/companies?kind=media&amp;sort=-name"');
    expect(page.text).toContain((links[2] ?? '').replaceAll('&', '&amp;'));
  });

  it('counts to 1,000 and then says so', async () => {
    await app.current.db.rows(
      "insert into companies (id, name) select gen_random_uuid(), 'Many ' || n from generate_series(1, 1001) n",
    );
    expect((await list()).text).toContain('1–25 of 1,000+');
    expect((await list('?q=many+77')).text).toContain('11 of 1,000+');
  });
});

describe('filters', () => {
  beforeAll(async () => {
    const { db } = app.current;
    await db.rows('delete from companies');
    const withUnits = await add({
      name: 'Kestrel Optics',
      kind: 'brand',
      website: 'https://kestrel.example',
      domain: 'kestrel.example',
      country: 'DE',
    });
    await insertItem(db, PEOPLE.alice.id, { company_id: withUnits });
    const bobs = await add({ name: '100% Parks', kind: 'park_or_resort', category_id: THEME_PARKS, country: 'FR' });
    await insertItem(db, PEOPLE.bob.id, { company_id: bobs });
    await add({
      name: 'Loud Agency',
      legal_name: 'Noise AG',
      kind: 'agency',
      do_not_contact: true,
      do_not_contact_reason: '=1+1',
    });
  });

  it.each([
    ['?q=kest', ['Kestrel Optics']],
    ['?q=KESTREL.example', ['Kestrel Optics']],
    ['?q=noise+agen', ['Loud Agency']],
    ['?q=100%25', ['100% Parks']],
    ['?q=1_0', []],
    ['?kind=agency&kind=brand', ['Kestrel Optics', 'Loud Agency']],
    ['?category=Travel+and+parks', ['100% Parks']],
    ['?category=travel+and+parks+/+theme+parks', ['100% Parks']],
    ['?category=Cameras+and+audio', []],
    ['?country=DE', ['Kestrel Optics']],
    ['?do_not_contact=yes', ['Loud Agency']],
    ['?do_not_contact=no', ['100% Parks', 'Kestrel Optics']],
    ['?has_units=yes', ['Kestrel Optics']],
    ['?has_units=no', ['100% Parks', 'Loud Agency']],
    ['?kind=&q=&country=', ['100% Parks', 'Kestrel Optics', 'Loud Agency']],
  ])('%s', async (query, names) => {
    const found = await list(query);
    expect([found.status, found.names]).toEqual([200, names]);
    if (names.length === 0) expect(found.text).toContain('Nothing matches these filters');
  });

  it('are read for each reader: whose units are meant', async () => {
    expect((await list('?has_units=yes', 'bob')).names).toEqual(['100% Parks']);
  });

  it('show as chips that take themselves away', async () => {
    const { html, text } = await list('?kind=agency&do_not_contact=yes&category=&q=noise');
    expect(text).toContain('Kind is Agency');
    expect(html).toContain('href="/companies?do_not_contact=yes&amp;q=noise" aria-label="Remove filter Kind"');
    expect(html).toContain(
      '<a href="/companies/filters?kind=agency&amp;do_not_contact=yes&amp;q=noise&amp;field=kind"',
    );
    const filters = await (await app.current.as('alice')).get('/companies/filters?kind=agency&country=DE');
    expect(filters.text).toMatch(/name="kind" value="agency" checked/);
    expect(filters.text).toMatch(/<option value="DE" selected>Germany/);
  });

  it.each([
    ['?kind=circus', 'Choose from the list.'],
    ['?category=Circuses', 'Choose from the list.'],
    ['?country=XX', 'Choose one of the list.'],
    ['?country=DE&country=FR', 'Send one value here.'],
    ['?has_units=maybe', 'Choose one of the list.'],
    ['?q=a+b+c+d+e+f', 'Search for 5 words at most.'],
    ['?q=%00', 'This holds a character that cannot be stored.'],
  ])('%s is refused beside its field, with no rows', async (query, message) => {
    const answer = await list(query);
    expect([answer.status, answer.names]).toEqual([422, []]);
    expect(answer.text).toContain(message);
    expect((await (await app.current.as('alice')).get(`/companies/export.csv${query}`)).status).toBe(422);
  });

  it('are not upset by other shapes', async () => {
    for (const query of ['?kind[a]=b', '?__proto__=x', '?from=x&at=y'])
      expect((await list(query)).status, query).toBe(200);
    expect((await list('?cursor=x')).status).toBe(400);
  });

  it.each([
    ['?sort=-nope', 'This list has no order “-nope”.'],
    ['?sort=toString', 'This list has no order “toString”.'],
    ['?sort=name&sort=-name', 'A list has one order.'],
    ['?columns=kind&columns=toString', 'This list has no column “toString”.'],
    ['?limit=0', 'A page has 1 to 100 rows.'],
    ['?limit=101', 'A page has 1 to 100 rows.'],
    ['?limit=ten', 'A page has 1 to 100 rows.'],
  ])(
    '%s is said to be nothing the list has, over the form of the filters, and is not carried on',
    async (query, message) => {
      const answer = await list(query);
      expect([answer.status, answer.names]).toEqual([422, []]);
      expect(answer.text).toContain(message);
      expect(answer.html).not.toMatch(/<input type="hidden" name="(sort|columns|limit)"/);
      expect((await (await app.current.as('alice')).get(`/companies/export.csv${query}`)).status).toBe(422);
    },
  );

  it('hold for the CSV, whose formulas are made harmless', async () => {
    const answer = await (await app.current.as('bob')).get('/companies/export.csv?kind=agency&kind=park_or_resort');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename=companies-\d{4}-\d\d-\d\d\.csv$/);
    expect(answer.text.split('\r\n')[0]).toBe(
      'id,name,kind,website,category,parent,legal_name,affiliate_programme,payment_terms_days,social_links,address,country,time_zone,do_not_contact,do_not_contact_reason,domain,tags',
    );
    const rows = parse(answer.text, { columns: true }) as Record<string, string>[];
    expect(rows).toMatchObject([
      { name: '100% Parks', category: 'Travel and parks / Theme parks', do_not_contact: 'false' },
      { name: 'Loud Agency', legal_name: 'Noise AG', do_not_contact: 'true', do_not_contact_reason: "'=1+1" },
    ]);
    expect(
      await app.current.db.rows("select actor_id from audit_log where act = 'exported' and subject_kind = 'companies'"),
    ).toEqual([{ actor_id: PEOPLE.bob.id }]);
  });
});
