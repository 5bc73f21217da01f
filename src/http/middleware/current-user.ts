import type { RequestHandler } from 'express';
import type { Database } from '../../platform/database.js';
import { sql } from '../../platform/sql.js';
import { inTime } from '../in-time.js';
import type { Person } from '../person.js';

type Row = Omit<Person, 'initials'>;

/** Puts the session's person on the request. Who is not approved, locked by an admin or gone is nobody, at once. */
export function currentUser(database: Database): RequestHandler {
  return async (req, _res, next) => {
    const { userId, signedInAt = 0 } = req.session;
    // Until here it has waited for its session.
    req.waitedMs = Date.now() - req.cameAt;
    if (userId) {
      const asking = database.readAsSystem('who sends this request is asked before there is a person', (db) =>
        db.row<Row>(sql`
          select id, email, coalesce(name, split_part(email, '@', 1)) as name, role, theme, time_zone as "timeZone", currency,
            must_change_password as "mustChangePassword", case when role = 'ADMIN' then (
              select count(*)::int from (select from users where not is_approved and rejected_at is null limit 1000) as them) else 0 end as waiting
          from users where id = ${userId}::uuid and is_approved and locked_by_admin_at is null
            and sessions_valid_from <= ${new Date(signedInAt)}`),
      );
      const row = await inTime(req, asking);
      if (row) req.person = { ...row, initials: initials(row.name) };
    }
    next();
  };
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((it) => [...(it ?? '')][0]) : [...(words[0] ?? '?')].slice(0, 2);
  return letters.join('').toUpperCase();
}
