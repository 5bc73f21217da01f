import { join } from 'node:path';
import { createAdmin, makePassword } from '../src/features/auth/index.js';
import { Conflict } from '../src/platform/errors.js';
import type { Passwords } from '../src/platform/passwords.js';
import type { Database, WriteDoor } from '../src/platform/postgres/database.js';
import { raw, sql } from '../src/platform/postgres/sql.js';
import { runSqlFiles } from '../src/platform/postgres/sql-file.js';
import { projectRoot } from '../src/platform/project-root.js';
import { closeLastYear } from './seed/closed-year.js';
import { type World, worldOn } from './seed/world.js';

/** Who may log in after a seed. The password is the creators', and the admin's where one was made. */
export type Logins = {
  admin: { email: string; made: boolean };
  creators: { email: string; name: string }[];
  password: string;
};
type Seeded = Logins & { companies: number; contacts: number; units: number; inTrash: number; entries: number };

const ADMIN = { email: 'admin@demo.example', name: 'Ada Winter' };
const WHY = 'the demo data is of several people';
const TABLES = [
  'users',
  'companies',
  'contacts',
  'contact_points',
  'contact_companies',
  'inventory_items',
  // Before the history, which tells of them.
  'guide_shows',
  'guide_episodes',
  'templates',
  'template_versions',
  'sender_profiles',
  'history',
  'notes',
  'tasks',
  'tags',
  'taggings',
  'deals',
  'deal_stage_log',
  'deal_contacts',
  'deal_offers',
  'deal_deliverables',
  'collabs',
  'collab_contacts',
  'collab_deliverables',
  'collab_disclosures',
  'collab_payments',
  'collab_rights',
  'collab_exclusivities',
  'affiliate_programmes',
  'affiliate_tracking_ids',
  'affiliate_months',
  'guide_seasons',
  'guide_show_people',
  'guide_segments',
  'guide_people',
  'guide_links',
  'guide_checks',
  'guide_spots',
  'guide_spot_sources',
  'template_sends',
] as const;

/**
 * Fills a database without records with the demo: all of it or nothing. Keeps an admin that exists, else makes one.
 * Throws `Conflict` when there are companies or inventory, or an account has the address of a demo person.
 */
export async function seedDemo(database: Database, passwords: Passwords, now = new Date()): Promise<Seeded> {
  const { password, hash } = await madePassword(passwords);
  const world = worldOn(now);
  const admin = await database.asSystem(WHY, async (tx) => {
    await refuseRecords(tx);
    await refuseAccounts(tx, world);
    const keeper = await ensureAdmin(tx, hash);
    const users = world.users.map((person) => ({ ...person, password_hash: hash }));
    for (const table of TABLES) await insertAll(tx, table, table === 'users' ? users : world[table]);
    if (world.users[0]) await closeLastYear(tx, world.users[0], now);
    return keeper;
  });
  const inTrash = world.inventory_items.filter((item) => item.deleted_at !== null).length;
  const counts = {
    companies: world.companies.length,
    contacts: world.contacts.length,
    units: world.inventory_items.length - inTrash,
    inTrash,
    entries: world.history.length,
  };
  return { admin, creators: world.users, password, ...counts };
}

/**
 * Fills a database without records with the large set, for measuring; its people share the password.
 * Throws `Conflict` when there are companies or inventory.
 */
export async function seedLarge(
  database: Database,
  url: string,
  passwords: Passwords,
): Promise<Omit<Logins, 'creators'>> {
  const { password, hash } = await madePassword(passwords);
  await database.asSystem(WHY, refuseRecords);
  await fillLarge(url, LARGE_PARTS, hash);
  return { admin: await database.asSystem(WHY, (tx) => ensureAdmin(tx, hash)), password };
}

/** What the large set is made of: what all others name, units, deals with their collabs, affiliate months, episodes. */
export const LARGE_PARTS = ['common', 'items', 'deals', 'affiliates', 'guide'] as const;
/** One of them, or people with more and more items of their own, which only a measuring of that wants; it copies `items`. */
export type LargePart = (typeof LARGE_PARTS)[number] | 'growth';

/** Fills in parts of the large set, each once and `common` first, all of them or nothing; `dividedBy` makes that many times fewer rows. */
export async function fillLarge(
  url: string,
  parts: readonly LargePart[],
  passwordHash: string,
  dividedBy = 1,
): Promise<void> {
  const files = ['functions', ...parts].map((part) => join(projectRoot, `prisma/seed-large/${part}.sql`));
  await runSqlFiles(url, files, { 'seed.password_hash': passwordHash, 'seed.divided_by': String(dividedBy) });
}

// Nobody adds any until the transaction ends.
async function refuseRecords(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw`lock table companies, inventory_items in share row exclusive mode`;
  const [found] = await tx.$queryRaw<{ any: boolean }[]>`
    select exists (select from companies) or exists (select from inventory_items) as any`;
  if (found?.any)
    throw new Conflict('The database holds companies or inventory already. Demo data goes into an empty one alone.');
}

// The oldest admin who can log in; where there is none, one is made with this password.
async function ensureAdmin(tx: WriteDoor, hash: string): Promise<Logins['admin']> {
  const [kept] = await tx.$queryRaw<{ email: string }[]>`
    select email from users where role = 'ADMIN' and is_approved and locked_by_admin_at is null order by created_at limit 1`;
  if (kept) return { email: kept.email, made: false };
  await createAdmin(tx, ADMIN, hash, {});
  // The link of the first start would make another one.
  await tx.$executeRaw`delete from setup_tokens`;
  return { email: ADMIN.email, made: true };
}

async function madePassword(passwords: Passwords): Promise<{ password: string; hash: string }> {
  const password = makePassword();
  return { password, hash: await passwords.hash(password) };
}

async function refuseAccounts(tx: WriteDoor, { users }: World): Promise<void> {
  const [taken] = await tx.$queryRaw<{ email: string }[]>`
    select email from users where email = any(${users.map(({ email }) => email)}) limit 1`;
  if (taken) throw new Conflict(`${taken.email} has an account already. Remove it first, or take an empty database.`);
}

/** What the demo calls by its name, and the column of the id that its person's own row of that name has. */
const NAMED: Partial<Record<(typeof TABLES)[number], Record<string, { from: string; column: string }>>> = {
  deals: {
    stage: { from: 'deal_stages', column: 'stage_id' },
    lost_reason: { from: 'lost_reasons', column: 'lost_reason_id' },
  },
  deal_stage_log: { in_stage: { from: 'deal_stages', column: 'stage_id' } },
};

// The columns are named, since a row written whole would write the generated ones too.
async function insertAll(tx: WriteDoor, table: (typeof TABLES)[number], rows: object[]): Promise<void> {
  const named = NAMED[table] ?? {};
  const given = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = given.map((name) => `"${named[name]?.column ?? name}"`).join(', ');
  const values = given.map((name) => {
    const by = named[name];
    return by
      ? `(select n.id from ${by.from} n where n.user_id = r.user_id and n.name = j.row ->> '${name}')`
      : `r."${name}"`;
  });
  await tx.$executeRaw(sql`
    insert into ${raw(table)} (${raw(columns)})
    select ${raw(values.join(', '))} from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality j (row, nth),
      jsonb_populate_record(null::${raw(table)}, j.row) r order by j.nth`);
}
