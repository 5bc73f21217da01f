import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import type { Kind } from '../../src/records/kinds.js';
import { kindsOf } from '../../src/records/module.js';
import { routesOf, useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

/** What each ability answers at, behind the path of a module. */
const ABILITIES = {
  create: ['get /new', 'post '],
  edit: ['get /:id', 'get /:id/edit', 'post /:id'],
  trash: ['post /:id/delete', 'post /:id/restoration'],
  notes: [
    'post /:id/notes',
    'post /:id/notes/:note',
    'post /:id/notes/:note/delete',
    'post /:id/notes/:note/restoration',
  ],
  tags: ['get /:id/tags', 'post /:id/tags', 'post /:id/tags/addition', 'post /:id/tags/removal'],
  files: [
    'post /:id/files',
    'get /:id/files/:file',
    'post /:id/files/:file/delete',
    'post /:id/files/:file/restoration',
  ],
  tasks: ['post /:id/tasks'],
  history: ['post /:id/history/:entry/restoration'],
  bulk: ['get /bulk', 'post /bulk'],
  views: ['post /views'],
  export: ['get /export.csv', 'get /export.json'],
  merge: ['get /:id/merge', 'post /:id/merge', 'post /:id/merge/:merge/undo', 'get /possible-duplicates'],
} as const;
type Ability = keyof typeof ABILITIES;

const OWN: Ability[] = [
  'create',
  'edit',
  'trash',
  'notes',
  'tags',
  'files',
  'tasks',
  'history',
  'bulk',
  'views',
  'export',
];
/** Which module has what. Own records have nobody's to be merged with. */
const MATRIX: Record<string, Ability[]> = {
  inventory: OWN,
  pipeline: OWN,
  collabs: OWN,
  programmes: OWN,
  affiliates: OWN,
  companies: [...OWN, 'merge'],
  contacts: [...OWN, 'merge'],
  templates: [...OWN, 'merge'],
  // A name is one show's, and a number one episode's: there is nothing to merge.
  guide_shows: OWN,
  guide_episodes: OWN,
};

const app = useApp();
const KINDS = kindsOf(MODULES);

const routes = () => new Set(routesOf(app.current).map(({ method, path }) => `${method} ${path}`));

const cells = Object.entries(MATRIX).flatMap(([name, abilities]) =>
  abilities.map((ability) => [name, ability] as const),
);

describe('a module', () => {
  it('stands in the matrix and among the modules, whatever kinds there are', () => {
    expect(Object.keys(MATRIX).toSorted()).toEqual(KINDS.map(({ name }) => name).toSorted());
  });

  it.each(cells)('%s has %s', (name, ability) => {
    const there = routes();
    const path = KINDS.find((kind) => kind.name === name)?.path;
    const missing = ABILITIES[ability].map((it) => it.replace(' ', ` ${path}`)).filter((it) => !there.has(it));
    expect(missing).toEqual([]);
  });

  it.each(KINDS.map((kind) => [kind.name, kind] as const))(
    '%s shows them on its record and over its list',
    async (_, kind) => {
      const alice = await app.current.as('alice');
      const path = `${kind.path}/${await record(kind)}`;
      const page = await alice.get(path);
      for (const sent of ['tags/addition', 'delete']) expect(page.text).toContain(`action="${path}/${sent}"`);
      expect((await alice.get(`${path}?tab=activity`)).text).toContain(`action="${path}/notes"`);
      for (const tab of ['tasks', 'files']) {
        expect(page.text).toContain(`href="${path}?tab=${tab}#activity"`);
        expect((await alice.get(`${path}?tab=${tab}`)).text).toContain(`action="${path}/${tab}"`);
      }
      // The pipeline's own first page is a board.
      const list = await alice.get(`${kind.path}?${kind.name === 'pipeline' ? 'layout=list' : ''}`);
      expect(list.text).toContain(`action="${kind.path}/bulk"`);
      for (const format of ['csv', 'json']) expect(list.text).toContain(`href="${kind.path}/export.${format}`);
      expect(list.text).toContain(`href="${kind.path}/views/new`);
    },
  );

  it.each(MODULES.map((module) => [module.kind.name, module] as const))(
    '%s tells how each field reads',
    (_, module) => {
      expect(module.names.length).toBeGreaterThan(0);
      for (const field of module.names) {
        expect(module.label(field)).toMatch(/^[A-Z]/);
        expect(module.shown(field, null)).toBe('');
      }
    },
  );
});

describe('a table whose rows are about records', () => {
  it.each(['history', 'notes', 'taggings', 'attachments', 'tasks'])(
    '%s has a column, indexed, for every kind',
    async (table) => {
      for (const { column } of KINDS) {
        const indexed = await app.current.db.rows(
          `select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
         where i.indrelid = $1::regclass and a.attname = $2`,
          [table, column],
        );
        expect([column, indexed.length > 0]).toEqual([column, true]);
      }
    },
  );
});

async function record(kind: Kind): Promise<string> {
  if (kind.name === 'inventory') return insertItem(app.current.db, PEOPLE.alice.id);
  const id = uuidv7();
  if (kind.own) return insertOwn(kind, id);
  const name = kind.name === 'contacts' ? 'first_name' : 'name';
  const [columns, values] =
    kind.name === 'guide_episodes' ? [', show_id', ', (select id from guide_shows limit 1)'] : ['', ''];
  await app.current.db.rows(`insert into ${kind.table} (id, ${name}${columns}) values ($1, $2${values})`, [
    id,
    `Some ${kind.name}`,
  ]);
  return id;
}

// As alice's form would: a deal stands in the first of her stages, a month is of a programme.
async function insertOwn(kind: Kind, id: string): Promise<string> {
  const more: Record<string, [columns: string, values: string]> = {
    pipeline: ['stage_id', '(select id from deal_stages where user_id = $3 order by position limit 1)'],
    affiliates: ['month, programme_id', `'2026-10', (select id from affiliate_programmes where user_id = $3 limit 1)`],
  };
  const [columns, values] = more[kind.name] ?? [];
  await app.current.db.rows(
    `insert into ${kind.table} (id, name, user_id, currency${columns ? `, ${columns}` : ''}) values ($1, $2, $3, 'USD'${values ? `, ${values}` : ''})`,
    [id, `Some ${kind.name}`, PEOPLE.alice.id],
  );
  return id;
}
