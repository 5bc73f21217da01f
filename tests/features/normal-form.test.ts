import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { companyForm, insertCompany } from '../support/companies.js';
import { contactForm, insertContact } from '../support/contact-form.js';
import { errorAt, fieldsOf, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);

/** The names that a list shows for what is searched, and those that the search over everything links to. */
async function found(path: '/contacts' | '/companies' | '/inventory', q: string) {
  const alice = await app.current.as('alice');
  const query = `?${new URLSearchParams({ q })}`;
  const list = await alice.get(`${path}${query}&limit=100`);
  const all = await alice.get(`/search${query}`);
  expect([list.status, all.status]).toEqual([200, 200]);
  const ids = (html: string) =>
    new Set([...html.matchAll(new RegExp(`href="${path}/([0-9a-f-]{36})`, 'g'))].map((it) => it[1]));
  return { list: ids(list.text.split('<tbody')[1] ?? ''), search: ids(all.text.split('id="search-results"')[1] ?? '') };
}

async function sent(path: '/contacts' | '/companies' | '/inventory', fields: Fields) {
  const alice = await app.current.as('alice');
  await alice.get(`${path}/new`);
  return alice.post(path, fields);
}

describe('a name', () => {
  it.each([
    ['Jörg', 'Ångström', ['Jorg', 'JÖRG', 'angstrom', 'jo\u0308rg', 'Ａngström']],
    ['İpek', 'Yıldız', ['İpek', 'ipek', 'IPEK', 'İPEK', 'Yildiz', 'YILDIZ', 'yıldız']],
    ['Γιώργος', 'Παππάς', ['ΓΙΩΡΓΟΣ', 'γιώργος', 'γιωργοσ', 'ΠΑΠΠΑΣ']],
    ['Ana', 'Šimić', ['Simic', 'ŠIMIĆ', 'simić ana', 'ŠIMI\u0106']],
    ['Søren', 'Þórðarson-Łuk', ['soren', 'Thordarson', 'luk', 'SØREN ÞÓRÐ']],
    ['Ngọc', 'Đặng', ['Dang', 'đặng ngọc', 'Ngoc']],
    ['Алёна', 'Андреева', ['алена', 'АЛЁНА', 'андре']],
    ['明', '王小', ['小明', '王小明', '王小', '明', '明王小', '王 小 明']],
    ['太郎', '山田', ['山田太郎', '太郎山田', '山田', '太郎 山田', '山田　太郎']],
    ['철수', '김', ['철수', '김철수', '김', '김철수'.normalize('NFD')]],
    ['Sean', 'O’Brien', ["o'brien", 'O’Brien', 'O´Brien', 'OʼBRIEN', 'SeanO’Brien']],
    ['Mary\u2011Ann', 'Kes\u00adtrel', ['mary-ann', 'Mary–Ann', 'kestrel', 'kes\u200btrel']],
  ])('%s %s is found in the list and in the search, however it is spelled', async (first_name, last_name, typed) => {
    const id = await insertContact(app.current.db, { first_name, last_name });
    for (const q of typed) {
      const { list, search } = await found('/contacts', q);
      expect([q, list.has(id), search.has(id)]).toEqual([q, true, true]);
    }
  });

  it('of a company and of an item is found in the same way', async () => {
    const company = await insertCompany(app.current.db, { name: 'Fjällräven 山田電気' });
    const item = await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Kånken', brand: 'Fjällräven 山田電気' });
    for (const q of ['fjallraven', 'FJÄLLRÄVEN', '電気', '山田 電気'.replace(' ', '')]) {
      expect([q, ...(await found('/companies', q)).list]).toContain(company);
      expect([q, ...(await found('/companies', q)).search]).toContain(company);
      expect([q, ...(await found('/inventory', q)).list]).toContain(item);
      expect([q, ...(await found('/inventory', q)).search]).toContain(item);
    }
  });

  it('stands in its list where ICU sorts it, page by page', async () => {
    for (const name of [
      'Zebra Sort',
      'ångström Sort',
      'Angler Sort',
      'Émile Sort',
      'Eden Sort',
      'Łódź Sort',
      'Lund Sort',
    ])
      await insertCompany(app.current.db, { name });
    const names = ['Angler Sort', 'ångström Sort', 'Eden Sort', 'Émile Sort', 'Łódź Sort', 'Lund Sort', 'Zebra Sort'];
    const alice = await app.current.as('alice');
    let address: string | undefined = '/companies?q=sort&sort=name&limit=2';
    const read: string[] = [];
    while (address) {
      const page = await alice.get(address);
      read.push(
        ...[...page.text.matchAll(/<td class="name"[^>]*><a href="[^"]+"[^>]*>([^<]+)<\/a>/g)].map((it) => it[1] ?? ''),
      );
      address = /rel="next" href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(read).toEqual(names);
  });
});

describe('a phone', () => {
  it.each([
    [
      '+1 (202) 555-0642',
      [
        '+1 (202) 555-0642',
        '202-555-0642',
        '1 202 555 0642',
        '2025550642',
        '555-0642',
        '(202) 555',
        '+12025550642',
        '001 202 555 0642',
        '٢٠٢ ٥٥٥ ٠٦٤٢',
        '２０２-５５５-０６４２',
      ],
    ],
    [
      '+49 30 1234565',
      [
        '+49 30 1234565',
        '0049 30 1234565',
        '030 1234565',
        '030/123 45 65',
        '+49 (0)30 1234565',
        '+49\u201130\u00a01234565',
        '4930 1234565',
      ],
    ],
    ['030 7654321', ['030 7654321', '+49 30 7654321', '0049 30 7654321', '7654321', '49 30 7654321']],
  ])('%s is found in whatever way it is written', async (phone, typed) => {
    const id = await insertContact(app.current.db, { first_name: 'Phoned', last_name: phone, phone });
    await rows('update contacts set last_name = null where id = $1', [id]);
    for (const q of [...typed, ...typed.map((it) => `phoned ${it}`)]) {
      const { list, search } = await found('/contacts', q);
      expect([q, list.has(id), search.has(id)]).toEqual([q, true, true]);
    }
    expect((await found('/contacts', '+49 30 9999999')).list).toEqual(new Set());
  });

  it('is kept in the ordinary signs, and is the same one with and without its country', async () => {
    const made = await sent(
      '/contacts',
      contactForm({ first_name: 'Kept', phone_value_0: '\u202a+1\u2011202\u2013555\u00a0٠٦٤٩\u202c', seen: '' }),
    );
    expect(made.status).toBe(303);
    expect(await rows(`select value, value_key from contact_points where value_key = '+12025550649'`)).toEqual([
      { value: '+1-202-555 0649', value_key: '+12025550649' },
    ]);
    const again = await sent('/contacts', contactForm({ first_name: 'Other', phone_value_0: '202 555 0649' }));
    expect([again.status, textOf(again.text).includes('The same phone')]).toEqual([422, true]);
    const elsewhere = await sent(
      '/contacts',
      contactForm({ first_name: 'Elsewhere', phone_value_0: '+44 202 555 0649' }),
    );
    expect(elsewhere.status).toBe(303);
  });
});

describe('text that is sent', () => {
  it('is kept composed, and without what is not seen', async () => {
    const made = await sent(
      '/contacts',
      contactForm({
        first_name: 'Jose\u0301\u200b',
        last_name: '\u2067Garc\u00adía\ufeff',
        title: 'Chef 👩\u200d🍳 می\u200cخواهم',
        email_value_0: 'jose\u200b@x.example',
      }),
    );
    expect(made.status).toBe(303);
    const id = made.headers.location?.split('/').pop();
    expect(await rows('select first_name, last_name, title from contacts where id = $1', [id])).toEqual([
      { first_name: 'José', last_name: 'García', title: 'Chef 👩\u200d🍳 می\u200cخواهم' },
    ]);
    const again = await sent(
      '/contacts',
      contactForm({ first_name: 'Somebody', email_value_0: 'JOSE@x\u2060.example' }),
    );
    expect([again.status, textOf(again.text).includes('The same e-mail address')]).toEqual([422, true]);
  });

  it('makes one tag and one company of both ways to compose a letter, and a filter misses none', async () => {
    const alice = await app.current.as('alice');
    const items = [
      await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Cup' }),
      await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Mug' }),
    ];
    for (const [at, tag] of ['café', 'cafe\u0301'].entries()) {
      await alice.get(`/inventory/${items[at]}`);
      expect((await alice.post(`/inventory/${items[at]}/tags/addition`, { name: tag, tag })).status).toBe(303);
    }
    expect(await rows(`select name from tags where name_key = 'cafe'`)).toEqual([{ name: 'café' }]);
    for (const tag of ['café', 'cafe\u0301', 'CAFÉ', 'cafe']) {
      const page = await alice.get(`/inventory?${new URLSearchParams({ tag })}`);
      for (const id of items) expect(page.text, tag).toContain(`/inventory/${id}`);
    }
    expect((await sent('/companies', companyForm({ name: 'Café Noir' }))).status).toBe(303);
    const twice = await sent('/companies', companyForm({ name: 'Cafe\u0301 Noir' }));
    expect([twice.status, errorAt(twice.text, 'name')]).toEqual([422, 'There is a company of this name.']);
    await sent('/inventory', itemForm({ name: 'Of both', brand: 'CAFE\u0301 NOIR' }));
    expect(await rows(`select brand from inventory_items where name = 'Of both'`)).toEqual([{ brand: 'Café Noir' }]);
  });
});

describe('an id of nothing', () => {
  const nothing = uuidv7();

  it('in a form has its message beside the field, and what was typed is kept; sent again it goes by the name', async () => {
    for (const brand of ['Typed Brand', '']) {
      const answer = await sent('/inventory', itemForm({ name: 'Kept name', brand, company_id: nothing }));
      expect([answer.status, errorAt(answer.text, 'brand')]).toEqual([
        422,
        'This brand is no longer there. Type its name.',
      ]);
      expect(fieldsOf(answer.text)).toMatchObject({ name: 'Kept name', brand, company_id: '' });
    }
    expect(
      (await sent('/inventory', itemForm({ name: 'Kept name', brand: 'Typed Brand', company_id: '' }))).status,
    ).toBe(303);
  });

  it.each(['/inventory', '/contacts'])('in a filter of %s has its message, and no row is shown', async (path) => {
    await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Hidden meanwhile' });
    const alice = await app.current.as('alice');
    for (const query of [
      `?company_id=${nothing}`,
      `?company=&company_id=${nothing}`,
      `?company=Nobody&company_id=${nothing}`,
    ]) {
      const page = await alice.get(`${path}${query}`);
      expect(textOf(page.text), query).toMatch(/This company is no longer there|No company is called that/);
      expect(page.text).not.toContain('Hidden meanwhile');
    }
  });
});
