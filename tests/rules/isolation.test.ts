import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/postgres/database.js';
import { copyDatabase, insert, SETTINGS, type TestDatabase } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { insertNote } from '../support/notes.js';
import { PEOPLE } from '../support/people.js';

/** Tables whose rows belong to one person: the database fences each. A table with an owner on neither list fails below. */
const OWNED = [
  'inventory_items',
  'history',
  'batches',
  'notes',
  'tags',
  'taggings',
  'attachments',
  'tasks',
  'kept_imports',
  'saved_views',
  'api_answers',
  'calendar_feeds',
  ...['deal_stages', 'lost_reasons', 'deals', 'deal_stage_log', 'deal_contacts', 'deal_offers', 'deal_deliverables'],
  ...['collabs', 'collab_contacts', 'collab_deliverables', 'collab_payments', 'collab_rights', 'collab_exclusivities'],
  'collab_disclosures',
  'dashboard_layouts',
  ...['tax_years', 'tax_year_rows', 'payer_forms'],
  'mails',
  ...['affiliate_programmes', 'affiliate_tracking_ids', 'affiliate_months'],
  'sender_profiles',
  'template_sends',
  'guide_spot_sources',
  'account_files',
  'data_exports',
  ...['webhooks', 'webhook_deliveries'],
  ...['imports', 'import_pieces', 'import_rows', 'import_mappings'],
];
/** Tables that name a person and are not fenced, with the reason. */
const NOT_FENCED = {
  kept_forms: 'reached by the system alone: mouse_app has no grant on it',
  mail_links: 'reached by the system alone: who opens one is not logged in',
  totp_secrets: 'reached by the system alone: who is asked for a code is not logged in yet',
  recovery_codes: 'reached by the system alone: who is asked for a code is not logged in yet',
  api_tokens: 'reached by the system alone: who comes by one is nobody before',
  passkeys: 'reached by the system alone: who logs in by one is nobody before',
  known_browsers: 'reached by the system alone: who logs in is nobody before',
  account_decisions: 'what admins decided about an account, for admins alone',
};
const OUT_OF_REACH = [
  'users',
  'sessions',
  'login_attempts',
  'setup_tokens',
  'mail_links',
  'totp_secrets',
  'recovery_codes',
  'passkeys',
  'known_browsers',
  'account_decisions',
  'invitations',
  'api_tokens',
  'kept_forms',
  'file_removals',
  'site_texts',
  'last_backup',
  '_prisma_migrations',
];
/** What members read past every policy, and why; where not all of it, the columns. Anything else that has no fence fails below. */
const COMMON: Record<string, { why: string; columns?: string[] }> = {
  companies: { why: 'the address book is everybody’s' },
  company_categories: { why: 'one tree for all' },
  contacts: { why: 'the address book is everybody’s' },
  contact_points: { why: 'goes with its contact' },
  contact_companies: { why: 'goes with its contact' },
  ...Object.fromEntries(
    'guide_shows guide_seasons guide_show_people guide_episodes guide_segments guide_people guide_links guide_checks guide_spots'
      .split(' ')
      .map((table) => [table, { why: 'shows and the guides of their episodes are everybody’s' }]),
  ),
  members: { why: 'who may own what is common' },
  distinct_pairs: { why: 'names two common records, and who said that they are two' },
  reporting_lines: { why: 'what the law says is the same for all' },
  people: { why: 'who wrote what is common', columns: ['id', 'name', 'picture_id'] },
  merges: {
    why: 'which common records became one; what was moved names everybody’s rows',
    columns: [
      ...['id', 'at', 'actor_id', 'company_id', 'contact_id', 'template_id', 'guide_show_id', 'guide_episode_id'],
      ...['lost_id', 'lost_name', 'undone_at'],
    ],
  },
};

/** What members may run that reads past the policies, and why. Any other fails below. */
const PAST_POLICIES: Record<string, string> = {
  notes_holding: 'ids of own and common notes that hold words, by an index that a policy keeps out of reach',
  attachments_holding: 'the same of files',
  items_of_serial: 'ids of own items with a serial number, by such an index',
  items_of_sku: 'the same of SKUs',
  items_of_asin: 'the same of ASINs',
};

const { alice, bob } = PEOPLE;
let db: TestDatabase;
let login: pg.Client;
let aliceItem: string;

