import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { restorable } from '../../records/trash.js';
import { FIELD_COLUMNS } from './company.js';
import type { CompanyKind, FieldName } from './fields.js';
import { type CompanyFigures, figureColumns } from './figures.js';

export type PersonThere = {
  id: string;
  name: string;
  title: string | null;
  from_on: string | null;
  to_on: string | null;
  past: boolean;
  opted_out: boolean;
};
export type CompanyBelow = { id: string; name: string; kind: CompanyKind };
type Fields = Record<Exclude<FieldName, 'kind' | 'do_not_contact' | 'payment_terms_days' | 'name'>, string | null>;
/** A company as its page shows it, with the reader's figures and what belongs to it. */
export type RecordRow = Fields &
  CompanyFigures & {
    id: string;
    version: number;
    name: string;
    kind: CompanyKind;
    do_not_contact: boolean;
    payment_terms_days: number | null;
    domain: string | null;
    parent_id: string | null;
    logo_id: string | null;
    merged_into_id: string | null;
    deleted_at: Date | null;
    restorable: boolean;
    people: PersonThere[];
    people_in_all: number;
    below: CompanyBelow[];
    below_in_all: number;
  };

const MOST_PEOPLE = 50;
const MOST_BELOW = 50;

/** One company by its id, also from the trash. `today`: the day where the reader is. */
export function recordRow(db: ReadDoor, id: string, today: string): Promise<RecordRow | undefined> {
  const past = sql`(k.to_on is not null and k.to_on < ${today}::date)`;
  return db.row<RecordRow>(sql`
    select c.id, c.version, c.domain, c.parent_id,
      (select a.id from attachments a where a.id = c.logo_id and a.deleted_at is null) as logo_id, c.merged_into_id, c.deleted_at,
      coalesce(${restorable('c')}, false) as restorable, ${FIELD_COLUMNS}, ${figureColumns(today)},
      (select coalesce(jsonb_agg(to_jsonb(w)), '[]') from (
        select n.id, n.name, coalesce(k.title, n.title) as title, k.from_on, k.to_on, ${past} as past, n.opted_out
        from contact_companies k join contacts n on n.id = k.contact_id
        where k.company_id = c.id and n.deleted_at is null
        order by ${past}, k.to_on desc nulls first, n.name_key, n.id limit ${MOST_PEOPLE}) w) as people,
      (select count(*) from contact_companies k join contacts n on n.id = k.contact_id
        where k.company_id = c.id and n.deleted_at is null) as people_in_all,
      (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from (
        select s.id, s.name, s.kind from companies s where s.parent_id = c.id and s.deleted_at is null
        order by s.name_key, s.id limit ${MOST_BELOW}) b) as below,
      (select count(*) from companies s where s.parent_id = c.id and s.deleted_at is null) as below_in_all
    from companies c left join companies p on p.id = c.parent_id where c.id = ${id}::uuid`);
}

type FormRow = Record<FieldName, string | number | boolean | null> &
  Pick<RecordRow, 'id' | 'version' | 'merged_into_id' | 'deleted_at'>;

/** The fields of a company for its form, also from the trash. */
export function formRow(db: ReadDoor, id: string): Promise<FormRow | undefined> {
  return db.row<FormRow>(sql`
    select c.id, c.version, c.merged_into_id, c.deleted_at, ${FIELD_COLUMNS}
    from companies c left join companies p on p.id = c.parent_id where c.id = ${id}::uuid`);
}
