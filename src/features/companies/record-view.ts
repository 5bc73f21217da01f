import { count, date, dayOf, money, plural } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { KIND_LABELS } from './fields.js';
import { lastTouch, receivedHref } from './figures.js';
import { factsOf } from './record-facts.js';
import type { RecordRow } from './record-queries.js';
import { domainText } from './website.js';

type Line = { text: string; unit?: string; href?: string };
type Cell = { label: string; lines: Line[]; words: string; late?: boolean };

/** What a company's page prints of the company itself. `today`: the day where the reader is. */
export function recordView(row: RecordRow, today: string, person: Person) {
  const path = `/companies/${row.id}`;
  const mayWrite = person.role !== 'VIEWER';
  return {
    id: row.id,
    name: row.name,
    path,
    kind: KIND_LABELS[row.kind],
    domain: row.domain && row.website ? { text: domainText(row.domain), href: row.website } : null,
    parent: row.parent ? { name: row.parent, href: `/companies/${row.parent_id}` } : null,
    logo: row.logo_id ? `${path}/files/${row.logo_id}/thumbnail` : null,
    warning: row.do_not_contact ? (row.do_not_contact_reason ?? 'No reason was given.') : null,
    may_write: mayWrite,
    more: mayWrite ? moreActions(path) : [],
    strip: stripOf(row, path, today, person.timeZone),
    groups: factsOf(row).map((it) => ({ ...it, edit_href: mayWrite ? `${path}/edit#${it.group}` : null })),
    people: peopleOf(row),
    people_more: more(row.people_in_all - row.people.length, `/contacts?company_id=${row.id}`, 'person', 'people'),
    below: row.below.map(({ id, name, kind }) => ({ name, href: `/companies/${id}`, kind: KIND_LABELS[kind] })),
    below_more: more(row.below_in_all - row.below.length, null, 'company', 'companies'),
  };
}

function moreActions(path: string) {
  return [
    { label: 'Merge with…', icon: 'merge', href: `${path}/merge` },
    { label: 'Delete', icon: 'trash-2', action: `${path}/delete`, danger: true, rule: true },
  ];
}

function stripOf(row: RecordRow, path: string, today: string, timeZone: string): Cell[] {
  const year = today.slice(0, 4);
  const units = row.received.reduce((sum, it) => sum + it.units, 0);
  const left = row.people.filter(({ past }) => past).length;
  return [
    {
      label: 'Contacts',
      lines: [row.contacts > 0 ? { text: count(row.contacts), href: '#people' } : { text: '0' }],
      words: left > 0 ? `and ${count(left)} who left` : 'there now',
    },
    {
      label: `Units received in ${year}`,
      lines: [units > 0 ? { text: count(units), href: receivedHref(row.id, year) } : { text: '0' }],
      words: 'Your own items',
    },
    { label: `Their value in ${year}`, lines: valueLines(row, year), words: 'Market value' },
    touchCell(row, path, timeZone),
    nextCell(row, path, today),
  ];
}

function valueLines({ id, received }: RecordRow, year: string): Line[] {
  const valued = received.filter(({ value }) => value !== null);
  if (valued.length === 0) return [{ text: '–' }];
  return valued.map(({ currency, value }) => ({
    text: money(value, currency),
    unit: currency,
    href: receivedHref(id, year, currency),
  }));
}

function touchCell(row: RecordRow, path: string, timeZone: string): Cell {
  const touch = lastTouch(row);
  const line = touch ? { text: date(dayOf(touch.at, timeZone)), href: `${path}#activity` } : { text: '–' };
  return { label: 'Last touch', lines: [line], words: touch ? touch.what : 'No note or task of yours yet' };
}

function nextCell({ next_step }: RecordRow, path: string, today: string): Cell {
  if (!next_step) return { label: 'Next step', lines: [{ text: '–' }], words: 'No open task of yours' };
  const { title, due_on } = next_step;
  return {
    label: 'Next step',
    lines: [{ text: title, href: `${path}?tab=tasks#activity` }],
    words: due_on === null ? 'No date' : due_on < today ? `Was due ${date(due_on)}` : `Due ${date(due_on)}`,
    late: due_on !== null && due_on < today,
  };
}

function peopleOf({ people }: RecordRow) {
  return people.map(({ id, name, title, from_on, to_on, past, opted_out }) => ({
    name,
    href: `/contacts/${id}`,
    title,
    span: past ? span(from_on, to_on) : from_on ? `since ${date(from_on)}` : '',
    past,
    opted_out,
  }));
}

function span(from: string | null, to: string | null): string {
  return from === null ? `until ${date(to)}` : `${date(from)} – ${date(to)}`;
}

function more(rest: number, href: string | null, one: string, many: string) {
  return rest > 0 ? { label: `and ${plural(rest, `other ${one}`, `other ${many}`)}`, href } : null;
}
