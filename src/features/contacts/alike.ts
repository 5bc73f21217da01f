import { type Sql, sql } from '../../platform/postgres/sql.js';
import { alikeNames, sharedBy, undecided } from '../../records/merge/alike.js';
import { mayBeOne } from './points.js';

/** Pairs of contacts that may be the same: of one e-mail address, phone or handle, of one name or nearly one. */
export function alikeContacts(most: number): Sql {
  return sql`
    (select least(a.contact_id, b.contact_id) as low_id, greatest(a.contact_id, b.contact_id) as high_id,
        case a.kind when 'email' then 'The same e-mail address' when 'phone' then 'The same phone' else 'The same handle' end as reason,
        a.value as shared, 1 as place, 1::real as likeness
      from ${sharedBy('contact_points', sql`like_key`, sql`true`)} s
      join contact_points a on a.like_key = s.shared
      join contact_points b on b.like_key = s.shared and b.kind = a.kind and a.contact_id < b.contact_id
        and ${mayBeOne(sql`a.value_key`, sql`b.value_key`)}
      where exists (select from contacts c where c.id = a.contact_id and c.deleted_at is null)
        and exists (select from contacts c where c.id = b.contact_id and c.deleted_at is null)
        and ${undecided(sql`a.contact_id`, sql`b.contact_id`)} limit ${most})
    union all ${alikeNames('contacts', most)}`;
}
