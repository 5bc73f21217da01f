import type { z } from 'zod';
import { blankForm, type Form, type Option, optionalId } from '../../http/form.js';
import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { BulkField } from '../bulk/field.js';
import type { Field, Input, Value } from './field.js';
import type { Around } from './filter.js';

export type Fields = Readonly<Record<string, Field>>;
export type NameOf<F> = Extract<keyof F, string>;
type ValueOf<T> = T extends { parse(around: Around): z.ZodType<infer V> } ? V : never;
export type ValuesOf<F> = { [N in NameOf<F>]: ValueOf<F[N]> };
/** The values of a module's fields as they are kept, by name. */
export type DataOf<D> = D extends Defined<infer F> ? ValuesOf<F> : never;
export type Row = Readonly<Record<string, unknown>>;

/** Where an amount says its currency, that must be a field beside it: else the compiler says which is none. */
type Bound<F> = {
  [N in keyof F]: F[N] extends { within: infer C extends string }
    ? C extends keyof F
      ? F[N]
      : `no field is called ${C}`
    : F[N];
};

/** What fields say against each other, of those that could be read: a message a field. */
export type Rules<T> = (values: Partial<T>) => Readonly<Record<string, string | undefined>>;
export type ReadForm<T> = { ok: true; data: T; submissionId: string | null; form: Form } | { ok: false; form: Form };
/** A field as a form prints it. */
export type FormInput = Input & { name: string; label: string; optional: boolean; currency?: string };

/** The fields of a module, and all that is derived from them. */
export type FieldSet = {
  readonly names: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The field of that name; undefined for a name that is none. */
  field(name: string): Field | undefined;
  /** The currency that a record's amounts are in; '' where it has none. */
  around(row: Row): Around;
  /** Reads a form; every message comes at once, a rule's before a field's own. `own`: the currency where none is sent. */
  read(body: unknown, rules?: Rules<never>, own?: string): ReadForm<Row>;
  /** The fields as the inputs of the form hold them, each as one text. */
  typed(row: Row): Record<string, string>;
  /** A value as people read it, '' for none. */
  shown(name: string, value: unknown, currency?: string): string;
  label(name: string): string;
  /** The values of a row, in the order of the form. */
  of(row: Row): Row;
  /** The fields as a form holds them, with each input of those that have several. */
  inputsOf(row: Row): Record<string, string>;
  /** What was sent or asked for, with each field of several inputs that came as one text spelled out as these. */
  spelled(body: Row): Row;
  /** What a new form holds, and what a link says that it does. */
  initial(): Record<string, string>;
  asked(query: Row): Record<string, string>;
  /** What messages beside the inputs of a form are called by, where that is no field. */
  inputLabels(form: Form): Record<string, string>;
  /** Values that were read, with what the record of before knows of them. */
  adopt<T extends Row>(data: T, before?: Row): T;
  /** What the form prints to have them typed. `options`: of choices that stand in a table. */
  inputs(
    around?: Around,
    options?: Readonly<Record<string, readonly Option[]>>,
    asked?: { form: Form; more?: unknown },
  ): Record<string, FormInput>;
  /** What a row of the table called by that alias holds, as one object: `to_jsonb` knows no difference between the doors. */
  object(alias: string): Sql;
  /** The same as columns of a select, each under its field's name. */
  columns(alias: string): Sql;
  /** How they are set in many records at once. */
  bulk(): BulkField[];
};
/** The same of fields that are known by name. */
export type Defined<F extends Fields> = {
  readonly all: F;
  readonly names: readonly NameOf<F>[];
  read(body: unknown, rules?: Rules<never>, own?: string): ReadForm<ValuesOf<F>>;
  of(row: Row): ValuesOf<F>;
} & Omit<FieldSet, 'names' | 'read' | 'of'>;

const submission = optionalId('Open the form anew and send it again.');

