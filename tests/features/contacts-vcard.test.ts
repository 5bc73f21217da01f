import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
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
  const sent = await alice.post('/contacts/import/check', { cards });
  const path = sent.headers['location'] ?? '';
  const answer = path ? await alice.get(path) : sent;
  return { alice, path, status: answer.status, text: answer.text, said: textOf(answer.text) };
}

/** The form of the dry run with the boxes that are ticked, or those named. */
function formOf(html: string, take?: string[]): Fields {
  const ticked = [...html.matchAll(/name="take" value="(\d+)"[^>]*checked/g)].map(([, n]) => n ?? '');
  return { letters: fieldsOf(html)['letters'] ?? '', take: take ?? ticked };
}

async function upload(bytes: Buffer | string, name = 'people.vcf') {
  const alice = await app.current.as('alice');
  const { text } = await alice.get('/contacts/import');
  const token = /name="csrf_token" value="([^"]*)"/.exec(text)?.[1] ?? '';
  const answer = await alice.agent
    .post('/contacts/import/file')
    .set('Accept', 'text/html')
    .field('csrf_token', token)
    .attach('files', Buffer.from(bytes as string), name);
  return answer.headers['location'] ? alice.get(answer.headers['location']) : answer;
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
      'it is a list’s',
      (whole: string) => card('X-ADDRESSBOOKSERVER-KIND:group', 'N:Press;;;;', 'FN:Press') + whole,
      'Line 1: This is a list of people, not a person.',
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
  it('says of a card that holds nothing why it is refused', async () => {
    const { said } = await check(card('NOTE:Nothing else'));
    expect(said).toContain('Card 1 Refused Line 1: It holds no name, no company and no address to call it by.');
  });

  it('shows what each would do and saves nothing, then brings in what was ticked', async () => {
    await insertContact(app.current.db, { first_name: 'There', last_name: 'Already', email: 'there@x.example' });
    const cards = [
      card('N:Newcomer;Nadia;;;', 'EMAIL;TYPE=work:nadia@x.example', 'TEL:1-800-FLOWERS', 'ORG:Kestrel', 'TITLE:Boss'),
      card('FN:Somebody Else', 'EMAIL:THERE@x.example'),
      card('ORG:Only a company', 'FN:Only a company'),
      card('KIND:location', 'FN:The office'),
      card('N:Newcomer;Nadia;;;'),
      card(`N:Long;${'x'.repeat(101)};;;`),
    ].join('');
    const { alice, path, status, said, text } = await check(cards);
    expect(status).toBe(200);
    expect(said).toContain('6 cards found: 2 new contacts, 2 likely there already, 2 refused.');
    expect(said).toMatch(/Nadia Newcomer Boss, Kestrel, nadia@x\.example Left out: 1-800-FLOWERS New/);
    expect(said).toMatch(/Somebody Else .*Likely there has the same e-mail address: There Already/);
    expect(said).toContain('Only a company Only a company It has no name, so it is called by its company. New');
    expect(said).toMatch(/The office Refused Line 19: This is a place, not a person\./);
    expect(said).toContain('is like card 1 of this file');
    expect(said).toContain('Use 100 characters at most.');
    expect(await named('Nadia')).toEqual([]);

    const form = formOf(text);
    const done = await alice.postAndFollow(path, form);
    expect(textOf(done.text)).toContain('2 contacts brought in.');
    expect(await named('Nadia')).toMatchObject([
      {
        last_name: 'Newcomer',
        title: 'Boss',
        search_text: ' nadia newcomer boss newcomernadianewcomer nadia@x.example ',
      },
    ]);
    const again = await alice.postAndFollow(path, form);
    expect(textOf(again.text)).toContain('0 contacts brought in. 2 of these had been before.');
    expect(await named('Nadia')).toHaveLength(1);
    await alice.post(path, formOf(text, ['0', '1', '2', '3']));
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
    const large = await upload(`${card('FN:Big')}${' '.repeat(10_500_000)}`);
    expect(large.status).toBe(422);
    expect(textOf(large.text)).toContain('may have 10 MB at most');
  });

  it.each([
    ['nothing', '', 'No vCard was found in this.'],
    ['what is none', 'hello', 'No vCard was found in this.'],
    ['too many', card('FN:Ana').repeat(2_001), 'Bring in 2,000 cards at most at once.'],
  ])('refuses %s with a sentence, and keeps what was pasted', async (_what, cards, message) => {
    const { status, said } = await check(cards);
    expect(status).toBe(422);
    expect(said).toContain(message);
  });

  it('takes only what can be ticked, whatever is sent', async () => {
    const { alice, path } = await check(card('FN:Sound Card') + card('KIND:group', 'FN:Smuggled'));
    for (const fields of [
      { letters: 'no-letters', take: ['1', '7', '-1', '0.0', 'x', ''] },
      { letters: ['a', 'b'], take: '1' },
      {},
    ]) {
      const answer = await alice.postAndFollow(path, fields as Fields);
      expect(textOf(answer.text)).toContain('No card was ticked, so nothing was brought in.');
    }
    expect(await named('Smuggled')).toEqual([]);
    expect(await named('Sound')).toEqual([]);
  });

  it('is refused to a reader', async () => {
    const vera = await app.current.as('vera');
    await vera.get('/contacts/import');
    expect((await vera.post('/contacts/import/check', { cards: card('FN:Ana') })).status).toBe(403);
    const { path } = await check(card('FN:Ana'));
    expect((await vera.post(path, {})).status).toBe(403);
  });

  it('holds no company’s name while the cards themselves are written', async () => {
    const { alice, path, text } = await check(card('N:Held;Ana;;;', 'ORG:Brought In Ltd'));
    // What the same page brought in before, in a transaction that is not over.
    const first = createHash('sha256')
      .update(`${path.split('/').at(-1)} 0`)
      .digest('hex');
    const id = first.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    const sent = `insert into contacts (id, first_name, submission_id) values (gen_random_uuid(), 'Sent before', '${id}')`;
    const somebody = await holding(app.current.db, sent);
    const answer = alice.post(path, formOf(text));
    const theirs = somebody.untilWaited().then(() => somebody.does(`set local lock_timeout = '1s'; ${NAMES}`));
    await theirs.finally(somebody.commits);
    expect((await answer).status).toBe(303);
    expect(await app.current.db.rows(`select from companies where name = 'Brought In Ltd'`)).toEqual([]);
  });

  it('brings in a thousand at once', async () => {
    const cards = Array.from({ length: 1_000 }, (_, n) =>
      card(`N:Bulk;Person${n};;;`, `EMAIL:bulk${n}@x.example`, 'ORG:Bulk Co'),
    ).join('');
    const { alice, path, text, status } = await check(cards);
    expect(status).toBe(200);
    const done = await alice.postAndFollow(path, formOf(text));
    expect(textOf(done.text)).toContain('1,000 contacts brought in.');
    expect(await app.current.db.rows(`select 1 from contacts where last_name = 'Bulk'`)).toHaveLength(1_000);
  });
});

