import { normalForms } from '../../http/list/filter.js';
import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { holdsWords } from '../../http/list/sql.js';
import type { Role } from '../../http/person.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { all, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../../records/kinds.js';
import { type AccountFilter, STATUSES, type Status } from './schema.js';

export type ListedAccount = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  status: Status;
  created_at: Date;
  last_login_at: Date | null;
};

/** A row of the page, with what its cursor is made of. */
export type AccountRow = ListedAccount & { sort_value: string };

const STATUS = sql`case
  when locked_by_admin_at is not null then 'locked'
  when is_approved then 'active'
  when rejected_at is not null then 'rejected'
  else 'waiting' end`;
const COLUMNS = sql`id, email, name, role, ${STATUS} as status, created_at, last_login_at`;

/** The accounts of one page of the list, and one more. */
export async function accounts(db: ReadDoor, filter: AccountFilter, page: Page, sort: Sort): Promise<AccountRow[]> {
  const { where, order } = keyset(page, sort, sql`id`);
  return db.rows<AccountRow>(sql`
    select ${COLUMNS}, (${sort.expression})::text as sort_value
    from users where ${all([...conditions(filter), where])} ${order}`);
}

/** All accounts, by address. */
export async function everyAccount(db: ReadDoor): Promise<ListedAccount[]> {
  return db.rows(sql`select ${COLUMNS} from users order by email collate "C"`);
}

/** How many accounts of this search each status has. */
export async function countsByStatus(db: ReadDoor, filter: AccountFilter): Promise<Record<Status, number>> {
  const rows = await db.rows<{ status: Status; accounts: number }>(sql`
    select ${STATUS} as status, count(*)::int as accounts from users
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
  sessions: number;
};

/** The account of that id, with how many sessions it has open; undefined for none. */
export async function accountById(tx: WriteDoor, id: string): Promise<KnownAccount | undefined> {
  const [account] = await tx.$queryRaw<KnownAccount[]>(sql`
    select ${COLUMNS}, last_login_ip, must_change_password, password_changed_at, (
      select count(*)::int from sessions where sess ->> 'userId' = users.id::text and expire > now()) as sessions
    from users where id = ${id}::uuid`);
  return account;
}

/** How many records of each kind are the account's own; what is in the trash does not count. */
export async function ownedBy(tx: WriteDoor, kinds: readonly Kind[], id: string): Promise<{ kind: Kind; n: number }[]> {
  const own = kinds.filter((kind) => kind.own);
  const counts = own.map(
    ({ name, table }) =>
      sql`(select count(*)::int from ${raw(table)} where user_id = ${id}::uuid and deleted_at is null) as ${raw(name)}`,
  );
  const [row] = await tx.$queryRaw<Record<string, number>[]>(sql`select ${join(counts)}`);
  return own.map((kind) => ({ kind, n: row?.[kind.name] ?? 0 }));
}

function conditions({ q, status }: AccountFilter): Sql[] {
  const text = sql`(' ' || normal_form(email || ' ' || coalesce(name, '')) || ' ')`;
  return [holdsWords(text, normalForms(q.split(' '))), ...(status ? [sql`${STATUS} = ${status}`] : [])];
}
