import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/http/markdown.js';
import { useApp } from '../support/app.js';
import { fieldsOf } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { insertNote } from '../support/notes.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const item = (fields: Record<string, unknown> = {}) => insertItem(app.current.db, PEOPLE.alice.id, fields);
type Row = {
  id: string;
  body: string;
  version: number;
  deleted_at: Date | null;
  user_id: string | null;
  author_id: string;
};
const notesOn = (id: string) =>
  app.current.db.rows<Row>(
    'select * from notes where inventory_item_id = $1 or company_id = $1 order by created_at, id',
    [id],
  );
const noteRow = async (id: string) => (await app.current.db.rows<Row>('select * from notes where id = $1', [id]))[0];

async function company(name: string): Promise<string> {
  const [row] = await app.current.db.rows<{ id: string }>(
    'insert into companies (id, name) values (gen_random_uuid(), $1) returning id',
    [name],
  );
  return row?.id ?? '';
}

describe('a note on one’s own item', () => {
  it('is written in the box on its page, and stands in the timeline as HTML', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    const before = await alice.get(`/inventory/${id}`);
    expect(before.text).toContain('Add a note. Only you see notes on your own records.');
    const after = await alice.postAndFollow(`/inventory/${id}/notes`, {
      body: 'Buyer asked for the **rain cover**.\r\n\r\n- one lot',
      submission_id: fieldsOf(before.text).submission_id ?? '',
    });
    expect(textOf(after.text)).toContain('You added a note');
    expect(after.text).toContain('<strong>rain cover</strong>');
    expect(after.text).toContain('<li>one lot</li>');
    expect(await notesOn(id)).toMatchObject([
      {
        body: 'Buyer asked for the **rain cover**.\n\n- one lot',
        user_id: PEOPLE.alice.id,
        author_id: PEOPLE.alice.id,
      },
    ]);
  });

  it('is kept once, however often its form is sent', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    const { submission_id = '' } = fieldsOf((await alice.get(`/inventory/${id}`)).text);
    for (let n = 0; n < 2; n += 1) {
      expect((await alice.post(`/inventory/${id}/notes`, { body: 'Once', submission_id })).status).toBe(303);
    }
    expect(await notesOn(id)).toHaveLength(1);
  });

  it.each([
    ['blank', ' \r\n ', 'Write something first.'],
    ['too long', 'x'.repeat(20_001), 'Use 20,000 characters at most.'],
    ['with a NUL', 'a\0b', 'This holds a character that cannot be stored. Type it again.'],
  ])('that is %s comes back with its message and what was typed', async (_what, body, message) => {
    const alice = await app.current.as('alice');
    const id = await item();
    const answer = await alice.post(`/inventory/${id}/notes`, { body });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(message);
    if (body.trim()) expect(answer.text).toContain(body.replace('\0', '\uFFFD').slice(0, 20_001));
    expect(await notesOn(id)).toEqual([]);
  });

  it('takes 20,000 characters, shows the first 3,000 with the record and all of it on a page of its own', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    await alice.get(`/inventory/${id}`);
    const after = await alice.postAndFollow(`/inventory/${id}/notes`, { body: `${'🧵 '.repeat(9_998)}end` });
    const [note] = await notesOn(id);
    expect(after.text).toContain('Show the whole note');
    expect(after.text).not.toContain('end</p>');
    const whole = await alice.get(`/inventory/${id}/notes/${note?.id}`);
    expect(whole.text).toContain('end</p>');
  });

  it('is edited with a mark, and brought back after it was deleted', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    const note = await insertNote(app.current.db, PEOPLE.alice.id, { inventory_item_id: id, body: 'Frist' });
    const form = await alice.get(`/inventory/${id}/notes/${note}/edit`);
    expect(form.text).toContain('Frist</textarea>');
    const edited = await alice.postAndFollow(`/inventory/${id}/notes/${note}`, { body: 'First', version: '1' });
    expect(textOf(edited.text)).toMatch(/You added a note .{5,20} edited First/);
    const gone = await alice.postAndFollow(`/inventory/${id}/notes/${note}/delete`);
    expect(textOf(gone.text)).toContain('1 note moved to the trash. Undo');
    expect(textOf(gone.text)).not.toContain('First');
    expect((await noteRow(note))?.deleted_at).not.toBeNull();
    expect((await alice.get(`/inventory/${id}/notes/${note}/edit`)).status).toBe(404);
    const back = await alice.postAndFollow(`/inventory/${id}/notes/${note}/restoration`);
    expect(textOf(back.text)).toContain('First');
  });

  it('shows both texts where it was changed meanwhile, and loses neither', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    const note = await insertNote(app.current.db, PEOPLE.alice.id, { inventory_item_id: id, body: 'Base' });
    await alice.get(`/inventory/${id}/notes/${note}/edit`);
    await alice.post(`/inventory/${id}/notes/${note}`, { body: 'From the phone', version: '1' });
    const stale = await alice.post(`/inventory/${id}/notes/${note}`, { body: 'From the desk', version: '1' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('From the desk</textarea>');
    expect(stale.text).toContain('From the phone</textarea>');
    expect((await noteRow(note))?.body).toBe('From the phone');
    const { version = '' } = fieldsOf(stale.text);
    await alice.postAndFollow(`/inventory/${id}/notes/${note}`, { body: 'From both', version });
    expect(await noteRow(note)).toMatchObject({ body: 'From both', version: 3 });
  });

  it('is not there for a stranger, nor under another record', async () => {
    const bob = await app.current.as('bob');
    const id = await item();
    const note = await insertNote(app.current.db, PEOPLE.alice.id, { inventory_item_id: id, body: 'Private' });
    const own = await insertItem(app.current.db, PEOPLE.bob.id);
    await bob.get(`/inventory/${own}`);
    for (const record of [id, own]) {
      const at = `/inventory/${record}/notes/${note}`;
      expect((await bob.get(at)).status).toBe(404);
      expect((await bob.get(`${at}/edit`)).status).toBe(404);
      expect((await bob.post(at, { body: 'Mine', version: '1' })).status).toBe(404);
      expect((await bob.post(`${at}/delete`)).status).toBe(404);
    }
    expect(await noteRow(note)).toMatchObject({ body: 'Private', version: 1, deleted_at: null });
  });

  it('cannot be added to what lies in the trash', async () => {
    const alice = await app.current.as('alice');
    const id = await item({ deleted_at: new Date() });
    await alice.get('/inventory');
    expect((await alice.post(`/inventory/${id}/notes`, { body: 'Late' })).status).toBe(404);
  });

  it('may be read by a VIEWER and not written', async () => {
    const vera = await app.current.as('vera');
    const id = await insertItem(app.current.db, PEOPLE.vera.id);
    await insertNote(app.current.db, PEOPLE.vera.id, { inventory_item_id: id, body: 'From before' });
    const { text } = await vera.get(`/inventory/${id}`);
    expect(textOf(text)).toContain('From before');
    expect(text).not.toContain('name="body"');
    expect(text).not.toContain('>Edit</a>');
  });
});