describe('the look at vCards', () => {
  it('stands at an address that one can come back to, for an hour and for its person alone', async () => {
    const { alice, path, said } = await check(card('N:Lasting;Lena;;;', 'EMAIL:lena@x.example'));
    expect(said).toContain('Lena Lasting');
    expect(textOf((await alice.get(path)).text)).toContain('Lena Lasting');
    expect((await (await app.current.as('bob')).get(path)).status).toBe(404);
    for (const step of ['check', 'file']) {
      const answer = await alice.get(`/contacts/import/${step}`);
      expect([answer.status, answer.headers['location']]).toEqual([303, '/contacts/import']);
    }
    await alice.post(path, { take: '0' });
    expect(textOf((await alice.get(path)).text)).toMatch(
      /Lena Lasting .*Likely there has the same e-mail address: Lena Lasting/,
    );

    await app.current.db.rows(`update kept_imports set at = at - interval '61 minutes'`);
    const over = await alice.get(path);
    expect(over.status).toBe(410);
    expect(textOf(over.text)).toContain('is kept for an hour, and that is over. Choose the file once more.');
    expect((await alice.post(path, { take: '0' })).headers['location']).toBe(path);
    await app.current.runJobs('tidy');
    expect(await app.current.db.rows('select from kept_imports where content is not null')).toEqual([]);
    expect((await alice.get(path)).status).toBe(410);
  });

  it('keeps the last ten files of a person', async () => {
    const paths: string[] = [];
    for (let n = 0; n < 11; n += 1) paths.push((await check(card(`FN:Kept ${n}`))).path);
    const alice = await app.current.as('alice');
    expect((await alice.get(paths[0] ?? '')).status).toBe(410);
    expect((await alice.get(paths[1] ?? '')).status).toBe(200);
  });

  it('asks in which letters a file was written that does not say so, and ticks nothing that may be misread', async () => {
    const koi = Buffer.concat([
      Buffer.from('BEGIN:VCARD\r\nFN:'),
      Buffer.from([0xf7, 0xcc, 0xc1, 0xc4, 0xc9, 0xcd, 0xc9, 0xd2]),
      Buffer.from('\r\nEND:VCARD\r\n'),
    ]);
    const sent = await upload(Buffer.concat([koi, Buffer.from(card('FN:J?rg Lost') + card('FN:Sound Again'))]));
    const said = textOf(sent.text);
    expect(said).toContain('1 new contact, 0 likely there already, 2 with letters to look at, 0 refused.');
    expect(said).toContain('One text in this file does not say in which letters it is written.');
    expect(said).toContain('J?rg Lost Check letters Some letters were lost or spoiled');
    expect(formOf(sent.text)['take']).toEqual(['2']);

    const alice = await app.current.as('alice');
    const path = /action="(\/contacts\/import\/[^"]+)"/.exec(sent.text)?.[1] ?? '';
    const chosen = await alice.get(`${path}?letters=koi8-r`);
    expect(textOf(chosen.text)).toContain('Владимир New');
    expect(formOf(chosen.text)).toEqual({ letters: 'koi8-r', take: ['0', '2'] });
    await alice.post(path, formOf(chosen.text));
    expect(await named('Владимир')).toHaveLength(1);
    expect((await alice.get(`${path}?letters=nonsense`)).status).toBe(200);
  });

  it.each([
    ['in a name', 'FN:Jo\0rg Zero', 'Jo rg Zero'],
    ['in quoted-printable', 'FN;ENCODING=QUOTED-PRINTABLE:Jo=00rg Quoted', 'Jo rg Quoted'],
    ['in base64', 'FN:Jo Based\r\nN;ENCODING=BASE64:AAAA', 'Jo Based'],
    ['in a parameter', 'FN;X=a\0b:Jo Said', 'Jo Said'],
    ['or half of a sign', 'FN;CHARSET=utf-7:Jo Half +2AA-', 'Jo Half �'],
  ])('offers a card with a zero %s as spoiled, and the others', async (_where, line, name) => {
    const sent = await upload(card(line) + card(`FN:Sound ${name.slice(0, 8)}`));
    expect(sent.status).toBe(200);
    expect(textOf(sent.text)).toContain(`${name} Check letters Some letters were lost or spoiled`);
    expect(textOf(sent.text)).toContain(`Sound ${name.slice(0, 8).trim()} New`);
    expect(formOf(sent.text)['take']).toEqual(['1']);
    const path = /action="(\/contacts\/import\/[^"]+)"/.exec(sent.text)?.[1] ?? '';
    const done = await (await app.current.as('alice')).postAndFollow(path, formOf(sent.text, ['0', '1']));
    expect(textOf(done.text)).toContain('2 contacts brought in.');
  });

  it('says what was seen: cards in others, lines in none, and lines that cannot be read', async () => {
    const agent = card('FN:Agnes Agent');
    const { said } = await check(`Hello\r\n${card('FN:Boss Lady', 'what is this', `AGENT:\r\n${agent.trim()}`)}bye`);
    expect(said).toContain('2 cards found: 2 new contacts, 0 likely there already, 0 refused.');
    expect(said).toContain('2 lines stand outside of every card and were not read: 1, 12');
    expect(said).toContain('Boss Lady Left out: line 5, which cannot be read');
    expect(said).toContain('Agnes Agent Stands in the card of Boss Lady.');
  });

  it('comes back with its ticks where the session ended meanwhile', async () => {
    const { path, text } = await check(card('FN:Tick One') + card('FN:Tick Two'));
    const alice = await app.current.as('alice');
    await app.current.db.rows(
      `insert into kept_forms (user_id, page, fields, expires_at) select id, $1, '{"take": "1"}', now() + interval '9 minutes' from users where email like 'alice%'`,
      [path],
    );
    expect(formOf(text)['take']).toEqual(['0', '1']);
    expect(formOf((await alice.get(`${path}?kept=1`)).text)['take']).toEqual(['1']);
  });
});

