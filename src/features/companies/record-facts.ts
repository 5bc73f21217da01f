import { plural } from '../../http/format.js';
import { type FieldName, fieldText } from './fields.js';
import type { RecordRow } from './record-queries.js';

/** A row of the page: a text, a link to another page of ours, links to elsewhere, or several lines. */
export type Fact = { label: string; value: string; to?: string; links?: Link[]; lines?: string[] };
export type FactGroup = { title: string; group: string; facts: Fact[] };
type Link = { href: string; text: string };

/** The facts of a company by group; what many lack is left out when empty. */
export function factsOf(row: RecordRow): FactGroup[] {
  return [
    { title: 'What', group: 'what', facts: what(row) },
    { title: 'Business', group: 'business', facts: business(row) },
    { title: 'Where', group: 'where', facts: where(row) },
  ];
}

function what(row: RecordRow): Fact[] {
  const { website, social_links } = row;
  return [
    plain(row, 'kind', 'Kind'),
    plain(row, 'category', 'Category'),
    { label: 'Website', value: '', ...(website ? { links: linksOf(website) } : {}) },
    ...(row.parent ? [{ label: 'Belongs to', value: row.parent, to: `/companies/${row.parent_id}` }] : []),
    ...filled(row, { legal_name: 'Legal name' }),
    ...(social_links ? [{ label: 'Social links', value: '', links: linksOf(social_links) }] : []),
  ];
}

function business(row: RecordRow): Fact[] {
  const { payment_terms_days: days } = row;
  return [
    plain(row, 'affiliate_programme', 'Affiliate programme'),
    { label: 'Payment terms', value: days === null ? '' : plural(days, 'day', 'days') },
  ];
}

function where(row: RecordRow): Fact[] {
  const lines = row.address?.split('\n') ?? [];
  return [
    { label: 'Address', value: '', ...(lines.length > 0 ? { lines } : {}) },
    plain(row, 'country', 'Country'),
    ...filled(row, { time_zone: 'Time zone' }),
  ];
}

function plain(row: RecordRow, name: FieldName, label: string): Fact {
  return { label, value: fieldText(name, row[name]) };
}

function filled(row: RecordRow, names: Partial<Record<FieldName, string>>): Fact[] {
  return Object.entries(names)
    .map(([name, label]) => plain(row, name as FieldName, label))
    .filter(({ value }) => value !== '');
}

// Only what the form lets in becomes a link, whatever way a row came.
function linksOf(text: string): Link[] {
  return text
    .split('\n')
    .filter((address) => /^https?:\/\//i.test(address))
    .map((href) => ({ href, text: href.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '') }));
}
