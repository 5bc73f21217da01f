import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../src/features/contacts/fields.js';
import { optOutByMail } from '../../src/features/contacts/index.js';
import { useApp } from '../support/app.js';
import { companyNamed, contactForm, insertContact } from '../support/contact-form.js';
import { holding } from '../support/holding.js';
import { errorAt, fieldsOf } from '../support/item-form.js';
import { PEOPLE } from '../support/people.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const named = (first: string) => app.current.db.rows('select * from contacts where first_name = $1', [first]);
const pointsOf = (id: unknown) =>
  app.current.db.rows(
    'select kind, label, value, is_primary from contact_points where contact_id = $1 order by kind, position',
    [id],
  );
const jobsOf = (id: unknown) =>
  app.current.db.rows(
    `select o.name, w.title, w.from_on::text, w.to_on::text from contact_companies w join companies o on o.id = w.company_id
     where w.contact_id = $1 order by w.position`,
    [id],
  );
const send = async (fields: Fields, path = '/contacts') => {
  const alice = await app.current.as('alice');
  await alice.get('/contacts/new');
  return alice.post(path, contactForm(fields));
};

const EVERYTHING = {
  first_name: 'Niamh',
  last_name: 'Ó Searcaigh',
  pronunciation: 'NEEV oh SHAR-kee',
  pronouns: 'she/her',
  title: 'Head of PR',
  role: 'pr',
  email_value_0: 'niamh@kestrel.example',
  email_label_0: 'work',
  email_value_1: 'niamh@home.example',
  email_label_1: '',
  email_primary: '1',
  phone_value_0: '+353 1 555 0134 ext 12',
  phone_label_0: 'mobile',
  phone_primary: '0',
  handle_value_0: 'https://social.example/@niamh',
  handle_label_0: 'Instagram',
  handle_primary: '0',
  preferred_channel: 'phone',
  opted_out: 'true',
  company_name_0: 'Kestrel; Optics',
  company_title_0: 'PR, lead',
  company_from_on_0: '2025-07-01',
  company_to_on_0: '',
  company_name_1: 'Corkline',
  company_title_1: '',
  company_from_on_1: '2020-01-01',
  company_to_on_1: '2025-06-30',
  warmth: 'hot',
  next_touch_on: '2026-12-01',
  source: 'Met at a press day',
  language: 'ga',
  time_zone: 'Europe/Dublin',
};

