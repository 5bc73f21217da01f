import { readCsvText } from '../../http/csv.js';
import type { Text } from '../../platform/postgres/database.js';
import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Field, Value } from '../fields/field.js';
import type { Around } from '../fields/filter.js';
import { tagNamesOf } from '../tags/index.js';
import type { Told } from './json.js';

/** A property of a record: its column, its JSON by the text of its cell, and that of an empty one, null unless stated. */
type Property = { name: string; column: Sql; write(text: string, around: Around): string; none?: string };

/**
 * Writes the JSON of records, the same as `recordJson` makes, straight of what Postgres tells of them: a list of 100 has thousands of
 * cells, for which no values and objects are made. `columns`: what is selected; `write` reads its cells, which begin at `from`.
 */
export function recordWriter(module: Told): { columns: Sql; write(cells: readonly Text[], from: number): string } {
  const all = propertiesOf(module).map((it, at) => {
    const start = `${at === 0 ? '{' : ','}${JSON.stringify(it.name)}:`;
    return { ...it, start, empty: start + (it.none ?? 'null') };
  });
  const within = module.fields.names.map((name) => module.fields.field(name)?.within).find(Boolean);
  const currencyAt = all.findIndex(({ name }) => name === within);
  return {
    columns: join(all.map(({ name, column }) => sql`${column} as ${raw(name)}`)),
    write(cells, from) {
      const around = { currency: cells[from + currencyAt] ?? '' };
      let json = '';
      let at = from;
      // By a loop, and most cells are empty: it runs for each of them.
      for (const { start, empty, write } of all) {
        const text = cells[at++] ?? null;
        json += text === null ? empty : start + write(text, around);
      }
      return `${json}}`;
    },
  };
}

function propertiesOf({ kind, fields, list }: Told): Property[] {
  const { alias, exported = {}, computed = {} } = list;
  const column = (name: string) => raw(`${alias}.${name}`);
  const common = (name: string, write: Property['write']) => ({ name, column: column(name), write });
  const told = fields.names.map((name) => ofField(name, fields.field(name) as Field, column));
  const named = told.find(({ name }) => name === 'name') ?? common('name', quoted);
  const tags = { name: 'tags', column: sql`to_jsonb(${tagNamesOf(kind, alias)})`, write: asItIs };
  return [
    common('id', quoted),
    common('version', asItIs),
    ...['created_at', 'updated_at', 'deleted_at'].map((name) => common(name, moment)),
    named,
    ...told.filter((it) => it !== named),
    ...Object.entries(exported).map(([name, cell]) => ({
      name,
      column: computed[name] ?? column(name),
      write: (text: string, around: Around) => jsonOf(readCsvText(cell(text, around)) || null),
    })),
    ...(kind.untagged ? [] : [tags]),
  ];
}

function ofField(name: string, field: Field, column: (name: string) => Sql): Property {
  const read = field.kind === 'rows' ? JSON.parse : READ[field.stored?.type ?? 'text'];
  return {
    name,
    column: field.read?.(column) ?? column(name),
    write: (text, around) => jsonOf(field.json(read(text), around)),
    none: jsonOf(field.json(null, { currency: '' })),
  };
}

const asItIs = (text: string) => text;
const READ = {
  ...{ text: asItIs, date: asItIs, uuid: asItIs },
  ...{ integer: Number, bigint: Number },
  boolean: (text: string) => text === 't',
};

const jsonOf = (value: Value) => (typeof value === 'string' ? quoted(value) : JSON.stringify(value));

// Asking whether anything must be escaped costs less than having it looked for and copied.
const quoted = (text: string) => (/["\\\p{Cc}]/u.test(text) ? JSON.stringify(text) : `"${text}"`);

// 2026-11-27 15:20:00.12+00, with as many digits as it needs; of a database that is not in UTC with its offset.
function moment(text: string): string {
  if (!text.endsWith('+00')) return `"${new Date(text).toISOString()}"`;
  return `"${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0').slice(0, 3)}Z"`;
}
