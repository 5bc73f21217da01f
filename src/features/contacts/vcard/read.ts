import { holdsNoSigns, isGarbled } from '../../../http/letters.js';
import { timeZoneOf } from '../../../http/time-zones.js';
import type { Row } from '../../../records/fields/set.js';
import { MOST_CHILDREN } from '../../../records/rows/index.js';
import { languageTag, ROLE_LABELS } from '../choices.js';
import type { Employments } from '../employments.js';
import { CONTACT_FIELDS } from '../fields.js';
import { isPoint, POINT_FIELDS, POINT_KINDS, type PointField, type Points, pointKey } from '../points.js';
import type { RawCard } from './borders.js';
import { PROPERTIES, type TextLine, textLine } from './lines.js';
import { named, prefixesIn } from './names.js';
import { partsOf, textOf, tidy } from './text.js';
import { COMPANY, NO_LABELS } from './write.js';

/** A card as the fields of a contact's form. */
export type Card = {
  fields: Row;
  /** The line it begins in, and that of the card it stands in. */
  at: number;
  within: number | null;
  /** What of it no form would take. */
  leftOut: string[];
  /** The id it has if it came from here. */
  id: string | undefined;
  /** What it is called by where it has no name. */
  calledBy: string;
  /** Why its text may be wrong: its letters were guessed, or were spoiled on their way. */
  doubt: 'guessed' | 'garbled' | undefined;
  /** Why it is no contact. */
  fault: string;
};

const LABELS: Record<string, string> = { CELL: 'mobile', IPHONE: 'mobile' };
const UUID = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const KINDS: Record<string, string> = {
  group: 'This is a list of people, not a person.',
  location: 'This is a place, not a person.',
  application: 'This is a program, not a person.',
  device: 'This is a device, not a person.',
};
const MOST_PREFERRED = 100;
type Labels = Map<string, string>;
type Placed = { point: Points[number]; place: number };

/**
 * Reads one card: vCard 4.0 (RFC 6350), 3.0 (RFC 2426), and 2.1 as programs write it, where nothing tells its letters in
 * those given. Notes, photos and postal addresses are not read.
 */
export function readCard(raw: RawCard, letters: string): Card {
  const lines = raw.lines.map((line) => textLine(line, letters));
  const first = firstOf(lines);
  const leftOut = raw.unread.map((at) => `line ${at}, which cannot be read`);
  const labels = labelsOfGroups(lines);
  const points = POINT_FIELDS.map((field) => [field, pointsIn({ lines, labels }, field, leftOut)] as const);
  const companies = companiesIn(lines);
  const name = named(
    lines,
    companies,
    points.flatMap(([, rows]) => rows.map(({ value }) => value ?? '')),
  );
  const time_zone = timeZoneOf(first('TZ')) ?? '';
  if (first('TZ') && !time_zone) leftOut.push(`time zone ${first('TZ')}`);
  leftOut.push(...prefixesIn(lines));
  const said = {
    first_name: name.first,
    last_name: name.last,
    pronunciation: [first('X-PHONETIC-FIRST-NAME'), first('X-PHONETIC-LAST-NAME')].filter(Boolean).join(' '),
    pronouns: first('PRONOUNS', 'X-PRONOUNS'),
    title: first('TITLE'),
  };
  const fields: Row = {
    ...said,
    role: roleNamed(first('ROLE')),
    ...Object.fromEntries(points.map(([field, rows]) => [field, CONTACT_FIELDS.all[field].fromJson(rows)])),
    companies: CONTACT_FIELDS.all.companies.fromJson(companies),
    language: first('LANG') && (languageTag(first('LANG')) ?? ''),
    time_zone,
  };
  const kind = first('KIND', 'X-ADDRESSBOOKSERVER-KIND').toLowerCase();
  const written = [...Object.values(said), ...companies.flatMap((it) => [it.name, it.title]), ...labelsIn(points)];
  return {
    fields,
    leftOut,
    at: raw.at,
    within: raw.within,
    calledBy: name.by,
    id: UUID.exec(first('UID'))?.[1]?.toLowerCase(),
    doubt: doubtOf(lines, written),
    fault: raw.fault || (KINDS[kind] ?? ''),
  };
}

function firstOf(lines: TextLine[]) {
  return (...names: string[]) => {
    const line = lines.find((it) => names.includes(it.name) && tidy(it.value) !== '');
    return line ? tidy(textOf(line.value)) : '';
  };
}

