import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { holding, tagNames } from '../support/holding.js';
import { errorAt } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE, type PersonName } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const item = (who: PersonName = 'alice', fields: Record<string, unknown> = {}) =>
  insertItem(app.current.db, PEOPLE[who].id, fields);
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);

async function company(name: string): Promise<string> {
  const [row] = await rows<{ id: string }>(
    'insert into companies (id, name) values (gen_random_uuid(), $1) returning id',
    [name],
  );
  return row?.id ?? '';
}

const tagsOn = async (id: string) =>
  (
    await rows<{ name: string }>(
      `select g.name from taggings t join tags g on g.id = t.tag_id
       where coalesce(t.inventory_item_id, t.company_id, t.contact_id) = $1 order by g.name_key`,
      [id],
    )
  ).map(({ name }) => name);
const changesOf = async (id: string) =>
  (
    await rows<{ changes: unknown }>(
      `select changes from history where coalesce(inventory_item_id, company_id) = $1 and act = 'tagged' order by at, id`,
      [id],
    )
  ).map(({ changes }) => changes);
const tagId = async (name: string, owner: string | null) =>
  (
    await rows<{ id: string }>('select id from tags where name = $1 and user_id is not distinct from $2', [name, owner])
  )[0]?.id ?? '';

async function add(who: PersonName, path: string, tag: string | string[]) {
  const visitor = await app.current.as(who);
  await visitor.get(path);
  return visitor.post(`${path}/tags/addition`, { tag });
}