beforeAll(async () => {
  db = await copyDatabase();
  login = new pg.Client(db.url);
  await login.connect();
  aliceItem = await insertItem(db, alice.id, { name: 'Kestrel gimbal' });
  await insertItem(db, bob.id, { name: 'Corkline album' });
});
afterAll(async () => {
  await login.end();
  await db.drop();
});

/** Raw SQL as the app would be if its code forgot everything: only the role and, where given, the person. */
async function as<T = Record<string, unknown>>(
  role: string,
  personId: string | null,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  await login.query('begin');
  try {
    await login.query(`set local role ${role}`);
    if (personId) await login.query(`select set_config('app.user_id', $1, true)`, [personId]);
    return (await login.query(text, values)).rows as T[];
  } finally {
    await login.query('rollback');
  }
}

async function faults(client: { query: pg.Client['query'] }): Promise<string[]> {
  const { rows } = await client.query(`
    select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced,
      coalesce((select array_agg(p.polname::text || ':' || r.rolname) from pg_policy p, unnest(p.polroles) o join pg_roles r on r.oid = o
        where p.polrelid = c.oid and p.polcmd = '*'), '{}') as policies
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`);
  return rows.flatMap(({ table, forced, policies }) => {
    if (table in NOT_FENCED) return [];
    if (!OWNED.includes(table)) return [`${table} is on neither list`];
    const missing = ['own:mouse_app', 'system:mouse_system'].filter((it) => !policies.includes(it));
    return [
      ...(forced ? [] : [`${table}: row level security is not forced`]),
      ...missing.map((it) => `${table}: policy ${it} is missing`),
    ];
  });
}

/** What mouse_app reads of tables and views that have no fence, and `COMMON` does not say. */
async function unfenced(client: { query: pg.Client['query'] }): Promise<string[]> {
  const { rows } = await client.query(`
    select c.relname as table, a.attname as column from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      and not c.relrowsecurity and has_schema_privilege('mouse_app', c.relnamespace, 'usage')
      and has_column_privilege('mouse_app', c.oid, a.attnum, 'select') order by 1, a.attnum`);
  return rows.flatMap(({ table, column }) => {
    const { why, columns } = COMMON[table] ?? {};
    return why && (columns?.includes(column) ?? true) ? [] : [`${table}.${column}`];
  });
}

describe('the login role', () => {
  it('is neither superuser nor free of policies', async () => {
    const [row] = (await login.query('select rolsuper, rolbypassrls from pg_roles where rolname = current_user')).rows;
    expect(row).toEqual({ rolsuper: false, rolbypassrls: false });
  });

  it('sees no owned row by itself, though it owns the tables', async () => {
    for (const table of OWNED) expect((await login.query(`select 1 from ${table}`)).rowCount).toBe(0);
  });
});

describe('an owned table', () => {
  it('is forced and has both policies, each of them', async () => {
    expect(await faults(login)).toEqual([]);
  });

  it('fails this very check when a policy is dropped, or when the force is lifted, or when it is new', async () => {
    await login.query('begin');
    await login.query('drop policy own on inventory_items');
    expect(await faults(login)).toEqual(['inventory_items: policy own:mouse_app is missing']);
    await login.query('alter table history no force row level security');
    expect(await faults(login)).toContain('history: row level security is not forced');
    await login.query('create table deadlines (user_id uuid)');
    expect(await faults(login)).toContain('deadlines is on neither list');
    await login.query('rollback');
  });

  it('shows nothing to raw SQL with no person set', async () => {
    for (const table of OWNED) expect(await as('mouse_app', null, `select * from ${table}`)).toEqual([]);
  });

  it('shows a person their own rows and no stranger’s', async () => {
    const names = await as('mouse_app', bob.id, 'select name from inventory_items');
    expect(names).toEqual([{ name: 'Corkline album' }]);
    expect(await as('mouse_app', bob.id, 'select * from inventory_items where id = $1', [aliceItem])).toEqual([]);
  });

  it('lets a stranger’s row be neither changed nor deleted', async () => {
    expect(
      await as('mouse_app', bob.id, `update inventory_items set name = 'mine' where id = $1 returning id`, [aliceItem]),
    ).toEqual([]);
    expect(
      await as('mouse_app', bob.id, 'delete from inventory_items where id = $1 returning id', [aliceItem]),
    ).toEqual([]);
  });

  it('refuses a forged owner', async () => {
    const forged = `insert into inventory_items (id, user_id, name, source, currency, state)
      values (gen_random_uuid(), $1, 'forged', 'gift', 'USD', 'received')`;
    await expect(as('mouse_app', bob.id, forged, [alice.id])).rejects.toThrow(/row-level security/);
    await expect(as('mouse_app', bob.id, 'update inventory_items set user_id = $1', [alice.id])).rejects.toThrow(
      /row-level security/,
    );
  });

  it('fills the owner in by itself', async () => {
    const rows = await as(
      'mouse_app',
      bob.id,
      `insert into inventory_items (id, name, source, currency, state)
      values (gen_random_uuid(), 'new', 'gift', 'USD', 'received') returning user_id`,
    );
    expect(rows).toEqual([{ user_id: bob.id }]);
  });

  it('refuses a reference to a stranger’s row: the owner is in the key', async () => {
    const history = `insert into history (id, act, inventory_item_id) values (gen_random_uuid(), 'changed', $1)`;
    await expect(as('mouse_app', bob.id, history, [aliceItem])).rejects.toThrow(/foreign key/);
    await expect(
      as(
        'mouse_app',
        bob.id,
        `insert into history (id, user_id, act, inventory_item_id)
      values (gen_random_uuid(), null, 'changed', $1)`,
        [aliceItem],
      ),
    ).rejects.toThrow(/history_owner/);
  });

  it('is searched within own rows alone', async () => {
    const search = `select id from inventory_items where search_text like '%kestrel%'`;
    expect(await as('mouse_app', bob.id, search)).toEqual([]);
    expect(await as('mouse_app', alice.id, search)).toEqual([{ id: aliceItem }]);
  });
});