describe('the form of a new contact', () => {
  it('has every field of the module, and an empty row of each that repeats', async () => {
    const fields = fieldsOf((await (await app.current.as('alice')).get('/contacts/new?company=Kestrel')).text);
    const rows = ['emails', 'phones', 'handles', 'companies'];
    // An unticked box is not sent.
    for (const name of CONTACT_FIELDS.names)
      if (!rows.includes(name) && name !== 'opted_out') expect(fields, name).toHaveProperty(name);
    expect(fields).toMatchObject({ email_value_0: '', phone_value_0: '', handle_value_0: '', email_primary: '0' });
    expect(fields).toMatchObject({ company_name_0: 'Kestrel', warmth: 'cold' });
  });

  it('stores every field, and the edit form shows what was typed', async () => {
    const made = await send(EVERYTHING);
    expect(made.status).toBe(303);
    const [row] = await named('Niamh');
    expect(row).toMatchObject({
      last_name: 'Ó Searcaigh',
      opted_out: true,
      warmth: 'hot',
      created_by: PEOPLE.alice.id,
      search_text:
        ' niamh o searcaigh head of pr osearcaighniamhosearcaigh niamh@kestrel.example niamh@home.example ' +
        'https://social.example/@niamh +35315550134x12 ',
    });
    expect(await pointsOf(row?.id)).toEqual([
      { kind: 'email', label: 'work', value: 'niamh@kestrel.example', is_primary: false },
      { kind: 'email', label: null, value: 'niamh@home.example', is_primary: true },
      { kind: 'handle', label: 'Instagram', value: 'https://social.example/@niamh', is_primary: true },
      { kind: 'phone', label: 'mobile', value: '+353 1 555 0134 ext 12', is_primary: true },
    ]);
    expect(await jobsOf(row?.id)).toEqual([
      { name: 'Kestrel; Optics', title: 'PR, lead', from_on: '2025-07-01', to_on: null },
      { name: 'Corkline', title: null, from_on: '2020-01-01', to_on: '2025-06-30' },
    ]);
    const alice = await app.current.as('alice');
    const form = fieldsOf((await alice.get(`${made.headers.location}/edit`)).text);
    expect(form).toMatchObject(EVERYTHING);
    expect((await alice.post(made.headers.location ?? '', form)).status).toBe(303);
    expect((await named('Niamh'))[0]).toMatchObject({ version: 1 });
  });

  it.each([
    ['an id of nothing', () => uuidv7()],
    ['an id of another kind', () => insertContact(app.current.db)],
    ['no id', () => 'x'],
  ])('refuses %s for a company beside its name, and keeps what was typed', async (_, id) => {
    const known = await companyNamed(app.current.db, 'Kestrel Known');
    const jobs = { company_name_0: 'Kestrel Known', company_id_0: known, company_shown_0: 'Kestrel Known' };
    for (const shown of ['Strange Ltd', 'Other', '']) {
      const strange = { company_name_3: 'Strange Ltd', company_id_3: await id(), company_shown_3: shown };
      const answer = await send({ first_name: 'Strangely', ...jobs, ...strange, company_title_3: 'Boss' });
      expect(answer.status).toBe(422);
      const fields = fieldsOf(answer.text);
      const at = Object.keys(fields).find((name) => fields[name] === 'Strange Ltd' && name.includes('_name_')) ?? '';
      expect(errorAt(answer.text, at)).toBe('This company is no longer there. Type its name.');
      expect(fields).toMatchObject({ first_name: 'Strangely', [at.replace('_name_', '_title_')]: 'Boss' });
      expect(fields[at.replace('_name_', '_id_')]).toBe('');
      expect(Object.values(fields)).toContain(known);
    }
    expect(await named('Strangely')).toEqual([]);
    expect(await app.current.db.rows(`select from companies where name = 'Strange Ltd'`)).toEqual([]);
  });

  it.each([
    ['Anand', 'asia/calcutta', 'Asia/Kolkata'],
    ['Oksana', 'Europe/Kiev', 'Europe/Kyiv'],
    ['Walter', 'America/New York', 'America/New_York'],
  ])('keeps the time zone of %s, typed as %s, as %s', async (first_name, typed, zone) => {
    const made = await send({ first_name, time_zone: typed });
    expect(made.status).toBe(303);
    expect(await named(first_name)).toMatchObject([{ time_zone: zone }]);
  });

  it('adds a row without JavaScript, keeps all that was typed, and saves nothing', async () => {
    const answer = await send({ ...EVERYTHING, first_name: 'Rowena', warmth: 'warm', add: 'emails' });
    expect(answer.status).toBe(200);
    expect(fieldsOf(answer.text)).toMatchObject({
      first_name: 'Rowena',
      warmth: 'warm',
      email_value_2: '',
      email_primary: '1',
    });
    const again = await send({ ...fieldsOf(answer.text), add: 'emails' });
    expect(fieldsOf(again.text)).toMatchObject({
      email_value_3: '',
      company_name_1: 'Corkline',
      phone_label_0: 'mobile',
    });
    expect(await named('Rowena')).toEqual([]);
  });

  it('makes the first way the primary one where none was chosen, and drops empty rows', async () => {
    await send({
      first_name: 'Primo',
      email_value_0: '',
      email_label_0: 'work',
      email_value_1: 'b@x.example',
      email_value_2: 'c@x.example',
      email_primary: '0',
    });
    const [row] = await named('Primo');
    expect(await pointsOf(row?.id)).toEqual([
      { kind: 'email', label: null, value: 'b@x.example', is_primary: true },
      { kind: 'email', label: null, value: 'c@x.example', is_primary: false },
    ]);
  });

  it('takes a known company by its name, without regard to case', async () => {
    const company = await companyNamed(app.current.db, 'Northgate Bags');
    await send({ first_name: 'Nora', company_name_0: 'northgate bags' });
    const [row] = await named('Nora');
    const jobs = await app.current.db.rows('select company_id from contact_companies where contact_id = $1', [row?.id]);
    expect(jobs).toEqual([{ company_id: company }]);
  });

  it('makes one row of a double submit, also when all come at once', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/contacts/new');
    const form = contactForm({
      first_name: 'Doubledee',
      email_value_0: 'doubledee@x.example',
      company_name_0: 'Double Co',
    });
    const answers = await Promise.all([1, 2, 3, 4].map(() => alice.post('/contacts', form)));
    answers.push(await alice.post('/contacts', form));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect(await named('Doubledee')).toHaveLength(1);
  });

  it.each([
    ['first_name', { first_name: ' ' }, 'Type a name.'],
    ['last_name', { last_name: 'x'.repeat(101) }, 'Use 100 characters at most.'],
    ['role', { role: 'king' }, 'Choose one of the list.'],
    ['warmth', { warmth: 'boiling' }, 'Choose one.'],
    ['language', { language: 'no such language' }, 'Choose one of the list.'],
    ['time_zone', { time_zone: 'Mars/Olympus' }, 'Type a time zone such as Europe/Berlin.'],
    ['next_touch_on', { next_touch_on: '2026-02-30' }, 'Type a date such as 2026-11-18.'],
    ['email_value_0', { email_value_0: 'ana at x' }, 'Type an address such as ana@example.com.'],
    ['email_value_1', { email_value_0: 'a@x.example', email_value_1: 'A@x.example' }, 'This stands here already.'],
    ['email_label_0', { email_value_0: 'a@x.example', email_label_0: 'at: work' }, 'Leave the colon out.'],
    ['email_value_0', { email_value_0: `${'x'.repeat(250)}@x.example` }, 'Use 254 characters at most.'],
    ['phone_value_0', { phone_value_0: '1-800-FLOWERS' }, 'Type a phone number such as +1 407 555 0134.'],
    ['handle_value_0', { handle_value_0: '@ana ruiz' }, 'Type a handle without spaces, such as @ana.'],
    ['company_name_0', { company_title_0: 'Boss' }, 'Type the company, or clear the row.'],
    [
      'company_to_on_0',
      { company_name_0: 'X', company_from_on_0: '2026-02-01', company_to_on_0: '2026-01-01' },
      'Choose 1 Feb 2026 or later.',
    ],
    ['company_from_on_0', { company_name_0: 'X', company_from_on_0: 'spring' }, 'Type a date such as 2026-11-18.'],
    [
      'email_value_0',
      { email_value_0: 'a\0@x.example' },
      'This holds a character that cannot be stored. Type it again.',
    ],
  ])('refuses a bad %s beside it, and keeps what was typed', async (name, fields, message) => {
    const answer = await send({
      first_name: 'Badinput',
      email_value_5: 'kept@x.example',
      ...fields,
    } as unknown as Fields);
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, name)).toBe(message);
    expect(answer.text).toContain(`href="#f-${name}"`);
    expect(fieldsOf(answer.text)).toMatchObject({ email_value_5: 'kept@x.example' });
    expect(await named('Badinput')).toEqual([]);
  });

  it('takes twenty rows of a kind and no more', async () => {
    const rows = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`email_value_${n}`, `n${n}@x.example`]));
    const answer = await send({ first_name: 'Many', ...rows(21) });
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'email_value_20')).toBe('Keep 20 at most.');
    expect((await send({ first_name: 'Many', ...rows(20) })).status).toBe(303);
  });

  it('never fails on rows that make no sense', async () => {
    for (const fields of [
      { email_value_999: 'x', email_value_1000: 'y', email_value_abc: 'z' },
      { email_value_0: ['a@x.example', 'b@x.example'] },
      { emails: 'x'.repeat(50_000), companies: ';;;\n; as \\\n\\' },
      { company_name_0: ['a', 'b'], email_primary: ['1', '2'] },
      { add: 'nonsense', first_name: '' },
      { handles: '\uD800: x\n(primary)' },
    ])
      expect((await send({ first_name: 'Odd', ...fields } as unknown as Fields)).status).toBeLessThan(500);
  });
});

