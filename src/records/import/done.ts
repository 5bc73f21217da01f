import type { FieldSet } from '../fields/set.js';
import type { Note } from './cells.js';
import type { Bringing, Decision } from './decide.js';
import type { ToldRow } from './outcomes.js';

/** What a row did, or would do. */
export type Done = Pick<ToldRow, 'outcome' | 'record_id' | 'changes' | 'notes'>;
/** What the rows of a chunk did, by their places among the rows. */
export type AllDone = Map<number, Done>;
/** Rows that make a record, and rows that change one. */
export type Creating = Extract<Decision, { does: 'create' }>;
export type Changing = Extract<Decision, { does: 'update' | 'restore' }>;

/** A row that made a record; without an id where it would make one. */
export function made(id: string | null): Done {
  return { outcome: 'create', record_id: id, changes: {}, notes: [] };
}

/** A row whose record was made by the same row of another file. */
export function madeMeanwhile(): Done {
  return { outcome: 'skip', record_id: null, changes: {}, notes: [aboutAll('It was brought in before.')] };
}

/** A row that did nothing, and why. */
export function refused(notes: Note[]): Done {
  return { outcome: 'refuse', record_id: null, changes: {}, notes };
}

/** What is said of all of a row. */
export function aboutAll(text: string): Note {
  return { column: null, text };
}

/** What is wrong with a row, each with the column that fills the field it is about. */
export function notesOf({ module: { fields }, mapping }: Bringing, errors: Readonly<Record<string, string>>): Note[] {
  return Object.entries(errors).map(([input, message]) => {
    const name = fields.field(input) ? input : fields.names.find((it) => isOf(fields, it, input));
    const column = mapping.columns.findIndex(({ to }) => to !== null && to === name);
    const label = name === undefined ? '' : fields.label(name);
    return { column: column < 0 ? null : column, text: label ? `${label}: ${message}` : message };
  });
}

function isOf(fields: FieldSet, name: string, input: string): boolean {
  return Object.hasOwn(fields.field(name)?.inputLabels?.(name, [input]) ?? {}, input);
}
