import type { Request } from 'express';
import type { Sort } from '../../http/list/page.js';
import { one } from '../../http/list/page.js';
import { BadRequest } from '../../platform/errors.js';
import { sql } from '../../platform/postgres/sql.js';

export const STATUSES = ['waiting', 'active', 'rejected', 'locked'] as const;
export type Status = (typeof STATUSES)[number];

export type AccountFilter = { q: string; status: Status | undefined };

const LONGEST_SEARCH = 254;

/** The filter of the list; what is no status counts as none. */
export function readFilter(query: Request['query']): AccountFilter {
  const q = (one(query.q) ?? '').trim();
  if (q.includes('\0') || !q.isWellFormed() || [...q].length > LONGEST_SEARCH) {
    throw new BadRequest(`Search for ${LONGEST_SEARCH} characters at most, without control characters.`);
  }
  return { q, status: STATUSES.find((status) => status === one(query.status)) };
}

const asked = sql`(extract(epoch from created_at) * 1000)::bigint`;

/** Who waits stands first, and among them who asked last; the other sorts are plain. */
export const ACCOUNT_SORTS: Record<string, Sort> = {
  waiting: {
    expression: sql`(case when not is_approved and rejected_at is null then 100000000000000 else 0 end + ${asked})`,
    type: 'bigint',
  },
  email: { expression: sql`email collate "C"`, type: 'text' },
  created_at: { expression: asked, type: 'bigint' },
  last_login_at: { expression: sql`coalesce((extract(epoch from last_login_at) * 1000)::bigint, 0)`, type: 'bigint' },
};
export const DEFAULT_SORT = '-waiting';
