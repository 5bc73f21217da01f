import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { packCards } from '../../src/features/contacts/vcard/pack.js';
import { useApp } from '../support/app.js';
import { insertContact } from '../support/contact-form.js';
import { holding, NAMES } from '../support/holding.js';
import { fieldsOf } from '../support/item-form.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const named = (first: string) => app.current.db.rows('select * from contacts where first_name = $1', [first]);
const card = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');

async function check(cards: string) {
  const alice = await app.current.as('alice');
  await alice.get('/contacts/import');
  const answer = await alice.post('/contacts/import/check', { cards });
  return { ...answer, alice, status: answer.status, text: answer.text, said: textOf(answer.text) };
}

/** The form of the dry run with the boxes that are ticked, or those named. */
function formOf(html: string, take?: string[]): Fields {
  const ticked = [...html.matchAll(/name="take" value="(\d+)"[^>]*checked/g)].map(([, n]) => n ?? '');
  const { cards, submission_id } = fieldsOf(html);
  return { cards: cards ?? '', submission_id: submission_id ?? '', take: take ?? ticked };
}

async function upload(bytes: Buffer | string, name = 'people.vcf') {
  const alice = await app.current.as('alice');
  const { text } = await alice.get('/contacts/import');
  const token = /name="csrf_token" value="([^"]*)"/.exec(text)?.[1] ?? '';
  return alice.agent
    .post('/contacts/import/file')
    .set('Accept', 'text/html')
    .field('csrf_token', token)
    .attach('files', Buffer.from(bytes as string), name);
}

describe('a card that is no contact', () => {
  it.each([
    [
      'it has no end',
      (whole: string) => `${whole}BEGIN:VCARD\nN:Halfway;Hal;;;`,
      'The card has no end, so something of it may be missing.',
    ],
    [
      'another begins in it',
      (whole: string) => `BEGIN:VCARD\nN:Halfway;Hal;;;\n${whole}`,
      'The card has no end, so something of it may be missing.',
    ],
    [
      'it is a company’s',
      (whole: string) => card('N:;;;;', 'FN:Acme Hotline', 'ORG:Acme Hotline;') + whole,
      'This is the card of a company, not of a person.',
    ],
  ])('is refused with its reason where %s, and the other is not', async (_why, around, reason) => {
    const { said, status } = await check(around(card('N:Whole;Wanda;;;')));
    expect(status).toBe(200);
    expect(said).toContain(reason);
    expect(said).toContain('Wanda Whole');
    expect(said).toContain('1 new contact');
  });
});

describe('a vCard out', () => {
  it('is downloaded from a contact, without what the team thinks of them', async () => {
    const id = await insertContact(app.current.db, {
      first_name: 'Zoë',
      last_name: 'Ruiz; Sons',
      email: 'z@x.example',
      phone: '+1 2345',
      company: 'Kestrel, Inc.',
      warmth: 'hot',
    });
    const { text, headers } = await (await app.current.as('vera')).agent.get(`/contacts/${id}/vcard`).buffer(true);
    expect(headers['content-type']).toContain('text/vcard');
    expect(headers['content-disposition']).toContain('filename=zoe-ruiz-sons.vcf');
    expect(text).toBe(
      [
        'BEGIN:VCARD',
        'VERSION:3.0',
        `UID:urn:uuid:${id}`,
        'N:Ruiz\\; Sons;Zoë;;;',
        'FN:Zoë Ruiz\\; Sons',
        'ORG:Kestrel\\, Inc.',
        'EMAIL;TYPE=INTERNET,PREF:z@x.example',
        'TEL;TYPE=VOICE,PREF:+1 2345',
        'X-MOUSE-COMPANY:Kestrel\\, Inc.;;;',
        'END:VCARD',
        '',
      ].join('\r\n'),
    );
  });

  it('is one a row of the list as it is filtered', async () => {
    for (const n of [1, 2, 3])
      await insertContact(app.current.db, { first_name: 'Listed', last_name: `No${n}`, role: n === 2 ? 'pr' : null });
    const { text } = await (await app.current.as('alice')).agent
      .get('/contacts/export.vcf?q=listed&role=pr')
      .buffer(true);
    expect(text.match(/^FN:.*$/gm)).toEqual(['FN:Listed No2']);
  });
});

