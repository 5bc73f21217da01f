import { beforeAll, describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import type { RecordModule } from '../../src/records/module.js';
import { routesOf, useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { fieldsOf } from '../support/item-form.js';
import { mergeAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import type { Fields, Visitor } from '../support/visitor.js';
import { VOYAGES_MIGRATION, voyagesModule } from '../support/voyages.js';

/** What a VIEWER may send: of their own account, and signing out. */
const OWN = /^\/(account|auth\/logout)\b/;

const modules = [...MODULES, voyagesModule];
const app = useApp({}, { modules, migration: VOYAGES_MIGRATION });
const { vera } = PEOPLE;
const setRole = (role: string) => app.current.db.rows('update users set role = $2 where id = $1', [vera.id, role]);
const records = new Map<string, string>();

// What there is to be seen was made while the reader could still write, through the forms themselves.
beforeAll(async () => {
  await setRole('USER');
  const writer = await app.current.as('vera');
  for (const module of modules) records.set(module.kind.path, await furnish(writer, module));
  await writer.post('/tasks', { title: 'Overdue', due_on: '2026-01-02' });
  await setRole('VIEWER');
});

/** A record with one of everything that may be kept about it, beside one in the trash and one that was merged. */
async function furnish(writer: Visitor, { kind, merge }: RecordModule): Promise<string> {
  const { path, column, own } = kind;
  const [id, gone] = [await create(writer, path, 'Looked at one'), await create(writer, path, 'Thrown away')];
  await writer.post(`${path}/${gone}/delete`);
  await create(writer, path, 'Looked at ones');
  await sent(writer, `${path}/${id}/notes`, { body: 'Worth a look.' });
  await sent(writer, `${path}/${id}/tasks`, { title: 'Look again', due_on: '2026-01-02' });
  await sent(writer, `${path}/${id}/tags/addition`, { tag: `seen ${kind.name}` });
  await writer.get(`${path}/views/new`);
  await sent(writer, `${path}/views`, { name: 'Mine', query: 'q=look', pinned: 'true' });
  await sent(writer, `${path}/bulk`, { act: 'tag', tag: `many ${kind.name}`, ids: id });
  const file = { name: 'seen.png', size: 3, sha256: 'a'.repeat(64), media_type: 'image/png', width: 9, height: 9 };
  await insert(app.current.db, 'attachments', {
    ...file,
    [column]: id,
    user_id: own ? vera.id : null,
    author_id: vera.id,
  });
  if (path === '/collabs') await sent(writer, `${path}/${id}/deliverables`, { kind: 'short', platform: 'youtube' });
  if (merge) await mergeAs(app.current, 'vera', path, id, await create(writer, path, 'Merged away'));
  return id;
}

async function sent(writer: Visitor, path: string, fields: Fields): Promise<void> {
  expect(`${path} ${(await writer.post(path, fields)).status}`).toBe(`${path} 303`);
}

/** Fills what a form wants, whatever its fields are, and asks again where it says that something is missing. */
async function create(writer: Visitor, path: string, name: string): Promise<string> {
  // A month is of a programme, which is there first.
  const known = path === '/affiliates' ? { programme: `Of ${name}`, month: '2026-10' } : undefined;
  if (known) await create(writer, '/affiliates/programmes', known.programme);
  let { text } = await writer.get(`${path}/new`);
  const first = (/<input[^>]* name="(\w+)" required/.exec(text) ?? [])[1] ?? 'name';
  for (let tries = 0; tries < 3; tries += 1) {
    const wanted = [...text.matchAll(/id="f-(\w+)-error"/g)].map(([, field]) => [field, name]);
    const fields = { ...fieldsOf(text), [first]: name, ...Object.fromEntries(wanted), ...known };
    const answer = await writer.post(path, fields);
    const made = new RegExp(`^${path}/([\\w-]{36})$`).exec(answer.headers['location'] ?? '')?.[1];
    if (made) return made;
    text = answer.text;
  }
  throw new Error(`${path} took no record`);
}

/** The addresses that a page leads to by links, frames and forms that ask. */
function leadsOf(html: string): string[] {
  const links = [...html.matchAll(/<(?:a|turbo-frame)\b[^>]*? (?:href|src)="(\/[^"#]*)/g)].map(([, to]) => to);
  const asking = [...html.matchAll(/<form\b[^>]*>/g)].filter(([tag]) => !/method="post"/.test(tag));
  const actions = asking.map(([tag]) => /action="(\/[^"]*)"/.exec(tag)?.[1]);
  return [...links, ...actions].flatMap((to) => (to ? [to.replaceAll('&amp;', '&')] : []));
}

/** What a page would send: its forms, and the buttons that send one elsewhere. A form without an address is sent by those alone. */
function sendsOf(html: string): string[] {
  const forms = [...html.matchAll(/<form\b[^>]*method="post"[^>]*>/g)].map(
    ([tag]) => /action="([^"]*)"/.exec(tag)?.[1],
  );
  const buttons = [...html.matchAll(/formaction="([^"]*)"/g)].map(([, to]) => to ?? '');
  const idle = forms.includes(undefined) && buttons.length === 0 ? ['a form of no button'] : [];
  return [...forms.flatMap((to) => to ?? []), ...buttons, ...idle].filter((to) => !OWN.test(to));
}

/** Pages that print the same: of one path, with the same words in the parameters that choose among them. */
function sortOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://x');
  const chosen = [...searchParams].map(([name, value]) =>
    /^(tab|field|act|of|view)$/.test(name) ? `${name}=${value}` : '…',
  );
  return `${pathname.replace(UUID, ':id')}?${[...new Set(chosen)].sort()}`;
}
const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** The address of each page that a route answers at, with the ids of what was made; those of forms are refused, whatever their ids. */
async function pagesOfRoutes(): Promise<string[]> {
  const ids = await idsOfRest();
  const routes = routesOf(app.current).filter(
    (it) => it.method === 'get' && it.access === 'user' && !('writes' in it && it.writes),
  );
  return routes.map(({ path }) => {
    const start = /^\/\w+/.exec(path)?.[0] ?? '';
    const known: Record<string, string | undefined> = {
      ...ids[start],
      ...(records.has(start) && { id: records.get(start) }),
    };
    return path.replace(/:(\w+)/g, (whole, name: string) => known[name] ?? whole);
  });
}

async function idsOfRest(): Promise<Record<string, Record<string, string | undefined>>> {
  const first = async (sql: string, ...values: unknown[]) =>
    (await app.current.db.rows<{ id: string }>(`select id from ${sql} limit 1`, values))[0]?.id;
  const ids: Record<string, Record<string, string | undefined>> = {
    '/tasks': { id: await first('tasks') },
    '/calendar': { key: `tasks.task.${await first('tasks where user_id = $1', vera.id)}` },
    '/account': {
      export: vera.id,
      id: await insert(app.current.db, 'passkeys', {
        user_id: vera.id,
        credential_id: 'seen',
        public_key: '',
        sign_count: 0,
        name: 'Laptop',
      }),
    },
    '/tags': { id: await first('tags where user_id = $1', vera.id) },
    '/people': { file: vera.id },
    '/batches': { id: await first('batches') },
    '/import': { id: vera.id },
  };
  for (const { kind } of modules) {
    const about = (table: string) => first(`${table} where ${kind.column} = $1`, records.get(kind.path));
    const view = await first('saved_views where module = $1', kind.name);
    // Of the rows that belong to records, deliverables have a page that is no form.
    const row = kind.path === '/collabs' ? await first('collab_deliverables') : undefined;
    // The number of a version.
    ids[kind.path] = { number: '1', row, note: await about('notes'), file: await about('attachments'), view };
  }
  return ids;
}

describe('a VIEWER', () => {
  it('is shown no form that they cannot send, and led to no page that refuses them', async () => {
    const reader = await app.current.as('vera');
    const asked = new Set<string>();
    const faults: string[] = [];
    const seeds = [...(await pagesOfRoutes()), '/search?q=look', '/search?q=none+such'];
    // A new kind of parameter wants its line in `idsOfRest`.
    expect(seeds.filter((path) => path.includes(':'))).toEqual([]);
    const open = seeds.map((to) => ({ to, from: '' }));
    let seen = 0;
    for (let next = open.shift(); next; next = open.shift()) {
      const { to, from } = next;
      if (asked.has(sortOf(to)) || /\.(csv|vcf)\b|^\/build\//.test(to)) continue;
      asked.add(sortOf(to));
      const answer = await reader.get(to);
      if (answer.status === 403 && from) faults.push(`${from} leads to ${to}, which is refused`);
      if (answer.status !== 200 || !/html/.test(answer.headers['content-type'] ?? '')) continue;
      seen += 1;
      faults.push(...sendsOf(answer.text).map((action) => `${to} would send ${action}`));
      open.push(...leadsOf(answer.text).map((lead) => ({ to: lead, from: to })));
    }
    expect([...new Set(faults)].sort()).toEqual([]);
    expect(seen).toBeGreaterThan(modules.length * 10);
  });
});
