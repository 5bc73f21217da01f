import { normalForm } from '../../http/normal-form.js';
import { spellingKey } from '../../http/table/words.js';
import type { Field } from '../fields/field.js';
import type { Module } from '../module.js';

/** What a column of a file is: the field that it fills, how that is written in it, and which of its words mean which choice. */
export type ColumnMeaning = { to: string | null; format?: string; words?: Readonly<Record<string, string>> };

/** What a person chose of a file: what its columns are, what stands in every row, and which records its rows may change. */
export type Mapping = {
  /** What the columns are called, for pages behind the choice: they do not read the file again. */
  header: readonly string[];
  columns: ColumnMeaning[];
  /** Fields that no column fills, as their inputs hold them. */
  every: Readonly<Record<string, string>>;
  /** What tells which record a row means; none where each row is a new one. */
  key: string | null;
  does: 'create' | 'update' | 'both';
  /** What becomes of a row whose record lies in the trash. */
  trash: 'refuse' | 'restore' | 'new';
  /** Whether a name that is nobody's makes a record of its own, where a form would. */
  names: 'add' | 'find';
};

/** What a column may fill: an id by which records are known, tags, or a field that a form asks for. */
export type Place = { name: string; label: string };
export const ID = 'id';
export const TAGS = 'tags';

/** The places that columns of a module's files may fill, in the order of its fields. */
export function placesOf({ kind, fields }: Module): Place[] {
  const own = fields.names.flatMap((name) => {
    const field = fields.field(name);
    return field && field.kind !== 'id' ? [{ name, label: field.label }] : [];
  });
  return [...own, ...(kind.untagged ? [] : [{ name: TAGS, label: 'Tags' }]), { name: ID, label: 'Id' }];
}

/** Which place each column fills by its name: that of an export, then a field's label in any spelling, then what else tables call it; none is filled twice. */
export function meaningsOf(module: Module, header: readonly string[]): ColumnMeaning[] {
  const places = placesOf(module);
  const taken = new Set<string>();
  const found = new Map<number, string>();
  const ways: ((place: Place, column: string) => boolean)[] = [
    ({ name }, column) => name === column.trim(),
    ({ name, label }, column) => isCalled([name, label], column),
    ({ name }, column) => isCalled(othersOf(module.fields.field(name)), column),
  ];
  for (const way of ways)
    for (const [n, column] of header.entries()) {
      const place = found.has(n) ? undefined : places.find((it) => !taken.has(it.name) && way(it, column));
      if (!place) continue;
      found.set(n, place.name);
      taken.add(place.name);
    }
  return header.map((_, n) => ({ to: found.get(n) ?? null }));
}

function isCalled(names: readonly string[], column: string): boolean {
  const called = spellingKey(column);
  return called !== '' && names.some((it) => spellingKey(it) === called);
}

/** What tables call a field besides its name and its label. */
export function othersOf(field: Field | undefined): string[] {
  const said = field?.also?.split(', ') ?? [];
  const day = field?.kind === 'date' ? /^(.+) on$/.exec(field.label)?.[1] : undefined;
  return day ? [...said, day, `${day} date`, `date ${day}`] : said;
}

/** What tells columns of these names from others, for what was chosen of them the last time. */
export function headerKey(header: readonly string[]): string {
  return JSON.stringify(header.map(normalForm));
}

/** What a new mapping of such columns holds, before anything is chosen. `initial`: what a new form holds. */
export function firstMapping(
  module: Module,
  header: readonly string[],
  initial: Readonly<Record<string, string>>,
): Mapping {
  const columns = meaningsOf(module, header);
  const key = columns.some(({ to }) => to === ID) ? ID : null;
  const mapping: Mapping = { header, columns, every: {}, key, does: 'both', trash: 'refuse', names: 'add' };
  return { ...mapping, every: everyOf(module, mapping, initial) };
}

/**
 * What stands in every row: of fields that no column fills those that must be there, and what the state of all rows wants, as it was
 * chosen or as a new form holds it.
 */
export function everyOf(
  { fields, states }: Module,
  { columns, every }: Pick<Mapping, 'columns' | 'every'>,
  initial: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled = new Set(columns.map(({ to }) => to));
  const wanted = filled.has('state') ? [] : (states?.wantedBy(every.state ?? initial.state ?? '') ?? []);
  const asked = fields.names.filter((name) => {
    const field = fields.field(name);
    return field && !filled.has(name) && (isAsked(field) || wanted.includes(name));
  });
  return Object.fromEntries(asked.map((name) => [name, every[name] ?? initial[name] ?? '']));
}

function isAsked(field: Field): boolean {
  return !field.optional && !['id', 'tick', 'rows'].includes(field.kind);
}
