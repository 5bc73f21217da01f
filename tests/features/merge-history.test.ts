import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany, insertContactAt } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { mergeAs, undoAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const { alice, bob } = PEOPLE;
const app = useApp();
const db = () => app.current.db;
const PATH = '/companies';
const history = (column: string, id: string) =>
  db().rows(`select user_id, actor_id, act, changes from history where ${column} = $1 order by at, id`, [id]);
const seen = async (who: 'alice' | 'bob', path: string) =>
  textOf((await (await app.current.as(who)).get(path)).text).replace(/\s+/g, ' ');

let made = 0;
/** Two companies, the second with an item of Alice's, two of Bob's (one in the trash), a contact, and a company below it. */
async function pair() {
  made += 1;
  const [stays, goes] = [`Lumen ${made}`, `Lumen Works ${made}`];
  const kept = await insertCompany(db(), { name: stays });
  const lost = await insertCompany(db(), { name: goes });
  const about = { company_id: lost, brand: goes };
  return {
    kept,
    lost,
    stays,
    goes,
    hers: await insertItem(db(), alice.id, about),
    his: await insertItem(db(), bob.id, about),
    gone: await insertItem(db(), bob.id, { ...about, deleted_at: new Date() }),
    contact: await insertContactAt(db(), lost),
    below: await insertCompany(db(), { name: `${goes} below`, parent_id: lost }),
    untouched: await insertItem(db(), alice.id, { company_id: kept, brand: stays }),
  };
}

describe('a merge of companies', () => {
  it('writes a line in the history of each item that it led elsewhere, whoever’s it is', async () => {
    const { kept, lost, stays, goes, hers, his, gone, untouched } = await pair();
    await mergeAs(app.current, 'alice', PATH, kept, lost);
    const line = { actor_id: alice.id, act: 'relinked', changes: { brand: [goes, stays] } };
    expect(await history('inventory_item_id', hers)).toEqual([{ user_id: alice.id, ...line }]);
    for (const id of [his, gone])
      expect(await history('inventory_item_id', id)).toEqual([{ user_id: bob.id, ...line }]);
    expect(await history('inventory_item_id', untouched)).toEqual([]);
    const said = `Brand changed from ${goes} to ${stays}, since`;
    expect(await seen('alice', `/inventory/${hers}`)).toContain(`${said} you merged the two`);
    expect(await seen('bob', `/inventory/${his}`)).toContain(`${said} Alice Arden merged the two`);
  });

  it('writes one for each contact that works there, and each company below it', async () => {
    const { kept, lost, stays, goes, contact, below } = await pair();
    await insert(db(), 'contact_companies', { contact_id: contact, company_id: kept });
    await mergeAs(app.current, 'alice', PATH, kept, lost);
    const line = { user_id: null, actor_id: alice.id, act: 'relinked' };
    expect(await history('contact_id', contact)).toEqual([{ ...line, changes: { companies: [goes, stays] } }]);
    expect(await history('company_id', below)).toEqual([{ ...line, changes: { parent: [goes, stays] } }]);
    expect(await seen('bob', `/contacts/${contact}`)).toContain(
      `Companies changed from ${goes} to ${stays}, since Alice Arden merged the two`,
    );
    expect(await seen('bob', `/companies/${below}`)).toContain(
      `Belongs to changed from ${goes} to ${stays}, since Alice Arden merged the two`,
    );
  });

  it('says nothing where the name stays the one that is read there', async () => {
    const { kept, lost, hers } = await pair();
    await mergeAs(app.current, 'alice', PATH, kept, lost, { name: 'lost' });
    expect(await history('inventory_item_id', hers)).toEqual([]);
    await undoAs(app.current, 'alice', PATH, kept);
    expect(await history('inventory_item_id', hers)).toEqual([]);
  });

  it('leaves one back when it is undone, where the item is led back', async () => {
    const { kept, lost, stays, goes, hers, his, contact } = await pair();
    await mergeAs(app.current, 'alice', PATH, kept, lost);
    const elsewhere = await insertCompany(db());
    await db().rows('update inventory_items set company_id = $2 where id = $1', [his, elsewhere]);
    await undoAs(app.current, 'bob', PATH, kept);
    const back = { actor_id: bob.id, act: 'linked_back' };
    expect((await history('inventory_item_id', hers)).slice(1)).toEqual([
      { user_id: alice.id, ...back, changes: { brand: [stays, goes] } },
    ]);
    expect((await history('inventory_item_id', his)).slice(1)).toEqual([]);
    expect((await history('contact_id', contact)).slice(1)).toMatchObject([back]);
    expect(await seen('alice', `/inventory/${hers}`)).toContain(
      `Brand changed from ${stays} to ${goes}, since Bob Brook took the two apart again`,
    );
  });

  it('makes no line that could be set back or undone, and none that the dashboard tells', async () => {
    const { kept, lost, hers, contact } = await pair();
    await mergeAs(app.current, 'alice', PATH, kept, lost);
    const alices = await app.current.as('alice');
    for (const [column, path, field] of [
      ['inventory_item_id', `/inventory/${hers}`, 'brand'],
      ['contact_id', `/contacts/${contact}`, 'companies'],
    ] as const) {
      const id = column === 'contact_id' ? contact : hers;
      const [entry] = await db().rows<{ id: string }>(`select id from history where ${column} = $1`, [id]);
      expect((await alices.get(path)).text).not.toContain(`${entry?.id}/restoration`);
      expect((await alices.post(`${path}/history/${entry?.id}/restoration`, { field })).status).toBe(404);
      expect((await alices.post(`${path}/history/${entry?.id}/reversal`)).status).toBe(404);
    }
    const name = (await db().rows<{ name: string }>('select name from inventory_items where id = $1', [hers]))[0]?.name;
    expect(await seen('alice', '/')).not.toContain(`${name} changed`);
  });
});