describe('somebody who is there already', () => {
  it('is asked about once, by address and by name, and then saved', async () => {
    await insertContact(app.current.db, {
      first_name: 'Leonie',
      last_name: 'Brandstätter',
      email: 'leonie@corkline.example',
      title: 'Buyer',
      company: 'Corkline',
    });
    const form = contactForm({ first_name: 'L', last_name: 'B', email_value_0: 'LEONIE@corkline.example' });
    const alice = await app.current.as('alice');
    await alice.get('/contacts/new');
    const asked = await alice.post('/contacts', form);
    expect(asked.status).toBe(422);
    expect(textOf(asked.text)).toContain('Leonie Brandstätter Buyer, Corkline The same e-mail address');
    expect(textOf(asked.text)).toContain('Save anyway');
    const { seen } = fieldsOf(asked.text);
    const saved = await alice.post('/contacts', { ...form, seen: seen ?? '' });
    expect(saved.status).toBe(303);
    expect(await named('L')).toHaveLength(1);
  });

  it.each([
    ['first_name=Leonie&last_name=Brandstaetter', 'A name like this one'],
    ['email_value_3=leonie%40corkline.example', 'The same e-mail address'],
    ['phone_value_0=%2B49%20(30)%20555', 'The same phone'],
  ])('is shown while typing: %s', async (query, reason) => {
    await insertContact(app.current.db, { first_name: 'Leonie', last_name: 'Brandstätter', phone: '+49 30 555' });
    const { text, status } = await (await app.current.as('alice')).get(`/contacts/duplicates?${query}`);
    expect(status).toBe(200);
    expect(text).toContain('<turbo-frame id="likely-name"');
    expect(textOf(text)).toMatch(new RegExp(`Leonie Brandstätter.*${reason}`));
  });

  it('is nobody where nothing is alike, in the trash, or asked for nonsense', async () => {
    await insertContact(app.current.db, { first_name: 'Zebedee', deleted_at: new Date(), email: 'zeb@x.example' });
    const alice = await app.current.as('alice');
    for (const query of [
      'first_name=Zebedee',
      'email_value_0=zeb%40x.example',
      '',
      'first_name=%00',
      `first_name=${'x'.repeat(900)}`,
    ]) {
      const { status, text } = await alice.get(`/contacts/duplicates?${query}`);
      expect(status).toBe(200);
      expect(textOf(text)).toContain('No contact is like this one.');
    }
  });
});

