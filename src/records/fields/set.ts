import type { z } from 'zod';
import type { Form, Option } from '../../http/form.js';
import type { Sql } from '../../platform/postgres/sql.js';
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
export type Bound<F> = {
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
  /** The values of a row as programs are told them, by name. */
  json(row: Row): Record<string, Value>;
  /** What messages beside the inputs of a form are called by, where that is no field. */
  inputLabels(form: Form): Record<string, string>;
  /** Values that were read, with what the record of before knows of them, and those of its history that they restore. */
  adopt<T extends Row>(data: T, before?: Row, restored?: Row): T;
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

/** The fields in their order, each with its name. */
export type Each<F extends Fields = Fields> = readonly (readonly [NameOf<F>, Field])[];
