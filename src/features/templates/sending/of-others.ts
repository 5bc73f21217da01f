import { count, formatDate, plural } from '../../../http/format.js';
import { viewUrl } from '../../../http/list/page.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';
import type { Beside } from '../../../records/beside.js';
import type { Row } from '../../../records/fields/set.js';
import { COLLABS } from '../../collabs/index.js';
import { COMPANIES, type OfCompany } from '../../companies/index.js';
import { CONTACTS, type OfContact } from '../../contacts/index.js';
import { PIPELINE } from '../../pipeline/index.js';
import { TEMPLATES } from '../kind.js';
import { COUNTS } from './queries.js';
import { shareText } from './sent-pages.js';

/** The reader's own mails to a contact or a company: how many, how many were answered, and the day of the last. */
type Mails = { sent: number; replied: number; last_on: string | null };

const SENDS = `${TEMPLATES.path}/sends`;

const mailsOf = (where: Sql) => sql`(
  select jsonb_build_object('sent', count(*), 'replied', count(s.replied_at), 'last_on', max(s.written_at)::date)
  from template_sends s where ${where} and ${COUNTS}) as mails`;
const touchedBy = (column: Sql) => sql`
  select ${column} as record, s.written_at as at from template_sends s where ${column} is not null and ${COUNTS}`;

/** What the reader's own mails say of a contact: how often they answer, and when they were last written to. */
export const sendsOfContact: OfContact = {
  figures: () => mailsOf(sql`s.contact_id = c.id`),
  touched: touchedBy(sql`s.contact_id`),
  many: [{ label: 'Write to them', icon: 'mail', action: `${TEMPLATES.path}/several/choice` }],
  strip: (row) => [{ ...figureOf(row), href: viewUrl(SENDS, {}, { contact_id: String(row.id) }) }],
  columns: [
    {
      name: 'reply_rate',
      label: 'Reply rate',
      standard: false,
      cls: 'p3',
      width: 'w-count',
      right: true,
      cell: (row) => ({ text: rateOf(row), cls: mailsIn(row).sent === 0 ? 'nil' : '' }),
      csv: (row) => (mailsIn(row).sent === 0 ? '' : rateOf(row)),
    },
  ],
  sorts: {
    reply_rate: {
      label: 'Reply rate',
      type: 'bigint',
      expression: sql`coalesce(answered.rate, -1)`,
      join: () => sql`left join (
        select s.contact_id, count(s.replied_at) * 10000 / count(*) as rate from template_sends s
        where s.contact_id is not null and ${COUNTS} group by 1) answered on answered.contact_id = c.id`,
    },
  },
  merge: { links: [{ table: 'template_sends', column: 'contact_id', one: 'mail', many: 'mails', everybodys: true }] },
};

/** The same of a company. */
export const sendsOfCompany: OfCompany = {
  figures: () => mailsOf(sql`s.company_id = c.id`),
  touched: touchedBy(sql`s.company_id`),
  strip: (row) => {
    const { label, value, words } = figureOf(row);
    const href = viewUrl(SENDS, {}, { company_id: String(row.id) });
    return [{ label, lines: [value === null ? { text: '–' } : { text: value, href }], words }];
  },
  merge: { links: [{ table: 'template_sends', column: 'company_id', one: 'mail', many: 'mails', everybodys: true }] },
};

function figureOf(row: Row) {
  const { sent, replied, last_on } = mailsIn(row);
  return {
    label: 'Reply rate',
    value: sent === 0 ? null : rateOf(row),
    words:
      sent === 0
        ? 'no mail of yours'
        : `${count(replied)} of ${plural(sent, 'mail', 'mails')}, last on ${formatDate(last_on)}`,
  };
}

const mailsIn = ({ mails }: Row) => mails as Mails;
const rateOf = (row: Row) => shareText(mailsIn(row).replied, mailsIn(row).sent);

const COLUMNS = {
  contact_id: sql`s.contact_id`,
  company_id: sql`s.company_id`,
  deal_id: sql`s.deal_id`,
  collab_id: sql`s.collab_id`,
};
const STATE = sql`case when s.failed_at is not null then ', which was not delivered' when s.leaves_at > now() then ', which waits for its turn' else '' end`;

/** What mails say on the pages of whom they are to and what they are about: that they were sent, that they were answered, and where one writes. */
export const sendsBeside: readonly Beside[] = [
  besideOne(CONTACTS, 'contact_id', ''),
  besideOne(COMPANIES, 'company_id', ' to '),
  besideOne(PIPELINE, 'deal_id', ' to '),
  besideOne(COLLABS, 'collab_id', ' to '),
];

function besideOne(
  to: Beside['to'],
  field: 'contact_id' | 'company_id' | 'deal_id' | 'collab_id',
  whom: string,
): Beside {
  const column = COLUMNS[field];
  const name = whom === '' ? sql`''` : sql`' to ' || s.to_name`;
  return {
    to,
    // To a company one writes by somebody there.
    ...(to !== COMPANIES && {
      act: (id) => ({
        label: 'Write a mail',
        icon: 'mail',
        href: viewUrl(`${TEMPLATES.path}/send`, {}, { [field]: id }),
      }),
    }),
    happened: (id) => sql`
      select s.id, s.written_at as at, s.user_id as actor_id, ${told(sql`'wrote “' || s.subject || '”' || ${name} || ${STATE}`, 'mail')} as told
      from template_sends s where ${column} = ${id}
      union all
      select s.id, s.replied_at, null::uuid, ${told(sql`s.to_name || ' answered “' || s.subject || '”'`, 'message-square')}
      from template_sends s where ${column} = ${id} and s.replied_at is not null`,
  };
}

const told = (what: Sql, icon: string) => sql`
  jsonb_build_object('icon', ${icon}::text, 'what', ${what}, 'href', ${`${SENDS}/`}::text || s.id, 'label', 'Read the mail')`;