describe('the form of a contact that is there', () => {
  it('tells in the history what changed, in words, and what repeats line by line', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Hist', email: 'old@x.example', company: 'Old Co' });
    const alice = await app.current.as('alice');
    const form = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    await alice.post(`/contacts/${id}`, {
      ...form,
      email_value_1: 'new@x.example',
      email_label_1: 'work',
      email_primary: '1',
      company_to_on_0: '2026-01-31',
      title: 'Boss',
    });
    const [entry] = await app.current.db.rows<{ changes: object }>(
      `select changes from history where contact_id = $1 and act = 'changed'`,
      [id],
    );
    const rowsOf = (table: string) =>
      app.current.db.rows<{ id: string }>(`select id from ${table} where contact_id = $1 order by position`, [id]);
    const [points, [job]] = [await rowsOf('contact_points'), await rowsOf('contact_companies')];
    const old = { row: points[0]?.id, value: 'old@x.example', label: null };
    const work = { row: points[1]?.id, value: 'new@x.example', label: 'work', primary: true };
    const company = { name: 'Old Co', id: await companyNamed(app.current.db, 'Old Co'), title: null, from_on: null };
    expect(entry?.changes).toEqual({
      title: [null, 'Boss'],
      emails: [
        { rows: [{ ...old, primary: true }] },
        {
          rows: [
            { ...old, primary: false },
            { ...work, at: 1 },
          ],
        },
      ],
      companies: [
        { rows: [{ row: job?.id, ...company, to_on: null }] },
        { rows: [{ row: job?.id, ...company, to_on: '2026-01-31' }] },
      ],
    });
    const page = textOf((await alice.get(`/contacts/${id}`)).text);
    expect(page).toContain('E-mail addresses old@x.example (primary) old@x.example; new@x.example (work, primary)');
    expect(page).toContain('Old Co (until 31 Jan 2026)');
  });

  it('reads back the one text that each repeated field has', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Texted' });
    const alice = await app.current.as('alice');
    await alice.get(`/contacts/${id}`);
    const texts = {
      emails: 'work: a@x.example\r\nb@x.example (primary)',
      companies: 'Semi\\; Colon; as Boss\\\\er; from 2024-01-01; to 2025-01-01',
    };
    expect((await alice.post(`/contacts/${id}`, { first_name: 'Texted', version: '1', ...texts })).status).toBe(303);
    expect(await pointsOf(id)).toEqual([
      { kind: 'email', label: 'work', value: 'a@x.example', is_primary: false },
      { kind: 'email', label: null, value: 'b@x.example', is_primary: true },
    ]);
    expect(await jobsOf(id)).toEqual([
      { name: 'Semi; Colon', title: 'Boss\\er', from_on: '2024-01-01', to_on: '2025-01-01' },
    ]);
  });

  it('says of what a link in a mail changed meanwhile that it was that, and of whoever has left that they did', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Odo', email: 'odo@x.example' });
    const alice = await app.current.as('alice');
    const form = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    await app.current.database.asSystem('a link in a mail', (tx) => optOutByMail(tx, id, 'odo@x.example'));
    const late = () => alice.post(`/contacts/${id}`, { ...form, first_name: 'Odette' });
    expect(textOf((await late()).text)).toContain('odo@x.example, by the link in a mail, changed this');
    await app.current.db.rows('delete from history where contact_id = $1', [id]);
    expect(textOf((await late()).text)).toContain('Someone who has left changed this');
  });

  it('shows both versions of an address that two changed, and saves the chosen one', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Both', email: 'first@x.example' });
    const [alice, bob] = [await app.current.as('alice'), await app.current.as('bob')];
    const form = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    const other = fieldsOf((await bob.get(`/contacts/${id}/edit`)).text);
    expect((await bob.post(`/contacts/${id}`, { ...other, email_value_1: 'bob@x.example' })).status).toBe(303);
    const answer = await alice.post(`/contacts/${id}`, { ...form, email_value_0: 'alice@x.example', pronouns: 'they' });
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain('Bob Brook changed this');
    expect(textOf(answer.text)).toContain('alice@x.example');
    expect(textOf(answer.text)).toContain('first@x.example (primary); bob@x.example');
    const choices = fieldsOf(answer.text);
    expect((await alice.post(`/contacts/${id}`, choices)).status).toBe(303);
    expect((await pointsOf(id)).map(({ value }) => value)).toEqual(['alice@x.example']);
    expect((await named('Both'))[0]).toMatchObject({ version: 3, pronouns: 'they' });
  });

  it('brings no deleted company back', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Loyal', company: 'Gone Brand' });
    await app.current.db.rows(`update companies set deleted_at = now() where name = 'Gone Brand'`);
    const alice = await app.current.as('alice');
    const form = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    expect((await alice.post(`/contacts/${id}`, { ...form, company_title_0: 'Boss' })).status).toBe(303);
    expect(await jobsOf(id)).toEqual([{ name: 'Gone Brand', title: 'Boss', from_on: null, to_on: null }]);
    expect(await app.current.db.rows(`select 1 from companies where name = 'Gone Brand'`)).toHaveLength(1);
  });

  it('adds a company anew that is deleted while it is named, and nothing where another one is held', async () => {
    const { db } = app.current;
    const live = () => db.rows(`select name from companies where name like 'Fleeting%' and deleted_at is null`);
    const sent = async (fields: Fields) => {
      const company = await companyNamed(db, 'Fleeting Ltd');
      const somebody = await holding(db, `update companies set deleted_at = now() where id = '${company}'`);
      const answer = send({ first_name: 'Hasty', ...fields });
      await somebody.untilWaited().finally(somebody.commits);
      return (await answer).status;
    };
    expect(await sent({ company_name_0: 'Fleeting Ltd' })).toBe(303);
    expect(await live()).toEqual([{ name: 'Fleeting Ltd' }]);
    await companyNamed(db, 'Steady Ltd');
    await db.rows(`delete from companies where name = 'Fleeting Ltd' and deleted_at is not null`);
    expect(await sent({ first_name: 'Hurried', company_name_0: 'Fleeting Ltd', company_name_1: 'Steady Ltd' })).toBe(
      409,
    );
    expect(await live()).toEqual([]);
  });

  it('keeps a company that was renamed while the form was open, and adds none', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Renate', company: 'Tallow Co' });
    const company = await companyNamed(app.current.db, 'Tallow Co');
    const alice = await app.current.as('alice');
    const form = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    await app.current.db.rows(`update companies set name = 'Tallow Group' where id = $1`, [company]);
    expect((await alice.post(`/contacts/${id}`, { ...form, company_title_0: 'Buyer' })).status).toBe(303);
    expect(await jobsOf(id)).toEqual([{ name: 'Tallow Group', title: 'Buyer', from_on: null, to_on: null }]);
    expect(await app.current.db.rows(`select 1 from companies where name like 'Tallow%'`)).toHaveLength(1);
  });

  it('takes another company where another name was typed, and leaves the row of the one that stays', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Moved', company: 'Ochre Works' });
    const rows = () =>
      app.current.db.rows<{ id: string }>('select id from contact_companies where contact_id = $1', [id]);
    const [before] = await rows();
    const alice = await app.current.as('alice');
    const form = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    const more = { company_to_on_0: '2026-01-31', company_name_1: 'Umber Works' };
    expect((await alice.post(`/contacts/${id}`, { ...form, ...more })).status).toBe(303);
    expect(await rows()).toEqual(expect.arrayContaining([before]));
    const again = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    expect((await alice.post(`/contacts/${id}`, { ...again, company_name_0: 'Sienna Works' })).status).toBe(303);
    expect((await jobsOf(id)).map(({ name }) => name)).toEqual(['Sienna Works', 'Umber Works']);
    expect(await rows()).not.toEqual(expect.arrayContaining([before]));
    const cleared = fieldsOf((await alice.get(`/contacts/${id}/edit`)).text);
    await alice.post(`/contacts/${id}`, { ...cleared, company_name_0: '', company_to_on_0: '' });
    expect((await jobsOf(id)).map(({ name }) => name)).toEqual(['Umber Works']);
  });

  it('refuses to save over the trash, and keeps what was typed', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Binned', deleted_at: new Date() });
    const alice = await app.current.as('alice');
    await alice.get('/contacts');
    const answer = await alice.post(`/contacts/${id}`, { first_name: 'Binned', pronouns: 'it', version: '1' });
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain('was moved to the trash meanwhile');
    expect(fieldsOf(answer.text)).toMatchObject({ pronouns: 'it' });
    expect((await alice.post(`/contacts/${uuidv7()}`, { first_name: 'X', version: '1' })).status).toBe(404);
  });
});

