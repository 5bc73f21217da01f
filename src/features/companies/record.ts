import { formatDate, plural } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { join, sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import type { Declared } from '../../records/module.js';
import { type Fact, type FactGroup, factsFrom, filled, linksIn } from '../../records/record/facts.js';
import type { RecordRow } from '../../records/record/state.js';
import { lastTouch, type Touches, touchColumns } from '../../records/touches.js';
import { COMPANY_FIELDS } from './fields.js';
import { COMPANIES } from './kind.js';
import type { OfCompany, StripCell } from './of-company.js';
import { domainText } from './website.js';

type CompanyBelow = { id: string; name: string; kind: string };

const TOUCHES = { note: 'Note', task: 'Task done', mail: 'Mail' };
const MOST_BELOW = 50;

/** The page of a company: what it is, what it means to the reader, with what other modules say of it. */
export function companyRecord(others: readonly OfCompany[]): Declared['record'] {
  return {
    select: ({ today }) =>
      join([
        ...others.flatMap(({ figures }) => figures?.(today) ?? []),
        ...others.flatMap(({ page }) => page?.select(today) ?? []),
        touchColumns(
          COMPANIES,
          'c',
          others.flatMap(({ touched }) => touched ?? []),
        ),
        sql`
          (select a.id from attachments a where a.id = c.logo_id and a.deleted_at is null) as logo_id,
          (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from (
            select s.id, s.name, s.kind from companies s where s.parent_id = c.id and s.deleted_at is null
            order by s.name collate "und-x-icu", s.id limit ${MOST_BELOW}) b) as below,
          (select count(*) from companies s where s.parent_id = c.id and s.deleted_at is null) as below_in_all`,
      ]),
    view: (row, { person, today }) => ({
      ...viewOf(row, today, person, others),
      ...Object.assign({}, ...others.map(({ page }) => page?.view(row, person))),
    }),
  };
}

function viewOf(row: RecordRow, today: string, person: Person, others: readonly OfCompany[]) {
  const path = `/companies/${row.id}`;
  const below = row.below as CompanyBelow[];
  const rest = Number(row.below_in_all) - below.length;
  return {
    kind: COMPANY_FIELDS.shown('kind', row.kind),
    domain: row.domain && row.website ? { text: domainText(String(row.domain)), href: row.website } : null,
    parent: row.parent ? { name: row.parent, href: `/companies/${row.parent_id}` } : null,
    logo: row.logo_id ? `${path}/files/${row.logo_id}/thumbnail` : null,
    warning: row.do_not_contact ? (row.do_not_contact_reason ?? 'No reason was given.') : null,
    strip: stripOf(row, path, today, person, others),
    groups: groupsOf(row),
    below: below.map(({ id, name, kind }) => ({
      name,
      href: `/companies/${id}`,
      kind: COMPANY_FIELDS.shown('kind', kind),
    })),
    below_more: rest > 0 ? `and ${plural(rest, 'other company', 'other companies')}` : null,
  };
}

function stripOf(
  row: Row,
  path: string,
  today: string,
  { timeZone }: Person,
  others: readonly OfCompany[],
): StripCell[] {
  const touch = lastTouch(row as Touches, timeZone);
  const touched: StripCell = {
    label: 'Last touch',
    lines: [touch ? { text: formatDate(touch.on), href: `${path}#activity` } : { text: '–' }],
    words: touch ? TOUCHES[touch.by] : 'No note, mail or task of yours yet',
  };
  return [...others.flatMap(({ strip }) => strip?.(row, today) ?? []), touched, stepCell(row as Touches, path, today)];
}

function stepCell({ next_step }: Touches, path: string, today: string): StripCell {
  if (!next_step) return { label: 'Next step', lines: [{ text: '–' }], words: 'No open task of yours' };
  const { title, due_on } = next_step;
  return {
    label: 'Next step',
    lines: [{ text: title, href: `${path}?tab=tasks#activity` }],
    words: due_on === null ? 'No date' : due_on < today ? `Was due ${formatDate(due_on)}` : `Due ${formatDate(due_on)}`,
    late: due_on !== null && due_on < today,
  };
}

function groupsOf(row: RecordRow): FactGroup[] {
  const facts = factsFrom(COMPANY_FIELDS, row);
  const days = row.payment_terms_days as number | null;
  const address = typeof row.address === 'string' ? row.address.split('\n') : [];
  const what: Fact[] = [
    ...facts('kind', 'category'),
    { label: 'Website', value: '', links: linksIn(row.website) },
    ...(row.parent ? [{ label: 'Belongs to', value: String(row.parent), to: `/companies/${row.parent_id}` }] : []),
    ...filled(facts('legal_name')),
    ...(row.social_links ? [{ label: 'Social links', value: '', links: linksIn(row.social_links) }] : []),
  ];
  const business: Fact[] = [
    ...facts('affiliate_programme'),
    { label: 'Payment terms', value: days === null ? '' : plural(days, 'day', 'days') },
  ];
  const where: Fact[] = [
    { label: 'Address', value: '', ...(address.length > 0 && { lines: address }) },
    ...facts('country'),
    ...filled(facts('time_zone')),
  ];
  return [
    { title: 'What', group: 'what', facts: what },
    { title: 'Business', group: 'fold-business', facts: business },
    { title: 'Where', group: 'fold-where', facts: where },
  ];
}
