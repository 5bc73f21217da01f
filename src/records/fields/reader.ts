import type { z } from 'zod';
import { blankForm, ONE_VALUE, optionalId } from '../../http/form.js';
import type { Field, Value } from './field.js';
import type { Defined, Each, Fields, Row, ValuesOf } from './set.js';

const submission = optionalId('Open the form anew and send it again.');

/**
 * What reads a form by these fields. The schemas of a currency are made once: to make them for each request took twenty times as
 * long as to read with them.
 */
export function formReader<F extends Fields>(each: Each<F>, within: string | undefined): Defined<F>['read'] {
  const made = new Map<string, Readings>();
  const readingsIn = (currency: string) => {
    const readings = made.get(currency) ?? readingsOf(each, currency);
    if (made.size < 200) made.set(currency, readings);
    return readings;
  };
  return (body, rules = () => ({}), own = '') => {
    const sent = spelled(each, (body ?? {}) as Row);
    const asked = readingsIn(own)
      .all.find(({ name }) => name === within)
      ?.read(sent[within ?? '']);
    const code = asked?.success && typeof asked.data === 'string' ? asked.data : own;
    const readings = readingsIn(code);
    const data: Record<string, Value> = { ...readings.nothing };
    const errors: Record<string, string> = {};
    for (const { name, silent, read, field } of readings.all) {
      if (silent.includes(sent[name]) && name !== within) continue;
      if (field.said && !isOne(body, name)) errors[name] = ONE_VALUE;
      const value = field.sent ? field.sent(name, sent, (body ?? {}) as Row) : sent[name];
      const result = read(name === within && value === undefined && own !== '' ? own : value);
      data[name] = result.data as Value;
      if (result.success) continue;
      // Rules are told nothing of it. Where a field has several inputs, a message says by its path beside which it stands.
      delete data[name];
      for (const { path, message } of result.error.issues) errors[String(path[0] ?? field.beside ?? name)] ??= message;
    }
    const id = submission.safeParse(sent.submission_id);
    if (!id.success) errors.submission_id = id.error.issues[0]?.message ?? '';
    const values = data as ValuesOf<F>;
    const faults = Object.entries(rules(values as never)).filter((fault): fault is [string, string] =>
      Boolean(fault[1]),
    );
    const all = { ...Object.fromEntries(faults), ...errors };
    if (Object.keys(all).length > 0) return { ok: false, form: { ...blankForm(sent), errors: all } };
    return {
      ok: true,
      data: values,
      submissionId: id.data ?? null,
      // Made where it is asked for: of a table's rows nobody does.
      get form() {
        return blankForm(sent);
      },
    };
  };
}

/** `silent`: what says nothing of the field, each the same as if nothing was sent. */
type Reading = { name: string; field: Field; silent: unknown[]; read(sent: unknown): z.ZodSafeParseResult<Value> };
/** `nothing`: what is read of each field that is silent, in the order of all. */
type Readings = { all: Reading[]; nothing: Record<string, Value> };

// What nothing means is found once: a row of a table says little of all that a record has, and a record holds little of it.
function readingsOf(each: Each, currency: string): Readings {
  const nothing: Record<string, Value> = {};
  const all = each.map(([name, field]): Reading => {
    const schema = field.parse({ currency });
    const unsent = schema.safeParse(undefined);
    const isPlain = unsent.success && (unsent.data === null || typeof unsent.data !== 'object');
    const silent =
      isPlain && !field.sent && !field.said ? [undefined, ''].filter((it) => isSame(schema.safeParse(it), unsent)) : [];
    nothing[name] = (silent.length > 0 ? unsent.data : undefined) as Value;
    return { name, field, silent, read: (sent) => schema.safeParse(sent) };
  });
  return { all, nothing };
}

function isSame(one: z.ZodSafeParseResult<Value>, other: z.ZodSafeParseResult<Value>): boolean {
  return one.success && other.success && one.data === other.data;
}

function isOne(body: unknown, name: string): boolean {
  const text = ((body ?? {}) as Row)[name];
  return text === undefined || typeof text === 'string';
}

/** What was sent, with each field of several inputs that came as one text spelled out as these; what came input by input counts more. */
export function spelled<F extends Fields>(each: Each<F>, body: Row): Row {
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