function doubtOf(lines: TextLine[], written: (string | null)[]): Card['doubt'] {
  const isSpoiled = lines.some(({ value, params }) => [value, ...[...params].flat(2)].some(holdsNoSigns));
  if (isSpoiled || written.some((it) => it !== null && isGarbled(it))) return 'garbled';
  return lines.some(({ guessed }) => guessed) ? 'guessed' : undefined;
}

function labelsIn(points: (readonly [PointField, Points])[]): (string | null)[] {
  return points.flatMap(([, rows]) => rows.map(({ label }) => label));
}

// Programs of Apple write a label as a line of its own, in the group of the line that it names; the first one counts.
function labelsOfGroups(lines: TextLine[]): Labels {
  const own = lines.filter(({ group, name }) => group !== '' && name === 'X-ABLABEL');
  return new Map(own.reverse().map(({ group, value }) => [group, value]));
}

function pointsIn({ lines, labels }: { lines: TextLine[]; labels: Labels }, field: PointField, leftOut: string[]) {
  const kind = POINT_KINDS[field];
  const placed = new Map<string, Placed | undefined>();
  for (const line of lines.filter(({ name }) => PROPERTIES[field].includes(name))) {
    const value = valueIn(line);
    const key = pointKey(kind, value);
    if (value === '') continue;
    const before = placed.get(key);
    if (before) before.place = Math.min(before.place, placeOf(line));
    if (placed.has(key)) continue;
    const fits = isPoint(kind, value) && placed.size < MOST_CHILDREN;
    const placedHere = () => ({
      point: { row: null, value, label: labelOf(line, labels, field), primary: false },
      place: placeOf(line),
    });
    placed.set(key, fits ? placedHere() : undefined);
    if (!fits && leftOut.length < MOST_CHILDREN) leftOut.push(value.slice(0, 80));
  }
  return withFirst([...placed.values()].filter((it) => it !== undefined));
}

// The lowest number is wanted most; of two that are equal the one that stands first.
function withFirst(placed: Placed[]): Points {
  const lowest = Math.min(...placed.map(({ place }) => place));
  const first = lowest <= MOST_PREFERRED ? placed.find(({ place }) => place === lowest) : undefined;
  return placed.map(({ point }) => ({ ...point, primary: point === first?.point }));
}

// In 4.0 a phone may be an address, `tel:+1-407-555-0134;ext=12`, and so is a messenger's: `skype:ana`.
function valueIn({ name, value }: TextLine): string {
  const text = tidy(textOf(value));
  if (name === 'TEL') return text.replace(/^tel:/i, '').replace(/;ext=/i, ' ext ').replace(/;.*$/, '');
  if (name === 'EMAIL') return text.replace(/^mailto:/i, '');
  return name === 'IMPP' ? text.replace(/^(?!https?:)[\w+.-]+:/i, '') : text;
}

function labelOf(line: TextLine, labels: Labels, field: PointField): string | null {
  const named = labels.get(line.group);
  if (named !== undefined)
    return cut(textOf(named).replace(/^_\$!<(.*)>!\$_$/, (_, known: string) => known.toLowerCase()));
  const service = line.params.get('X-SERVICE-TYPE') ?? line.params.get('SERVICE-TYPE') ?? [];
  const types = [...service, ...(line.params.get('TYPE') ?? [])];
  const type = types.find((it) => !NO_LABELS.includes(it.toUpperCase()));
  if (type === undefined) return null;
  return cut(field === 'handles' ? type : (LABELS[type.toUpperCase()] ?? type.toLowerCase()));
}

// Version 4.0 says 1 to 100; before it one was preferred or not.
function placeOf({ params }: TextLine): number {
  const stated = params.get('PREF');
  if (stated?.[0] && /^\d+$/.test(stated[0])) {
    const place = Number(stated[0]);
    return place >= 1 && place <= MOST_PREFERRED ? place : MOST_PREFERRED + 1;
  }
  const isFirst = stated !== undefined || (params.get('TYPE') ?? []).some((it) => it.toUpperCase() === 'PREF');
  return isFirst ? 1 : MOST_PREFERRED + 1;
}

function companiesIn(lines: TextLine[]): Employments {
  const here = { row: null, id: null };
  const ours = lines.filter(({ name }) => name === COMPANY).map(({ value }) => partsOf(value).map(tidy));
  if (ours.length > 0)
    return ours.map(([name = '', title, from_on, to_on]) => ({
      ...here,
      name,
      title: title || null,
      from_on: from_on || null,
      to_on: to_on || null,
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
