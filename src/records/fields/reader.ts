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
  const made = new Map<string, Reading[]>();
  const schemasIn = (currency: string) => {
    const schemas = made.get(currency) ?? each.map(([name, field]) => readingOf(name, field, currency));
    if (made.size < 200) made.set(currency, schemas);
    return schemas;
  };
  return (body, rules = () => ({}), own = '') => {
    const sent = spelled(each, (body ?? {}) as Row);
    const asked = schemasIn(own)
      .find(({ name }) => name === within)
      ?.read(sent[within ?? '']);
    const code = asked?.success && typeof asked.data === 'string' ? asked.data : own;
    const form = blankForm(sent);
    const data: Record<string, Value> = {};
    const errors: Record<string, string> = {};
    for (const { name, read, field } of schemasIn(code)) {
      if (field.said && !isOne(body, name)) errors[name] = ONE_VALUE;
      const value = field.sent ? field.sent(name, sent, (body ?? {}) as Row) : sent[name];
      const result = read(name === within && value === undefined && own !== '' ? own : value);
      if (result.success) data[name] = result.data;
      // Where a field has several inputs, a message says by its path beside which it stands.
      else
        for (const { path, message } of result.error.issues)
          errors[String(path[0] ?? field.beside ?? name)] ??= message;
    }
    const id = submission.safeParse(sent.submission_id);
    if (!id.success) errors.submission_id = id.error.issues[0]?.message ?? '';
    const values = data as ValuesOf<F>;
    const faults = Object.entries(rules(values as never)).filter((fault): fault is [string, string] =>
      Boolean(fault[1]),
    );
    form.errors = { ...Object.fromEntries(faults), ...errors };
    if (Object.keys(form.errors).length > 0) return { ok: false, form };
    return { ok: true, data: values, submissionId: id.data ?? null, form };
  };
}

type Reading = { name: string; field: Field; read(sent: unknown): z.ZodSafeParseResult<Value> };

// What nothing means is found once: a row of a table says little of all that a record has.
function readingOf(name: string, field: Field, currency: string): Reading {
  const schema = field.parse({ currency });
  const nothing = schema.safeParse(undefined);
  const isPlain = nothing.success && (nothing.data === null || typeof nothing.data !== 'object');
  return { name, field, read: (sent) => (isPlain && sent === undefined ? nothing : schema.safeParse(sent)) };
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
