import { isDeepStrictEqual } from 'node:util';
import type { ProblemError } from '../../http/api/problem.js';
import { isId } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Field, JsonSchema, KnownFields } from '../fields/field.js';
import type { FieldSet, Row } from '../fields/set.js';
import type { ListModule } from '../module.js';
import { tagNames } from '../tags/index.js';
import type { RecordJson } from './json.js';
import { calledBy, meantBy, pairsOf } from './pairs.js';
import { pointer } from './pointers.js';

/** A module as what is sent of its records is read. */
type Sendable = {
  kind: Pick<ListModule['kind'], 'untagged'>;
  list: Pick<ListModule['list'], 'exported'>;
  fields: Omit<FieldSet, 'read'>;
};
/** What a program sent as the inputs of the form, with its tags, and names that must turn out to be those of ids beside them. */
export type Sent = { body: Row; tags: string[] | undefined; called: Record<string, string>; errors: ProblemError[] };

const COMMON = ['id', 'version', 'created_at', 'updated_at', 'deleted_at', 'name'];

/**
 * Reads the JSON of a record as the inputs of its form, over those that it has: what is not sent stays, null empties (JSON Merge Patch).
 * Whether a value is a good one is for the form's own rules; here it is held to its type, and to names that there are.
 */
export async function readSent(
  db: Pick<ReadDoor, 'row'>,
  module: Sendable,
  json: unknown,
  before: { typed: Row; told: RecordJson } | null,
): Promise<Sent> {
  const { fields } = module;
  const sent: Sent = { body: before?.typed ?? blank(fields), tags: undefined, called: {}, errors: [] };
  if (!isObject(json)) return { ...sent, errors: [{ pointer: '', detail: 'Send an object.' }] };
  const paired = pairsOf(fields).flatMap(({ id, name }) => [id, name]);
  const body: Record<string, unknown> = { ...sent.body };
  const readable: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    const field = fields.field(name);
    const wrong = field
      ? faultOf(field, value, pointer(name))
      : strange(module, name, value, before?.told ?? null, sent);
    sent.errors.push(...wrong);
    if (wrong.length > 0 || !field) continue;
    readable[name] = value;
    if (field.rows) sent.errors.push(...(await putRows(db, field, name, value, before?.told ?? null, body)));
    else if (!paired.includes(name)) body[name] = field.fromJson(value);
  }
  putPairs(fields, readable, before?.told, body, sent);
  return { ...sent, body };
}

// A form sends each of its texts, so that what is missing is told in its words.
function blank({ names, field }: KnownFields): Row {
  return Object.fromEntries(names.flatMap((name) => (TEXTS.includes(field(name)?.kind ?? '') ? [[name, '']] : [])));
}
const TEXTS = ['text', 'prose'];

// What is no field: the tags, and what may be sent back as it was read.
function strange({ kind, list }: Sendable, name: string, value: unknown, told: RecordJson | null, sent: Sent) {
  const at = pointer(name);
  if (name === 'tags' && !kind.untagged) {
    const read = tagsIn(value, at);
    if ('errors' in read) return read.errors;
    sent.tags = read.names;
    return [];
  }
  const isKnown = [...COMMON, ...Object.keys(list.exported ?? {})].includes(name);
  if (!isKnown) return [{ pointer: at, detail: `There is no field of this name.` }];
  if (told && isDeepStrictEqual(told[name] ?? null, value)) return [];
  return [{ pointer: at, detail: 'This is not set by those who send it.' }];
}

/** Names of tags as a list of texts; or what is wrong with them. */
export function tagsIn(value: unknown, at: string): { names: string[] } | { errors: ProblemError[] } {
  const names = value ?? [];
  const wrong = (place: string, detail: string) => ({ errors: [{ pointer: place, detail }] });
  if (!Array.isArray(names) || !names.every((it) => typeof it === 'string')) return wrong(at, 'Send a list of texts.');
  const comma = names.findIndex((it) => it.includes(','));
  if (comma >= 0) return wrong(`${at}/${comma}`, 'A comma parts two tags: leave it out.');
  const read = tagNames.safeParse(names);
  return read.success ? { names: read.data } : wrong(at, read.error.issues[0]?.message ?? '');
}

function putPairs(
  fields: KnownFields,
  json: Row,
  told: RecordJson | undefined,
  body: Record<string, unknown>,
  sent: Sent,
) {
  for (const pair of pairsOf(fields)) {
    const meant = meantBy(pair, json, told);
    if (meant === 'same') continue;
    body[pair.name] = meant === 'none' ? '' : 'name' in meant ? meant.name : undefined;
    body[pair.id] = typeof meant === 'object' && 'id' in meant ? meant.id : undefined;
    if (typeof meant === 'object' && 'id' in meant && meant.called) sent.called[pair.name] = meant.called;
  }
}

