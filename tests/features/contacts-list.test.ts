import { beforeAll, describe, expect, it } from 'vitest';
import { program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { companyNamed, insertContact } from '../support/contact-form.js';
import { insert } from '../support/database.js';
import type { PersonName } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const add = (fields: Parameters<typeof insertContact>[1]) => insertContact(app.current.db, fields);

async function list(query = '', who: PersonName = 'alice') {
  const answer = await (await app.current.as(who)).get(`/contacts${query}`);
  const names = [
    ...answer.text.matchAll(/<td class="name"[^>]*><a href="([^"]+)">(?:<span class="sr">[^<]*<\/span>)?([^<]+)</g),
  ];
  return {
    status: answer.status,
    html: answer.text,
    text: textOf(answer.text),
    names: names.map(([, , name]) => name),
    links: names.map(([, href]) => (href ?? '').replaceAll('&amp;', '&')),
    next: /rel="next" href="\/contacts([^"]*)"/.exec(answer.text)?.[1]?.replaceAll('&amp;', '&'),
    previous: /rel="prev" href="\/contacts([^"]*)"/.exec(answer.text)?.[1]?.replaceAll('&amp;', '&'),
  };
}

describe('the list without anybody', () => {
  it('says what to do', async () => {
    const { text, html } = await list();
    expect(text).toContain('No contacts yet');
    expect(html).toContain('href="/contacts/new"');
    expect((await list('', 'vera')).html).not.toContain('/contacts/new');
  });
});

