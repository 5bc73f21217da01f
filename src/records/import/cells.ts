import { readCsvText } from '../../http/csv.js';
import { isId } from '../../http/form.js';
import { normalForm } from '../../http/normal-form.js';
import type { CellReading } from '../../http/table/cell-format.js';
import { type ColumnKind, formatsFor, readCell as readIn } from '../../http/table/column.js';
import { choiceNamed, readTick } from '../../http/table/words.js';
import type { Field } from '../fields/field.js';
import type { ReadForm, Row } from '../fields/set.js';
import type { Module } from '../module.js';
import type { Draft } from '../record/draft.js';
import { tagNames } from '../tags/index.js';
import { type ColumnMeaning, ID, type Mapping, TAGS } from './mapping.js';

/** What is said of a row, and the column that it is about; null for all of the row. */
export type Note = { column: number | null; text: string };
/** A row of a file: its place among the rows, the line that it stands in, and its cells; `fault`: why it cannot be taken as it is. */
export type FileRow = { n: number; line: number; cells: string[]; fault?: string };
/** The same as a form would send it. `sent` holds what its cells say; an empty one says nothing where a field cannot be empty. */
export type ReadRow = FileRow & {
  sent: Record<string, string>;
  id: string | null;
  tags: string[] | null;
  notes: Note[];
  /** The form of the record that it makes, where that was made beforehand. */
  draft?: ReadDraft;
};
/** What a row says as a form of its module would hold it, or what is wrong with it. */
export type ReadDraft<D extends Draft = Draft> = { ok: true; draft: D } | Extract<ReadForm<Row>, { ok: false }>;

/** What a row says, cell by cell. Must run as the product itself writes (`writtenAs`): cells are brought into that way of writing. */
export function readCells(module: Module, mapping: Mapping, row: FileRow): ReadRow {
  const read: ReadRow = { ...row, sent: {}, id: null, tags: null, notes: [] };
  if (row.fault) read.notes.push({ column: null, text: row.fault });
  else for (const [column, meaning] of mapping.columns.entries()) readCell(module, read, column, meaning);
  return read;
}

function readCell({ fields }: Module, read: ReadRow, column: number, meaning: ColumnMeaning): void {
  const cell = read.cells[column] ?? '';
  const { to } = meaning;
  if (to === null) return;
  const fault = (text: string) => read.notes.push({ column, text });
  if (to === ID) {
    const id = cell.trim().toLowerCase();
    if (id === '' || isId(id)) read.id = id || null;
    else fault('This is no id of a record.');
  } else if (to === TAGS) {
    const tags = tagNames.safeParse(readCsvText(cell));
    if (tags.success) read.tags = tags.data;
    else fault(tags.error.issues[0]?.message ?? '');
  } else {
    const field = fields.field(to);
    if (!field) return;
    const said = inputOf(field, cell, meaning);
    if ('fault' in said) fault(`${field.label}: ${said.fault}`);
    else if (said.text !== '' || field.optional || isMissed(field)) read.sent[to] = said.text;
  }
}

// An empty cell of a choice, a count or a tick says nothing: what stands there, or in a new form, is meant.
function isMissed({ kind }: Field): boolean {
  return ['text', 'prose', 'record', 'month'].includes(kind);
}

/** What a field's input holds where a cell says this, or why it says nothing in the format of its column. */
export function inputOf(field: Field, cell: string, { words = {}, format }: ColumnMeaning): CellReading {
  const said = cell.trim();
  if (said === '') return { text: '' };
  if (field.kind === 'tick') return readTick(said);
  const kind = columnKindOf(field);
  if (kind) {
    // The plainest, which our own exports are in, where nothing was there to look at.
    const read = readIn(kind, cell, format ?? formatsFor(kind)[0]?.name ?? '');
    return 'fault' in read ? read : { text: field.fromCell(read.text) };
  }
  const { options } = field.input;
  if (!options || field.kind === 'choices') return { text: field.fromCell(cell) };
  return { text: words[normalForm(said)] ?? choiceNamed(said, options) ?? field.fromCell(cell) };
}

/** In which formats a column may be written that fills a field; none where there is one way alone. */
export function columnKindOf({ kind }: Field): ColumnKind | undefined {
  return KINDS[kind];
}

const KINDS: Readonly<Record<string, ColumnKind | undefined>> = {
  date: 'date',
  month: 'month',
  money: 'amount',
  number: 'number',
  rate: 'rate',
};
