import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Field, Value } from './field.js';
import type { Around } from './filter.js';
import { formReader, spelled } from './reader.js';
import type { Bound, Defined, Each, Fields, NameOf, Row, ValuesOf } from './set.js';

/** All that is derived from the fields of a module, in the order in which exports, histories and conflicts name them. */
export function defineFields<const F extends Fields>(declared: F & Bound<F>): Defined<F> {
  const all: F = declared;
  const names = Object.keys(all) as NameOf<F>[];
  const each = names.map((name) => [name, all[name] as Field] as const);
  const field = (name: string) => (Object.hasOwn(all, name) ? (all[name] as Field) : undefined);
  // By a loop: it runs for each field of each row of a list, and of a table that is brought in.
  const pick = <T>(of: (field: Field, name: NameOf<F>) => T) => {
    const picked = {} as Record<NameOf<F>, T>;
    for (const [name, it] of each) picked[name] = of(it, name);
    return picked;
  };
  const within = each.find(([, it]) => it.within !== undefined)?.[1].within;
  const around = (row: Row): Around => ({ currency: within === undefined ? '' : String(row[within] ?? '') });
  const shown = (name: string, value: unknown, currency = '') =>
    value === null || value === undefined || value === ''
      ? ''
      : (field(name)?.shown(value as Value, { currency }) ?? '');
  return {
    all,
    names,
    labels: pick(({ label }) => label),
    field,
    around,
    read: formReader(each, within),
    spelled: (body) => spelled(each, body),
    typed(row) {
      const beside = around(row);
      return pick((it, name) => it.typed((row[name] ?? null) as Value, beside));
    },
    shown,
    label: (name) => field(name)?.label ?? name,
    of: (row) => pick((_, name) => row[name] ?? null) as ValuesOf<F>,
    inputsOf: (row) => Object.assign({}, ...each.map((it) => inputsOf(it, row, around(row)))),
    initial: () =>
      Object.fromEntries(each.flatMap(([name, { initial }]) => (initial === undefined ? [] : [[name, initial]]))),
    asked: (query) =>
      Object.fromEntries(names.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]]] : []))),
    json(row) {
      const beside = around(row);
      return pick((it, name) => it.json((row[name] ?? null) as Value, beside));
    },
    inputLabels: ({ errors }) =>
      Object.assign({}, ...each.map(([name, it]) => it.inputLabels?.(name, Object.keys(errors)))),
    adopt(data, before = {}, restored = {}) {
      const value = (row: Row, name: string) => (row[name] ?? null) as Value;
      const known: Record<string, Value> = {};
      for (const [name, it] of each)
        if (it.adopt) known[name] = it.adopt(value(data, name), value(before, name), value(restored, name));
      return { ...data, ...known };
    },
    inputs: (beside, options = {}, asked = undefined) =>
      pick((it, name) => ({
        ...it.input,
        name,
        label: it.label,
        optional: it.optional,
        ...(it.input.control === 'money' && { currency: beside?.currency }),
        ...(options[name] && { options: options[name] }),
        ...(asked && it.printed?.(name, asked.form, asked.more)),
      })),
    object: (alias) => objectOf(each, alias),
    columns: (alias) => columnsOf(each, alias),
    bulk: () => each.flatMap(([name, it]) => it.bulk?.(name) ?? []),
  };
}

function inputsOf([name, field]: readonly [string, Field], row: Row, around: Around): Record<string, string> {
  const value = (row[name] ?? null) as Value;
  return field.inputs?.(name, value) ?? { [name]: field.typed(value, around) };
}

function objectOf(each: Each, alias: string): Sql {
  const column = (name: string) => raw(`${alias}.${name}`);
  const read = each.flatMap(([name, it]) => (it.read ? [sql`${name}::text, ${it.read(column)}`] : []));
  if (read.length === 0) return sql`to_jsonb(${raw(alias)})`;
  return sql`(to_jsonb(${raw(alias)}) || jsonb_build_object(${join(read)}))`;
}

function columnsOf(each: Each, alias: string): Sql {
  const column = (name: string) => raw(`${alias}.${name}`);
  return join(each.map(([name, it]) => (it.read ? sql`${it.read(column)} as ${raw(name)}` : column(name))));
}
