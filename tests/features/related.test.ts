import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import { MOST_RELATED } from '../../src/records/limits.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { textOf } from '../support/visitor.js';
import { VOYAGES_MIGRATION, voyagesModule } from '../support/voyages.js';

const { alice, bob, vera } = PEOPLE;
const app = useApp({}, { modules: [...MODULES, voyagesModule], migration: VOYAGES_MIGRATION });
const db = () => app.current.db;

async function at(path: string, who: PersonName = 'alice') {
  const { text, status } = await (await app.current.as(who)).get(path);
  const panel = text.slice(text.indexOf('<turbo-frame class="right"'), text.indexOf('</turbo-frame>'));
  const names = [...panel.matchAll(/<td class="name"[^>]*><a href="[^"]+">([^<]+)/g)].map(([, name]) => name);
  const hrefs = [...panel.matchAll(/href="([^"]+)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'));
  return { status, text, panel, names, hrefs, words: textOf(panel) };
}

const company = (name: string) => insertCompany(db(), { name });
const items = async (owner: string, companyId: string, count: number, fields = {}) => {
  for (let n = 1; n <= count; n += 1)
    await insertItem(db(), owner, { company_id: companyId, name: `Unit ${n}`, ...fields });
};

describe('the items of a company', () => {
  it('are a tab of its page with one’s own alone, counted on every other tab', async () => {
    const id = await company('Kestrel Park');
    await items(alice.id, id, 2);
    await items(bob.id, id, 1, { name: 'Of Bob' });
    await items(alice.id, id, 1, { name: 'Thrown away', deleted_at: new Date() });
    await items(alice.id, await company('Another'), 1, { name: 'Of another' });
    expect((await at(`/companies/${id}`)).words).toContain('Files Items 2 ');
    const { names, words, hrefs } = await at(`/companies/${id}?tab=items`);
    expect(names.toSorted()).toEqual(['Unit 1', 'Unit 2']);
    expect(words).toContain('Received on');
    expect(words).not.toContain('Show all');
    expect(hrefs).toContain(`/inventory/new?company_id=${id}&brand=Kestrel+Park`);
    expect((await at(`/companies/${id}?tab=items`, 'bob')).names).toEqual(['Of Bob']);
  });

  it('stop at a few, changed last first, with the list of all of them behind', async () => {
    const id = await company('Many Made');
    await items(alice.id, id, MOST_RELATED + 2, { updated_at: new Date('2026-01-01') });
    await insertItem(db(), alice.id, { company_id: id, name: 'Touched today' });
    const { names, words, hrefs } = await at(`/companies/${id}?tab=items`);
    expect(names).toHaveLength(MOST_RELATED);
    expect(names[0]).toBe('Touched today');
    expect(words).toContain(`Show all ${MOST_RELATED + 3}`);
    expect(hrefs).toContain(`/inventory?company_id=${id}`);
    const list = await (await app.current.as('alice')).get(`/inventory?company_id=${id}`);
    expect(textOf(list.text)).toContain(`${MOST_RELATED + 3} of `);
  });

  it('cost the page no statement more than its other tabs do', async () => {
    const id = await company('Counted Out');
    await items(alice.id, id, 3);
    const sent = async () =>
      Number(/db_query_duration_seconds_count (\d+)/.exec(await app.current.metrics.text())?.[1]);
    // The last of a page may be counted with the next one, so that several are asked for.
    const statements = async (tab: string) => {
      const before = await sent();
      for (let n = 0; n < 8; n += 1) await at(`/companies/${id}?tab=${tab}`);
      return Math.round(((await sent()) - before) / 8);
    };
    await statements('items');
    expect(await statements('items')).toBe(await statements('activity'));
    expect(await statements('items')).toBe(await statements('files'));
  });

  it('lead to the record, which knows its place among them', async () => {
    const id = await company('Led Along');
    await items(alice.id, id, 3);
    const [first] = (await at(`/companies/${id}?tab=items`)).hrefs.filter((href) =>
      /^\/inventory\/[\w-]+\?from/.test(href),
    );
    const record = await (await app.current.as('alice')).get(first ?? '');
    expect(textOf(record.text)).toContain('1 of 3');
  });

  it('begin with a new one whose form knows the company', async () => {
    const id = await company('Begun & Co');
    const empty = await at(`/companies/${id}?tab=items`);
    expect(empty.words).toContain(
      'No items yet Your items that name Begun &amp; Co stand here. New item'.replace('&amp;', '&'),
    );
    const alices = await app.current.as('alice');
    const form = await alices.get(empty.hrefs.find((href) => href.startsWith('/inventory/new')) ?? '');
    expect(form.text).toContain('value="Begun &amp; Co"');
    expect(form.text).toContain(`name="company_id" value="${id}"`);
  });

  it('offer a VIEWER nothing to write, and a stranger’s tab is no other than the first', async () => {
    const id = await company('Looked At');
    await items(vera.id, id, 1);
    const seen = await at(`/companies/${id}?tab=items`, 'vera');
    expect(seen.names).toEqual(['Unit 1']);
    expect(seen.hrefs.some((href) => href.includes('/new'))).toBe(false);
    expect((await at(`/companies/${await company('Bare')}?tab=items`, 'vera')).words).not.toContain('New item');
    expect((await at(`/companies/${id}?tab=voyages`)).panel).toMatch(/aria-current="page"[^>]*>Activity/);
  });
});

describe('any module', () => {
  it('shows its rows on the records of another that it refers to, also without a form for new ones', async () => {
    const guest = await insertContact(db(), { first_name: 'Guest' });
    expect((await at(`/contacts/${guest}?tab=related`)).words).toContain('No voyages yet');
    await insert(db(), 'voyages', { user_id: alice.id, name: 'Round the Horn', guest_id: guest, fare: 1200 });
    await insert(db(), 'voyages', { user_id: bob.id, name: 'Of Bob', guest_id: guest });
    const { names, words, hrefs } = await at(`/contacts/${guest}?tab=related`);
    expect(words).toContain('Related 1');
    expect(names).toEqual(['Round the Horn']);
    expect(hrefs.some((href) => href.startsWith('/voyages/new'))).toBe(false);
    expect((await at(`/companies/${await company('Ashore')}`)).words).not.toContain('Related');
  });
});