describe('tags on a record', () => {
  it('are typed in its head, made on the fly, and stand there with the way to all that carry them', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    const page = await alice.get(`/inventory/${id}`);
    expect(page.text).toContain(`action="/inventory/${id}/tags/addition"`);
    const after = await alice.postAndFollow(`/inventory/${id}/tags/addition`, { tag: ' autumn  video, bags,Bags ' });
    expect(after.text).toContain('href="/inventory?tag=autumn+video"');
    expect(await tagsOn(id)).toEqual(['autumn video', 'Bags']);
    expect(await changesOf(id)).toEqual([{ tags: [[], ['autumn video', 'Bags']] }]);
    expect(await rows('select distinct user_id from tags where name_key = $1', ['bags'])).toEqual([
      { user_id: PEOPLE.alice.id },
    ]);
  });

  it('are taken off by their cross, and Undo puts them back', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    await add('alice', `/inventory/${id}`, 'kept, gone');
    const after = await alice.postAndFollow(`/inventory/${id}/tags/removal`, { tag: 'gone' });
    expect(textOf(after.text)).toContain('Took off the tag gone. Undo');
    expect(await tagsOn(id)).toEqual(['kept']);
    await alice.postAndFollow(`/inventory/${id}/tags/addition`, { tag: 'gone' });
    expect(await tagsOn(id)).toEqual(['gone', 'kept']);
    expect(await changesOf(id)).toEqual([
      { tags: [[], ['gone', 'kept']] },
      { tags: [['gone', 'kept'], ['kept']] },
      { tags: [['kept'], ['gone', 'kept']] },
    ]);
  });

  it('added twice, or taken off where they are not, change and tell nothing', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    for (let n = 0; n < 2; n += 1) await add('alice', `/inventory/${id}`, 'once');
    expect((await alice.post(`/inventory/${id}/tags/removal`, { tag: 'never' })).status).toBe(303);
    expect(await tagsOn(id)).toEqual(['once']);
    expect(await changesOf(id)).toHaveLength(1);
  });

  it('are edited on a page of boxes, where a change that somebody else made meanwhile stays', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    await add('alice', `/inventory/${id}`, 'first, second');
    const page = await alice.get(`/inventory/${id}/tags`);
    expect(page.text).toMatch(/name="tags" value="first" checked/);
    await alice.post(`/inventory/${id}/tags/addition`, { tag: 'meanwhile' });
    await alice.postAndFollow(`/inventory/${id}/tags`, {
      before: ['first', 'second'],
      tags: ['first'],
      tag: 'new one',
    });
    expect(await tagsOn(id)).toEqual(['first', 'meanwhile', 'new one']);
  });

  it.each([
    ['nothing', '', 'Type a tag.'],
    ['a name of 10,000 characters', 'x'.repeat(10_000), 'Use 50 characters at most for a tag.'],
    ['5,000 names', Array.from({ length: 5_000 }, (_, n) => `tag ${n}`).join(','), 'A record carries 50 tags at most.'],
    ['a NUL', 'a\0b', 'This holds a character that cannot be stored. Type it again.'],
  ])('refuse %s with a sentence, and keep what was typed', async (_what, tag, message) => {
    const id = await item();
    const answer = await add('alice', `/inventory/${id}`, tag);
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, 'tag')).toBe(message);
    expect(answer.text).toContain(`value="${tag.replace('\0', '\uFFFD').slice(0, 40)}`);
    expect(await tagsOn(id)).toEqual([]);
    expect(await rows('select from tags where name = $1', [tag.replace('\0', '').slice(0, 50)])).toEqual([]);
  });

  it('refuse 5,000 fields of them, and markup is text', async () => {
    const id = await item();
    const many = Array.from({ length: 5_000 }, (_, n) => `t${n}`);
    expect((await add('alice', `/inventory/${id}`, many)).status).toBe(413);
    await add('alice', `/inventory/${id}`, '<b>x</b>');
    expect((await (await app.current.as('alice')).get(`/inventory/${id}`)).text).toContain('&lt;b&gt;x&lt;/b&gt;');
  });

  it('refuse thousands of names also where a form says what the record carries', async () => {
    const id = await item();
    const alice = await app.current.as('alice');
    await alice.get(`/inventory/${id}/tags`);
    for (const field of ['tags', 'before']) {
      const names = Array.from({ length: 20_000 }, (_, n) => `${field[0]}${n}`).join(',');
      const answer = await alice.post(`/inventory/${id}/tags`, { tag: '', tags: '', before: '', [field]: names });
      expect(answer.status).toBe(422);
    }
    expect(await rows(`select from tags where name in ('t7', 'b7')`)).toEqual([]);
  });

  it('end at 50 a record, however they come', async () => {
    const id = await item();
    const names = Array.from({ length: 50 }, (_, n) => `n${n}`);
    expect((await add('alice', `/inventory/${id}`, names)).status).toBe(303);
    const over = await add('alice', `/inventory/${id}`, 'one more');
    expect(over.status).toBe(422);
    expect(errorAt(over.text, 'tag')).toBe('A record carries 50 tags at most.');
    expect(await tagsOn(id)).toHaveLength(50);
    expect(await rows(`select from tags where name = 'one more'`)).toEqual([]);
  });

  it('of a record with more than 50, since two were merged, are edited and taken off, and told', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    for (const n of [1, 2, 3, 4]) {
      const names = Array.from({ length: 15 }, (_, m) => `m${n}-${m}`);
      await add('alice', `/inventory/${n < 4 ? id : await item()}`, names);
    }
    await rows(
      `insert into taggings (id, user_id, tag_id, inventory_item_id)
       select gen_random_uuid(), $1, g.id, $2 from tags g where g.name like 'm4-%'`,
      [PEOPLE.alice.id, id],
    );
    const names = await tagsOn(id);
    expect(names).toHaveLength(60);
    await alice.get(`/inventory/${id}/tags`);
    const fields = { before: names, tags: names.slice(1), tag: '' };
    expect((await alice.post(`/inventory/${id}/tags`, fields)).status).toBe(303);
    expect((await alice.post(`/inventory/${id}/tags/removal`, { tag: names[1] ?? '' })).status).toBe(303);
    expect(await tagsOn(id)).toEqual(names.slice(2));
    expect((await changesOf(id)).slice(-2)).toEqual([
      { tags: [names, names.slice(1)] },
      { tags: [names.slice(1), names.slice(2)] },
    ]);
    expect((await add('alice', `/inventory/${id}`, 'one more')).status).toBe(422);
    // One for one is no more than before.
    const swapped = { before: names.slice(2), tags: names.slice(3), tag: 'instead' };
    expect((await alice.post(`/inventory/${id}/tags`, swapped)).status).toBe(303);
  });

  it('end at 1,000 a person', async () => {
    const id = await item('charlie');
    await rows(
      `insert into tags (id, user_id, name) select gen_random_uuid(), $1, 'c' || n from generate_series(1, 999) n`,
      [PEOPLE.charlie.id],
    );
    expect((await add('charlie', `/inventory/${id}`, 'the last')).status).toBe(303);
    const over = await add('charlie', `/inventory/${id}`, 'one too many');
    expect(over.status).toBe(422);
    expect(errorAt(over.text, 'tag')).toContain('You have 1,000 tags.');
    expect((await add('charlie', `/inventory/${id}`, 'c7')).status).toBe(303);
    expect(await tagsOn(id)).toEqual(['c7', 'the last']);
  });

  it('of one person are no other’s: the same name is another tag, and a stranger’s item is not there', async () => {
    const bob = await app.current.as('bob');
    const [hers, his] = [await item(), await item('bob')];
    await add('alice', `/inventory/${hers}`, 'secret plan');
    expect((await add('bob', `/inventory/${hers}`, 'mine')).status).toBe(404);
    expect((await bob.get(`/inventory/${hers}/tags`)).status).toBe(404);
    expect(JSON.stringify((await bob.get('/tags/suggestions?q=secret')).body)).toBe('[]');
    expect((await bob.get(`/inventory/${his}/tags`)).text).not.toContain('secret plan');
    await add('bob', `/inventory/${his}`, 'secret plan');
    expect(await tagId('secret plan', PEOPLE.bob.id)).not.toBe(await tagId('secret plan', PEOPLE.alice.id));
  });

  it('may be seen by a VIEWER and not changed', async () => {
    const vera = await app.current.as('vera');
    const id = await company('Seen by all');
    await add('alice', `/companies/${id}`, 'seen');
    const { text } = await vera.get(`/companies/${id}`);
    expect(text).toContain('href="/companies?tag=seen"');
    expect(text).not.toContain('tags/removal');
    expect((await vera.post(`/companies/${id}/tags/removal`, { tag: 'seen' })).status).toBe(403);
    expect((await vera.get('/tags?of=common')).text).not.toContain('Edit</a>');
  });
});

