import { ROLE_LABELS } from '../choices.js';
import { isCurrent } from '../employments.js';
import type { ContactData } from '../fields.js';
import { POINT_FIELDS, type Point, type PointField } from '../points.js';
import { writeLine } from './text.js';

/** What a card carries of a contact. What the team thinks of somebody (warmth, next touch, opted out) is not in it. */
export type CardContact = ContactData & { id: string; name: string };

/** Our own property: a company with title, first and last day, which vCard has no words for. */
export const COMPANY = 'X-MOUSE-COMPANY';
const NAMES: Record<PointField, string> = { emails: 'EMAIL', phones: 'TEL', handles: 'X-SOCIALPROFILE' };
/** The labels that vCard has a type for; any other is written as Apple does. */
const TYPES: Record<string, string> = { work: 'WORK', home: 'HOME', mobile: 'CELL' };
/** Types that say how somebody is reached, not where. */
export const NO_LABELS = ['INTERNET', 'VOICE', 'PREF', 'TEXT', 'MSG', 'OTHER', 'QUOTED-PRINTABLE', 'BASE64', 'X400'];
const ALWAYS: Record<PointField, string[]> = { emails: ['INTERNET'], phones: ['VOICE'], handles: [] };

/** Contacts as vCards 3.0 (RFC 2426), the version that most programs read. */
export function cardsText(contacts: CardContact[], today = new Date().toISOString().slice(0, 10)): string {
  return contacts.map((contact) => cardText(contact, today)).join('');
}

function cardText(contact: CardContact, today: string): string {
  const { first_name, last_name, pronunciation, pronouns, title, role, language, time_zone } = contact;
  const line = (property: string, value: string | null) => (value === null ? [] : [writeLine(property, value)]);
  const current = contact.companies.find((it) => isCurrent(it, today));
  const all = POINT_FIELDS.flatMap((field) => contact[field].map((point) => ({ field, point })));
  return [
    'BEGIN:VCARD\r\nVERSION:3.0\r\n',
    writeLine('UID', `urn:uuid:${contact.id}`),
    writeLine('N', [last_name ?? '', first_name, '', '', '']),
    writeLine('FN', contact.name),
    ...line('X-PHONETIC-FIRST-NAME', pronunciation),
    ...line('PRONOUNS', pronouns),
    ...line('ORG', current?.name ?? null),
    ...line('TITLE', title),
    ...line('ROLE', role && ROLE_LABELS[role]),
    ...all.flatMap(({ field, point }, n) => pointLines(field, point, `item${n + 1}`)),
    ...contact.companies.map((it) =>
      writeLine(COMPANY, [it.name ?? '', it.title ?? '', it.from_on ?? '', it.to_on ?? '']),
    ),
    ...line('LANG', language),
    ...line('TZ;VALUE=text', time_zone),
    'END:VCARD\r\n',
  ].join('');
}

function pointLines(field: PointField, { label, value: kept, primary }: Point, group: string): string[] {
  const value = kept ?? '';
  const type = typeOf(field, label);
  const types = [...ALWAYS[field], ...(type ? [type] : []), ...(primary ? ['PREF'] : [])];
  const property = types.length > 0 ? `${NAMES[field]};TYPE=${types.join(',')}` : NAMES[field];
  if (label === null || type) return [writeLine(property, value)];
  return [writeLine(`${group}.${property}`, value), writeLine(`${group}.X-ABLABEL`, label)];
}

// A network's name is a type of its own: `X-SOCIALPROFILE;TYPE=Instagram`.
function typeOf(field: PointField, label: string | null): string | undefined {
  if (label === null) return undefined;
  if (field !== 'handles') return Object.hasOwn(TYPES, label) ? TYPES[label] : undefined;
  return /^[a-z][a-z0-9-]*$/i.test(label) && !NO_LABELS.includes(label.toUpperCase()) ? label : undefined;
}
