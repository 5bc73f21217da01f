import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { companyForm, insertCompany } from '../support/companies.js';
import { errorAt, fieldsOf, itemForm } from '../support/item-form.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const row = async (id: string) => (await app.current.db.rows('select * from companies where id = $1', [id]))[0];
const named = (name: string) =>
  app.current.db.rows<{ id: string }>('select id from companies where name_key = lower($1) and deleted_at is null', [
    name,
  ]);

async function send(fields: Fields, who: 'alice' | 'bob' = 'alice') {
  const visitor = await app.current.as(who);
  await visitor.get('/companies/new');
  return visitor.post('/companies', companyForm(fields));
}

async function made(fields: Fields): Promise<string> {
  const answer = await send(fields);
  expect(answer.status, textOf(answer.text ?? '')).toBe(303);
  return answer.headers.location?.split('/').pop() ?? '';
}

async function edit(id: string, fields: Fields, who: 'alice' | 'bob' = 'alice') {
  const visitor = await app.current.as(who);
  const form = fieldsOf((await visitor.get(`/companies/${id}/edit`)).text);
  return visitor.post(`/companies/${id}`, { ...form, ...fields });
}

describe('a new company', () => {
  it('holds what was typed, with its domain, its parent and its category', async () => {
    const parent = await insertCompany(app.current.db, { name: 'Grand Holding' });
    const id = await made({
      name: ' Kestrel   Optics ',
      kind: 'retailer',
      website: 'WWW.Kestrel.Example/Shop?x=1',
      category: 'travel and parks / theme parks',
      parent: 'grand holding',
      legal_name: 'Kestrel Optics GmbH',
      affiliate_programme: 'Kestrel partners',
      payment_terms_days: '30',
      social_links: 'https://video.example/kestrel\r\n\r\n photo.example/k ',
      address: 'Parkweg 1\r\n12345 Berlin',
      country: 'DE',
      time_zone: 'Europe/Berlin',
      do_not_contact: 'true',
      do_not_contact_reason: 'Asked us to wait until May.',
    });
    expect(await row(id)).toMatchObject({
      name: 'Kestrel Optics',
      kind: 'retailer',
      website: 'https://www.kestrel.example/Shop?x=1',
      domain: 'kestrel.example',
      parent_id: parent,
      legal_name: 'Kestrel Optics GmbH',
      payment_terms_days: 30,
      social_links: 'https://video.example/kestrel\nhttps://photo.example/k',
      address: 'Parkweg 1\n12345 Berlin',
      country: 'DE',
      time_zone: 'Europe/Berlin',
      do_not_contact: true,
      created_by: PEOPLE.alice.id,
      version: 1,
    });
    const page = await (await app.current.as('bob')).get(`/companies/${id}`);
    expect(page.status).toBe(200);
    const text = textOf(page.text);
    for (const shown of [
      'Retailer kestrel.example part of Grand Holding',
      'Do not contact. Asked us to wait until May.',
      'Category Travel and parks / Theme parks',
      'Payment terms 30 days',
      'Country Germany',
      'Address Parkweg 1 12345 Berlin',
      'Alice Arden added this',
    ])
      expect(text).toContain(shown);
    expect(page.text).toContain('href="https://photo.example/k"');
    expect(textOf((await (await app.current.as('bob')).get(`/companies/${parent}`)).text)).toContain(
      'Companies below it Kestrel Optics',
    );
  });

  it('is one when its form is sent twice, also at once', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/companies/new');
    const form = companyForm({ name: 'Twice Sent' });
    const answers = await Promise.all([1, 2, 3].map(() => alice.post('/companies', form)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect(await named('Twice Sent')).toHaveLength(1);
  });

  it('is found again by a brand that is typed', async () => {
    const id = await made({ name: 'Brand And Company' });
    const bob = await app.current.as('bob');
    await bob.get('/inventory/new');
    const item = await bob.post('/inventory', itemForm({ brand: 'brand and company' }));
    const page = await bob.get(item.headers.location ?? '');
    expect(page.text).toContain(`<a class="link" href="/companies/${id}">Brand And Company</a>`);
  });

  it.each([
    ['Umlauts', 'münchen-parks.example', 'xn--mnchen-parks-dlb.example', 'münchen-parks.example'],
    ['A port', 'http://Shop.Example.:8080/a', 'shop.example', 'shop.example'],
    ['Double', 'https://www.www-park.example', 'www-park.example', 'www-park.example'],
  ])('%s: keeps %s as the domain %s', async (name, website, domain, shown) => {
    const id = await made({ name, website });
    expect(await row(id)).toMatchObject({ domain });
    expect(textOf((await (await app.current.as('alice')).get(`/companies/${id}`)).text)).toContain(shown);
  });

  it.each([
    ['name', { name: '' }, 'Give it a name.'],
    ['name', { name: '\u200b' }, 'Give it a name.'],
    ['name', { name: 'x'.repeat(201) }, 'Use 200 characters at most.'],
    ['name', { name: 'a\0b' }, 'This holds a character that cannot be stored. Type it again.'],
    ['name', { name: ['a', 'b'] }, 'Send one value here.'],
    ['kind', { kind: 'circus' }, 'Choose what it is.'],
    ['website', { website: 'not a site' }, 'Type a web address such as https://example.com.'],
    ['website', { website: 'javascript:alert(1)' }, 'Type a web address such as https://example.com.'],
    ['website', { website: 'ftp://files.example' }, 'Type a web address such as https://example.com.'],
    ['website', { website: 'https://me:secret@kestrel.example' }, 'Type a web address such as https://example.com.'],
    ['website', { website: 'http://127.0.0.1/' }, 'Type a web address such as https://example.com.'],
    ['website', { website: 'localhost' }, 'Type a web address such as https://example.com.'],
    ['website', { website: `${'a'.repeat(300)}.example` }, 'Type a web address such as https://example.com.'],
    ['category', { category: 'Circuses' }, 'Choose one of the list.'],
    ['parent', { parent: 'Nobody Ever' }, 'No company is called that. Choose one of the list.'],
    ['payment_terms_days', { payment_terms_days: '-1' }, 'Type a whole number from 0 to 365.'],
    ['payment_terms_days', { payment_terms_days: '9'.repeat(30) }, 'Type a whole number from 0 to 365.'],
    ['country', { country: 'XX' }, 'Choose one of the list.'],
    ['time_zone', { time_zone: 'Moon/Base' }, 'Type a time zone such as Europe/Berlin.'],
    ['social_links', { social_links: 'https://a.example\nnope' }, 'Type one web address a line'],
    ['social_links', { social_links: 'https://a.example/1\n'.repeat(21) }, 'Type 20 links at most.'],
    ['do_not_contact_reason', { do_not_contact: 'true' }, 'Say why, so that the others know.'],
    ['address', { address: 'x'.repeat(501) }, 'Use 500 characters at most.'],
  ] as [string, Fields, string][])(
    '%s: %j is refused beside it, and nothing typed is lost',
    async (field, fields, message) => {
      const answer = await send({ name: 'Never Made', legal_name: 'Kept & typed', ...fields });
      expect(answer.status).toBe(422);
      expect(errorAt(answer.text, field)).toContain(message);
      expect(answer.text).toContain('value="Kept &amp; typed"');
      expect(await named('Never Made')).toEqual([]);
    },
  );

  it('is not for readers, who see the page without its buttons', async () => {
    const id = await insertCompany(app.current.db, { name: 'Seen By Vera' });
    const vera = await app.current.as('vera');
    expect((await vera.post('/companies', companyForm())).status).toBe(403);
    const page = await vera.get(`/companies/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(`/companies/${id}/edit`);
    expect((await vera.get('/companies')).text).not.toContain('href="/companies/new"');
  });
});

describe('a name', () => {
  it('is one company’s alone, in whatever case and with whatever accents: the message leads to it', async () => {
    const id = await insertCompany(app.current.db, { name: 'Taken Parks' });
    const byName = await send({ name: 'TAKEN PARKS' });
    expect([byName.status, errorAt(byName.text, 'name')]).toEqual([422, 'There is a company of this name.']);
    expect(byName.text).toContain(`<a class="link" href="/companies/${id}">Open Taken Parks</a>`);
    const accented = await send({ name: '\u200bTakén  Parks' });
    expect([accented.status, errorAt(accented.text, 'name')]).toEqual([422, 'There is a company of this name.']);
  });

  it('is free again once that company lies in the trash, and cannot be taken by an edit', async () => {
    const gone = await insertCompany(app.current.db, { name: 'Freed Name', deleted_at: new Date() });
    const id = await made({ name: 'Freed Name' });
    expect(id).not.toBe(gone);
    const other = await made({ name: 'Wants Another Name' });
    const refused = await edit(other, { name: 'freed name' });
    expect([refused.status, errorAt(refused.text, 'name')]).toEqual([422, 'There is a company of this name.']);
    expect(await row(other)).toMatchObject({ name: 'Wants Another Name', version: 1 });
  });

  it('goes to one of those who take it at once; the others read why', async () => {
    const visitors = [await app.current.as('alice'), await app.current.as('bob')];
    for (const visitor of visitors) await visitor.get('/companies/new');
    const answers = await Promise.all(
      [...visitors, ...visitors].map((visitor) => visitor.post('/companies', companyForm({ name: 'Raced', seen: '' }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422]);
  });
});

describe('a website', () => {
  it('is kept as browsers take it, whatever scheme and slashes it was typed with', async () => {
    const id = await made({ name: 'Keeps Sites' });
    const kept = async (website: string) => {
      expect((await edit(id, { website })).status).toBe(303);
      return (await row(id))?.website;
    };
    expect(await kept('//slashes.example')).toBe('https://slashes.example');
    expect(await kept('http:none.example/Ab')).toBe('http://none.example/Ab');
    expect(await kept('https:////four.example')).toBe('https://four.example');
    expect(await kept('HTTPS://Loud.Example:443/')).toBe('https://loud.example/');
    expect(await kept('http:\\\\turned.example\\a')).toBe('http://turned.example/a');
    expect(await kept(' \u200bblanks.example\u00a0')).toBe('https://blanks.example');
    expect(await kept('BÜCHER.example./Ü')).toBe('https://bücher.example/Ü');
    expect(await kept('port.example:8080?q=1#a')).toBe('https://port.example:8080?q=1#a');
  });

  it.each([
    'http:x',
    '//',
    'https://https://x.example',
    'https://x .example',
    'mailto:ana@x.example',
    'http://x.example:99999',
  ])('is not %s: what was typed is kept beside the message', async (website) => {
    const answer = await send({ name: 'No Site', website });
    expect([answer.status, errorAt(answer.text, 'website')]).toEqual([
      422,
      'Type a web address such as https://example.com.',
    ]);
    expect(fieldsOf(answer.text).website).toBe(website);
  });

  it('whose host many share is a hint, and refuses nothing: not when sent, edited, or brought back', async () => {
    const first = await made({ name: 'Ana on a shared host', website: 'https://www.instagram.com/ana' });
    const asked = await send({ name: 'Quite another', website: 'instagram.com/bob' });
    expect(asked.status).toBe(422);
    expect(textOf(asked.text)).toContain('Ana on a shared host');
    const second = await made({ name: 'Quite another', website: 'instagram.com/bob', seen: first });
    expect((await edit(second, { website: 'https://instagram.com/ana' })).status).toBe(303);
    const alice = await app.current.as('alice');
    await alice.post(`/companies/${first}/delete`);
    await alice.post(`/companies/${first}/restoration`);
    expect(await row(first)).toMatchObject({ deleted_at: null, domain: 'instagram.com' });
    expect(await row(second)).toMatchObject({ deleted_at: null, domain: 'instagram.com' });
  });
});

describe('a company that is likely there already', () => {
  it('is shown while typing, without the one that is edited', async () => {
    const id = await insertCompany(app.current.db, { name: 'Harbour Lights', domain: 'harbour.example' });
    const alice = await app.current.as('alice');
    const hint = async (query: string) => textOf((await alice.get(`/companies/duplicates?${query}`)).text);
    expect(await hint('name=harbor%20lights')).toContain('Harbour Lights harbour.example');
    expect(await hint('name=&website=https://www.harbour.example/x')).toContain('Harbour Lights');
    expect(await hint(`name=harbor%20lights&except=${id}`)).toContain('No company is like this one.');
    expect(await hint('name=Zanzibar%20Zeppelins')).toContain('No company is like this one.');
    for (const query of [
      '',
      'name=a&name=b',
      'name=%00',
      `name=${'x'.repeat(5000)}`,
      'except=7&name=harbour',
      'name=%25_',
    ])
      expect((await alice.get(`/companies/duplicates?${query}`)).status, query).toBe(200);
  });

  it('is asked about once after sending, and saved anyway when wanted', async () => {
    const id = await insertCompany(app.current.db, { name: 'Silver Lagoon Park' });
    const asked = await send({ name: 'Silver Lagoon Parks', legal_name: 'Kept' });
    expect(asked.status).toBe(422);
    expect(textOf(asked.text)).toContain('Is it one of these? If not, save it anyway. Silver Lagoon Park');
    expect(asked.text).toContain(`href="/companies/${id}"`);
    const form = fieldsOf(asked.text);
    expect(form).toMatchObject({ name: 'Silver Lagoon Parks', legal_name: 'Kept', seen: id });
    const saved = await (await app.current.as('alice')).post('/companies', form);
    expect(saved.status).toBe(303);
    expect(await named('Silver Lagoon Parks')).toHaveLength(1);
  });
});

describe('a company above another', () => {
  it('never stands below it as well', async () => {
    const top = await made({ name: 'Tower' });
    const middle = await made({ name: 'Storey', parent: 'Tower' });
    await made({ name: 'Room', parent: 'Storey' });
    const under = (parent: string) => edit(top, { parent });
    expect(errorAt((await under('Tower')).text, 'parent')).toBe('A company cannot belong to itself.');
    expect(errorAt((await under('Room')).text, 'parent')).toBe('Room belongs to this company already.');
    // A parent in the trash stays until another is named.
    await app.current.db.rows('update companies set deleted_at = now() where id = $1', [top]);
    expect((await edit(middle, { legal_name: 'Storey Ltd' })).status).toBe(303);
    expect(await row(middle)).toMatchObject({ parent_id: top, legal_name: 'Storey Ltd' });
  });
});

describe('two at one company', () => {
  it('lose nothing: the slower one sees both versions and chooses', async () => {
    const id = await made({ name: 'Contested Park', country: 'DE' });
    const [alice, bob] = [await app.current.as('alice'), await app.current.as('bob')];
    const form = fieldsOf((await bob.get(`/companies/${id}/edit`)).text);
    await edit(id, { country: 'FR', address: 'Quai 1\nParis' });
    const conflict = await bob.post(`/companies/${id}`, { ...form, category: 'Travel and parks', country: 'ES' });
    expect(conflict.status).toBe(409);
    expect(textOf(conflict.text)).toContain('Alice Arden changed this just now. Choose what stays.');
    expect(textOf(conflict.text)).toContain('Country What you typed Spain What stands there now France');
    const saved = await bob.post(`/companies/${id}`, fieldsOf(conflict.text));
    expect(saved.status).toBe(303);
    expect(await row(id)).toMatchObject({ country: 'ES', address: 'Quai 1\nParis', version: 3 });
    const told = textOf((await alice.get(`/companies/${id}`)).text);
    expect(told).toContain('Category empty Travel and parks');
    expect(told).toContain('Country France Spain');
  });

  it('writes nothing when nothing was changed', async () => {
    const id = await made({ name: 'Unchanged Park', category: 'Travel and parks', address: 'One\nTwo' });
    // The text areas are what a browser would send too.
    expect((await edit(id, { address: 'One\r\nTwo' })).status).toBe(303);
    expect(await row(id)).toMatchObject({ version: 1 });
  });
});

describe('a renamed company', () => {
  it('keeps the items that name it, whoever saves them next', async () => {
    const bob = await app.current.as('bob');
    await bob.get('/inventory/new');
    const item = (await bob.post('/inventory', itemForm({ brand: 'Old Lantern' }))).headers.location ?? '';
    const [company] = await named('Old Lantern');
    await edit(company?.id ?? '', { name: 'New Lantern' });
    const form = fieldsOf((await bob.get(`${item}/edit`)).text);
    expect((await bob.post(item, { ...form, location: 'Shelf' })).status).toBe(303);
    expect(await named('Old Lantern')).toEqual([]);
    expect(
      await app.current.db.rows('select company_id from inventory_items where id = $1', [item.split('/').pop()]),
    ).toEqual([{ company_id: company?.id }]);
  });
});

describe('deleting a company', () => {
  it('moves it to the trash with an undo; its page says so', async () => {
    const alice = await app.current.as('alice');
    const id = await made({ name: 'Deleted Park' });
    await alice.get(`/companies/${id}`);
    const list = await alice.postAndFollow(`/companies/${id}/delete`);
    expect(textOf(list.text)).toContain('1 company moved to the trash. Undo');
    const gone = await alice.get(`/companies/${id}`);
    expect([gone.status, textOf(gone.text).includes('This company is in the trash')]).toEqual([404, true]);
    expect((await alice.get(`/companies/${id}/edit`)).status).toBe(404);
    const back = await alice.postAndFollow(`/companies/${id}/restoration`);
    expect(textOf(back.text)).toContain('Deleted Park');
    expect((await alice.get(`/companies/${uuidv7()}`)).status).toBe(404);
    expect((await alice.post(`/companies/${uuidv7()}/delete`)).status).toBe(404);
    expect((await alice.get('/companies/7')).status).toBe(404);
  });

  it('cannot be undone once its name is another’s, and says which', async () => {
    const { db } = app.current;
    const gone = await insertCompany(db, { name: 'Once Gone', deleted_at: new Date() });
    await insertCompany(db, { name: 'Once Góne' });
    const alice = await app.current.as('alice');
    await alice.get('/trash');
    const answer = await alice.postAndFollow(`/companies/${gone}/restoration`, { from: 'trash' });
    expect(textOf(answer.text)).toContain('Once Gone stays in the trash: Once Góne has its name by now.');
    expect(await row(gone)).toMatchObject({ deleted_at: expect.any(Date) });
  });

  it('meets an edit that was open: nothing typed is lost', async () => {
    const id = await made({ name: 'Edited While Deleted' });
    const alice = await app.current.as('alice');
    const form = fieldsOf((await alice.get(`/companies/${id}/edit`)).text);
    await alice.post(`/companies/${id}/delete`);
    const answer = await alice.post(`/companies/${id}`, { ...form, legal_name: 'Typed meanwhile' });
    expect([answer.status, answer.text.includes('value="Typed meanwhile"')]).toEqual([409, true]);
  });
});
