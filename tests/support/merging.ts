import type { TestApp } from './app.js';
import type { TestDatabase } from './database.js';
import type { Fields } from './visitor.js';

type Who = 'alice' | 'bob' | 'charlie' | 'vera';

/** All rows that a merge may touch, by table and id, with every column but those that tell of the merge itself. */
export async function dump(db: TestDatabase, except: Record<string, string[]> = {}): Promise<Record<string, unknown>> {
  const tables = [
    'companies',
    'contacts',
    'contact_points',
    'contact_companies',
    'inventory_items',
    'notes',
    'attachments',
    'tasks',
    'taggings',
  ];
  const all: Record<string, unknown> = {};
  for (const table of tables) {
    const rows = await db.rows<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from ${table} t order by t.id`,
    );
    for (const { row } of rows) {
      // An edit of the record that stays is one: its version and its time go on.
      for (const column of except[row.id as string] ?? []) delete row[column];
      all[`${table} ${row.id}`] = row;
    }
  }
  return all;
}

/** Opens the page that compares two, then sends it as it stands but for `fields`. */
export async function mergeAs(app: TestApp, who: Who, path: string, kept: string, lost: string, fields: Fields = {}) {
  const visitor = await app.as(who);
  const shown = await visitor.get(`${path}/${kept}/merge?with=${lost}`);
  if (shown.status !== 200) throw new Error(`the page that compares answered ${shown.status}`);
  return visitor.post(`${path}/${kept}/merge`, { ...sentWith(shown.text), ...fields });
}

/** What the form of a page holds: its hidden fields and its ticked radios. */
export function sentWith(html: string): Fields {
  const sent: Fields = {};
  for (const [tag] of html.matchAll(/<input type="(?:hidden|radio)"[^>]*>/g)) {
    const [, name = ''] = /name="([^"]*)"/.exec(tag) ?? [];
    const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? [];
    if (['csrf_token', 'form_page'].includes(name) || (tag.includes('type="radio"') && !tag.includes(' checked')))
      continue;
    sent[name] = value;
  }
  return sent;
}

/** Undoes the last merge into a record. */
export async function undoAs(app: TestApp, who: Who, path: string, kept: string) {
  const column = path === '/companies' ? 'company_id' : 'contact_id';
  const [merge] = await app.db.rows<{ id: string }>(
    `select id from merges where ${column} = $1 order by at desc, id desc limit 1`,
    [kept],
  );
  const visitor = await app.as(who);
  await visitor.get(`${path}/${kept}/merges`);
  return visitor.post(`${path}/${kept}/merge/${merge?.id}/undo`);
}
