import { isId } from '../../../http/form.js';
import { NotFound } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { all, empty, type Sql, sql, typed } from '../../../platform/postgres/sql.js';
import { collabName } from '../../collabs/index.js';
import { companyName } from '../../companies/index.js';
import { dealName, wonSince } from '../../pipeline/index.js';
import type { SendWay } from './keep.js';

/** A mail that was sent, as its page and the list of all print it. */
export type SentMail = {
  id: string;
  template_id: string | null;
  template_name: string;
  revision: number;
  contact_id: string | null;
  company_id: string | null;
  company: string | null;
  deal_id: string | null;
  deal: string | null;
  collab_id: string | null;
  collab: string | null;
  to_name: string;
  to_address: string;
  subject: string;
  body: string;
  is_changed: boolean;
  language: string;
  way: SendWay;
  written_at: Date;
  leaves_at: Date | null;
  mail_id: string | null;
  left_at: Date | null;
  failed_at: Date | null;
  fault: string | null;
  replied_at: Date | null;
  task_id: string | null;
};

/** Which mails are asked for; `outcome`: those that were answered, those that were not, or one for each deal that was won after. */
export type SentFilter = {
  template_id: string | null;
  revision: number | null;
  contact_id: string | null;
  company_id: string | null;
  deal_id: string | null;
  outcome: 'replied' | 'open' | 'won' | null;
};
export type SentPlace = { at: string; id: string };

const COLUMNS = sql`
  s.id::text, s.template_id::text, s.template_name, s.revision, s.contact_id::text, s.company_id::text, ${companyName(sql`s.company_id`)} as company,
  s.deal_id::text, ${dealName(sql`s.deal_id`)} as deal, s.collab_id::text, ${collabName(sql`s.collab_id`)} as collab,
  s.to_name, s.to_address, s.subject, s.body, s.is_changed, s.language, s.way, s.written_at, s.leaves_at, s.mail_id::text, s.left_at, s.failed_at, s.fault,
  s.replied_at, s.task_id::text`;
/** A mail that reached nobody is none: it stands in no figure. */
export const COUNTS = sql`s.failed_at is null`;

/** The mail of that id; another's is not there. */
export async function sentWith(db: Pick<ReadDoor, 'row'>, id: unknown): Promise<SentMail> {
  const row = isId(id)
    ? await db.row<SentMail>(sql`select ${COLUMNS} from template_sends s where s.id = ${typed(id, 'uuid')}`)
    : undefined;
  if (!row) throw new NotFound();
  return row;
}

/** The same for a change, held until that is committed. */
export async function heldSent(tx: WriteDoor, id: string): Promise<SentMail> {
  const [row] = await tx.$queryRaw<SentMail[]>(
    sql`select ${COLUMNS} from template_sends s where s.id = ${id}::uuid for no key update of s`,
  );
  if (!row) throw new NotFound();
  return row;
}

/** A page of one's own mails, the newest first. */
export function sentMails(
  db: Pick<ReadDoor, 'rows'>,
  filter: SentFilter,
  most: number,
  behind?: SentPlace,
): Promise<SentMail[]> {
  const place = behind ? sql`and (s.written_at, s.id) < (${behind.at}::timestamptz, ${behind.id}::uuid)` : empty;
  const where = conditionOf(filter);
  // Of a deal that was won the latest mail stands for it: there are as many rows as the figure says.
  const of =
    filter.outcome === 'won'
      ? sql`s.id in (select distinct on (s.deal_id) s.id from template_sends s where ${where} order by s.deal_id, s.written_at desc, s.id desc)`
      : where;
  return db.rows<SentMail>(
    sql`select ${COLUMNS} from template_sends s where ${of} ${place} order by s.written_at desc, s.id desc limit ${most}`,
  );
}

function conditionOf({ template_id, revision, contact_id, company_id, deal_id, outcome }: SentFilter): Sql {
  const is = (column: Sql, id: string | null) => (id === null ? [] : [sql`${column} = ${typed(id, 'uuid')}`]);
  return all([
    ...is(sql`s.template_id`, template_id),
    ...is(sql`s.contact_id`, contact_id),
    ...is(sql`s.company_id`, company_id),
    ...is(sql`s.deal_id`, deal_id),
    ...(revision === null ? [] : [sql`s.revision = ${revision}::int`]),
    ...(outcome === null ? [] : [COUNTS]),
    ...(outcome === 'replied' ? [sql`s.replied_at is not null`] : []),
    ...(outcome === 'open' ? [sql`s.replied_at is null`] : []),
    ...(outcome === 'won' ? [WON] : []),
  ]);
}

const WON = sql`s.deal_id is not null and ${wonSince(sql`s.deal_id`, sql`s.written_at`)}`;

/** How often a version of a template was used, answered, and followed by a deal that was won. */
export type VersionFigures = { revision: number; uses: number; replies: number; won: number };

/** The reader's own figures of a template's versions, the newest first, as a list of `VersionFigures`. */
export function versionFigures(template: Sql): Sql {
  return sql`(
    select coalesce(jsonb_agg(to_jsonb(v) order by v.revision desc), '[]') from (
      select s.revision, count(*)::int as uses, count(s.replied_at)::int as replies,
        count(distinct s.deal_id) filter (where ${WON})::int as won
      from template_sends s where s.template_id = ${template} and ${COUNTS} group by s.revision) v)`;
}

export type TemplateUse = Omit<VersionFigures, 'revision'>;

/** The same of all versions together, as a `TemplateUse`: a deal counts once. */
export function templateFigures(template: Sql): Sql {
  return sql`(
    select jsonb_build_object('uses', count(*), 'replies', count(s.replied_at), 'won', count(distinct s.deal_id) filter (where ${WON}))
    from template_sends s where s.template_id = ${template} and ${COUNTS})`;
}
