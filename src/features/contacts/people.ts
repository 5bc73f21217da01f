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
import { CONTACTS, LONGEST_NAME } from './kind.js';

/** Somebody who has to do with a record, and in which part. */
type Person = { name: string | null; part: string | null; id: string | null };
/** The people of a record as they are kept. */
export type People = Child<Person>[];

const PART = 'person';
const TOO_LONG = `A first name and a last name have ${LONGEST_NAME} characters each at most.`;
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
    max: 2 * LONGEST_NAME + 1,
    column: 'contact_id',
    named: contactName,
    url: '/contacts/suggestions',
    add: 'contact',
    id_name: 'id',
  }),
};

/** The people of a record, or what is wrong with them beside their inputs. */
export type FoundPeople = { contacts: People; errors: Record<string, string> };

/** Finds the contacts that the people of records stand for, and adds those that are not there, in few statements. */
export async function placePeople(
  tx: WriteDoor,
  drafts: readonly Pick<Draft<Row & { contacts: People }>, 'data' | 'before' | 'sent'>[],
): Promise<FoundPeople[]> {
  const all = drafts.map(({ data, before }) => {
    const known = (before?.fields.contacts ?? []) as unknown as People;
    const keptOf = (it: People[number]) =>
      known.find(({ name, id }) => name === it.name && (it.id === null || it.id === id))?.id;
    return data.contacts.map((it) => ({ it, kept: keptOf(it) }));
  });
  const meant = await meantBy(
    tx,
    all.flat().flatMap(({ it, kept }) => (kept ? [] : [it])),
  );
  return all.map((people, n) => {
    const errors: Record<string, string> = {};
    const contacts = people.flatMap(({ it, kept }) => {
      const found = kept ?? meant.get(keyOf(it)) ?? { fault: GONE };
      if (typeof found === 'string') return [{ ...it, id: found }];
      errors[inputOf(drafts[n]?.sent ?? {}, it.name)] = found.fault;
      return [];
    });
    return { contacts, errors };
  });
}

// Who is meant by an id, else by a name alone.
function keyOf({ id, name }: Person): string {
  return isId(id) ? id : (name ?? '');
}

// The contact of each id, or whoever is the only one of a name; a new one where nobody is called so.
async function meantBy(tx: WriteDoor, people: readonly Person[]): Promise<Map<string, string | { fault: string }>> {
  const meant = new Map<string, string | { fault: string }>();
  if (people.length === 0) return meant;
  const ids = [...new Set(people.flatMap(({ id }) => (isId(id) ? [id] : [])))];
  const names = [...new Set(people.flatMap((it) => (isId(it.id) ? [] : [keyOf(it)])))];
  const found = await tx.$queryRaw<{ key: string; id: string }[]>(sql`
    select n.key, coalesce(c.merged_into_id, c.id)::text as id from unnest(${ids}::uuid[], ${ids}::text[]) n (id, key)
      join contacts c on c.id = n.id order by c.id for share of c`);
  const called = await tx.$queryRaw<{ key: string; id: string }[]>(sql`
    select n.name as key, coalesce(c.merged_into_id, c.id)::text as id
    from (select name, normal_form(name) as key from unnest(${names}::text[]) t (name)) n
    join contacts c on c.deleted_at is null and (c.name_key = n.key or normal_form(c.name) = n.key)
    order by c.id for share of c`);
  for (const { key, id } of [...found, ...called])
    meant.set(key, meant.has(key) ? { fault: 'Several contacts are called that. Choose one of the list.' } : id);
  const unknown = names.filter((name) => !meant.has(name));
  for (const name of unknown) if (!isShort(name)) meant.set(name, { fault: TOO_LONG });
  await addPeople(tx, unknown.filter(isShort), meant);
  return meant;
}

// Two spellings of one name are one person.
async function addPeople(tx: WriteDoor, names: readonly string[], meant: Map<string, unknown>): Promise<void> {
  const ids = new Map(names.map((name) => [normalForm(name), uuidv7()]));
  const spelled = new Map(names.map((name) => [normalForm(name), partsOf(name)]));
  for (const name of names) meant.set(name, ids.get(normalForm(name)));
  if (ids.size === 0) return;
  const made = [...spelled].map(([key, parts]) => ({ id: ids.get(key) ?? '', ...parts }));
  await tx.$executeRaw(sql`
    insert into contacts (id, first_name, last_name, created_by, updated_by)
    select n.id, n.first, n.last, app_user_id(), app_user_id()
    from unnest(${made.map(({ id }) => id)}::uuid[], ${made.map(({ first }) => first)}::text[], ${made.map(({ last }) => last)}::text[]) n (id, first, last)`);
  await recordHistory(tx, { act: 'created', kind: CONTACTS, entries: made.map(({ id }) => ({ id })) });
}

// A name that was typed in one: its first word is the first name.
function partsOf(name: string): { first: string; last: string | null } {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  return { first, last: rest.join(' ') || null };
}

function isShort(name: string): boolean {
  const { first, last } = partsOf(name);
  return [first, last ?? ''].every((part) => [...part].length <= LONGEST_NAME);
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