describe('the rows of a contact', () => {
  const rowsOf = (id: unknown) =>
    app.current.db.rows<{ id: string; value: string }>(
      'select id, value from contact_points where contact_id = $1 order by kind, position',
      [id],
    );
  const edited = async (id: string) =>
    fieldsOf((await (await app.current.as('alice')).get(`/contacts/${id}/edit`)).text);
  const sendTo = async (id: string, fields: Fields) => (await app.current.as('alice')).post(`/contacts/${id}`, fields);
  const historyOf = (id: string) =>
    app.current.db.rows<{ id: string }>('select id from history where contact_id = $1 order by at desc, id desc', [id]);
  const told = (id: string, changes: object) =>
    app.current.db.rows(
      `insert into history (id, contact_id, actor_id, act, changes) values (gen_random_uuid(), $1, $2, 'changed', $3)`,
      [id, PEOPLE.bob.id, changes],
    );

  it('keep their ids, whatever is changed, added, left out and put in another order', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Rowan', email: 'rowan@one.example' });
    const form = await edited(id);
    const more = { email_value_1: 'rowan@two.example', email_value_4: 'rowan@three.example', email_primary: '4' };
    expect((await sendTo(id, { ...form, ...more })).status).toBe(303);
    const [one, two, three] = await rowsOf(id);
    expect(one?.id).toBe(form.email_row_0);
    const again = await edited(id);
    expect(again).toMatchObject({ email_row_1: two?.id, email_row_2: three?.id, email_primary: '2' });
    await sendTo(id, {
      ...again,
      email_row_0: three?.id ?? '',
      email_value_0: 'rowan@three.example',
      email_label_0: 'work',
      email_row_1: '',
      email_value_1: 'ROWAN@one.example',
      email_value_2: '',
      email_primary: '1',
    });
    expect(await rowsOf(id)).toEqual([
      { id: three?.id, value: 'rowan@three.example' },
      { id: one?.id, value: 'ROWAN@one.example' },
    ]);
    expect((await pointsOf(id)).map(({ is_primary }) => is_primary)).toEqual([false, true]);
  });

  it('take no id of another contact, and none twice', async () => {
    const [id, other] = [
      await insertContact(app.current.db, { first_name: 'Own', email: 'own@x.example' }),
      await insertContact(app.current.db, { first_name: 'Other', email: 'other@x.example', company: 'Others Ltd' }),
    ];
    const [theirs] = await rowsOf(other);
    const form = await edited(id);
    const [{ company_row_0 = '' }, own = ''] = [await edited(other), form.email_row_0];
    const sent = {
      email_row_1: own,
      email_value_1: 'second@x.example',
      email_row_2: theirs?.id ?? '',
      email_value_2: 'third@x.example',
      email_row_3: 'none',
      email_value_3: 'fourth@x.example',
      company_row_0,
      company_name_0: 'Others Ltd',
    };
    expect((await sendTo(id, { ...form, ...sent })).status).toBe(303);
    const rows = await rowsOf(id);
    expect(rows.map(({ value }) => value)).toEqual([
      'own@x.example',
      'second@x.example',
      'third@x.example',
      'fourth@x.example',
    ]);
    expect(rows[0]?.id).toBe(own);
    expect(new Set([...rows.map((row) => row.id), theirs?.id]).size).toBe(5);
    expect(await rowsOf(other)).toEqual([theirs]);
    expect([await jobsOf(other), await jobsOf(id)].map((jobs) => jobs.length)).toEqual([1, 1]);
  });

  it('stay where what came for all of them is no one text', async () => {
    const visitor = await app.current.as('alice');
    const id = await insertContact(app.current.db, { first_name: 'Twice', email: 'once@north.example' });
    const sent = await visitor.post(`/contacts/${id}`, {
      version: '1',
      first_name: 'Twice',
      emails: ['a@x.example', 'b@x.example'],
    });
    expect([sent.status, textOf(sent.text).includes('Send one value here.')]).toEqual([422, true]);
    expect(await pointsOf(id)).toHaveLength(1);
  });

  it('have one primary, and are refused by the thousand with one message', async () => {
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`email_value_${n}`, `n${n}@x.example`]));
    const answer = await send({ first_name: 'Thousand', ...many });
    expect([answer.status, errorAt(answer.text, 'email_value_20')]).toEqual([422, 'Keep 20 at most.']);
    expect(answer.text).not.toContain('email_value_101"');
    const id = await insertContact(app.current.db, { first_name: 'Thousand' });
    const two = JSON.stringify([1, 2].map((n) => ({ value: `n${n}@x.example`, primary: true })));
    const both = await sendTo(id, { first_name: 'Thousand', warmth: 'cold', version: '1', emails: two });
    expect([both.status, (await pointsOf(id)).map(({ is_primary }) => is_primary)]).toEqual([303, [true, false]]);
    const emails = JSON.stringify(
      Array.from({ length: 1000 }, (_, n) => ({ value: `n${n}@x.example`, primary: true })),
    );
    const again = await sendTo(id, { first_name: 'Thousand', warmth: 'cold', version: '2', emails });
    expect([again.status, errorAt(again.text, 'email_value_20')]).toEqual([422, 'Keep 20 at most.']);
  });

  it('that one deleted meanwhile are no choice of the other, who left them alone', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Waning', email: 'waning@one.example' });
    await sendTo(id, { ...(await edited(id)), email_value_1: 'waning@two.example' });
    const [form, other] = [await edited(id), await edited(id)];
    await sendTo(id, { ...other, email_value_0: '', email_primary: '1' });
    const answer = await sendTo(id, { ...form, pronouns: 'they' });
    expect(answer.status).toBe(409);
    expect((await sendTo(id, fieldsOf(answer.text))).status).toBe(303);
    expect((await rowsOf(id)).map(({ value }) => value)).toEqual(['waning@two.example']);
  });

  it('are told, compared and restored also from an entry that holds them as a text', async () => {
    const id = await insertContact(app.current.db, {
      first_name: 'Texta',
      email: 'now@x.example',
      company: 'Kestrel Optics',
    });
    const form = await edited(id);
    await told(id, {
      emails: ['work: then@x.example (primary)\nnow@x.example', 'now@x.example (primary)'],
      companies: ['Kestrel Optics; as PR manager; from 2024-03-01', 'Kestrel Optics'],
    });
    const alice = await app.current.as('alice');
    const page = textOf((await alice.get(`/contacts/${id}`)).text);
    expect(page).toContain('then@x.example (work, primary); now@x.example');
    expect(page).toContain('Kestrel Optics (PR manager, since 1 Mar 2024)');
    const [entry] = await historyOf(id);
    const restore = (field: string) =>
      alice.postAndFollow(`/contacts/${id}/history/${entry?.id}/restoration`, { field });
    expect(textOf((await restore('emails')).text)).toContain(
      'E-mail addresses is then@x.example (work, primary); now@x.example again.',
    );
    expect(textOf((await restore('companies')).text)).toContain(
      'Companies is Kestrel Optics (PR manager, since 1 Mar 2024) again.',
    );
    // What is there already is the same row.
    expect(await rowsOf(id)).toEqual([
      { id: expect.any(String), value: 'then@x.example' },
      { id: form.email_row_0, value: 'now@x.example' },
    ]);
    expect(await edited(id)).toMatchObject({ company_row_0: form.company_row_0, company_title_0: 'PR manager' });
    expect(textOf((await restore('emails')).text)).toContain('now@x.example already.');
  });
});