describe('an import of vCards', () => {
  it('is undone as one, but for what was changed or written about since, and is said so', async () => {
    const names = ['Plain', 'Edited', 'Noted', 'Tasked', 'Tagged', 'Binned'];
    const { alice, path, text } = await check(
      names.map((it) => card(`N:Undoable;${it};;;`, 'ORG:Came Along')).join(''),
    );
    const list = await alice.postAndFollow(path, formOf(text));
    expect(textOf(list.text)).toContain('6 contacts brought in.');
    const undo = /action="(\/batches\/[^"]+\/undo)"/.exec(list.text)?.[1] ?? '';
    expect(textOf((await alice.get('/batches')).text)).toContain('6 contacts brought in of vCards.');

    const ids = await app.current.db.rows<{ id: string; first_name: string }>(
      `select id, first_name from contacts where last_name = 'Undoable'`,
    );
    const at = (name: string) => `/contacts/${ids.find(({ first_name }) => first_name === name)?.id}`;
    await alice.get(`${at('Edited')}/edit`);
    await alice.post(at('Edited'), {
      version: '1',
      first_name: 'Edited',
      last_name: 'Undoable',
      title: 'Boss',
      warmth: 'cold',
    });
    await alice.post(`${at('Noted')}/notes`, { body: 'Met at the press day.' });
    await alice.post(`${at('Tasked')}/tasks`, { title: 'Call back' });
    await alice.post(`${at('Tagged')}/tags/addition`, { tag: 'press' });
    await alice.post(`${at('Binned')}/delete`);

    const undone = await alice.postAndFollow(undo);
    expect(textOf(undone.text)).toContain(
      'Undone: 1 contact moved to the trash. What was added along with them stays.',
    );
    expect(textOf(undone.text)).toContain('5 contacts were changed, deleted or written about since and left alone.');
    const live = await app.current.db.rows<{ first_name: string }>(
      `select first_name from contacts where last_name = 'Undoable' and deleted_at is null order by 1`,
    );
    expect(live.map(({ first_name }) => first_name)).toEqual(['Edited', 'Noted', 'Tagged', 'Tasked']);
    expect(textOf((await alice.get('/trash')).text)).toContain('Plain Undoable');
    expect(textOf((await alice.postAndFollow(undo)).text)).toContain('This was undone already.');
  });

  it('can be brought in once more from its page after it was undone', async () => {
    const { alice, path, text } = await check(card('FN:Back Again') + card('FN:Stays Away'));
    const list = await alice.postAndFollow(path, formOf(text));
    await alice.postAndFollow(/action="(\/batches\/[^"]+\/undo)"/.exec(list.text)?.[1] ?? '');
    const again = await alice.postAndFollow(path, formOf((await alice.get(path)).text, ['0']));
    expect(textOf(again.text)).toContain('1 contact brought in.');
    expect(textOf(again.text)).not.toContain('had been before');
    expect((await named('Back')).filter(({ deleted_at }) => deleted_at === null)).toHaveLength(1);
  });

  it('that made nothing leaves no act behind', async () => {
    const { alice, path, text } = await check(card('FN:Only Once'));
    await alice.post(path, formOf(text));
    const acts = () => app.current.db.rows('select from batches');
    const before = (await acts()).length;
    await alice.post(path, formOf(text));
    expect(await acts()).toHaveLength(before);
  });
});
