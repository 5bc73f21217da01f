import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { holding } from '../support/holding.js';
import { insertItem } from '../support/items.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const rows = (who: PersonName) =>
  app.current.db.rows<Record<string, unknown>>(
    'select id, module, name, query, is_pinned, is_default from saved_views where user_id = $1 order by created_at, id',
    [PEOPLE[who].id],
  );

async function send(path: string, fields: Fields, who: PersonName = 'alice') {
  const visitor = await app.current.as(who);
  await visitor.get('/account');
  return visitor.post(path, fields);
}
/** Saves a view and answers its id. */
async function save(who: PersonName, fields: Fields, path = '/inventory'): Promise<string> {
  const submission_id = uuidv7();
  const answer = await send(`${path}/views`, { pinned: 'on', submission_id, ...fields }, who);
  expect(answer.headers['location']).toBe(`${path}?view=${submission_id}`);
  return submission_id;
}
const forget = (who: PersonName) => app.current.db.rows('delete from saved_views where user_id = $1', [PEOPLE[who].id]);
const unescaped = (html: string) => html.replaceAll('&amp;', '&');

/** Where an address of a list leads in the end, and what is read there. */
async function opened(path: string, who: PersonName = 'alice') {
  const visitor = await app.current.as(who);
  let answer = await visitor.get(path);
  let at = path;
  for (let hops = 0; answer.status === 303 && hops < 3; hops += 1) {
    at = answer.headers['location'] ?? '';
    answer = await visitor.get(at);
  }
  return { status: answer.status, at, html: unescaped(answer.text), text: textOf(answer.text) };
}

