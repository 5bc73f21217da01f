import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { contactForm } from '../support/contact-form.js';
import { errorAt, itemForm } from '../support/item-form.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { arrivingIn, fileRows, keptIn, type SentFile, sendForm } from '../support/uploads.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const NEW = '/inventory/new';
const photo = async (name: string): Promise<SentFile> => ({ name, body: await picture() });

describe('the form of a new item, with photos and a note', () => {
  it('saves all of it at once, and the record tells of it as if it had been added there', async () => {
    const alice = await app.current.as('alice');
    const answer = await send('alice', { name: 'Field lamp', note: '**Chipped** box' }, [
      await photo('front.png'),
      await photo('back.png'),
      { name: 'half.jpg', body: (await picture()).subarray(0, 40) },
    ]);
    expect(answer.status).toBe(303);
    const page = await alice.get(answer.headers['location'] ?? '');
    expect(textOf(page.text)).toContain('Saved Field lamp. 3 files attached. No preview could be made of half.jpg.');
    expect(page.text).toContain('<strong>Chipped</strong> box');
    expect([...page.text.matchAll(/thumbnail" alt="([^"]*)"/g)].map(([, name]) => name).slice(0, 2)).toEqual([
      'front.png',
      'back.png',
    ]);
    const [item] = await itemsNamed('Field lamp');
    expect(await fileRows(app.current.db, item?.id ?? '')).toMatchObject([
      { name: 'front.png', media_type: 'image/png', width: 8, author_id: PEOPLE.alice.id },
      { name: 'back.png', user_id: PEOPLE.alice.id },
      { name: 'half.jpg', width: null },
    ]);
    expect(await notesOf('Field lamp')).toEqual(['**Chipped** box']);
    // Newest first: what came along stands over the creation.
    expect(textOf(page.text)).toMatch(
      /You attached 3 files .*front\.png.*You added a note .*Chipped.*You added this as received/,
    );
    await nothingArriving();
  });

  it('is one of sixteen fields in view at most, and is the same without files, or sent by a program without parts', async () => {
    const alice = await app.current.as('alice');
    const form = (await alice.get(NEW)).text;
    expect(form).toContain('enctype="multipart/form-data"');
    expect(form).toMatch(/<h2>Review and notes<\/h2>[\s\S]*id="f-photos"[\s\S]*id="f-note"[\s\S]*<h2>More<\/h2>/);
    const parts = await send('alice', { name: 'Bare lamp', note: ' \u200b\n ' }, [{ name: '', body: '' }]);
    expect(parts.status).toBe(303);
    expect((await alice.post('/inventory', itemForm({ name: 'Plain lamp', note: 'By a program' }))).status).toBe(303);
    expect([await itemsNamed('Bare lamp'), await itemsNamed('Plain lamp')].map(({ length }) => length)).toEqual([1, 1]);
    expect([await notesOf('Bare lamp'), await notesOf('Plain lamp')]).toEqual([[], ['By a program']]);
  });

  it('keeps what was typed where a field is wrong, also behind the photos, and says that these are to be chosen again', async () => {
    const before = await kept();
    const answer = await send(
      'alice',
      { name: 'Wrong lamp', fair_market_value: 'much', note: 'Keep me', location: 'Shelf B' },
      [await photo('front.png'), await photo('b.png'), await photo('c.png'), await photo('d.png')],
    );
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'photos')).toBe(
      'Choose front.png, b.png, c.png, and 1 more again: photos are not kept before the rest is saved.',
    );
    expect(errorAt(answer.text, 'fair_market_value')).not.toBe('');
    expect(textOf(answer.text)).toContain('Two fields need another look. Nothing you typed is lost.');
    expect(answer.text).toContain('>\nKeep me</textarea>');
    expect(answer.text).toContain('value="Shelf B"');
    await nothingKept('Wrong lamp', before);
  });

  it.each<[string, () => Promise<SentFile[]>, RegExp, string?]>([
    [
      'one byte too large',
      async () => [
        await photo('a.png'),
        { name: 'large.png', body: Buffer.alloc(25 * 1024 * 1024 + 1) },
        await photo('b.png'),
      ],
      /^A file may have 25 MB at most\. Nothing was attached/,
    ],
    [
      'one too many',
      async () => Promise.all(Array.from({ length: 11 }, (_, n) => photo(`${n}.png`))),
      /^Ten files can be sent at once\. Nothing was attached/,
    ],
    [
      'far too many',
      async () => Array.from({ length: 40 }, (_, n) => ({ name: `${n}.txt`, body: `${n}` })),
      /^Ten files can be sent at once/,
    ],
    ['in another field', async () => [await photo('a.png')], /^This form takes files in one field alone\./, 'files'],
  ])(
    'refuses the whole with a file %s, and loses nothing that was typed before it or behind',
    async (_, files, message, field) => {
      const before = await kept();
      const answer = await send(
        'alice',
        { name: 'Refused lamp', note: 'Keep me', serial: 'S-17' },
        await files(),
        field,
      );
      expect(answer.status).toBe(422);
      expect(errorAt(answer.text, 'photos')).toMatch(message);
      expect(answer.text).toMatch(/id="f-photos"[^>]* aria-invalid="true"/);
      for (const typed of ['value="Refused lamp"', 'value="S-17"', '>\nKeep me</textarea>'])
        expect(answer.text).toContain(typed);
      await nothingKept('Refused lamp', before);
    },
  );

  it('makes one item of a double submit, one note and each photo once, also when all come at once', async () => {
    const before = await kept();
    const fields = { name: 'Double lamp', note: 'Once', submission_id: itemForm().submission_id as string };
    const files = [await photo('front.png')];
    const answers = await Promise.all([1, 2, 3].map(() => send('alice', fields, files)));
    answers.push(await send('alice', fields, files));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1);
    const [item, ...others] = await itemsNamed('Double lamp');
    expect(others).toEqual([]);
    expect(await fileRows(app.current.db, item?.id ?? '')).toHaveLength(1);
    expect(await notesOf('Double lamp')).toEqual(['Once']);
    // The photo and its two renditions.
    await expect.poll(async () => (await kept()).length - before.length).toBe(3);
  });

  it('refuses a note that is too long or cannot be stored, and keeps 20,000 characters that weigh four bytes each', async () => {
    const long = await send('alice', { name: 'Long lamp', note: 'x'.repeat(20_001) }, []);
    expect([long.status, errorAt(long.text, 'note')]).toEqual([422, 'Use 20,000 characters at most.']);
    const zero = await send('alice', { name: 'Long lamp', note: 'a\0b' }, []);
    expect([zero.status, errorAt(zero.text, 'note')]).toEqual([422, expect.stringContaining('cannot be stored')]);
    expect((await send('alice', { name: 'Long lamp', note: '🐭'.repeat(20_000) }, [])).status).toBe(303);
    expect((await notesOf('Long lamp')).map((it) => [...it].length)).toEqual([20_000]);
    const most = await send('alice', { name: 'Longest lamp', note: 'x'.repeat(260 * 1024) }, []);
    expect([most.status, textOf(most.text)]).toEqual([413, expect.stringContaining('That is too large')]);
    const many = await send(
      'alice',
      { name: 'Longest lamp', ...Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`x${n}`, ''])) },
      [],
    );
    expect(many.status).toBe(413);
  });

  it('reads bytes of a part that are no text as every other form does', async () => {
    const alice = await app.current.as('alice');
    const token = /name="csrf_token" value="([^"]*)"/.exec((await alice.get(NEW)).text)?.[1];
    const fields = Object.entries({ csrf_token: token, ...itemForm({ name: 'Spoiled' }) }).filter(
      ([name]) => name !== 'name',
    );
    const parts = fields.map(
      ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const body = Buffer.concat([
      Buffer.from(`${parts.join('')}--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nSpoiled `),
      Buffer.from([0xff]),
      Buffer.from('\r\n--x--\r\n'),
    ]);
    expect((await alice.agent.post('/inventory').type('multipart/form-data; boundary=x').send(body)).status).toBe(303);
    expect(await itemsNamed('Spoiled \uFFFD')).toHaveLength(1);
  });

  it('is refused to a VIEWER, and leaves no byte', async () => {
    const vera = await app.current.as('vera');
    const answer = await sendForm(vera, '/account', '/inventory', [
      ['name', 'Her lamp'],
      ['photos', await photo('a.png')],
    ]);
    expect(answer.status).toBe(403);
    await nothingArriving();
  });
});