describe('a draft of a template', () => {
  it('is its author’s alone, with its versions and what is kept about it, in whatever role’s name somebody asks', async () => {
    const draft = { name: 'Hedgerow', state: 'draft', draft_of: alice.id, created_by: alice.id };
    const id = await insert(db, 'templates', draft);
    await insert(db, 'notes', { body: 'Bracken', author_id: alice.id, template_id: id });
    await insert(db, 'history', { actor_id: alice.id, act: 'changed', template_id: id });
    const seen = async (role: string, person: string | null, table: string) =>
      (await as(role, person, `select from ${table} where ${table === 'templates' ? 'id' : 'template_id'} = $1`, [id]))
        .length;
    for (const table of ['templates', 'template_versions', 'notes', 'history']) {
      expect([table, await seen('mouse_app', alice.id, table)]).toEqual([table, 1]);
      expect([table, await seen('mouse_app', bob.id, table)]).toEqual([table, 0]);
      expect([table, await seen('mouse_app', null, table)]).toEqual([table, 0]);
    }
    expect(await seen('mouse_system', bob.id, 'templates')).toBe(0);
    expect(await seen('mouse_system', null, 'templates')).toBe(1);
    const holding = `select id from notes where id in (select notes_holding(array['%bracken%'], 10))`;
    expect(await as('mouse_app', bob.id, holding)).toEqual([]);
  });

  it('is taken from nobody by the database itself: who did not make a template cannot draft it, nor write what it said', async () => {
    const id = await insert(db, 'templates', { name: 'Shared', created_by: alice.id });
    const drafted = `update templates set state = 'draft' where id = $1 returning draft_of`;
    await expect(as('mouse_app', bob.id, drafted, [id])).rejects.toThrow(/by who made it/);
    expect(await as('mouse_app', alice.id, drafted, [id])).toEqual([{ draft_of: alice.id }]);
    const forged = `insert into templates (id, name, state, draft_of) values (gen_random_uuid(), 'Forged', 'draft', $1)`;
    await expect(as('mouse_app', bob.id, forged, [alice.id])).rejects.toThrow(/row-level security/);
    await expect(as('mouse_app', alice.id, `update template_versions set body = 'x'`)).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('what has no fence', () => {
  it('is common, table by table and where need be column by column', async () => {
    expect(await unfenced(login)).toEqual([]);
  });

  it('fails this very check when a member may read more, or when it is new', async () => {
    await login.query('begin');
    await login.query(
      'grant select on merges to mouse_app; create table leaks (what text); grant select on leaks to mouse_app',
    );
    expect(await unfenced(login)).toEqual(['leaks.what', 'merges.moved']);
    await login.query('rollback');
  });

  it('keeps what a merge moved from members: rows of others, and what stood in them', async () => {
    await expect(as('mouse_app', alice.id, 'select moved from merges')).rejects.toThrow(/permission denied/);
    expect(await as('mouse_app', alice.id, 'select lost_name from merges')).toEqual([]);
  });
});

describe('what reads past the policies', () => {
  const runnable = `select p.proname as name from pg_proc p join pg_roles r on r.oid = p.proowner
    where p.prosecdef and p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
      and has_function_privilege('mouse_app', p.oid, 'execute') order by 1`;

  it('is known, function by function', async () => {
    const names = (await login.query(runnable)).rows.map(({ name }) => name);
    expect(names).toEqual(Object.keys(PAST_POLICIES).sort());
  });

  it('answers a person own and common ids alone, and where no person is set the common ones', async () => {
    const contact = await insert(db, 'contacts', { first_name: 'Ana' });
    const bobs = (await as<{ id: string }>('mouse_app', bob.id, 'select id from inventory_items'))[0]?.id;
    const ids = {
      own: await insertNote(db, alice.id, { body: 'Kestrel', inventory_item_id: aliceItem }),
      bobs: await insertNote(db, bob.id, { body: 'Kestrel', inventory_item_id: bobs }),
      common: await insertNote(db, bob.id, { body: 'Kestrel', contact_id: contact }),
    };
    const holding = async (person: string | null) =>
      (
        await as<{ id: string }>('mouse_app', person, `select notes_holding(array['%kestrel%'], 10) as id order by 1`)
      ).map(({ id }) => id);
    expect(await holding(alice.id)).toEqual([ids.own, ids.common]);
    expect(await holding(bob.id)).toEqual([ids.bobs, ids.common]);
    expect(await holding(null)).toEqual([ids.common]);
  });

  it.each(['serial', 'sku', 'asin'])('answers the ids of own items of a %s alone, whatever its case', async (key) => {
    const [bobs] = await as<{ id: string }>('mouse_app', bob.id, 'select id from inventory_items');
    for (const [id, said] of [
      [aliceItem, `Known-${key}`],
      [bobs?.id, `KNOWN-${key}`],
    ])
      await db.rows(`update inventory_items set ${key} = $2 where id = $1`, [id, said]);
    const found = async (person: string | null) =>
      (await as<{ id: string }>('mouse_app', person, `select id from items_of_${key}(array['known-${key}'])`)).map(
        ({ id }) => id,
      );
    expect([await found(alice.id), await found(bob.id), await found(null)]).toEqual([[aliceItem], [bobs?.id], []]);
  });

  it('is not left a place to put functions in', async () => {
    const [row] = (await login.query(`select has_schema_privilege('mouse_system', 'public', 'create') as may`)).rows;
    expect(row).toEqual({ may: false });
  });
});

describe('what a person cannot reach', () => {
  it.each(OUT_OF_REACH)('%s has no grant for mouse_app', async (table) => {
    await expect(as('mouse_app', alice.id, `select * from ${table}`)).rejects.toThrow(/permission denied/);
  });

  it('shows of people an id, a name and a picture', async () => {
    const [row] = await as('mouse_app', alice.id, 'select * from people where id = $1', [bob.id]);
    expect(row).toEqual({ id: bob.id, name: bob.name, picture_id: null });
  });

  it('keeps the audit log from being read or rewritten, by the owner of the table too', async () => {
    await expect(as('mouse_app', alice.id, 'select * from audit_log')).rejects.toThrow(/permission denied/);
    for (const change of [`update audit_log set act = 'x'`, 'delete from audit_log', 'truncate audit_log']) {
      await expect(login.query(change)).rejects.toThrow(/append-only/);
    }
  });
});

describe('the doors', () => {
  it('bind Prisma to the person, through include too', async () => {
    const company = '01900000-0000-7000-8000-0000000000aa';
    await db.rows(`insert into companies (id, name) values ($1, 'Kestrel')`, [company]);
    await db.rows('update inventory_items set company_id = $1', [company]);
    const database = openDatabase({ ...SETTINGS, url: db.url }, { warn: () => undefined });
    const read = (id: string) =>
      database.asUser(id, (tx) => tx.company.findMany({ include: { items: { select: { name: true } } } }));
    expect((await read(bob.id))[0]?.items).toEqual([{ name: 'Corkline album' }]);
    expect((await read(PEOPLE.charlie.id))[0]?.items).toEqual([]);
    const all = await database.asSystem('a test of the system’s door', (tx) => tx.inventoryItem.count());
    expect(all).toBe(2);
    await database.close();
  });
});
