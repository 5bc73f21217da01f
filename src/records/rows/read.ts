import type { z } from 'zod';
import { isId } from '../../http/form.js';
import type { Row } from '../fields/set.js';
import { type Child, hasPrimary, mostOf, type RowsDeclared } from './row.js';

export type SentRow = { n: number; sent: Row };

/** The numbers of the rows in a form, in order; at most so many that reading them stays quick. */
export function numbersOf<T>(o: RowsDeclared<T>, body: Row): number[] {
  const begin = `${o.part}_${o.fields.names[0]}_`;
  const numbers = Object.keys(body).flatMap((name) => {
    const number = name.startsWith(begin) ? name.slice(begin.length) : '';
    return /^(0|[1-9]\d{0,2})$/.test(number) ? [Number(number)] : [];
  });
  return numbers.sort((a, b) => a - b).slice(0, mostOf(o) * 5 + 1);
}

/** The rows that a form sent, each with its id and what was typed. */
export function sentRows<T>(o: RowsDeclared<T>, body: Row): SentRow[] {
  const primary = body[`${o.part}_primary`];
  return numbersOf(o, body).map((n) => {
    const cells = ['row', ...o.fields.names].map((name) => [name, body[`${o.part}_${name}_${n}`]]);
    return {
      n,
      sent: { ...Object.fromEntries(cells), ...(hasPrimary(o) && { primary: String(primary === String(n)) }) },
    };
  });
}

/** Rows as the inputs of a form hold them. */
export function inputsOf<T>(o: RowsDeclared<T>, rows: readonly Row[]): Record<string, string> {
  const inputs: Record<string, string> = {};
  rows.forEach((row, n) => {
    const { primary, ...typed } = o.fields.typed(row);
    for (const [name, value] of Object.entries({ ...typed, row: String(row.row ?? '') }))
      inputs[`${o.part}_${name}_${n}`] = value;
    if (primary === 'true') inputs[`${o.part}_primary`] ??= String(n);
  });
  return inputs;
}

/** The unseen inputs of rows that stand beside some of these inputs. */
export function unseenBeside<T>({ part, fields }: RowsDeclared<T>, inputs: readonly string[]): string[] {
  return fields.names.flatMap((name) => {
    const begin = `${part}_${fields.field(name)?.beside}_`;
    return inputs.filter((it) => it.startsWith(begin)).map((it) => `${part}_${name}_${it.slice(begin.length)}`);
  });
}

/** Reads rows that were sent, each by its fields; messages stand beside its inputs. Empty ones count for nothing. */
export function readRows<T>(
  o: RowsDeclared<T>,
  sent: readonly SentRow[],
  ctx: z.RefinementCtx,
  currency = '',
): Child<T>[] {
  const most = mostOf(o);
  const lead = o.fields.names[0] ?? '';
  const fault = (n: number, name: string, message: string) =>
    ctx.addIssue({ code: 'custom', path: [`${o.part}_${name}_${n}`], message });
  const rows: Child<T>[] = [];
  const keys = new Set<string>();
  for (const [at, { n, sent: cells }] of sent.entries()) {
    const read = o.fields.read(cells, o.rules, currency);
    const isOver = at === most * 5 || (read.ok && rows.length === most && !o.empty(read.data));
    if (isOver) fault(n, lead, `Keep ${most} at most.`);
    if (isOver) break;
    if (!read.ok) for (const [name, message] of Object.entries(read.form.errors)) fault(n, name, message);
    if (!read.ok || o.empty(read.data)) continue;
    const key = o.key(read.data);
    if (o.twice && keys.has(key)) fault(n, lead, o.twice);
    keys.add(key);
    rows.push({ row: isId(cells.row) ? cells.row.toLowerCase() : null, ...read.data });
  }
  return hasPrimary(o) ? withOnePrimary(rows) : rows;
}

/** The rows with exactly one primary: the first one that says so, else the first. */
export function withOnePrimary<R extends object>(rows: R[]): R[] {
  const chosen = rows.findIndex((row) => 'primary' in row && row.primary === true);
  return rows.map((row, at) => ({ ...row, primary: at === Math.max(0, chosen) }));
}