describe('the list', () => {
  beforeAll(async () => {
    await add({
      first_name: 'Ines',
      last_name: 'Calloway',
      title: 'Head of PR',
      role: 'pr',
      warmth: 'hot',
      email: 'ines@northgate.example',
      phone: '+1 407 555 0134',
      company: 'Northgate',
      next_touch_on: '2026-03-05',
      language: 'en-US',
      updated_at: '2026-01-01',
    });
    await add({
      first_name: 'Tomáš',
      last_name: 'Dvořák 100%',
      warmth: 'warm',
      company: 'Ostrava',
      updated_at: '2026-01-03',
      next_touch_on: '2026-06-30',
    });
    await add({
      first_name: 'Marcus',
      last_name: 'Feld',
      role: 'finance',
      opted_out: true,
      company: 'Northgate',
      from_on: '2020-01-01',
      to_on: '2021-01-01',
      updated_at: '2026-01-02',
    });
    await add({ first_name: 'Gone', deleted_at: new Date() });
  });

  it('is everybody’s, by last name, with company, title or role, address, warmth and next touch', async () => {
    const { text, names } = await list('', 'bob');
    expect(names).toEqual(['Ines Calloway', 'Tomáš Dvořák 100%', 'Marcus Feld']);
    expect(text).toMatch(/Ines Calloway .*Northgate Head of PR ines@northgate\.example Hot 5 Mar 2026/);
    // What he was is no company of his now.
    expect(text).toMatch(/Opted out: Marcus Feld – Finance – Cold –/);
  });

  it.each([
    ['?q=ines', ['Ines Calloway']],
    ['?q=CALLOWAY+northgate.example', ['Ines Calloway']],
    ['?q=4075550134', ['Ines Calloway']],
    ['?q=head', ['Ines Calloway']],
    ['?q=100%25', ['Tomáš Dvořák 100%']],
    ['?q=1_0', []],
    ['?q=in+zzz', []],
    ['?q=fe', ['Marcus Feld']],
    ['?role=pr&role=finance', ['Ines Calloway', 'Marcus Feld']],
    ['?warmth=warm', ['Tomáš Dvořák 100%']],
    ['?opted_out=true', ['Marcus Feld']],
    ['?opted_out=false', ['Ines Calloway', 'Tomáš Dvořák 100%']],
    ['?company=northgate', ['Ines Calloway', 'Marcus Feld']],
    ['?language=en-US', ['Ines Calloway']],
    ['?next_touch_on_from=2026-03-05&next_touch_on_to=2026-03-05', ['Ines Calloway']],
    ['?next_touch_on_from=2026-03-06', ['Tomáš Dvořák 100%']],
    ['?next_touch_on_to=2026-12-31', ['Ines Calloway', 'Tomáš Dvořák 100%']],
    ['?sort=-name', ['Marcus Feld', 'Tomáš Dvořák 100%', 'Ines Calloway']],
    ['?sort=-updated_at', ['Tomáš Dvořák 100%', 'Marcus Feld', 'Ines Calloway']],
    ['?sort=next_touch_on', ['Ines Calloway', 'Tomáš Dvořák 100%', 'Marcus Feld']],
    ['?q=&role=&company=', ['Ines Calloway', 'Tomáš Dvořák 100%', 'Marcus Feld']],
  ])('%s', async (query, names) => {
    const found = await list(query);
    expect(found.status).toBe(200);
    expect(found.names).toEqual(names);
    if (names.length === 0) expect(found.text).toContain('Nothing matches these filters');
  });

  it.each([
    ['?role=king', 'Role: Choose from the list.'],
    ['?warmth=', 'Contacts'],
    ['?next_touch_on_from=2026-02-31', 'Type a date such as 2026-11-18.'],
    ['?next_touch_on_from=2026-03-02&next_touch_on_to=2026-03-01', 'Choose 2 Mar 2026 or later.'],
    ['?language=xx-nonsense-1234567890', 'Language: Choose one of the list.'],
    ['?company_id=7', 'This company is no longer there.'],
    ['?company=Nobody', 'No company is called that.'],
    ['?q=a+b+c+d+e+f', 'Search for 5 words at most.'],
    ['?q=%00', 'This holds a character that cannot be stored.'],
  ])('%s is never a failure, and says what is wrong', async (query, message) => {
    const answer = await list(query);
    expect(answer.status).toBe(query === '?warmth=' ? 200 : 422);
    expect(answer.text).toContain(message);
  });

  it('goes through its pages and back by either sort, and each record knows its place', async () => {
    for (const sort of ['name', '-updated_at', 'next_touch_on', '-next_touch_on']) {
      const all = (await list(`?sort=${sort}`)).names;
      const seen: (string | undefined)[] = [];
      let at: string | undefined = `?sort=${sort}&limit=1`;
      let last = '';
      while (at) {
        const page: Awaited<ReturnType<typeof list>> = await list(at);
        seen.push(...page.names);
        last = at;
        at = page.next;
      }
      expect(seen).toEqual(all);
      expect((await list((await list(last)).previous)).names).toEqual([all.at(-2)]);
    }
    const { links } = await list('?role=pr&role=finance');
    const record = await (await app.current.as('alice')).get(links[1] ?? '');
    expect(textOf(record.text)).toContain('2 of 2');
  });

  it('offers a reader nothing to change', async () => {
    const { html } = await list('', 'vera');
    expect(html).not.toMatch(/New contact|Delete contact|name="ids"|Import vCards/);
    expect(html).toContain('/contacts/export.csv');
  });

  it('exports what is shown as CSV, harmless to a spreadsheet', async () => {
    await add({ first_name: '=cmd()', last_name: 'Zz', phone: '+49 30 1', company: '@evil' });
    const alice = await app.current.as('alice');
    const { text, headers } = await alice.agent.get('/contacts/export.csv?q=zz').buffer(true);
    expect(headers['content-type']).toContain('text/csv');
    const [head, row] = text.split('\r\n');
    expect(head).toContain('id,first_name,last_name,');
    expect(row).toContain(`,'=cmd(),Zz,`);
    expect(row).toContain(`,'+49 30 1 (primary),`);
    expect(row).toContain(`,'@evil,`);
    const logged = await app.current.db.rows(
      `select 1 from audit_log where act = 'exported' and subject_kind = 'contacts'`,
    );
    expect(logged).toHaveLength(1);
  });

  it('finds by a common word as well as by a rare one, whatever else is asked', async () => {
    const company = await companyNamed(app.current.db, 'Crowd');
    await app.current.db.rows(
      `insert into contacts (id, first_name, last_name, role) select gen_random_uuid(), 'Crowdling', 'N' || lpad(n::text, 4, '0'), case when n = 600 then 'legal' end
       from generate_series(1, 601) n`,
    );
    expect((await list('?q=crowdling&limit=100')).text).toContain('1–100 of 601');
    expect((await list('?q=crowdling&role=legal')).names).toEqual(['Crowdling N0600']);
    expect((await list('?q=n0600')).names).toEqual(['Crowdling N0600']);
    expect((await list(`?q=crowdling&company_id=${company}`)).names).toEqual([]);
  });
});

