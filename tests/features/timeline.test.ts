import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { insertNote } from '../support/notes.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const item = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, alice.id, fields);
const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 9, 6, 11, minute, second));

async function insert(table: string, row: Record<string, unknown>): Promise<string> {
  const whole: Record<string, unknown> = { id: uuidv7(), ...row };
  const names = Object.keys(whole);
  await app.current.db.rows(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(whole),
  );
  return String(whole.id);
}

const attach = (record: Record<string, unknown>, name: string, created_at: Date, image = true, author = alice.id) =>
  insert('attachments', {
    ...record,
    author_id: author,
    name,
    size: 10,
    sha256: '0'.repeat(64),
    media_type: image ? 'image/jpeg' : 'application/pdf',
    width: image ? 4 : null,
    height: image ? 3 : null,
    created_at,
  });
const history = (id: string, act: string, changes: object, when: Date) =>
  insert('history', {
    user_id: alice.id,
    actor_id: alice.id,
    inventory_item_id: id,
    act,
    changes: JSON.stringify(changes),
    at: when,
  });

/** The sentences of a record's timeline, newest first. */
async function sentences(path: string, who: 'alice' | 'bob' = 'alice'): Promise<string[]> {
  const { text } = await (await app.current.as(who)).get(path);
  return [...text.matchAll(/<li class="ev[^>]*>([\s\S]*?)<\/time>/g)].map((match) => textOf(match[1] ?? '').trim());
}

describe('the timeline of a record', () => {
  it('tells changes, states, notes, files, tasks and tags in one order, the newest first', async () => {
    const id = await item();
    const own = { user_id: alice.id, inventory_item_id: id };
    await history(id, 'created', { state: [null, 'received'] }, at(1));
    await history(id, 'changed', { location: ['Desk', 'Shelf B'] }, at(2));
    await attach(own, 'front.jpg', at(3, 10));
    await insertNote(app.current.db, alice.id, { inventory_item_id: id, body: 'One lot', created_at: at(4) });
    await insert('tasks', { ...own, title: 'Send shots', created_at: at(5), done_at: at(8) });
    await history(id, 'state_set', { state: ['received', 'listed'] }, at(6));
    await history(id, 'tagged', { tags: [['bags'], ['autumn', 'winter']] }, at(7));
    const read = await sentences(`/inventory/${id}`);
    expect(read.map((sentence) => sentence.replace(/ \d+ Oct.*/, ''))).toEqual([
      'You finished “Send shots”',
      'You added the tags autumn, winter and removed the tag bags',
      'You moved it from Received to Listed',
      'You added the task “Send shots”',
      'You added a note',
      'You attached front.jpg',
      'You changed 1 field',
      'You added this as received',
    ]);
  });

  it('makes one entry of what one person attached within a minute, each file a link', async () => {
    const id = await item();
    const own = { user_id: alice.id, inventory_item_id: id };
    const front = await attach(own, 'front.jpg', at(12, 1));
    await attach(own, 'press.pdf', at(12, 2), false);
    await attach(own, 'later.jpg', at(13));
    const { text } = await (await app.current.as('alice')).get(`/inventory/${id}`);
    expect(await sentences(`/inventory/${id}`)).toEqual([
      expect.stringContaining('You attached later.jpg'),
      expect.stringContaining('You attached 2 files'),
    ]);
    expect(text).toContain(`href="/inventory/${id}/files/${front}"`);
  });

  it('leaves out what was deleted', async () => {
    const id = await item();
    const own = { user_id: alice.id, inventory_item_id: id };
    const note = await insertNote(app.current.db, alice.id, { inventory_item_id: id, body: 'Gone' });
    await app.current.db.rows('update notes set deleted_at = now() where id = $1', [note]);
    await insert('tasks', { ...own, title: 'Gone', deleted_at: new Date() });
    const file = await attach(own, 'gone.jpg', at(1));
    await app.current.db.rows('update attachments set deleted_at = now() where id = $1', [file]);
    expect(await sentences(`/inventory/${id}`)).toEqual([]);
  });

  it('leads to what came earlier, page by page, without a gap and without repeating, whatever the kinds', async () => {
    const id = await item();
    const own = { user_id: alice.id, inventory_item_id: id };
    // The end of the first page falls between a task and its being done, which have one id and one moment.
    for (let n = 0; n < 3; n += 1) {
      await insertNote(app.current.db, alice.id, { inventory_item_id: id, body: 'Newest', created_at: at(9) });
    }
    for (let n = 0; n < 15; n += 1) {
      const when = at(Math.floor(n / 5));
      await history(id, 'changed', { location: [`L${n}`, `M${n}`] }, when);
      await insertNote(app.current.db, alice.id, { inventory_item_id: id, body: `N${n}.`, created_at: when });
      await insert('tasks', { ...own, title: `T${n}.`, created_at: when, done_at: when });
    }
    const visitor = await app.current.as('alice');
    const seen: string[] = [];
    let path: string | undefined = `/inventory/${id}`;
    for (let pages = 0; path && pages < 9; pages += 1) {
      const { text } = await visitor.get(path);
      const words = textOf(/<ol class="tl">[\s\S]*<\/ol>/.exec(text)?.[0] ?? '');
      seen.push(...(words.match(/L\d+ M\d+|N\d+\.|added the task “T\d+\.|finished “T\d+\./g) ?? []));
      path = /href="([^"#]*)#activity">Show earlier/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
    const lastOf = (prefix: string) => seen.filter((it) => it.startsWith(prefix)).at(-1);
    expect(lastOf('N')).toMatch(/N[0-4]\./);
  });

  it.each([
    'nowhere',
    '2026-10-06T11:00:00.000Z_x_note',
    '2026-13-06T11:00:00.000Z_01900000-0000-7000-8000-00000000000a_note',
    '2026-10-06T11:00:00.000Z_01900000-0000-7000-8000-00000000000a_users',
  ])('refuses a place that it never gave: %s', async (earlier) => {
    const id = await item();
    expect((await (await app.current.as('alice')).get(`/inventory/${id}?earlier=${earlier}`)).status).toBe(400);
  });
});

describe('the timeline of a company', () => {
  it('shows everybody what is common, and to each reader their own tasks alone', async () => {
    const { db } = app.current;
    const [row] = await db.rows<{ id: string }>(
      `insert into companies (id, name) values (gen_random_uuid(), 'Northgate') returning id`,
    );
    const company_id = row?.id ?? '';
    await insertNote(db, alice.id, { company_id, body: 'Common', created_at: at(1) });
    await attach({ company_id, user_id: null }, 'terms.pdf', at(2), false);
    await insert('tasks', { company_id, user_id: alice.id, title: 'Call Ines', created_at: at(3) });
    await insert('tasks', { company_id, user_id: bob.id, title: 'Write to Ines', created_at: at(4) });
    const read = (sentence: string) => sentence.replace(/ \d+ Oct.*/, '');
    expect((await sentences(`/companies/${company_id}`)).map(read)).toEqual([
      'You added the task “Call Ines”',
      'You attached terms.pdf',
      'You added a note',
    ]);
    expect((await sentences(`/companies/${company_id}`, 'bob')).map(read)).toEqual([
      'You added the task “Write to Ines”',
      'Alice Arden attached terms.pdf',
      'Alice Arden added a note',
    ]);
  });
});