describe('a note on a company', () => {
  it('is read by everybody, under its author’s name, and has no owner', async () => {
    const [alice, bob] = [await app.current.as('alice'), await app.current.as('bob')];
    const id = await company('Northgate Bags');
    expect((await alice.get(`/companies/${id}`)).text).toContain(
      'Everybody here sees notes on companies, contacts, templates, shows, and episodes.',
    );
    await alice.postAndFollow(`/companies/${id}/notes`, { body: 'Ask for Ines.' });
    expect(await notesOn(id)).toMatchObject([{ user_id: null, author_id: PEOPLE.alice.id }]);
    const seen = await bob.get(`/companies/${id}`);
    expect(textOf(seen.text)).toContain('Alice Arden added a note');
    expect(textOf(seen.text)).toContain('Ask for Ines.');
    expect(seen.text).not.toMatch(/notes\/[^"]*\/edit/);
  });

  it('is changed and deleted by its author alone', async () => {
    const bob = await app.current.as('bob');
    const id = await company('Ostrava Audio');
    const note = await insertNote(app.current.db, PEOPLE.alice.id, { company_id: id, body: 'Pays late.' });
    await bob.get(`/companies/${id}`);
    const at = `/companies/${id}/notes/${note}`;
    expect((await bob.get(`${at}/edit`)).status).toBe(404);
    expect((await bob.post(at, { body: 'Pays early.', version: '1' })).status).toBe(404);
    expect((await bob.post(at, { body: '', version: '1' })).status).toBe(404);
    expect((await bob.post(`${at}/delete`)).status).toBe(404);
    expect((await bob.post(`${at}/restoration`)).status).toBe(404);
    expect(await noteRow(note)).toMatchObject({ body: 'Pays late.', version: 1, deleted_at: null });
  });

  it('may be changed by anybody once its author has left', async () => {
    const bob = await app.current.as('bob');
    const id = await company('Lumen & Oak');
    const left = '01900000-0000-7000-8000-0000000000ff';
    const note = await insertNote(app.current.db, left, { company_id: id, body: 'Old address' });
    expect(textOf((await bob.get(`/companies/${id}`)).text)).toContain('Someone who has left added a note');
    await bob.postAndFollow(`/companies/${id}/notes/${note}`, { body: 'New address', version: '1' });
    expect(await noteRow(note)).toMatchObject({ body: 'New address', author_id: left });
  });
});

describe('Markdown', () => {
  const html = (text: string) => String(markdown(text));

  it.each([
    ['<script>alert(1)</script>'],
    ['<img src=x onerror=alert(1)>'],
    ['<svg/onload=alert(1)>'],
    ['<a href="javascript:alert(1)">x</a>'],
    ['[x](javascript:alert(1))'],
    ['[x](JaVa\tScRiPt:alert(1))'],
    ['[x](&#106;avascript:alert(1))'],
    ['[x](data:text/html;base64,PHNjcmlwdD4=)'],
    ['[x](vbscript:msgbox)'],
    ['[x](//evil.example)'],
    ['[x](/auth/logout)'],
    ['![x](https://evil.example/pixel.png)'],
    ['![x](data:image/svg+xml,<svg onload=alert(1)>)'],
    ['[x](https://a.example" onmouseover="alert(1))'],
    ['[x](<https://a.example"onclick=alert(1)>)'],
    ['[a]: javascript:alert(1)\n[a]'],
    ['```"><script>\nx\n```'],
    ['<<script>script>alert(1)<</script>/script>'],
    ['<iframe srcdoc="<script>1</script>">'],
    ['<style>*{display:none}</style>'],
    ['[![x](javascript:1)](javascript:2)'],
    ['<math><mi//xlink:href="data:x,<script>alert(4)</script>">'],
  ])('%s makes nothing that runs, loads or leads astray', (text) => {
    expect(faultsOf(html(text))).toEqual([]);
  });

  it('never makes a tag, an attribute or an address beyond the list, whatever is typed', () => {
    const bits = [
      '<',
      '>',
      '"',
      "'",
      '](',
      '[',
      '![',
      '`',
      '```',
      '\n',
      '\n\n',
      '&#',
      ';',
      'javascript:',
      'data:',
      'on=',
      '<script',
      '<a href=',
      '|',
      '-',
      '# ',
      '*',
      'https://a.b/',
      ' ',
    ];
    const typed = fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ maxLength: 6 })), { maxLength: 40 });
    fc.assert(
      fc.property(typed, (parts) => {
        expect(faultsOf(html(parts.join('')))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what people write: emphasis, lists, tables, code, links that say nothing of the reader, headings below the page’s', () => {
    expect(html('# Plan\n**a** _b_ ~~c~~ `d`')).toBe(
      '<h3>Plan</h3>\n<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n',
    );
    expect(html('see example.com\nor a@b.example')).toContain(
      '<a href="http://example.com" rel="noopener noreferrer nofollow">example.com</a><br />',
    );
    expect(html('|a|\n|-|\n|1|')).toContain('<td>1</td>');
    expect(html('1 < 2 & 3')).toBe('<p>1 &lt; 2 &amp; 3</p>\n');
  });

  it('stays quick on what is made to be slow', () => {
    for (const bad of ['[', '*a', '_*', '<a ', '`a``', 'a@b.co ', '[a](', '> ', '|a']) {
      // Its own time, not that of whatever else the machine does.
      const before = process.cpuUsage();
      html(bad.repeat(Math.ceil(3_000 / bad.length)));
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    }
  });
});

const TAGS = /^(p|br|hr|h[3-6]|blockquote|pre|code|ul|ol|li|a|strong|em|s|table|thead|tbody|tr|th|td)$/;

/** What does not belong in the HTML of a note, read with an eye of its own: tags, attributes, addresses. */
function faultsOf(made: string): string[] {
  const faults: string[] = [];
  // Whatever is not a whole tag must not hold a bracket that could open one.
  const rest = made.replace(/<(\/?)([a-z0-9]+)((?: [a-z]+="[^"<>]*")*)( \/)?>/g, (_all, _end, name, attributes) => {
    if (!TAGS.test(name)) faults.push(`tag ${name}`);
    for (const [, attribute, value = ''] of String(attributes).matchAll(/ ([a-z]+)="([^"]*)"/g)) {
      const fits =
        (name === 'a' && attribute === 'href' && /^(https?|mailto):/i.test(value)) ||
        (name === 'a' && attribute === 'rel' && value === 'noopener noreferrer nofollow') ||
        (name === 'ol' && attribute === 'start' && /^\d+$/.test(value)) ||
        (name === 'pre' && attribute === 'tabindex' && value === '0');
      if (!fits) faults.push(`${name} ${attribute}=${value}`);
    }
    return '';
  });
  if (/<|>(?!$)/.test(rest.replaceAll('>', '')) || rest.includes('<')) faults.push(`a bracket is left in ${rest}`);
  return faults;
}
