import { type Sql, sql } from '../../platform/postgres/sql.js';
import { alikeNames, sharedBy, undecided } from '../../records/merge/alike.js';

/** A domain that more companies share is a host's for everybody: a profile or a shop of each. */
const FEW = 3;

/** Pairs of companies that may be the same: of one legal name, of one domain or one within the other, of nearly one name. */
export function alikeCompanies(most: number): Sql {
  return sql`
    (select least(a.id, b.id) as low_id, greatest(a.id, b.id) as high_id, 'The same legal name' as reason, a.legal_name as shared, 1 as place, 1::real as likeness
      from ${sharedBy('companies', sql`normal_form(legal_name)`)} s
      join companies a on normal_form(a.legal_name) = s.shared and a.deleted_at is null
      join companies b on normal_form(b.legal_name) = s.shared and b.deleted_at is null and a.id < b.id
      where ${undecided(sql`a.id`, sql`b.id`)} limit ${most})
    union all
    (select least(a.id, b.id), greatest(a.id, b.id), 'One website lies within the other’s domain', a.domain, 1, 1
      from companies a join companies b on b.domain = substring(a.domain from position('.' in a.domain) + 1)
      where a.deleted_at is null and b.deleted_at is null and ${undecided(sql`a.id`, sql`b.id`)} limit ${most})
    union all
    (select least(a.id, b.id), greatest(a.id, b.id), 'The same domain', a.domain, 1, 1
      from ${sharedBy('companies', sql`domain`, sql`deleted_at is null`, FEW)} s
      join companies a on a.domain = s.shared and a.deleted_at is null
      join companies b on b.domain = s.shared and b.deleted_at is null and a.id < b.id
      where ${undecided(sql`a.id`, sql`b.id`)} limit ${most})
    union all ${alikeNames('companies', most)}`;
}
