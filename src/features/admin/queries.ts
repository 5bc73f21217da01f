import { normalForms } from '../../http/list/filter.js';
import { keyset, type Page, type Sort } from '../../http/list/page.js';
import { holdsWords } from '../../http/list/sql.js';
import type { Role } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, type Sql, sql } from '../../platform/postgres/sql.js';
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

function conditions({ q, status }: AccountFilter): Sql[] {
  const text = sql`(' ' || normal_form(email || ' ' || coalesce(name, '')) || ' ')`;
  return [holdsWords(text, normalForms(q.split(' '))), ...(status ? [sql`${STATUS} = ${status}`] : [])];
}
