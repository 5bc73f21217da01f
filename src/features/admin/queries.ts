import { normalForms } from '../../http/list/filter.js';
import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { holdsWords } from '../../http/list/sql.js';
import type { Role } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../../records/kinds.js';
import { type AccountFilter, STATUSES, type Status } from './schema.js';

const PICTURE = sql`(select picture_id from people where people.id = accounts.id) as picture_id`;

type Door = Pick<ReadDoor, 'row' | 'rows'>;
/** The accounts that wrong tries have locked, each with the minutes left: `lockout.lockedOut` tells. */
export type LockedOut = ReadonlyMap<string, number>;

export type ListedAccount = {
  id: string;
  email: string;
  name: string | null;
  /** Who was invited becomes a member. */
  role: Role;
  status: Status;
  created_at: Date;
  last_login_at: Date | null;
  /** When it goes for good, since its person wants that. */
  deletion_due_at: Date | null;
};

/** A row of the page, with their picture, and with what its cursor is made of. */
export type AccountRow = ListedAccount & { picture_id: string | null; sort_value: string };

/** The accounts of one page of the list, and one more. */
export async function accounts(
  db: Door,
  filter: AccountFilter,
  lockedOut: LockedOut,
  page: Page,
  sort: Sort,
): Promise<AccountRow[]> {
  const { where, order } = keyset(page, sort, sql`id`);
  return db.rows<AccountRow>(sql`
    select accounts.*, ${PICTURE}, (${sort.expression})::text as sort_value
    from ${listed(lockedOut)} where ${all([...conditions(filter), where])} ${order}`);
}

/** All accounts, by address. */
export async function everyAccount(db: Door, lockedOut: LockedOut): Promise<ListedAccount[]> {
  return db.rows(sql`select * from ${listed(lockedOut)} where status <> 'invited' order by email collate "C"`);
}

/** How many accounts of this search each status has. */
export async function countsByStatus(
  db: Door,
  filter: AccountFilter,
  lockedOut: LockedOut,
): Promise<Record<Status, number>> {
  const rows = await db.rows<{ status: Status; accounts: number }>(sql`
    select status, count(*)::int as accounts from ${listed(lockedOut)}
    where ${all(conditions({ ...filter, status: undefined }))} group by 1`);
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status, accounts } of rows) counts[status] = accounts;
  return counts;
}

/** What an admin may know of one account. */
export type KnownAccount = ListedAccount & {
  last_login_ip: string | null;
  must_change_password: boolean;
  password_changed_at: Date | null;
  email_verified_at: Date | null;
  rejected_at: Date | null;
  locked_by_admin_at: Date | null;
  picture_id: string | null;
  /** How often wrong tries locked it since the year began. */
  lockouts: number;
};

/** The account of that id, with how many sessions it has open; undefined for none. */
export function accountById(db: Door, id: string, lockedOut: LockedOut): Promise<KnownAccount | undefined> {
  return db.row<KnownAccount>(sql`
    select accounts.*, ${PICTURE}, last_login_ip, must_change_password, password_changed_at, email_verified_at, rejected_at, locked_by_admin_at,
      (select count(*)::int from audit_log where subject_kind = 'user' and subject_id = users.id::text and act = 'lockout'
        and at >= date_trunc('year', now())) as lockouts
    from ${listed(lockedOut)} join users using (id) where id = ${id}::uuid`);
}

/** Those who stand before and after an account in the list as it opens; who was invited has no page. */
export async function neighboursOf(
  db: Door,
  id: string,
  lockedOut: LockedOut,
  { expression }: Sort,
): Promise<{ previous: string | null; next: string | null }> {
  const placed = sql`(select id, ${expression} as place from ${listed(lockedOut)} where status <> 'invited')`;
  const found = await db.row<{ previous: string | null; next: string | null }>(sql`
    select (select id::text from ${placed} o where (place, id) > (it.place, it.id) order by place, id limit 1) as previous,
      (select id::text from ${placed} o where (place, id) < (it.place, it.id) order by place desc, id desc limit 1) as next
    from ${placed} it where it.id = ${id}::uuid`);
  return found ?? { previous: null, next: null };
}

export type Decision = { at: Date; decision: string; note: string | null; decided_by: string | null };
const DECISIONS_SHOWN = 5;

/** What admins decided about the account, the last first. */
export function decisionsAbout(db: Door, id: string): Promise<Decision[]> {
  return db.rows<Decision>(sql`
    select d.at, d.decision, d.note, people.name as decided_by
    from account_decisions d left join people on people.id = d.decided_by
    where d.user_id = ${id}::uuid order by d.id desc limit ${DECISIONS_SHOWN}`);
}

/** How many records of each kind are the account's own; what is in the trash does not count. */
export async function ownedBy(db: Door, kinds: readonly Kind[], id: string): Promise<{ kind: Kind; n: number }[]> {
  const own = kinds.filter((kind) => kind.own);
  const counts = own.map(
    ({ name, table }) =>
      sql`(select count(*)::int from ${raw(table)} where user_id = ${id}::uuid and deleted_at is null) as ${raw(name)}`,
  );
  const row = await db.row<Record<string, number>>(sql`select ${join(counts)}`);
  return own.map((kind) => ({ kind, n: row?.[kind.name] ?? 0 }));
}

// Who was invited has no account yet, and is listed with the others. What presses an admin stands before what wrong tries do by themselves, and end by themselves.
function listed(lockedOut: LockedOut): Sql {
  return sql`(
    select id, email, name, role, created_at, last_login_at, deletion_due_at, case
      when locked_by_admin_at is not null then 'locked'
      when is_approved and id = any(${[...lockedOut.keys()]}::uuid[]) then 'locked_out'
      when is_approved and deletion_due_at is not null then 'leaving'
      when is_approved then 'active'
      when rejected_at is not null then 'rejected'
      else 'waiting' end as status
    from users
    union all
    select id, address, null, 'USER', invited_at, null, null, 'invited' from invitations) as accounts`;
}

function conditions({ q, status }: AccountFilter): Sql[] {
  const text = sql`(' ' || normal_form(email || ' ' || coalesce(name, '')) || ' ')`;
  return [holdsWords(text, normalForms(q.split(' '))), ...(status ? [sql`status = ${status}`] : [])];
}
