import { v7 as uuidv7 } from 'uuid';
import { isId } from '../../http/form.js';
import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { defineFields, type Field, id, record, text } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { recordHistory } from '../../records/history.js';
import type { Draft } from '../../records/record/draft.js';
import { type Child, namedRows, rows } from '../../records/rows/index.js';
import { CONTACTS } from './kind.js';

/** Somebody who has to do with a record, and in which part. */
type Person = { name: string | null; part: string | null; id: string | null };
/** The people of a record as they are kept. */
export type People = Child<Person>[];

const PART = 'person';
const GONE = 'This contact is no longer there. Type their name.';

/** What a contact that a column refers to is called; null for none. */
export function contactName(column: Sql): Sql {
  return sql`(select o.name from contacts o where o.id = ${column})`;
}

/** The first name of the contact that a column refers to; null for none. */
export function contactFirstName(column: Sql): Sql {
  return sql`(select o.first_name from contacts o where o.id = ${column})`;
}

/** What a record calls its people, and how their part is asked for. */
type PeopleOptions = { label?: string; one?: string; part?: Field<string | null> };

/** The contacts that have to do with a record, each with their part in it. `table`: where they lie, `by`: its column of the record. */
export function peopleRows(table: string, by: string, o: PeopleOptions = {}) {
  const { label = 'Contacts', one = 'Contact', part = ANY_PART } = o;
  const all = rows<Person>({
    label,
    one,
    part: PART,
    fields: defineFields({ ...NAMED, part, id: WHICH }),
    rules,
    table: { name: table, by, columns: { id: 'contact_id' } },
    empty: ({ name, part }) => name === null && part === null,
    key: ({ id: contact, name }) => contact ?? normalForm(name ?? ''),
    twice: 'This contact stands there already.',
    shown: (people) => shown(people.map((it) => ({ ...it, part: part.shown(it.part, { currency: '' }) || null }))),
    line,
    fromLine,
  });
  return namedRows(all, PART, 'Contact');
}

const ANY_PART = text({ label: 'Part', max: 100, optional: true, placeholder: 'Brand manager' });
const WHICH = id({ label: 'Contact', beside: 'name', strange: GONE });
const NAMED = {
  name: record({
    label: 'Contact',
    column: 'contact_id',
    named: contactName,
    url: '/contacts/suggestions',
    add: 'contact',
    id_name: 'id',
  }),
};

/** Finds the contacts that the people of a record stand for, and adds those that are not there; what is wrong is said beside their inputs. */
export async function placePeople(
  tx: WriteDoor,
  people: People,
  { before, sent }: Pick<Draft, 'before' | 'sent'>,
  errors: Record<string, string>,
): Promise<People> {
  const known = (before?.fields.contacts ?? []) as unknown as People;
  const placed: People = [];
  for (const it of people) {
    const kept = known.find(({ name, id }) => name === it.name && (it.id === null || it.id === id));
    const found = kept?.id ?? (await meant(tx, it));
    if (typeof found === 'string') placed.push({ ...it, id: found });
    else errors[inputOf(sent, it.name)] = found.fault;
  }
  return placed;
}

// The contact of that id, or whoever is the only one of that name; a new one where nobody is called so.
async function meant(tx: WriteDoor, { id: sent, name }: Person): Promise<string | { fault: string }> {
  const which = isId(sent)
    ? sql`c.id = ${sent}::uuid`
    : sql`c.deleted_at is null and (c.name_key = normal_form(${name}) or normal_form(c.name) = normal_form(${name}))`;
  const found = await tx.$queryRaw<{ id: string }[]>(sql`
    select coalesce(c.merged_into_id, c.id)::text as id from contacts c where ${which} order by c.id limit 2 for share of c`);
  const [first, second] = found;
  if (second) return { fault: 'Several contacts are called that. Choose one of the list.' };
  if (first) return first.id;
  return isId(sent) ? { fault: GONE } : added(tx, name ?? '');
}

async function added(tx: WriteDoor, name: string): Promise<string> {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  const made = uuidv7();
  await tx.$executeRaw(sql`
    insert into contacts (id, first_name, last_name, created_by, updated_by)
    values (${made}::uuid, ${first.slice(0, 100)}, ${rest.join(' ').slice(0, 100) || null}, app_user_id(), app_user_id())`);
  await recordHistory(tx, { act: 'created', target: { kind: CONTACTS, id: made } });
  return made;
}

function inputOf(sent: Row, name: string | null): string {
  const input = Object.keys(sent).find((it) => it.startsWith(`${PART}_name_`) && sent[it] === name);
  return input ?? `${PART}_name_0`;
}

function rules({ name, part }: Partial<Person>) {
  return name === null && part ? { name: 'Type the contact, or clear the row.' } : {};
}

function shown(all: Person[]): string {
  return all.map(({ name, part }) => (part ? `${name} (${part})` : name)).join('; ');
}

// `Tomas Verhoeven; as Brand manager`
function line({ name, part }: Person): string {
  return [escaped(name ?? ''), ...(part ? [`as ${escaped(part)}`] : [])].join('; ');
}

function fromLine(text: string): Row {
  const [name = '', part] = text.match(/(?:[^;\\]|\\.)+/g)?.map((it) => it.trim()) ?? [];
  return { name: unescaped(name), part: part ? unescaped(part.replace(/^as /, '')) : null };
}

const escaped = (text: string) => text.replace(/[\\;]/g, '\\$&');
const unescaped = (text: string) => text.replace(/\\(.)/g, '$1');
