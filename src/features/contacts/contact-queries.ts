import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { tagsText } from '../../records/tags/index.js';
import { restorable } from '../../records/trash.js';
import { nameOf } from './contact.js';
import type { Employment } from './employments.js';
import { CONTACTS } from './kind.js';
import type { PointKind } from './points.js';
import { type ContactData, type ContactFields, fieldsOf } from './schema.js';

/** A company of a contact, with what a reader must know of it. */
export type KnownEmployment = Employment & {
  company_id: string;
  is_there: boolean;
  do_not_contact: boolean;
  reason: string | null;
};
/** A contact as pages and cards show it. */
export type FullContact = {
  id: string;
  name: string;
  version: number;
  updated_at: Date;
  deleted_at: Date | null;
  merged_into_id: string | null;
  restorable: boolean;
  /** Their names as one text. */
  tags: string | null;
  data: Omit<ContactData, 'employments'> & { employments: KnownEmployment[] };
};
type Row = Omit<FullContact, 'name' | 'data'> &
  Parameters<typeof fieldsOf>[0] & {
    points: { kind: PointKind; label: string | null; value: string; primary: boolean }[];
    employments: KnownEmployment[];
  };

/** What the reader themselves did last with a contact, and what they will do next. */
export type Touches = {
  last_note_at: Date | null;
  last_task_at: Date | null;
  next_title: string | null;
  next_due_on: string | null;
};

const COLUMNS = sql`
  c.id, c.version, c.updated_at, c.deleted_at, c.merged_into_id, coalesce(${restorable('c')}, false) as restorable,
  c.first_name, c.last_name, c.pronunciation, c.pronouns, c.title, c.role, c.preferred_channel, c.opted_out, c.warmth,
  c.next_touch_on, c.source, c.language, c.time_zone, ${tagsText(CONTACTS, 'c')} as tags,
  (select coalesce(json_agg(json_build_object('kind', p.kind, 'label', p.label, 'value', p.value, 'primary', p.is_primary)
    order by p.position, p.id), '[]') from contact_points p where p.contact_id = c.id) as points,
  (select coalesce(json_agg(json_build_object('company_id', o.id, 'name', o.name, 'is_there', o.deleted_at is null,
      'do_not_contact', o.do_not_contact, 'reason', o.do_not_contact_reason,
      'title', w.title, 'from_on', w.from_on, 'to_on', w.to_on) order by w.position, w.id), '[]')
    from contact_companies w join companies o on o.id = w.company_id where w.contact_id = c.id) as employments`;

/** One contact by its id, also from the trash; undefined when there is none. */
export async function contactRow(db: ReadDoor, id: string): Promise<FullContact | undefined> {
  const row = await db.row<Row>(sql`select ${COLUMNS} from contacts c where c.id = ${id}::uuid`);
  return row && fromRow(row);
}

/** The contacts of a list in its order, a batch at a time, so that any number of them needs the same memory. */
export async function* contactBatches(db: ReadDoor, where: Sql, order: Sql): AsyncGenerator<FullContact[]> {
  const batches = db.batches<Row>(sql`select ${COLUMNS} from contacts c where ${where} ${order}`, 200);
  for await (const batch of batches) yield batch.map(fromRow);
}

/** The reader's own last notes and done tasks about a contact, and their next open task. */
export async function touchesOf(db: ReadDoor, id: string): Promise<Touches> {
  const found = await db.row<Touches>(sql`
    select (select max(n.created_at) from notes n
        where n.contact_id = ${id}::uuid and n.author_id = app_user_id() and n.deleted_at is null) as last_note_at,
      (select max(t.done_at) from tasks t where t.contact_id = ${id}::uuid and t.deleted_at is null) as last_task_at,
      next.title as next_title, next.due_on as next_due_on
    from (select 1) one left join lateral (
      select t.title, t.due_on from tasks t where t.contact_id = ${id}::uuid and t.done_at is null and t.deleted_at is null
      order by t.due_on nulls last, t.id limit 1) next on true`);
  return found ?? { last_note_at: null, last_task_at: null, next_title: null, next_due_on: null };
}

function fromRow(row: Row): FullContact {
  const {
    id,
    version,
    updated_at,
    deleted_at,
    merged_into_id,
    restorable: may,
    tags,
    points,
    employments,
    ...columns
  } = row;
  const of = (kind: PointKind) => points.filter((it) => it.kind === kind).map(({ kind: _, ...point }) => point);
  const rows = { points: { emails: of('email'), phones: of('phone'), handles: of('handle') }, employments };
  const fields: ContactFields = fieldsOf(columns, rows);
  return {
    id,
    name: nameOf(columns),
    version,
    updated_at,
    deleted_at,
    merged_into_id,
    restorable: may,
    tags,
    data: { ...rows, fields },
  };
}
