import { formatDate } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import { viewUrl } from '../../http/list/page.js';
import { join, raw, sql } from '../../platform/postgres/sql.js';
import { byWords } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import type { Asked } from '../../records/list/asked.js';
import { DASH, fieldColumns, textCell } from '../../records/list/columns.js';
import type { ListDeclared, Reader } from '../../records/list/define.js';
import { byUpdated } from '../../records/list/sorts.js';
import { companyFilter } from '../companies/index.js';
import { WARMTH_LOOKS, type Warmth } from './choices.js';
import { CONTACT_FIELDS } from './fields.js';
import { CONTACTS } from './kind.js';
import type { OfContact } from './of-contact.js';
import { byCurrentCompany, currentCompanies, currentCompany, holding } from './queries.js';

// The expressions of the indexes, word for word: any other would be sorted row by row.
const TOUCH = sql`(case when c.next_touch_on is null then 'infinity'::date else c.next_touch_on end)`;
const WORK = sql`(coalesce(c.title, replace(c.role, '_', ' '), U&'\\FFFF') collate "und-x-icu")`;
const WARMTH = sql`(case c.warmth when 'hot' then 1 when 'warm' then 2 else 3 end)`;
const WORDS = sql`c.search_text`;
const NO_COMPANY = 'No company is called that. Choose one of the list.';

/** The list of contacts, with what other modules say of one. */
export function contactList(others: readonly OfContact[]): ListDeclared {
  return {
    alias: 'c',
    sorts: {
      name: { label: 'Name', expression: sql`c.sort_name`, type: 'text', up: true },
      updated_at: byUpdated('c'),
      next_touch_on: { label: 'Next touch', expression: TOUCH, type: 'date', up: true },
      company: {
        label: 'Company',
        ...byWords(sql`works.name`),
        join: ({ today }) => sql`left join (${currentCompanies(sql`${today}::date`)}) works on works.contact_id = c.id`,
        parts: ({ today }) => byCurrentCompany(sql`${today}::date`),
      },
      title: { label: 'Title or role', expression: WORK, type: 'text', up: true },
      email: { label: 'E-mail', ...byWords(sql`c.main_email`) },
      warmth: { label: 'Warmth', expression: WARMTH, type: 'bigint', up: true },
      ...Object.assign({}, ...others.map(({ sorts }) => sorts)),
    },
    sort: 'name',
    // Rows without a day have their place above every bound.
    indexed: {
      next_touch_on: { at: TOUCH, above: sql`'infinity'::date`, open: sql`not c.opted_out` },
      ...Object.fromEntries(
        ['first_name', 'last_name', 'title'].map((name) => [name, { at: raw(`c.${name}`), words: WORDS }]),
      ),
    },
    search: holding,
    filters: {
      company: companyFilter(
        NO_COMPANY,
        (id) =>
          sql`c.id in (select w.contact_id from contact_companies w where ${id === null ? sql`true` : sql`w.company_id = ${id}::uuid`})`,
      ),
    },
    first: ['role', 'warmth'],
    columns: [
      {
        ...standard('company', 'Company', 'p2', 'w-wide'),
        phone: 'u2',
        cell: ({ company }) => textCell(company as string | null),
      },
      { ...standard('title', 'Title or role', 'p3', 'w-wide'), cell: (row) => textCell(whatTheyDo(row)) },
      { ...standard('email', 'E-mail', 'p3', 'w-mail'), cell: ({ email }) => textCell(email as string | null) },
      {
        ...standard('warmth', 'Warmth', 'p2', 'w-state'),
        phone: 'u1',
        cell: (row) => ({ text: '', look: lookOf(row) }),
      },
      { ...standard('next_touch_on', 'Next touch', 'p2', 'w-date'), phone: 'e', cell: touchCell },
      ...others.flatMap(({ columns = [] }) => columns),
      ...fieldColumns(CONTACT_FIELDS),
    ],
    select: ({ today }) =>
      join([
        sql`
    c.title, c.role, c.warmth, c.opted_out, c.next_touch_on, ${currentCompany(sql`${today}::date`)} as company,
    c.main_email as email`,
        ...others.flatMap(({ figures }) => figures?.() ?? []),
      ]),
    row: (row) => ({ name: String(row.name), sign: row.opted_out ? 'Opted out' : null }),
    views: {
      touch_overdue: ['Touch overdue', 'next_touch_on=overdue&sort=next_touch_on'],
      touch_soon: ['Touch soon', 'next_touch_on=next_14_days&sort=next_touch_on'],
      warm_and_hot: ['Warm and hot', 'warmth=warm&warmth=hot'],
      opted_out: ['Opted out', 'opted_out=true'],
    },
    small: { label: 'Next touch', width: 'w-s-day' },
    empty: { text: 'Add the first person you write to, or bring their vCards.', reader: 'Nobody added a contact yet.' },
  };
}

/** What leads on from the list besides: its cards out, and others in. */
export function cardActs({ query }: Asked, { person }: Reader) {
  const { path } = CONTACTS;
  const table = { label: 'Import rows', icon: 'upload', href: `/import?module=${CONTACTS.name}` };
  const bringIn = { label: 'Import vCards', icon: 'upload', href: `${path}/import` };
  // A download is nothing that Turbo could show.
  const download = (label: string, ending: string, more = {}) => ({
    label,
    icon: 'download',
    href: viewUrl(`${path}/export.${ending}`, query, more),
    attrs: { 'data-turbo': 'false' },
  });
  return {
    second: bringIn,
    more: [
      download('Export CSV', 'csv'),
      download('Export CSV for Excel', 'csv', { bom: '1' }),
      download('Export JSON', 'json'),
      download('Export vCards', 'vcf'),
      ...(person.role === 'VIEWER' ? [] : [bringIn, table]),
    ],
  };
}

/** What somebody does: their title, else their role. */
export function whatTheyDo({ title, role }: Row): string {
  return title ? String(title) : CONTACT_FIELDS.shown('role', role);
}

function standard(name: string, label: string, cls: string, width: string) {
  return { name, label, cls, width, standard: true };
}

function lookOf({ warmth }: Row) {
  return WARMTH_LOOKS[warmth as Warmth];
}

function isLate({ next_touch_on }: Row, { today }: Reader): boolean {
  return typeof next_touch_on === 'string' && next_touch_on < today;
}

function touchCell(row: Row, reader: Reader): Cell {
  if (!row.next_touch_on) return DASH;
  return { text: formatDate(String(row.next_touch_on)), cls: isLate(row, reader) ? 'num late' : 'num soft' };
}
