import { type ApiRefusal, invalidBody } from '../../http/api/problem.js';
import type { KnownFields } from '../fields/field.js';
import type { Row } from '../fields/set.js';

/** Where something stands in what was sent (RFC 6901). */
export function pointer(...names: (string | number)[]): string {
  return names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What was sent as an object of these names alone. */
export function fieldsOf(body: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidBody([{ pointer: '', detail: 'Send an object.' }]);
  const strange = Object.keys(body).filter((name) => !names.includes(name));
  if (strange.length === 0) return { ...body };
  throw invalidBody(strange.map((name) => ({ pointer: pointer(name), detail: 'There is no field of this name.' })));
}

/** What was sent as an object of these names, each a text, as a form holds it: null is an empty one. */
export function textsOf(body: unknown, names: readonly string[]): Record<string, string> {
  const sent = Object.entries(fieldsOf(body, names));
  const strange = sent.filter(([, value]) => value !== null && typeof value !== 'string');
  if (strange.length > 0)
    throw invalidBody(strange.map(([name]) => ({ pointer: pointer(name), detail: 'Send a text.' })));
  return Object.fromEntries(sent.map(([name, value]) => [name, (value ?? '') as string]));
}

/** The refusal of a form with these messages, whose inputs are called as what was sent, `within` a part of that. */
export function refusedForm(errors: Record<string, string>, within = ''): ApiRefusal {
  return invalidBody(Object.entries(errors).map(([name, detail]) => ({ pointer: within + pointer(name), detail })));
}

/** The refusal of a record's form with these messages, each beside its input, as programs read it. `json`: what was sent. */
export function refused(fields: KnownFields, errors: Record<string, string>, json: unknown): ApiRefusal {
  return invalidBody(
    Object.entries(errors).map(([input, detail]) => ({ pointer: placeOf(fields, input, json), detail })),
  );
}

function placeOf(fields: KnownFields, input: string, json: unknown): string {
  if (input === '') return '';
  if (fields.field(input)) return pointer(besideId(fields, input, json as Row));
  for (const name of fields.names) {
    const rows = fields.field(name)?.rows;
    const cell = rows?.fields.names.find((it) => input.replace(/\d+$/, '') === `${rows.part}_${it}_`);
    if (cell) return pointer(name, Number(/\d+$/.exec(input)?.[0]), cell);
  }
  return pointer(input);
}

// A message about a name that was not sent stands beside the id that was.
function besideId({ names, field }: KnownFields, name: string, json: Row): string {
  const id = names.find((it) => field(it)?.beside === name);
  return id && json[name] === undefined && json[id] !== undefined ? id : name;
}