describe('the form of a new item whose session has ended', () => {
  it('comes back after the login with what was typed before the photos and behind them, and takes none of these', async () => {
    const before = await kept();
    const bob = await app.current.as('bob');
    const page = (await bob.get(`${NEW}?brand=Helio`)).text;
    const formPage = /name="form_page" value="([^"]*)"/.exec(page)?.[1] ?? '';
    const stranger = app.current.visitor();
    const answer = await sendForm(stranger, '/auth/login', '/inventory', [
      ['form_page', formPage],
      ['name', 'Lapsed lamp'],
      ['photos', await photo('front.png')],
      ['note', 'Typed for an hour'],
      ['serial', 'S-17'],
    ]);
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe(`/auth/login?next=${encodeURIComponent(`${NEW}?brand=Helio&kept=1`)}`);
    const back = await bob.get(`${NEW}?brand=Helio&kept=1`);
    for (const typed of ['value="Lapsed lamp"', 'value="S-17"', '>\nTyped for an hour</textarea>'])
      expect(back.text).toContain(typed);
    expect(errorAt(back.text, 'photos')).toBe('Choose front.png again: photos are not kept before the rest is saved.');
    await nothingKept('Lapsed lamp', before);
  });

  it('comes back too where a login in another window has renewed the token', async () => {
    const before = await kept();
    const alice = await app.current.as('alice');
    const formPage = /name="form_page" value="([^"]*)"/.exec((await alice.get(NEW)).text)?.[1] ?? '';
    const answer = await alice.agent
      .post('/inventory')
      .field('csrf_token', 'of before')
      .field('form_page', formPage)
      .field('name', 'Renewed lamp')
      .attach('photos', await picture(), 'front.png')
      .field('note', 'Behind it');
    expect([answer.status, answer.headers['location']]).toEqual([303, `${NEW}?kept=1`]);
    const back = await alice.get(`${NEW}?kept=1`);
    expect(back.text).toContain('>\nBehind it</textarea>');
    expect(errorAt(back.text, 'photos')).toContain('Choose front.png again');
    await nothingKept('Renewed lamp', before);
  });

  it('keeps nothing of whoever has no signed page, however it is sent', async () => {
    const before = await app.current.db.rows('select * from kept_forms');
    for (const fields of [[], [['form_page', 'forged.forged']]] as [string, string][][]) {
      const answer = await sendForm(app.current.visitor(), '/auth/login', '/inventory', [
        ...fields,
        ['name', 'x'],
        ['photos', { name: 'a', body: randomBytes(100_000) }],
      ]);
      expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/login']);
    }
    expect(await app.current.db.rows('select * from kept_forms')).toEqual(before);
    await nothingArriving();
  });
});

