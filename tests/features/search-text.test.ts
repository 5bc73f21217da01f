import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { insertNote } from '../support/notes.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;

async function search(who: keyof typeof PEOPLE, q: string): Promise<string> {
  const answer = await (await app.current.as(who)).get(`/search?${new URLSearchParams({ q })}`);
  expect(answer.status).toBe(200);
  return (answer.text.split('<turbo-frame id="search-results"')[1] ?? '').split('</turbo-frame>')[0] ?? '';
}

/** Lays the row of a file beside a record, without its bytes. */
function insertFile(authorId: string, name: string, about: Record<string, unknown>): Promise<string> {
  const user_id = about.inventory_item_id === undefined ? null : authorId;
  const kept = { name, size: 1, sha256: 'a'.repeat(64), media_type: 'application/pdf' };
  return insert(app.current.db, 'attachments', { author_id: authorId, user_id, ...kept, ...about });
}

async function contact(first: string): Promise<string> {
  const id = uuidv7();
  await app.current.db.rows('insert into contacts (id, first_name) values ($1, $2)', [id, first]);
  return id;
}

describe('the search in notes', () => {
  it('finds a note by its words, and shows a piece of it around them beside the name of its record', async () => {
    const { db } = app.current;
    const item = await insertItem(db, alice.id, { name: 'Kestrel lamp' });
    const body = `${'Something else first. '.repeat(30)}They want the Lódź <b>footage</b> by spring. ${'More. '.repeat(60)}`;
    const note = await insertNote(db, alice.id, { body, inventory_item_id: item });
    const html = await search('alice', 'lodz FOOTAGE');
    expect(html).toMatch(new RegExp(`href="/inventory/${item}\\?earlier=[^"#]*${note}_[a-z]*#note-${note}"`));
    expect(html).toContain('<b>Lódź</b> &lt;b&gt;<b>footage</b>&lt;/b&gt; by spring.');
    expect(textOf(html)).toMatch(/Notes … .*They want the Lódź .* … Kestrel lamp/);
    expect(textOf(html).length).toBeLessThan(450);
  });

  it('leads to where the note stands, however much happened since', async () => {
    const { db } = app.current;
    const item = await insertItem(db, alice.id, { name: 'Busy thing' });
    const created_at = new Date('2026-01-05T10:00:00.123Z');
    const note = await insertNote(db, alice.id, { body: 'Xylograph agreed.', inventory_item_id: item, created_at });
    for (let n = 0; n < 25; n += 1) await insertNote(db, alice.id, { body: `Later ${n}`, inventory_item_id: item });
    const href = /href="(\/inventory\/[^"]*#note-[^"]*)"/.exec(await search('alice', 'xylograph'))?.[1] ?? '';
    const page = (await (await app.current.as('alice')).get(href.split('#')[0] ?? '')).text;
    expect(page).toContain(`id="note-${note}"`);
    expect(page).toContain('Xylograph agreed.');
  });

  it('finds a word that nearly every note holds in the newest ones, and one that the oldest alone hold', async () => {
    const { db } = app.current;
    const item = await insertItem(db, bob.id, { name: 'Much written about' });
    await db.rows(
      `insert into notes (id, user_id, author_id, body, created_at, inventory_item_id)
       select gen_random_uuid(), $1, $1, case when n <= 1100 then 'The parcel ' || n || ' came.' else 'A vernier ' || n || ' was in the parcel.' end,
         timestamptz '2026-03-01' - make_interval(mins => n), $2 from generate_series(1, 1103) n`,
      [bob.id, item],
    );
    const found = async (q: string) =>
      textOf(await search('bob', q))
        .match(/\d+(?= came| was)/g)
        ?.map(Number);
    expect(await found('parcel')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await found('vernier')).toEqual([1101, 1102, 1103]);
    expect(await found('parcel vernier')).toEqual([1101, 1102, 1103]);
    expect(textOf(await search('alice', 'vernier'))).not.toContain('vernier 1');
  });

  it.each([
    ['小明', '请联系王小明先生'],
    ['철수', '김철수에게 전화'],
    ['iPEK', 'Call İpek back'],
    ['straße', 'Moved to STRASSE 5'],
    ['100%', 'Paid 100% up front'],
  ])('finds %s as it is looked for elsewhere', async (typed, body) => {
    const id = await contact('Ana');
    const note = await insertNote(app.current.db, alice.id, { body, contact_id: id });
    expect(await search('bob', typed)).toContain(`#note-${note}"`);
    await app.current.db.rows('delete from notes where id = $1', [note]);
  });

  it('shows common notes to all and own ones to nobody else', async () => {
    const { db } = app.current;
    const item = await insertItem(db, bob.id, { name: 'Bob’s thing' });
    await insertNote(db, bob.id, { body: 'Secretly wistaria', inventory_item_id: item });
    const shared = await insertNote(db, bob.id, { body: 'Openly wistaria', contact_id: await contact('Mo') });
    expect(await search('bob', 'wistaria')).toContain('Secretly');
    for (const who of ['alice', 'charlie', 'vera', 'ada'] as const) {
      const html = await search(who, 'wistaria');
      expect(html).toContain(`#note-${shared}"`);
      expect(html).not.toContain('Secretly');
    }
  });

  it('finds nothing that lies in the trash, or whose record does', async () => {
    const { db } = app.current;
    const item = await insertItem(db, alice.id, { name: 'Here' });
    const gone = await insertItem(db, alice.id, { name: 'Gone', deleted_at: new Date() });
    const note = await insertNote(db, alice.id, { body: 'Quincunx one', inventory_item_id: item });
    await db.rows('update notes set deleted_at = now() where id = $1', [note]);
    await insertNote(db, alice.id, { body: 'Quincunx two', inventory_item_id: gone });
    await insertFile(alice.id, 'quincunx.pdf', { inventory_item_id: gone });
    await insertFile(alice.id, 'quincunx-2.pdf', { inventory_item_id: item, deleted_at: new Date() });
    const said = textOf(await search('alice', 'quincunx'));
    expect(said).toContain('Nothing found for “quincunx”');
    expect(said).toContain('notes and names of files were looked at');
  });

  it('finds what holds every word of five, and nothing that lacks one', async () => {
    const id = await contact('Ana');
    const note = await insertNote(app.current.db, alice.id, {
      body: 'alpha bravo charly delta echoes',
      contact_id: id,
    });
    expect(await search('alice', 'echoes delta charly bravo alpha')).toContain(note);
    expect(await search('alice', 'echoes delta charly bravo zulu')).not.toContain(note);
    expect(await search('alice', 'echoes zulu')).not.toContain(note);
  });
});

