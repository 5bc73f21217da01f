import type { Request } from 'express';
import { z } from 'zod';
import { longText, optionalLongText, requiredChoice } from '../../http/form.js';
import { faultsOfPage, one, type Sort } from '../../http/list/page.js';
import { BadRequest } from '../../platform/errors.js';
import { sql } from '../../platform/postgres/sql.js';

/** How an account stands, as the list filters by it. `locked` by an admin, `locked_out` by wrong tries; `leaving` goes for good unless its person logs in; `invited` has none yet. */
export const STATUSES = ['waiting', 'active', 'locked', 'locked_out', 'leaving', 'rejected', 'invited'] as const;
export type Status = (typeof STATUSES)[number];

export type AccountFilter = { q: string; status: Status | undefined };

const LONGEST_SEARCH = 254;
const LONGEST_NOTE = 1000;

/** The filter of the list, and what of the address it cannot read. */
export function readFilter(query: Request['query']): { filter: AccountFilter; fault: string | undefined } {
  const q = (one(query.q) ?? '').trim();
  if (q.includes('\0') || !q.isWellFormed() || [...q].length > LONGEST_SEARCH) {
    throw new BadRequest(`Search for ${LONGEST_SEARCH} characters at most, without control characters.`);
  }
  const asked = [query.status ?? []].flat().map(String).filter(Boolean);
  const status = asked.length === 1 ? STATUSES.find((it) => it === asked[0]) : undefined;
  const faults = [
    ...(asked.length > 0 && !status ? [`Choose one of these: ${STATUSES.join(', ')}.`] : []),
    ...Object.values(faultsOfPage(query, ACCOUNT_SORTS, [])),
  ];
  return { filter: { q, status }, fault: faults.join(' ') || undefined };
}

const asked = sql`(extract(epoch from created_at) * 1000)::bigint`;

/** The order in which the list opens: who waits stands first, and among them who asked last. */
export const LIST_ORDER: Sort = {
  expression: sql`(case when status = 'waiting' then 100000000000000 else 0 end + ${asked})`,
  type: 'bigint',
};
/** The orders of the list; all but the first are plain. */
export const ACCOUNT_SORTS: Record<string, Sort> = {
  waiting: LIST_ORDER,
  email: { expression: sql`email collate "C"`, type: 'text' },
  created_at: { expression: asked, type: 'bigint' },
  last_login_at: { expression: sql`coalesce((extract(epoch from last_login_at) * 1000)::bigint, 0)`, type: 'bigint' },
};
export const DEFAULT_SORT = '-waiting';

/** What an act asks for besides its button. */
export const noteForm = z.object({ note: optionalLongText(LONGEST_NOTE) });
export const reasonForm = z.object({ note: longText(LONGEST_NOTE, 'Say why. Admins read it on this page.') });
export const roleForm = z.object({
  role: requiredChoice(['USER', 'VIEWER', 'ADMIN'], 'Choose a role.'),
  // The role that the form was made from.
  was: z.string().default(''),
});
export const nothingForm = z.object({});