describe('a saved view', () => {
  it('keeps the filters, the order and the columns under a name, and shows them again', async () => {
    const { db } = app.current;
    await insertItem(db, PEOPLE.alice.id, { name: 'Sold lamp', state: 'sold', sold_on: '2026-01-02', sale_price: 100 });
    await insertItem(db, PEOPLE.alice.id, { name: 'Kept lamp', state: 'kept' });
    const { html } = await opened('/inventory?state=sold&sort=-name&columns=state&columns=sold_on&utm=x');
    const href = /href="(\/inventory\/views\/new\?from=[^"]+)"/.exec(html)?.[1] ?? '';
    const form = await (await app.current.as('alice')).get(href);
    const hidden = (name: string) => unescaped(new RegExp(`name="${name}" value="([^"]*)"`).exec(form.text)?.[1] ?? '');
    expect(hidden('query')).toBe('state=sold&sort=-name&columns=sold_on&columns=state');
    const id = hidden('submission_id');
    const fields = { name: ' What  went ', query: hidden('query'), pinned: 'on', submission_id: id };
    expect((await send('/inventory/views', fields)).headers['location']).toBe(`/inventory?view=${id}`);
    await send('/inventory/views', fields);
    expect(await rows('alice')).toEqual([
      {
        id,
        module: 'inventory',
        name: 'What  went',
        query: 'state=sold&sort=-name&columns=sold_on&columns=state',
        is_pinned: true,
        is_default: false,
      },
    ]);

    const list = await opened(`/inventory?view=${id}`);
    expect(list.at).toBe(`/inventory?state=sold&sort=-name&columns=sold_on&columns=state&view=${id}`);
    expect(list.html).toMatch(/aria-current="page">What {2}went</);
    expect(list.text).toContain('Sold lamp');
    expect(list.text).not.toContain('Kept lamp');
    expect(list.html).toMatch(/<th[^>]*>(<a[^>]*>)?Sold on/);
    expect(list.html).not.toMatch(/<th[^>]*>(<a[^>]*>)?Taxable gain/);
    expect(list.text).not.toContain('Changed');
    await forget('alice');
  });

  it('says when other things are shown, and takes them over', async () => {
    const id = await save('alice', { name: 'Sold', query: 'state=sold' });
    // The cross of the last filter takes it away, and does not lead back to the view.
    const view = await opened(`/inventory?view=${id}`);
    const cross = /class="off" href="([^"]+)" aria-label="Remove filter State"/.exec(view.html)?.[1] ?? '';
    expect(cross).toBe(`/inventory?sort=-updated_at&view=${id}`);
    const changed = await opened(cross);
    expect(changed.at).toBe(cross);
    expect(changed.text).toMatch(/Changed Save changes Reset/);
    await send(`/inventory/views/${id}/query`, { query: 'state=kept&state=kept&sort=name&nonsense=1&cursor=x' });
    expect(await rows('alice')).toMatchObject([{ query: 'state=kept&sort=name' }]);
    expect((await opened(`/inventory?sort=name&state=kept&view=${id}`)).text).not.toContain('Changed');
    await forget('alice');
  });

  it('is renamed, unpinned and pinned', async () => {
    const id = await save('alice', { name: 'Odd ones', query: 'source=gift' });
    await save('alice', { name: 'Others', query: 'source=loaner' });
    const form = await (await app.current.as('alice')).get(`/inventory/views/${id}/edit`);
    expect(form.text).toContain('value="Odd ones"');
    expect((await send(`/inventory/views/${id}`, { name: 'OTHERS', pinned: 'on' })).status).toBe(422);
    await send(`/inventory/views/${id}`, { name: 'Gifts', pinned: 'on' });
    expect(await rows('alice')).toMatchObject([{ name: 'Gifts', is_pinned: true }, { name: 'Others' }]);
    await send(`/inventory/views/${id}/pin/delete`, {});
    const { html } = await opened('/inventory?view=all');
    const tabs = /aria-label="Saved views"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '';
    expect(tabs).toContain('Others');
    expect(tabs).not.toContain('Gifts');
    expect(html).toMatch(/id="other-views"[\s\S]*Gifts/);
    await send(`/inventory/views/${id}/pin`, {});
    expect(await rows('alice')).toMatchObject([{ name: 'Gifts', is_pinned: true }, { name: 'Others' }]);
    await forget('alice');
  });

  it('is renamed as letter by letter, whatever signs are in its name', async () => {
    const id = await save('alice', { name: '50% off', query: 'source=gift' });
    await save('alice', { name: '50 cents off', query: 'source=loaner' });
    await save('alice', { name: 'a_b', query: 'source=loaner' });
    expect((await send(`/inventory/views/${id}`, { name: '50%', pinned: 'on' })).status).toBe(303);
    expect((await send(`/inventory/views/${id}`, { name: 'A_B', pinned: 'on' })).status).toBe(422);
    expect((await send(`/inventory/views/${id}`, { name: '50%off', pinned: 'on' })).status).toBe(303);
    expect((await send(`/inventory/views/${id}`, { name: 'acb', pinned: 'on' })).status).toBe(303);
    expect((await send(`/inventory/views/${id}`, { name: '%', pinned: 'on' })).status).toBe(303);
    await forget('alice');
  });

  it('waits for another one that gets its name, or becomes the default, at the same moment', async () => {
    const [first, second] = [
      await save('alice', { name: 'First', query: '' }),
      await save('alice', { name: 'Second', query: '' }),
    ];
    const hers = `select pg_advisory_xact_lock(hashtextextended('views ${PEOPLE.alice.id}', 0))`;
    const meanwhile = async (change: string, path: string, fields: Fields) => {
      const somebody = await holding(app.current.db, hers, `update saved_views set ${change} where id = '${second}'`);
      const [{ status }] = await Promise.all([send(path, fields), somebody.untilWaited().finally(somebody.commits)]);
      return status;
    };
    expect(await meanwhile(`name = 'Same'`, `/inventory/views/${first}`, { name: 'Same', pinned: 'on' })).toBe(422);
    expect(await meanwhile('is_default = true', `/inventory/views/${first}/default`, {})).toBe(303);
    expect(await rows('alice')).toMatchObject([
      { name: 'First', is_default: true },
      { name: 'Same', is_default: false },
    ]);
    await forget('alice');
  });

  it('that is the default opens the list when nothing is asked, one at a time, and All shows all', async () => {
    const first = await save('alice', { name: 'First', query: 'state=sold', default: 'on' });
    expect((await opened('/inventory')).at).toBe(`/inventory?state=sold&sort=-updated_at&view=${first}`);
    const second = await save('alice', { name: 'Second', query: 'state=kept' });
    await send(`/inventory/views/${second}/default`, {});
    expect(await rows('alice')).toMatchObject([{ is_default: false }, { is_default: true }]);
    expect((await opened('/inventory')).at).toContain(`view=${second}`);
    const all = await opened('/inventory?view=all');
    expect(all.html).toMatch(/href="\/inventory\?view=all" aria-current="page">All</);
    // Without any filter it must not fall back into the default view.
    const filtered = await opened('/inventory?state=sold');
    expect(filtered.html).toContain('class="off" href="/inventory?view=all"');
    expect(filtered.html).toMatch(/href="\/inventory\?view=all">Clear all|href="\/inventory\?view=all"/);
    await send(`/inventory/views/${second}/default/delete`, {});
    expect((await opened('/inventory')).at).toBe('/inventory');
    await forget('alice');
  });

  it('is deleted and brought back as it was', async () => {
    const id = await save('alice', { name: 'Gone soon', query: 'q=lamp&state=sold', default: 'on' });
    const before = await rows('alice');
    const answer = await send(`/inventory/views/${id}/delete`, {});
    expect(answer.headers['location']).toBe('/inventory?view=all');
    expect(await rows('alice')).toEqual([]);
    const visitor = await app.current.as('alice');
    const { text } = await visitor.get('/inventory?view=all');
    expect(textOf(text)).toContain('Deleted the view Gone soon. Undo');
    const toast = /<form method="post" action="([^"]*restoration)">([\s\S]*?)<\/form>/.exec(text);
    const fields = Object.fromEntries(
      [...(toast?.[2] ?? '').matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name ?? '',
        unescaped(value ?? ''),
      ]),
    );
    expect((await visitor.post(toast?.[1] ?? '', fields)).status).toBe(303);
    expect(await rows('alice')).toEqual(before);
    await forget('alice');
  });

  it('is nobody else’s: not seen, opened, changed, deleted or brought back by another', async () => {
    const id = await save('alice', { name: 'Alice’s own', query: 'state=sold' });
    const before = await rows('alice');
    expect((await opened('/inventory', 'bob')).text).not.toContain('Alice’s own');
    for (const path of [`/inventory?view=${id}`, `/inventory?state=sold&view=${id}`, `/inventory/views/${id}/edit`])
      expect((await opened(path, 'bob')).status).toBe(404);
    for (const act of ['', '/query', '/pin', '/pin/delete', '/default', '/default/delete', '/delete', '/restoration']) {
      const answer = await send(`/inventory/views/${id}${act}`, { name: 'Mine', query: 'state=kept' }, 'bob');
      expect([act, answer.status]).toEqual([act, 404]);
    }
    expect(await rows('alice')).toEqual(before);
    expect(await rows('bob')).toEqual([]);
    expect((await send('/inventory/views', { name: 'Of a reader' }, 'vera')).status).toBe(403);
    expect((await opened('/inventory', 'vera')).text).not.toContain('New view');
    await forget('alice');
  });

  it('belongs to one list', async () => {
    const id = await save('alice', { name: 'Brands', query: 'kind=brand' }, '/companies');
    expect((await opened(`/inventory?view=${id}`)).status).toBe(404);
    expect((await opened(`/companies?view=${id}`)).at).toContain('kind=brand');
    await save('alice', { name: 'Brands', query: 'warmth=hot' }, '/contacts');
    expect((await rows('alice')).map(({ module, query }) => [module, query])).toEqual([
      ['companies', 'kind=brand&sort=name'],
      ['contacts', 'warmth=hot&sort=name'],
    ]);
    await forget('alice');
  });

  it.each<[Fields, string]>([
    [{ name: '' }, 'Give the view a name.'],
    [{ name: 'x'.repeat(61) }, 'Use 60 characters at most.'],
    [{ name: 'a\0b' }, 'This holds a character that cannot be stored.'],
    [{ name: 'Bad', query: 'state=nonsense' }, 'These filters cannot be read.'],
    [{ name: 'Bad', query: `q=${'x'.repeat(20_000)}` }, 'These filters cannot be read.'],
    [{ name: 'Bad', query: 'q=%00' }, 'These filters cannot be read.'],
    [{ name: 'Bad', query: ['state=sold', 'state=kept'] }, 'Send one value here.'],
    [{ name: 'Bad', pinned: 'maybe' }, 'Tick it or leave it.'],
    [{ name: 'Bad', submission_id: 'no-id' }, 'Send the form again.'],
  ])('with %j is refused with its message', async (fields, message) => {
    const answer = await send('/inventory/views', fields, 'charlie');
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    expect(await rows('charlie')).toEqual([]);
  });

  it('with a name that is there, or past the fiftieth, is refused', async () => {
    await save('ada', { name: 'One', query: '' });
    const again = await send('/inventory/views', { name: 'ONE', query: '' }, 'ada');
    expect([again.status, textOf(again.text)]).toEqual([
      422,
      expect.stringContaining('You have a view of this name already.'),
    ]);
    await app.current.db.rows(
      `insert into saved_views (id, user_id, module, name, query)
       select gen_random_uuid(), $1, 'inventory', 'View ' || n, 'sort=name' from generate_series(2, 50) n`,
      [PEOPLE.ada.id],
    );
    const more = await send('/inventory/views', { name: 'One more', query: '' }, 'ada');
    expect([more.status, textOf(more.text)]).toEqual([
      422,
      expect.stringContaining('You keep 50 views of this list already.'),
    ]);
    expect((await opened('/inventory', 'ada')).status).toBe(200);
  });

  it.each(['nonsense', '', '00000000-0000-7000-8000-000000000000', "' or 1=1"])(
    'named %j is not there',
    async (view) => {
      const { status } = await opened(`/inventory?view=${encodeURIComponent(view)}`);
      expect(status).toBe(view === '' ? 200 : 404);
    },
  );
});
