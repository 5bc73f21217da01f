import type { z } from 'zod';
import { type Option, requiredChoice } from '../../http/form.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, type SqlType, typed } from '../../platform/postgres/sql.js';
import type { HistoryAct } from '../history.js';
import type { Operation, Words } from './operation.js';
import type { BulkValue, BulkValues } from './values.js';

/** A field that is asked for along with another one's value: the day of a state, the reason of a refusal. */
export type Beside = {
  name: string;
  label: string;
  type: SqlType;
  control: 'date' | 'text';
  /** What it is filled with at first; `today` in the person's time zone. */
  initial(today: string): string;
  schema: z.ZodType<BulkValue>;
};

/** A field that makes sense to set in many rows at once. */
export type BulkField = {
  name: string;
  label: string;
  /** The type of its column, which has its name unless `column` says another. */
  type: SqlType;
  column?: string;
  control: 'select' | 'text' | 'date' | 'combobox';
  /** The choices of a select; where they stand in a table, what reads them. */
  options?: readonly Option[];
  optionsFrom?(db: Pick<ReadDoor, 'row'>): Promise<Option[]>;
  /** What no value is called; a field without it is never emptied. */
  none?: string;
  schema: z.ZodType<BulkValue>;
  beside?(value: BulkValue): Beside[];
  /** What it sets besides, of rows `r`, without asking: what would contradict it otherwise. */
  along?(value: BulkValue): Written[];
  /** What it must know of who sets it: kept with the act, for whoever goes on with it or takes it back. */
  told?(person: Person): BulkValues;
  /** What is done in the place of writing its column, where more comes of it. */
  operation?(values: BulkValues, words: Words): Operation;
  /** Which rows `r` the form of one record would let take these values. */
  fits?(values: BulkValues): Sql;
  /** Why the others stay as they are, as the end of a sentence. */
  unfit?(values: BulkValues): string;
  /** Why a row `r` of them does, in a few words: of the reasons the first whose condition holds. */
  reasons?(values: BulkValues): { where: Sql; text: string }[];
  /** Its values say enough without its name: 'Set 3 items to Sold'. */
  speaks?: boolean;
  /** It tells where a record stands: its values are offered in the list itself. */
  isState?: boolean;
  act?: HistoryAct;
  /** Where suggestions come from while a name is typed, and what a new one is called, where one may be made so. */
  url?: string;
  add?: string;
  /** Where the column holds the id of what the value names. */
  reference?: Reference;
};

/** Something in another table that a field names; the column holds its id. */
export type Reference = {
  /** Which id that is; null where nothing is named, or it is gone. */
  id(values: BulkValues): Sql;
  /** How history names one, as jsonb. */
  named?(id: Sql): Sql;
  /** The column that keeps its name beside the id, and that name. */
  text?: { column: string; of(id: Sql): Sql };
  /** Finds what a name stands for, before anything is done; where there is none it is made, or else `missing` is said. */
  find?(db: Pick<ReadDoor, 'row'>, name: string): Promise<{ id: string; name: string } | undefined>;
  make?(tx: WriteDoor, personId: string, name: string): Promise<unknown>;
  missing?: string;
  /** Holds those of these ids, and whatever else must be held before the rows are. */
  hold?(tx: WriteDoor, ids: string[]): Promise<unknown>;
  /** What one of before is by now, for an undo; null where it is gone. */
  now?(id: Sql): Sql;
  /** Whether a row `r` may refer to it: asked for each row anew, since each that does may be why the next may not. */
  may?(id: Sql): Sql;
};

/** A column to write, with what its value is called in history. */
export type Written = { column: string; type: SqlType; value: Sql; named?: { name: string; of(column: Sql): Sql } };

/** The parts of a field that is a tick, by what its two values are called. */
export function bulkTick(yes: string, no: string) {
  const options = [
    { value: 'true', label: yes },
    { value: 'false', label: no },
  ];
  const schema = requiredChoice(['true', 'false']).transform((it) => it === 'true');
  return { type: 'boolean', control: 'select', options, schema, speaks: true } as const;
}

/** The columns that setting a field to these values writes. */
export function writtenBy(field: BulkField, values: BulkValues): Written[] {
  const column = field.column ?? field.name;
  const value = values[field.name] ?? null;
  const { reference } = field;
  const own: Written = { column, type: field.type, value: reference?.id(values) ?? typed(value, field.type) };
  if (reference?.named) own.named = { name: field.name, of: reference.named };
  const text = reference?.text;
  const named: Written[] = text ? [{ column: text.column, type: 'text', value: text.of(own.value) }] : [];
  const beside = (field.beside?.(value) ?? []).map(({ name, type }) => ({
    column: name,
    type,
    value: typed(values[name] ?? null, type),
  }));
  return [own, ...named, ...beside, ...(field.along?.(value) ?? [])];
}

/** What a value is called: as its choice is, or as the module shows it; undefined for none. */
export function calledOf(field: BulkField, value: BulkValue, shown: string): string | undefined {
  return field.options?.find((it) => it.value === String(value))?.label ?? (shown || field.none);
}
