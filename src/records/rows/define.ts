import { z } from 'zod';
import { csvText, readCsvText } from '../../http/csv.js';
import type { Form } from '../../http/form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Field, type JsonSchema, orNull } from '../fields/field.js';
import type { FieldSet, Row, Rules } from '../fields/set.js';
import type { Change } from '../history.js';
import { adopt, backOf } from './adopt.js';
import { lineInJson, rowsFromJson, rowsToJson } from './json.js';
import { keptRows, rowsBefore, toldRows } from './kept.js';
import { inputsOf, readRows, type SentRow, sentRows, unseenBeside } from './read.js';
import { type Apart, type Cells, type Child, mostOf, type RowsDeclared, rowsIn, rowsOfLines, UNSENT } from './row.js';
import { labelsOf, printed } from './view.js';
import { type Changed, selectRows, writeRows } from './write.js';

/** A field whose value is the rows that belong to a record. */
interface RowsField<T extends Cells> extends Field<Child<T>[]> {
  typed(value: unknown): string;
  cell(value: unknown): string;
  said(text: string): Child<T>[];
  sent(name: string, body: Row, asSent?: Row): SentRow[];
  inputs(name: string, value: readonly Child<T>[]): Record<string, string>;
  printed(name: string, form: Form, more: unknown): ReturnType<typeof printed>;
  adopt(
    value: readonly Child<T>[],
    before: readonly Child<T>[] | null,
    restored?: readonly Child<T>[] | null,
  ): Child<T>[];
  kept(before: readonly Child<T>[] | null, after: readonly Child<T>[] | null): Change;
  before(now: readonly Child<T>[] | null, change: Change): Child<T>[];
  told(change: Change): [from: string, to: string];
  readonly apart?: Apart;
  save(tx: WriteDoor, records: readonly Changed<Child<T>>[]): Promise<void>;
}

/** Rows that belong to a record, in an order: as data in its history, conflicts and merges, as numbered inputs in its form, and as text in an export. */
export function rows<T extends Cells>(o: RowsDeclared<T>): RowsField<T> {
  const { fields, label } = o;
  const typed = (value: unknown) => {
    const all = rowsIn(o, value);
    return all.length === 0 ? '' : JSON.stringify(all.map((row) => ({ row: row.row ?? null, ...fields.of(row) })));
  };
  const dataIn = (value: unknown) => rowsIn(o, value).map((row) => fields.of(row) as T);
  const read = (currency: string) =>
    z.unknown().transform((sent, ctx): Child<T>[] => {
      if (sent === UNSENT) return UNSENT;
      const all = typeof sent === 'string' ? sentRows(o, inputsOf(o, rowsIn(o, sent))) : sent;
      return readRows(o, (all ?? []) as SentRow[], ctx, currency);
    });
  return {
    kind: 'rows',
    label,
    optional: true,
    stored: null,
    input: { control: o.apart ? 'none' : 'rows' },
    ...(o.apart && { apart: { ...o.apart, label, one: o.one, part: o.part, fields, rules: o.rules as Rules<never> } }),
    rows: { part: o.part, fields },
    read: (column) => selectRows(o, column('id')),
    parse: ({ currency }) => read(currency),
    typed,
    shown: (value) => o.shown(dataIn(value)),
    cell: (value) =>
      csvText(
        dataIn(value)
          .map((row) => o.line?.(row) ?? lineInJson(o, row))
          .join('\n'),
      ),
    fromCell: (cell) => typed(rowsOfLines(o, readCsvText(cell))),
    json: (value) => rowsToJson(o, value),
    fromJson: (json) => typed(rowsFromJson(o, json)),
    schema: { type: 'array', maxItems: mostOf(o), items: schemaOfRow(fields) },
    said: (text) => rowsIn(o, text) as Child<T>[],
    sent(name: string, body: Row, asSent: Row = {}) {
      const all = sentRows(o, body);
      return o.apart && all.length === 0 && asSent[name] === undefined ? UNSENT : all;
    },
    inputs: (_name, value) => inputsOf(o, rowsIn(o, value)),
    unseen: (inputs) => unseenBeside(o, inputs),
    inputLabels: (_name, inputs) => labelsOf(o, inputs),
    printed: (name, form, more) => printed(o, form, more === name),
    adopt: (value, before, restored) =>
      value === UNSENT ? [...(before ?? [])] : adopt<T>(o.key, value, [...(before ?? []), ...backOf(restored, before)]),
    kept: (before, after) => keptRows([before, after] as Change),
    before: (now, change) => rowsBefore(now ?? [], change) as Child<T>[],
    told: (change) => toldRows(o, change),
    save: (tx, records) => writeRows(tx, o, records),
  };
}

function schemaOfRow(fields: FieldSet): JsonSchema {
  const each = fields.names.map((name) => [name, fields.field(name)?.schema ?? {}] as const);
  const row = orNull(true, { type: 'string', format: 'uuid' });
  return { type: 'object', properties: { row, ...Object.fromEntries(each) }, required: ['row', ...fields.names] };
}
