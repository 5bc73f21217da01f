import { timeZoneOf } from '../../../http/time-zones.js';
import type { Row } from '../../../records/fields/set.js';
import { MOST_CHILDREN } from '../../../records/rows/index.js';
import { languageTag, ROLE_LABELS } from '../choices.js';
import type { Employments } from '../employments.js';
import { CONTACT_FIELDS } from '../fields.js';
import { isPoint, POINT_FIELDS, POINT_KINDS, type PointField, type Points, pointKey } from '../points.js';
import { type Line, partsOf, readLines, textOf } from './text.js';
import { COMPANY, NO_LABELS } from './write.js';

/** A card as the fields of a contact's form, what of it was left out, the id it has if it came from here, and why it is no contact. */
export type Card = { fields: Row; leftOut: string[]; id: string | undefined; fault?: string };

const PROPERTIES: Record<PointField, string[]> = {
  emails: ['EMAIL'],
  phones: ['TEL'],
  handles: ['X-SOCIALPROFILE', 'SOCIALPROFILE', 'IMPP'],
};
const LABELS: Record<string, string> = { CELL: 'mobile', IPHONE: 'mobile' };
const UUID = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The texts of the cards in a file, at most so many and one more; what stands between them is nothing. One without its end is not whole. */
export function splitCards(file: string, most: number): { text: string; isWhole: boolean }[] {
  const cards: { text: string; isWhole: boolean }[] = [];
  let lines: string[] | undefined;
  const end = (isWhole: boolean) => {
    if (lines) cards.push({ text: lines.join('\n'), isWhole });
    lines = undefined;
  };
  for (const line of file.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (/^BEGIN:VCARD\s*$/i.test(line)) {
      end(false);
      lines = [];
    } else if (/^END:VCARD\s*$/i.test(line)) end(true);
    else lines?.push(line);
    if (cards.length > most) return cards;
  }
  end(false);
  return cards;
}

/** Reads one card: vCard 4.0 (RFC 6350), 3.0 (RFC 2426), and 2.1 as programs write it. Notes and photos are not read. */
export function readCard(text: string): Card {
  const lines = readLines(text);
  const first = (...names: string[]) => {
    const line = lines.find((it) => names.includes(it.name) && it.value !== '');
    return line ? tidy(textOf(line.value)) : '';
  };
  const leftOut: string[] = [];
  const points = POINT_FIELDS.map((field) => [
    field,
    CONTACT_FIELDS.all[field].fromJson(pointsIn(lines, field, leftOut)),
  ]);
  const fields: Row = {
    ...namesIn(lines, first('FN')),
    pronunciation: [first('X-PHONETIC-FIRST-NAME'), first('X-PHONETIC-LAST-NAME')].filter(Boolean).join(' '),
    pronouns: first('PRONOUNS', 'X-PRONOUNS'),
    title: first('TITLE'),
    role: roleNamed(first('ROLE')),
    ...Object.fromEntries(points),
    companies: CONTACT_FIELDS.all.companies.fromJson(companiesIn(lines)),
    language: languageTag(first('LANG')) ?? '',
    time_zone: timeZoneOf(first('TZ')) ?? '',
  };
  const isNobody = fields.first_name === '' && fields.last_name === '' && fields.companies !== '';
  return {
    fields,
    leftOut,
    id: UUID.exec(first('UID'))?.[1]?.toLowerCase(),
    ...(isNobody ? { fault: 'This is the card of a company, not of a person.' } : {}),
  };
}

// Without a name of parts the one that is shown is cut at its last space.
function namesIn(lines: Line[], shown: string) {
  const name = lines.find((it) => it.name === 'N');
  const [last = '', first = '', additional = ''] = partsOf(name?.value ?? '').map(tidy);
  const given = [first, additional].filter(Boolean).join(' ');
  if (given) return { first_name: given, last_name: last };
  if (last) return { first_name: last, last_name: '' };
  const isCompany = companiesIn(lines).some((it) => it.name === shown);
  const at = shown.lastIndexOf(' ');
  if (isCompany) return { first_name: '', last_name: '' };
  return at < 0
    ? { first_name: shown, last_name: '' }
    : { first_name: shown.slice(0, at), last_name: shown.slice(at + 1) };
}

function pointsIn(lines: Line[], field: PointField, leftOut: string[]): Points {
  const kind = POINT_KINDS[field];
  const seen = new Set<string>();
  const points: Points = [];
  for (const line of lines.filter(({ name }) => PROPERTIES[field].includes(name))) {
    const value = valueIn(line);
    const key = pointKey(kind, value);
    if (value === '' || seen.has(key)) continue;
    seen.add(key);
    const fits = isPoint(kind, value) && points.length < MOST_CHILDREN;
    if (fits) points.push({ row: null, value, label: labelOf(line, lines, field), primary: isPreferred(line) });
    else if (leftOut.length < MOST_CHILDREN) leftOut.push(value.slice(0, 80));
  }
  return points;
}

// In 4.0 a phone may be an address, `tel:+1-407-555-0134;ext=12`, and so is a messenger's: `skype:ana`.
function valueIn({ name, value }: Line): string {
  const text = tidy(textOf(value));
  if (name === 'TEL') return text.replace(/^tel:/i, '').replace(/;ext=/i, ' ext ').replace(/;.*$/, '');
  if (name === 'EMAIL') return text.replace(/^mailto:/i, '');
  return name === 'IMPP' ? text.replace(/^(?!https?:)[\w+.-]+:/i, '') : text;
}

function labelOf(line: Line, lines: Line[], field: PointField): string | null {
  const named = line.group && lines.find((it) => it.group === line.group && it.name === 'X-ABLABEL');
  if (named) return cut(textOf(named.value).replace(/^_\$!<(.*)>!\$_$/, (_, known: string) => known.toLowerCase()));
  const service = line.params.get('X-SERVICE-TYPE') ?? line.params.get('SERVICE-TYPE') ?? [];
  const types = [...service, ...(line.params.get('TYPE') ?? [])];
  const type = types.find((it) => !NO_LABELS.includes(it.toUpperCase()));
  if (type === undefined) return null;
  return cut(field === 'handles' ? type : (LABELS[type.toUpperCase()] ?? type.toLowerCase()));
}

function isPreferred({ params }: Line): boolean {
  return params.has('PREF') || (params.get('TYPE') ?? []).some((it) => it.toUpperCase() === 'PREF');
}

function companiesIn(lines: Line[]): Employments {
  const here = { row: null, id: null };
  const ours = lines.filter(({ name }) => name === COMPANY).map(({ value }) => partsOf(value).map(tidy));
  if (ours.length > 0)
    return ours.map(([name = '', title, from_on, to_on]) => ({
      ...{ ...here, name, title: title || null, from_on: from_on || null, to_on: to_on || null },
    }));
  const names = lines.filter(({ name }) => name === 'ORG').map(({ value }) => tidy(partsOf(value)[0] ?? ''));
  const found = [...new Set(names)].filter(Boolean).slice(0, MOST_CHILDREN);
  return found.map((name) => ({ ...here, name, title: null, from_on: null, to_on: null }));
}

function roleNamed(label: string): string {
  const role = Object.entries(ROLE_LABELS).find(([, it]) => it.toLowerCase() === label.toLowerCase());
  return role?.[0] ?? '';
}

// A colon stands behind each label where rows are a text.
const cut = (label: string) => [...tidy(label.replaceAll(':', ' '))].slice(0, 50).join('').trim() || null;
const tidy = (text: string) => text.replaceAll('\0', '').toWellFormed().replace(/\s+/g, ' ').trim();
