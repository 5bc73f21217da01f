import { type Sql, sql } from '../../platform/postgres/sql.js';
import { alikeNames, sharedBy, undecided } from '../../records/merge/alike.js';

/** Pairs of companies that may be the same: of one legal name, of a website within the other's domain, of nearly one name. */
export function alikeCompanies(most: number): Sql {
  return sql`
    (select least(a.id, b.id) as low_id, greatest(a.id, b.id) as high_id, 'The same legal name' as reason, a.legal_name as shared, 1 as place, 1::real as likeness
      from ${sharedBy('companies', sql`lower(legal_name)`)} s
      join companies a on lower(a.legal_name) = s.shared and a.deleted_at is null
      join companies b on lower(b.legal_name) = s.shared and b.deleted_at is null and a.id < b.id
      where ${undecided(sql`a.id`, sql`b.id`)} limit ${most})
    union all
    (select least(a.id, b.id), greatest(a.id, b.id), 'One website lies within the other’s domain', a.domain, 1, 1
      from companies a join companies b on b.domain = substring(a.domain from position('.' in a.domain) + 1)
      where a.deleted_at is null and b.deleted_at is null and ${undecided(sql`a.id`, sql`b.id`)} limit ${most})
    union all ${alikeNames('companies', most)}`;
}