describe('the search in names of files', () => {
  it('leads to the file among those of its record', async () => {
    const item = await insertItem(app.current.db, alice.id, { name: 'Kestrel lamp' });
    const file = await insertFile(alice.id, 'Rechnung_Zürich-0815.pdf', { inventory_item_id: item });
    await insertFile(bob.id, 'rechnung-bob.pdf', {
      inventory_item_id: await insertItem(app.current.db, bob.id, { name: 'Bob’s' }),
    });
    const html = await search('alice', 'zurich rechnung');
    expect(html).toContain(`href="/inventory/${item}?tab=files#kept-${file}"`);
    expect(textOf(html)).toMatch(/Files Rechnung _ Zürich -0815\.pdf Kestrel lamp/);
    expect(await search('alice', 'rechnung')).not.toContain('bob');
    const page = await (await app.current.as('alice')).get(`/inventory/${item}?tab=files`);
    expect(page.text).toContain(`<li id="kept-${file}">`);
  });

  it('finds common ones for all', async () => {
    const file = await insertFile(alice.id, 'Wolkenkratzer.docx', { contact_id: await contact('Mo') });
    expect(await search('charlie', 'wolkenkratzer')).toContain(`#kept-${file}"`);
  });
});

it('finds a task by its title in whatever case and with whatever accents', async () => {
  const task = await insertTask(app.current.db, alice.id, { title: 'Šimić anrufen' });
  expect(await search('alice', 'SIMIC')).toContain(`/tasks/${task}/edit`);
});