describe('the order by company', () => {
  const order = ['One of two', 'Two of two', 'Second', 'Of one in the trash', 'Third', 'Nowhere', 'Left'];
  beforeAll(async () => {
    const { db } = app.current;
    const add = async (first_name: string, ...works: [company: string, to_on: string | null][]) => {
      const contact_id = await insertContact(db, { first_name, last_name: 'Ordered' });
      for (const [position, [company, to_on]] of works.entries()) {
        const company_id = await companyNamed(db, company);
        await insert(db, 'contact_companies', { contact_id, company_id, position, to_on });
      }
    };
    await add('Nowhere');
    await add('Left', ['Aab', '2020-01-01']);
    await add('Second', ['Works C', '2020-01-01'], ['Works B', null], ['Works A', null]);
    await add('Third', ['Works C', '2100-01-01'], ['Works A', null]);
    await add('One of two', ['Works A', null]);
    await add('Two of two', ['Works A', null]);
    await add('Of one in the trash', ['Wörks Bin', null]);
    await db.rows(`update companies set deleted_at = now() where name = 'Wörks Bin'`);
  });

  it.each([
    ['company', order],
    ['-company', order.toReversed()],
  ])(
    '%s: is of where each works today, page by page, forth and back, from a record on and by the API',
    async (sort, names) => {
      const expected = names.map((name) => `${name} Ordered`);
      const first = `?q=ordered&sort=${sort}`;
      expect((await list(first)).names).toEqual(expected);
      for (const limit of [1, 2, 5]) {
        let page = await list(`${first}&limit=${limit}`);
        const forth = [...page.names];
        for (; page.next; forth.push(...page.names)) page = await list(page.next);
        const back = [...page.names];
        for (; page.previous; back.unshift(...page.names)) page = await list(page.previous);
        expect([limit, forth, back]).toEqual([limit, expected, expected]);
      }
      const alice = await app.current.as('alice');
      const beside = async (way: string, link = '') => {
        const passed: string[] = [];
        for (let at: string | undefined = link; at && passed.length <= names.length; ) {
          const { text } = await alice.get(at);
          passed.push(/<h1[^>]*>([^<]+)/.exec(text)?.[1] ?? '');
          at = new RegExp(`href="([^"]+)"[^>]*aria-label="${way} record"`).exec(text)?.[1]?.replaceAll('&amp;', '&');
        }
        return passed;
      };
      const { links } = await list(first);
      expect(await beside('Next', links[0])).toEqual(expected);
      expect(await beside('Previous', links.at(-1))).toEqual(expected.toReversed());
      const bot = await program(app.current, 'alice');
      const told: string[] = [];
      for (let at = `/contacts${first}&limit=3`; at; ) {
        const { data, next } = (await bot.get(at)).body;
        told.push(...data.map(({ name }: { name: string }) => name));
        at = next?.replace('/api/v1', '') ?? '';
      }
      expect(told).toEqual(expected);
    },
  );
});

describe('the order by address', () => {
  it('follows the main address of each when it changes and when it goes', async () => {
    await add({ first_name: 'Aldo', email: 'zoe@order.example' });
    await add({ first_name: 'Berta', email: 'yan@order.example' });
    const order = async () => (await list('?q=order.example&sort=email')).names;
    expect(await order()).toEqual(['Berta', 'Aldo']);
    const { rows } = app.current.db;
    await rows(`update contact_points set value = 'abe@order.example' where value = 'zoe@order.example'`);
    expect(await order()).toEqual(['Aldo', 'Berta']);
    await rows(`update contact_points set is_primary = false where value = 'abe@order.example'`);
    expect(await order()).toEqual(['Berta', 'Aldo']);
  });
});