async function putRows(
  db: Pick<ReadDoor, 'row'>,
  { rows }: Field,
  name: string,
  value: unknown,
  told: RecordJson | null,
  body: Record<string, unknown>,
): Promise<ProblemError[]> {
  const { part = '', fields } = rows ?? {};
  const before = (told?.[name] ?? []) as Row[];
  const errors: ProblemError[] = [];
  // Said to be empty, where no row says otherwise.
  body[name] = '';
  for (const [n, row] of ((value ?? []) as Row[]).entries()) {
    const prior = before.find((it) => it.row === row.row);
    if (row.row && !prior)
      errors.push({ pointer: pointer(name, n, 'row'), detail: 'This record has no row of this id.' });
    body[`${part}_row_${n}`] = row.row ?? '';
    // By its first input a form tells that a row is there.
    if (fields) body[`${part}_${fields.names[0]}_${n}`] = undefined;
    if (row.primary === true) body[`${part}_primary`] ??= String(n);
    if (!fields) continue;
    for (const cell of fields.names)
      if (row[cell] !== undefined) body[`${part}_${cell}_${n}`] = fields.field(cell)?.fromJson(row[cell]);
    for (const pair of pairsOf(fields)) {
      const meant = meantBy(pair, row, prior);
      const id =
        meant === 'same' ? prior?.[pair.id] : typeof meant === 'object' && 'id' in meant ? meant.id : undefined;
      const called = id ? await calledBy(db, fields, pair, String(id)) : undefined;
      if (id && meant !== 'same' && !called)
        errors.push({ pointer: pointer(name, n, pair.id), detail: 'There is none of this id.' });
      if (typeof meant === 'object' && 'called' in meant && meant.called !== called)
        errors.push({ pointer: pointer(name, n, pair.name), detail: NOT_ITS_NAME });
      const shown = called ?? (typeof meant === 'object' && 'name' in meant ? meant.name : (prior?.[pair.name] ?? ''));
      body[`${part}_${pair.name}_${n}`] = meant === 'none' ? '' : shown;
      body[`${part}_${pair.id}_${n}`] = meant === 'none' ? '' : (id ?? '');
      body[`${part}_shown_${n}`] = shown;
    }
  }
  return errors;
}

/** What is said of a name that is not the one of the id beside it. */
export const NOT_ITS_NAME = 'This is not what the id beside it is called. Send one of the two.';

/** What of a value has not the type that the field's schema says. */
function faultOf({ schema, rows, kind }: Field, value: unknown, at: string): ProblemError[] {
  if (value === null) return [];
  if (rows) return faultsOfRows(rows.fields, schema, value, at);
  const types = [schema.type].flat() as string[];
  const type = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (!types.includes(type)) return [{ pointer: at, detail: WANTED[types[0] ?? ''] ?? 'Send another value.' }];
  if (Array.isArray(value) && !value.every((it) => typeof it === 'string'))
    return [{ pointer: at, detail: 'Send a list of texts.' }];
  const codes = schema.enum as readonly unknown[] | undefined;
  if (codes && value !== '' && !codes.includes(value)) return [{ pointer: at, detail: oneOf(codes) }];
  const isFigure = kind === 'money' || kind === 'rate';
  if (isFigure && value !== '' && !new RegExp(String(schema.pattern)).test(String(value)))
    return [{ pointer: at, detail: 'Send a decimal as a text, such as "12.50".' }];
  return [];
}

function faultsOfRows(fields: KnownFields, schema: JsonSchema, value: unknown, at: string): ProblemError[] {
  if (!Array.isArray(value)) return [{ pointer: at, detail: 'Send a list of objects.' }];
  if (value.length > Number(schema.maxItems)) return [{ pointer: at, detail: `Keep ${schema.maxItems} at most.` }];
  return value.flatMap((row, n) => {
    if (!isObject(row)) return [{ pointer: `${at}/${n}`, detail: 'Send an object.' }];
    return Object.entries(row).flatMap(([name, cell]) => {
      const place = `${at}/${n}${pointer(name)}`;
      if (name === 'row') return cell === null || isId(cell) ? [] : [{ pointer: place, detail: 'This is no id.' }];
      const field = fields.field(name);
      return field ? faultOf(field, cell, place) : [{ pointer: place, detail: 'There is no field of this name.' }];
    });
  });
}

/** What is said of a value that is none of the named ones. */
export function oneOf(codes: readonly unknown[]): string {
  return `Send one of ${codes.filter((it) => it !== null).join(', ')}.`;
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'Send a text.',
  integer: 'Send a whole number.',
  boolean: 'Send true or false.',
  array: 'Send a list.',
};

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
