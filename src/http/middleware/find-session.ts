import type { SessionData } from 'express-session';
import type { Config } from '../../config.js';
import { DAY_MS } from '../../platform/clock.js';
import type { Database } from '../../platform/postgres/database.js';
import { anyDay, type Sql, sql } from '../../platform/postgres/sql.js';
import { dayOf } from '../format.js';
import { PAGE_LIMIT_MS, within } from '../in-time.js';
import { COUNT_LIMIT } from '../list/view.js';
import { initials, type Person } from '../person.js';
import type { FindSession } from './session-store.js';

/** What an account says of its person, whatever they come by. */
export type AccountRow = Omit<Person, 'initials' | 'mustSetUpTwoFactor' | 'hasPasskey' | 'waiting' | 'due'>;
type PersonRow = AccountRow & Pick<Person, 'mustSetUpTwoFactor' | 'hasPasskey' | 'waiting'> & { due: number[] };
/** A session, beside its person or a row of nothing. */
type Row = { sess: SessionData } & (PersonRow | { id: null });

/** The columns of `AccountRow`, read from users. */
export const ACCOUNT_COLUMNS = sql`id, email, coalesce(name, split_part(email, '@', 1)) as name, role,
  (select picture_id from people where people.id = users.id) as "pictureId", theme, shortcuts, time_zone as "timeZone", currency, locale,
  weekly_deliverables as "weeklyDeliverables", must_change_password as "mustChangePassword", deletion_due_at as "deletionDueAt"`;

/** The person of an account, with nothing counted beside them. */
export function personOfRow(row: AccountRow): Person {
  return { ...row, initials: initials(row.name), mustSetUpTwoFactor: false, hasPasskey: false, waiting: 0, due: 0 };
}

const WHY = 'who sends this request is asked before there is a person';
const ADMIN_WITHOUT_TWO_FACTOR = sql`(role = 'ADMIN' and not exists (
  select from totp_secrets s where s.user_id = users.id and s.confirmed_at is not null))`;

/**
 * Finds a session that has not expired, and with it its person: who is not approved, locked by an admin or gone is nobody, at once, and
 * so is who signed in before all sessions of theirs were ended.
 */
export function findSession(
  database: Database,
  { requiresTwoFactorOfAdmins, passkeySite }: Pick<Config, 'requiresTwoFactorOfAdmins' | 'passkeySite'>,
): FindSession {
  const lacksTwoFactor = requiresTwoFactorOfAdmins ? ADMIN_WITHOUT_TWO_FACTOR : sql`false`;
  const hasPasskey = passkeySite ? sql`exists (select from passkeys p where p.user_id = users.id)` : sql`false`;
  const query = (sid: string, now: number) => sql`
    select s.sess, person.* from sessions s left join lateral (
      select ${ACCOUNT_COLUMNS}, ${lacksTwoFactor} as "mustSetUpTwoFactor", ${hasPasskey} as "hasPasskey", case when role = 'ADMIN' then (
          select count(*)::int from (select from users where not is_approved and rejected_at is null limit 1000) as them) else 0 end as waiting,
        ${dueUntil(utcDay(now, 0))} as due
      from users where id = (s.sess ->> 'userId')::uuid and is_approved and locked_by_admin_at is null
        and sessions_valid_from <= to_timestamp((s.sess ->> 'signedInAt')::float8 / 1000)) person on true
    where s.sid = ${sid} and s.expire >= ${new Date(now)}`;
  return async (sid) => {
    const now = Date.now();
    const found = await within(
      PAGE_LIMIT_MS,
      database.readFirst(WHY, (db) => db.row<Row>(query(sid, now))),
    );
    if (!found) return undefined;
    const { sess, ...row } = found;
    return { sess, person: row.id === null ? undefined : personOfSession(row, now) };
  };
}

function personOfSession(row: PersonRow, now: number): Person {
  return { ...row, initials: initials(row.name), due: dueNow(row, now) };
}

// The tasks that are due, or whose reminder has come, by the end of the day before, of `day` and of the day after it: which of
// them is today for this person is known once their time zone is. The expression is that of the index.
function dueUntil(day: string): Sql {
  const due = sql`(case when t.due_on is null then 'infinity'::date else t.due_on end)`;
  const by = (days: number) => sql`count(*) filter (where due <= ${anyDay(day)} + ${days}::int or reminded)::int`;
  return sql`(
    select array[${by(-1)}, ${by(0)}, ${by(1)}] from (
      select ${due} as due, t.reminded_at is not null as reminded from tasks t
      where t.user_id = users.id and t.done_at is null and t.deleted_at is null
        and (${due} <= ${anyDay(day)} + 1 or t.reminded_at is not null)
      limit ${COUNT_LIMIT + 1}::int) as due_tasks)`;
}

function dueNow({ due, timeZone }: PersonRow, now: number): number {
  const today = dayOf(new Date(now), timeZone);
  return due[[-1, 0, 1].findIndex((days) => utcDay(now, days) === today)] ?? 0;
}

const utcDay = (now: number, days: number) => dayOf(new Date(now + days * DAY_MS), 'UTC');