describe('tags on a company', () => {
  it('are everybody’s: without an owner, suggested to all, taken off by anyone, told under the name of who did it', async () => {
    const bob = await app.current.as('bob');
    const id = await company('Northgate Bags');
    await add('alice', `/companies/${id}`, 'press list');
    expect(await rows(`select user_id from tags where name = 'press list'`)).toEqual([{ user_id: null }]);
    expect((await bob.get('/tags/suggestions?of=common&q=RESS')).body).toMatchObject([{ label: 'press list' }]);
    const page = await bob.get(`/companies/${id}`);
    expect(textOf(page.text)).toContain('Alice Arden added the tag press list');
    await bob.postAndFollow(`/companies/${id}/tags/removal`, { tag: 'press list' });
    expect(await tagsOn(id)).toEqual([]);
  });

  it('made by two people at once under one name are one tag', async () => {
    const [one, other] = [await company('At once A'), await company('At once B')];
    await (await app.current.as('alice')).get('/');
    await (await app.current.as('bob')).get('/');
    const answers = await Promise.all([
      add('alice', `/companies/${one}`, 'same moment, a first'),
      add('bob', `/companies/${other}`, 'Same Moment, b first'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await rows(`select from tags where name_key = 'same moment'`)).toHaveLength(1);
  });
});

describe('whoever names a tag while others do', () => {
  it.each([
    ['on a record', 'inventory_items'],
    ['anew', 'tags'],
  ])('%s holds nothing yet that those could wait for', async (how, table) => {
    const id = await item();
    await add('alice', `/inventory/${id}`, `held ${how}`);
    const tag = await tagId(`held ${how}`, PEOPLE.alice.id);
    const somebody = await holding(app.current.db, tagNames(PEOPLE.alice.id));
    const alice = await app.current.as('alice');
    const answer =
      table === 'tags'
        ? alice.post(`/tags/${tag}`, { name: `renamed ${how}`, colour: 'grey' })
        : alice.post(`/inventory/${id}/tags/addition`, { tag: `new ${how}` });
    const held = `select from ${table} where id = '${table === 'tags' ? tag : id}' for update nowait`;
    const theirs = somebody.untilWaited().then(() => somebody.does(held));
    const [{ status }] = await Promise.all([answer, theirs.finally(somebody.commits)]);
    expect(status).toBe(303);
  });
});

describe('the page of tags', () => {
  it('counts up to 1,000 of what carries a tag', async () => {
    const alice = await app.current.as('alice');
    await add('bob', `/inventory/${await item('bob')}`, 'everywhere');
    await rows(
      `with made as (insert into inventory_items (id, user_id, name, source, currency, state)
         select gen_random_uuid(), $1, 'One of many', 'gift', 'USD', 'received' from generate_series(1, 1001) returning id)
       insert into taggings (id, user_id, tag_id, inventory_item_id) select gen_random_uuid(), $1, $2, id from made`,
      [PEOPLE.bob.id, await tagId('everywhere', PEOPLE.bob.id)],
    );
    const bob = await app.current.as('bob');
    expect(textOf((await bob.get('/tags')).text)).toContain('everywhere 1,000+ items');
    expect(textOf((await bob.get('/inventory/filters')).text)).toContain('everywhere');
    expect(textOf((await alice.get('/tags')).text)).not.toContain('everywhere');
    await rows(`delete from inventory_items where name = 'One of many'`);
  });

  it('lists one’s own and the shared ones with what carries them; what lies in the trash does not count', async () => {
    const alice = await app.current.as('alice');
    await add('alice', `/inventory/${await item()}`, 'counted');
    await add('alice', `/inventory/${await item()}`, 'counted');
    const gone = await item();
    await add('alice', `/inventory/${gone}`, 'counted, alone');
    await rows('update inventory_items set deleted_at = now() where id = $1', [gone]);
    await add('alice', `/companies/${await company('Carrier')}`, 'shared one');
    const own = textOf((await alice.get('/tags')).text);
    expect(own).toContain('counted 2 items');
    expect(own).toContain('alone Nothing');
    expect(own).not.toContain('shared one');
    expect(textOf((await alice.get('/tags?of=common')).text)).toContain('shared one 1 company');
  });

  it('renames and colours a tag, on every record at once', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    await add('alice', `/inventory/${id}`, 'typo');
    const tag = await tagId('typo', PEOPLE.alice.id);
    expect((await alice.get(`/tags/${tag}/edit`)).text).toContain('value="typo"');
    await alice.postAndFollow(`/tags/${tag}`, { name: 'Typed well', colour: 'teal' });
    expect((await alice.get(`/inventory/${id}`)).text).toMatch(/class="tag teal"><a [^>]*>Typed well</);
  });

  it.each([
    ['a blank name', { name: ' ', colour: 'grey' }, 'name', 'Type a name.'],
    ['a long name', { name: 'x'.repeat(51), colour: 'grey' }, 'name', 'Use 50 characters at most for a tag.'],
    ['a comma', { name: 'a, b', colour: 'grey' }, 'name', 'A comma parts two tags: leave it out.'],
    ['another colour', { name: 'fine', colour: 'pink' }, 'colour', 'Choose a colour.'],
  ])('refuses %s', async (_what, fields, field, message) => {
    const alice = await app.current.as('alice');
    await add('alice', `/inventory/${await item()}`, 'firm');
    const answer = await alice.post(`/tags/${await tagId('firm', PEOPLE.alice.id)}`, fields);
    expect(answer.status).toBe(422);
    expect(errorAt(answer.text, field)).toBe(message);
  });

  it('asks before it merges two tags, and leaves no record with both, each told of it', async () => {
    const alice = await app.current.as('alice');
    const [both, one] = [await item(), await item()];
    await add('alice', `/inventory/${both}`, 'bag, satchels');
    await add('alice', `/inventory/${one}`, 'bag');
    const [from, into] = [await tagId('bag', PEOPLE.alice.id), await tagId('satchels', PEOPLE.alice.id)];
    const asked = await alice.post(`/tags/${from}`, { name: 'SATCHELS', colour: 'grey' });
    expect(asked.status).toBe(409);
    expect(textOf(asked.text)).toContain('Merge “bag” into “satchels”?');
    expect(asked.text).toContain(`name="into" value="${into}"`);
    await alice.postAndFollow(`/tags/${from}/merge`, { into });
    expect([await tagsOn(both), await tagsOn(one)]).toEqual([['satchels'], ['satchels']]);
    expect((await changesOf(both)).at(-1)).toEqual({ tags: [['bag', 'satchels'], ['satchels']] });
    expect((await changesOf(one)).at(-1)).toEqual({ tags: [['bag'], ['satchels']] });
    expect(await tagId('bag', PEOPLE.alice.id)).toBe('');
  });

  it('merges no tag into itself, into a stranger’s, or into one of the other kind', async () => {
    const alice = await app.current.as('alice');
    await add('alice', `/inventory/${await item()}`, 'stays');
    await add('bob', `/inventory/${await item('bob')}`, 'his');
    await add('alice', `/companies/${await company('Stays Ltd')}`, 'common one');
    const from = await tagId('stays', PEOPLE.alice.id);
    for (const into of [from, await tagId('his', PEOPLE.bob.id), await tagId('common one', null), 'none', '']) {
      expect((await alice.post(`/tags/${from}/merge`, { into })).status).toBe(404);
    }
    expect(await tagId('stays', PEOPLE.alice.id)).toBe(from);
  });

  it('deletes a tag after saying what carries it, and tells it to each record', async () => {
    const alice = await app.current.as('alice');
    const id = await item();
    await add('alice', `/inventory/${id}`, 'doomed, safe');
    const tag = await tagId('doomed', PEOPLE.alice.id);
    const asked = textOf((await alice.get(`/tags/${tag}/delete`)).text);
    expect(asked).toContain('Delete the tag “doomed”? It comes off 1 item.');
    const after = await alice.postAndFollow(`/tags/${tag}/delete`);
    expect(textOf(after.text)).toContain('Tag doomed deleted.');
    expect(await tagsOn(id)).toEqual(['safe']);
    expect((await changesOf(id)).at(-1)).toEqual({ tags: [['doomed', 'safe'], ['safe']] });
  });

  it('takes a tag of more records than one statement takes off all of them', async () => {
    const alice = await app.current.as('alice');
    await add('alice', `/inventory/${await item()}`, 'crowd');
    const tag = await tagId('crowd', PEOPLE.alice.id);
    await rows(
      `with made as (insert into inventory_items (id, user_id, name, source, currency, state)
         select gen_random_uuid(), $1, 'One of many', 'gift', 'USD', 'received' from generate_series(1, 1200) returning id)
       insert into taggings (id, user_id, tag_id, inventory_item_id) select gen_random_uuid(), $1, $2, id from made`,
      [PEOPLE.alice.id, tag],
    );
    await alice.get(`/tags/${tag}/delete`);
    await alice.postAndFollow(`/tags/${tag}/delete`);
    expect(await rows('select from taggings where tag_id = $1', [tag])).toEqual([]);
    expect(
      await rows(`select count(*)::integer as told from history h join inventory_items i on i.id = h.inventory_item_id
        where h.act = 'tagged' and i.name = 'One of many'`),
    ).toEqual([{ told: 1200 }]);
    await rows(`delete from inventory_items where name = 'One of many'`);
  });

  it('is no way to a stranger’s tag', async () => {
    const bob = await app.current.as('bob');
    await add('alice', `/inventory/${await item()}`, 'hers alone');
    const tag = await tagId('hers alone', PEOPLE.alice.id);
    await bob.get('/tags');
    expect((await bob.get(`/tags/${tag}/edit`)).status).toBe(404);
    expect((await bob.get(`/tags/${tag}/delete`)).status).toBe(404);
    expect((await bob.post(`/tags/${tag}`, { name: 'his now', colour: 'red' })).status).toBe(404);
    expect((await bob.post(`/tags/${tag}/delete`)).status).toBe(404);
    expect(textOf((await bob.get('/tags')).text)).not.toContain('hers alone');
    expect(await tagId('hers alone', PEOPLE.alice.id)).toBe(tag);
  });
});