/** All that is derived from the fields of a module, in the order in which exports, histories and conflicts name them. */
export function defineFields<const F extends Fields>(declared: F & Bound<F>): Defined<F> {
  const all: F = declared;
  const names = Object.keys(all) as NameOf<F>[];
  const each = names.map((name) => [name, all[name] as Field] as const);
  const field = (name: string) => (Object.hasOwn(all, name) ? (all[name] as Field) : undefined);
  const pick = <T>(of: (field: Field, name: NameOf<F>) => T) =>
    Object.fromEntries(each.map(([name, it]) => [name, of(it, name)])) as Record<NameOf<F>, T>;
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
    read: reader(each, within),
    spelled: (body) => spelled(each, body),
    typed: (row) => pick((it, name) => it.typed((row[name] ?? null) as Value, around(row))),
    shown,
    label: (name) => field(name)?.label ?? name,
    of: (row) => pick((_, name) => row[name] ?? null) as ValuesOf<F>,
    inputsOf: (row) => Object.assign({}, ...each.map((it) => inputsOf(it, row, around(row)))),
    initial: () =>
      Object.fromEntries(each.flatMap(([name, { initial }]) => (initial === undefined ? [] : [[name, initial]]))),
    asked: (query) =>
      Object.fromEntries(names.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]]] : []))),
    inputLabels: ({ errors }) =>
      Object.assign({}, ...each.map(([name, it]) => it.inputLabels?.(name, Object.keys(errors)))),
    adopt(data, before = {}) {
      const value = (row: Row, name: string) => (row[name] ?? null) as Value;
      const known = each.flatMap(([name, it]) =>
        it.adopt ? [[name, it.adopt(value(data, name), value(before, name))]] : [],
      );
      return { ...data, ...Object.fromEntries(known) };
    },
    inputs: (beside, options = {}, asked = undefined) =>
      pick((it, name) => ({
        ...{ ...it.input, name, label: it.label, optional: it.optional },
        ...(it.input.control === 'money' && { currency: beside?.currency }),
        ...(options[name] && { options: options[name] }),
        ...(asked && it.printed?.(name, asked.form, asked.more)),
      })),
    object(alias) {
      const column = (name: string) => raw(`${alias}.${name}`);
      const read = each.flatMap(([name, it]) => (it.read ? [sql`${name}::text, ${it.read(column)}`] : []));
      return read.length === 0
        ? sql`to_jsonb(${raw(alias)})`
        : sql`(to_jsonb(${raw(alias)}) || jsonb_build_object(${join(read)}))`;
    },
    columns: (alias) =>
      join(
        each.map(([name, it]) =>
          it.read ? sql`${it.read((at) => raw(`${alias}.${at}`))} as ${raw(name)}` : raw(`${alias}.${name}`),
        ),
      ),
    bulk: () => each.flatMap(([name, it]) => it.bulk?.(name) ?? []),
  };
}

type Each<F> = readonly (readonly [NameOf<F>, Field])[];

// The schemas of a currency are made once: to make them for each request took twenty times as long as to read with them.
function reader<F extends Fields>(each: Each<F>, within: string | undefined): Defined<F>['read'] {
  const made = new Map<string, (readonly [string, z.ZodType<Value>, Field])[]>();
  const schemasIn = (currency: string) => {
    const schemas =
      made.get(currency) ?? each.map(([name, field]) => [name, field.parse({ currency }), field] as const);
    if (made.size < 200) made.set(currency, schemas);
    return schemas;
  };
  const currency = each.find(([name]) => name === within)?.[1];
  return (body, rules = () => ({}), own = '') => {
    const sent = spelled(each, (body ?? {}) as Row);
    const asked = currency?.parse({ currency: own }).safeParse(sent[within ?? '']);
    const code = asked?.success && typeof asked.data === 'string' ? asked.data : own;
    const form = blankForm(sent);
    const data: Record<string, Value> = {};
    const errors: Record<string, string> = {};
    for (const [name, schema, field] of schemasIn(code)) {
      const value = field.sent ? field.sent(name, sent) : sent[name];
      const result = schema.safeParse(name === within && value === undefined && own !== '' ? own : value);
      if (result.success) data[name] = result.data;
      // Where a field has several inputs, a message says by its path beside which it stands.
      else
        for (const { path, message } of result.error.issues)
          errors[String(path[0] ?? field.beside ?? name)] ??= message;
    }
    const id = submission.safeParse(sent.submission_id);
    if (!id.success) errors.submission_id = id.error.issues[0]?.message ?? '';
    const values = data as ValuesOf<F>;
    form.errors = { ...(rules(values as never) as Record<string, string>), ...errors };
    if (Object.keys(form.errors).length > 0) return { ok: false, form };
    return { ok: true, data: values, submissionId: id.data ?? null, form };
  };
}

// What came row by row counts more than the same as one text.
function spelled<F extends Fields>(each: Each<F>, body: Row): Row {
  const texts = each.filter(([name, it]) => it.said && body[name] !== undefined);
  if (texts.length === 0) return body;
  const others = Object.fromEntries(Object.entries(body).filter(([key]) => !texts.some(([name]) => name === key)));
  const inputs = texts.map(([name, it]) => {
    const text = body[name];
    const spelt = typeof text === 'string' && it.said ? it.inputs?.(name, it.said(text) as never) : {};
    return Object.keys(spelt ?? {}).some((input) => input in body) ? {} : spelt;
  });
  return Object.assign({}, ...inputs, others);
}

function inputsOf([name, field]: readonly [string, Field], row: Row, around: Around): Record<string, string> {
  const value = (row[name] ?? null) as Value;
  return field.inputs?.(name, value) ?? { [name]: field.typed(value, around) };
}
