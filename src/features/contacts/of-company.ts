import { count, formatDate, plural } from '../../http/format.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import { dropDoubles } from '../../records/merge/doubles.js';
import type { OfCompany, StripCell } from '../companies/index.js';
import { CONTACTS } from './kind.js';

type PersonThere = {
  id: string;
  name: string;
  title: string | null;
  from_on: string | null;
  to_on: string | null;
  past: boolean;
  opted_out: boolean;
};

const MOST_PEOPLE = 50;
const WHO_WORKS_THERE = {
  table: 'contact_companies',
  by: 'company_id',
  same: ['contact_id'],
  says: ['title', 'from_on', 'to_on'],
};

/** What the address book says of a company: who is there, and who was. */
export const contactsOfCompany: OfCompany = {
  figures: (today) => sql`
    (select count(distinct k.contact_id) from contact_companies k join contacts n on n.id = k.contact_id
      where k.company_id = c.id and n.deleted_at is null and (k.to_on is null or k.to_on >= ${today}::date)) as contacts`,
  columns: [
    {
      name: 'contacts',
      label: 'Contacts',
      standard: true,
      cls: 'p4',
      width: 'w-count',
      right: true,
      cell: ({ contacts }) => ({ text: count(Number(contacts)), cls: Number(contacts) === 0 ? 'nil' : '' }),
    },
  ],
  sorts: {
    contacts: {
      label: 'Contacts',
      type: 'bigint',
      expression: sql`coalesce(known.contacts, 0)`,
      join: ({ today }) => sql`left join (
        select k.company_id, count(distinct k.contact_id) as contacts
        from contact_companies k join contacts n on n.id = k.contact_id
        where n.deleted_at is null and (k.to_on is null or k.to_on >= ${today}::date)
        group by k.company_id) known on known.company_id = c.id`,
    },
  },
  strip: (row) => [contactsCell(row)],
  page: {
    select(today) {
      const past = sql`(k.to_on is not null and k.to_on < ${today}::date)`;
      const there = sql`contact_companies k join contacts n on n.id = k.contact_id
        where k.company_id = c.id and n.deleted_at is null`;
      return sql`
        (select coalesce(jsonb_agg(to_jsonb(w)), '[]') from (
          select n.id, n.name, coalesce(k.title, n.title) as title, k.from_on, k.to_on, ${past} as past, n.opted_out
          from ${there} order by ${past}, k.to_on desc nulls first, n.sort_name, n.id limit ${MOST_PEOPLE}) w) as people,
        (select count(*) from ${there}) as people_in_all`;
    },
    view: (row) => ({
      people: peopleOf(row).map(personView),
      people_more: moreOf(row),
      new_person: `/contacts/new?company=${encodeURIComponent(String(row.name))}`,
    }),
  },
  merge: {
    links: [
      {
        table: 'contact_companies',
        column: 'company_id',
        one: 'contact',
        many: 'contacts',
        told: { kind: CONTACTS, field: 'companies', by: 'contact_id' },
      },
    ],
    prepare: (tx, ledger, pair) => dropDoubles(tx, ledger, WHO_WORKS_THERE, pair),
  },
};

const peopleOf = (row: Row) => row.people as PersonThere[];

function contactsCell(row: Row): StripCell {
  const contacts = Number(row.contacts);
  const left = peopleOf(row).filter(({ past }) => past).length;
  return {
    label: 'Contacts',
    lines: [contacts > 0 ? { text: count(contacts), href: '#people' } : { text: '0' }],
    words: left > 0 ? `and ${count(left)} who left` : 'there now',
  };
}

function personView({ id, name, title, from_on, to_on, past, opted_out }: PersonThere) {
  const span = past ? spanOf(from_on, to_on) : from_on ? `since ${formatDate(from_on)}` : '';
  return { name, href: `/contacts/${id}`, title, span, past, opted_out };
}

function spanOf(from: string | null, to: string | null): string {
  return from === null ? `until ${formatDate(to)}` : `${formatDate(from)} – ${formatDate(to)}`;
}

function moreOf(row: Row) {
  const rest = Number(row.people_in_all) - peopleOf(row).length;
  if (rest <= 0) return null;
  return { label: `and ${plural(rest, 'other person', 'other people')}`, href: `/contacts?company_id=${row.id}` };
}