describe('vCards in', () => {
  it('shows what each would do and saves nothing, then brings in what was ticked', async () => {
    await insertContact(app.current.db, { first_name: 'There', last_name: 'Already', email: 'there@x.example' });
    const cards = [
      card('N:Newcomer;Nadia;;;', 'EMAIL;TYPE=work:nadia@x.example', 'TEL:1-800-FLOWERS', 'ORG:Kestrel', 'TITLE:Boss'),
      card('FN:Somebody Else', 'EMAIL:THERE@x.example'),
      card('ORG:Only a company', 'FN:Only a company'),
      card('N:Newcomer;Nadia;;;'),
      card(`N:Long;${'x'.repeat(101)};;;`),
    ].join('');
    const { alice, status, said, text } = await check(cards);
    expect(status).toBe(200);
    expect(said).toContain('1 new contact, 2 likely there already, 2 refused.');
    expect(said).toMatch(/Nadia Newcomer Boss, Kestrel, nadia@x\.example Left out: 1-800-FLOWERS New/);
    expect(said).toMatch(/Somebody Else .*Likely there has the same e-mail address: There Already/);
    expect(said).toMatch(/Refused This is the card of a company, not of a person\./);
    expect(said).toContain('is like card 1 of this file');
    expect(said).toContain('Use 100 characters at most.');
    expect(await named('Nadia')).toEqual([]);

    const form = formOf(text);
    const done = await alice.postAndFollow('/contacts/import', form);
    expect(textOf(done.text)).toContain('1 contact brought in.');
    expect(await named('Nadia')).toMatchObject([
      {
        last_name: 'Newcomer',
        title: 'Boss',
        search_text: ' nadia newcomer boss newcomernadianewcomer nadia@x.example ',
      },
    ]);
    expect((await alice.post('/contacts/import', form)).status).toBe(303);
    expect(await named('Nadia')).toHaveLength(1);
    await alice.post('/contacts/import', formOf(text, ['0', '1', '2']));
    expect(await named('Nadia')).toHaveLength(1);
    expect(await named('Somebody')).toHaveLength(1);
    const imported = await app.current.db.rows(`select 1 from audit_log where act = 'imported'`);
    expect(imported.length).toBeGreaterThan(0);
  });

  it('knows a card that was exported from here', async () => {
    const id = await insertContact(app.current.db, { first_name: 'Homing', last_name: 'Pigeon' });
    const alice = await app.current.as('alice');
    const { text } = await alice.agent.get(`/contacts/${id}/vcard`).buffer(true);
    const { said } = await check(text.replaceAll('Homing', 'Renamed'));
    expect(said).toMatch(/Renamed Pigeon Likely there was exported from here: Homing Pigeon/);
  });

  it('is taken from a file, in UTF-8 or as Windows writes it, and the file is not kept', async () => {
    const answer = await upload(card('N:Müller;Jürgen;;;'));
    expect(answer.status).toBe(200);
    expect(textOf(answer.text)).toContain('Jürgen Müller');
    const old = await upload(Buffer.from(card('N:Müller;Käthe;;;'), 'latin1'));
    expect(textOf(old.text)).toContain('Käthe Müller');
    expect(await app.current.db.rows('select 1 from attachments')).toEqual([]);
  });

  it('is refused as a file without a token, of no cards, or too large', async () => {
    const alice = await app.current.as('alice');
    const forged = await alice.agent
      .post('/contacts/import/file')
      .field('csrf_token', 'forged')
      .attach('files', Buffer.from(card('FN:Evil')), 'e.vcf');
    expect(textOf(forged.text ?? '')).not.toContain('Evil');
    const none = await upload(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]));
    expect(none.status).toBe(422);
    expect(textOf(none.text)).toContain('No vCard was found in this.');
    const large = await upload(`${card('FN:Big')}${' '.repeat(1_100_000)}`);
    expect(large.status).toBe(422);
    expect(textOf(large.text)).toContain('may have 1 MB at most');
  });

  it.each([
    ['', 'No vCard was found in this.'],
    ['hello', 'No vCard was found in this.'],
    [card('FN:Ana').repeat(501), 'Bring in 500 cards at most at once.'],
  ])('refuses %j with a sentence, and keeps what was pasted', async (cards, message) => {
    const { status, said } = await check(cards);
    expect(status).toBe(422);
    expect(said).toContain(message);
  });

  it.each([
    { cards: 'nonsense', submission_id: uuidv7() },
    { cards: '', submission_id: uuidv7() },
    { cards: packCards([{ first_name: 'X' }]) ?? '', submission_id: 'no id' },
    { cards: Buffer.from('[1,2]').toString('base64url'), submission_id: uuidv7() },
    { cards: packCards([{ first_name: { toString: null } }]) ?? '', submission_id: uuidv7() },
    { cards: packCards([{ first_name: 'X', title: ['Y'] }]) ?? '', submission_id: uuidv7() },
    { cards: packCards([['X'] as never]) ?? '', submission_id: uuidv7() },
  ])('refuses a made-up second step: %j', async (fields) => {
    const alice = await app.current.as('alice');
    await alice.get('/contacts/import');
    expect((await alice.post('/contacts/import', { ...fields, take: '0' })).status).toBe(400);
  });

  it('believes nothing of what the second step sends unread', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/contacts/import');
    const cards =
      packCards([
        { first_name: 'Smuggled', emails: 'not an address' },
        { first_name: 'Sound', created_by: 'x' },
      ]) ?? '';
    await alice.post('/contacts/import', { cards, submission_id: uuidv7(), take: ['0', '1', '7'] });
    expect(await named('Smuggled')).toEqual([]);
    expect(await named('Sound')).toHaveLength(1);
  });

  it('is read in no time, however long the lines of its second step are', async () => {
    const alice = await app.current.as('alice');
    await alice.get('/contacts/import');
    const cards = packCards([{ first_name: 'Endless', emails: `a:${' '.repeat(40_000)}\u2028x` }]) ?? '';
    const began = performance.now();
    await alice.post('/contacts/import', { cards, submission_id: uuidv7(), take: '0' });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await named('Endless')).toEqual([]);
  });

  it('is refused to a reader', async () => {
    const vera = await app.current.as('vera');
    await vera.get('/contacts/import');
    expect((await vera.post('/contacts/import/check', { cards: card('FN:Ana') })).status).toBe(403);
    expect((await vera.post('/contacts/import', {})).status).toBe(403);
  });

  it('holds no company’s name while the cards themselves are written', async () => {
    const { alice, text } = await check(card('N:Held;Ana;;;', 'ORG:Brought In Ltd'));
    // What the same page brought in before, in a transaction that is not over.
    const { submission_id } = formOf(text);
    const first = createHash('sha256').update(`${submission_id} 0`).digest('hex');
    const id = first.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    const sent = `insert into contacts (id, first_name, submission_id) values (gen_random_uuid(), 'Sent before', '${id}')`;
    const somebody = await holding(app.current.db, sent);
    const answer = alice.post('/contacts/import', formOf(text));
    const theirs = somebody.untilWaited().then(() => somebody.does(`set local lock_timeout = '1s'; ${NAMES}`));
    await theirs.finally(somebody.commits);
    expect((await answer).status).toBe(303);
    expect(await app.current.db.rows(`select from companies where name = 'Brought In Ltd'`)).toEqual([]);
  });

  it('brings in five hundred at once', async () => {
    const cards = Array.from({ length: 500 }, (_, n) =>
      card(`N:Bulk;Person${n};;;`, `EMAIL:bulk${n}@x.example`, 'ORG:Bulk Co'),
    ).join('');
    const { alice, text, status } = await check(cards);
    expect(status).toBe(200);
    const done = await alice.postAndFollow('/contacts/import', formOf(text));
    expect(textOf(done.text)).toContain('500 contacts brought in.');
    expect(await app.current.db.rows(`select 1 from contacts where last_name = 'Bulk'`)).toHaveLength(500);
  }, 60_000);
});