describe('a note in the form of a new common record', () => {
  it('is kept with the company, also when it was asked about first', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/companies/new');
    expect((await alice.post('/companies', { name: 'Northgate Bags', kind: 'brand', note: 'Pays late' })).status).toBe(
      303,
    );
    const form = {
      name: 'Northgate Bag',
      kind: 'brand',
      note: 'A twin?',
      submission_id: itemForm().submission_id as string,
    };
    const asked = await alice.post('/companies', form);
    expect([asked.status, asked.text]).toEqual([422, expect.stringContaining('>\nA twin?</textarea>')]);
    const seen = [...asked.text.matchAll(/name="seen" value="([^"]*)"/g)].map(([, ids]) => ids ?? '');
    expect((await alice.post('/companies', { ...form, seen })).status).toBe(303);
    const notes = await app.current.db.rows<object>(
      `select c.name, n.body, n.user_id, n.author_id from notes n join companies c on c.id = n.company_id order by n.id`,
    );
    const common = { user_id: null, author_id: PEOPLE.alice.id };
    expect(notes).toEqual([
      { name: 'Northgate Bags', body: 'Pays late', ...common },
      { name: 'Northgate Bag', body: 'A twin?', ...common },
    ]);
  });

  it('is kept with the contact, and asked for in no form of one that is there', async () => {
    const bob = await app.current.as('bob');
    await bob.get('/contacts/new');
    const made = await bob.post('/contacts', contactForm({ first_name: 'Ana', note: 'Met at the park' }));
    expect(made.status).toBe(303);
    const page = await bob.get(made.headers['location'] ?? '');
    expect(textOf(page.text)).toContain('Met at the park');
    const [row] = await app.current.db.rows<{ id: string }>(`select id from contacts where first_name = 'Ana'`);
    expect((await bob.get(`/contacts/${row?.id}/edit`)).text).not.toContain('id="f-note"');
    const [item] = await app.current.db.rows<{ id: string }>('select id from inventory_items limit 1');
    const edit = (await (await app.current.as('alice')).get(`/inventory/${item?.id}/edit`)).text;
    expect(edit).not.toMatch(/id="f-(note|photos)"|multipart|Review and notes/);
    expect(edit).toContain('The day that was promised.');
  });
});

async function picture(): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: '#0a6' } })
    .png()
    .toBuffer();
}

/** A new item's form as the browser sends it: what stands before the photos, these, and what stands behind. */
async function send(name: PersonName, fields: Fields, files: SentFile[], field = 'photos') {
  const { note, serial, location, ...before } = itemForm(fields);
  const behind = Object.entries({ note: note ?? '', serial: serial ?? '', location: location ?? '' });
  return sendForm(await app.current.as(name), NEW, '/inventory', [
    ...(Object.entries(before) as [string, string][]),
    ...files.map((file) => [field, file] as [string, SentFile]),
    ...(behind as [string, string][]),
  ]);
}

const itemsNamed = (name: string) =>
  app.current.db.rows<{ id: string }>('select id from inventory_items where name = $1', [name]);

async function notesOf(item: string): Promise<string[]> {
  const notes = await app.current.db.rows<{ body: string }>(
    'select n.body from notes n join inventory_items i on i.id = n.inventory_item_id where i.name = $1',
    [item],
  );
  return notes.map(({ body }) => body);
}

const kept = () => keptIn(app.current.config.storage.path);

async function nothingArriving(): Promise<void> {
  const { path, fallbackPath } = app.current.config.storage;
  await expect.poll(() => arrivingIn(path, fallbackPath)).toEqual([]);
}

async function nothingKept(name: string, before: string[]): Promise<void> {
  expect(await itemsNamed(name)).toEqual([]);
  expect(await kept()).toEqual(before);
  await nothingArriving();
}
