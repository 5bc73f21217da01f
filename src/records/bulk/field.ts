import type { z } from 'zod';
import { choice } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Act } from '../history.js';

/** What a field holds: days as YYYY-MM-DD; null for nothing. */
export type Value = string | number | boolean | null;
export type Values = Record<string, Value>;
type Type = 'text' | 'date' | 'boolean' | 'integer' | 'uuid';
export type Option = { value: string; label: string };

/** A field that is asked for along with another one's value: the day of a state, the reason of a refusal. */
export type Beside = {
  name: string;
  label: string;
  type: Type;
  control: 'date' | 'text';
  /** What it is filled with at first; `today` in the person's time zone. */
  initial(today: string): string;
  schema: z.ZodType<Value>;
};

/** A field that makes sense to set in many rows at once. */
export type BulkField = {
  name: string;
  label: string;
  /** The type of its column, which has its name unless `column` says another. */
  type: Type;
  column?: string;
  control: 'select' | 'text' | 'date';
  /** The choices of a select; where they stand in a table, what reads them. */
  options?: readonly Option[];
  optionsFrom?(db: Pick<ReadDoor, 'row'>): Promise<Option[]>;
  /** What no value is called; a field without it is never emptied. */
  none?: string;
  schema: z.ZodType<Value>;
  beside?(value: Value): Beside[];
  /** Which rows `r` the form of one record would let take these values. */
  fits?(values: Values): Sql;
  /** Why the others stay as they are, as the end of a sentence. */
  lack?(values: Values): string;
  /** Its values say enough without its name: 'Set 3 items to Sold'. */
  speaks?: boolean;
  /** It tells where a record stands: its values are offered in the list itself. */
  isState?: boolean;
  act?: Act;
  /** Where the column holds what stands for a value: that of a value, and how history tells it, as jsonb. */
  stands?: { for(value: Value): Sql; told(column: Sql): Sql };
};

/** A column to write, with what its value is called in history. */
export type Written = { column: string; type: Type; value: Sql; told?: { name: string; of(column: Sql): Sql } };

/** The parts of a field that is a tick, by what its two values are called. */
export function bulkTick(yes: string, no: string) {
  const options = [
    { value: 'true', label: yes },
    { value: 'false', label: no },
  ];
  const schema = choice(['true', 'false']).transform((it) => it === 'true');
  return { type: 'boolean', control: 'select', options, schema, speaks: true } as const;
}

/** The columns that setting a field to these values writes. */
export function writtenBy(field: BulkField, values: Values): Written[] {
  const column = field.column ?? field.name;
  const value = values[field.name] ?? null;
  const own: Written = { column, type: field.type, value: field.stands?.for(value) ?? cast(value, field.type) };
  if (field.stands) own.told = { name: field.name, of: field.stands.told };
  const beside = (field.beside?.(value) ?? []).map(({ name, type }) => ({
    column: name,
    type,
    value: cast(values[name] ?? null, type),
  }));
  return [own, ...beside];
}

/** What a value is called: as its choice is, or as the module shows it; undefined for none. */
export function calledOf(field: BulkField, value: Value, shown: string): string | undefined {
  return field.options?.find((it) => it.value === String(value))?.label ?? (shown || field.none);
}

function cast(value: Value, type: Type): Sql {
  return sql`${value === null ? null : String(value)}::text::${raw(type)}`;
}
