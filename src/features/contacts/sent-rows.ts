import { z } from 'zod';
import { isId, optionalDate, optionalText, parseForm } from '../../http/form.js';
import { employmentsOf, type SentEmployment } from './employments.js';
import {
  POINT_FIELDS,
  POINT_KINDS,
  type Point,
  type PointKind,
  pointFault,
  pointKey,
  pointsOf,
  withOnePrimary,
} from './points.js';
import { type Body, MOST_ROWS, rowNumbers } from './rows.js';

type ReadRows<T> = { rows: T[]; errors: Record<string, string> };

const TOO_MANY = `Keep ${MOST_ROWS} at most.`;
// One more than is taken, so that too many are noticed.
const MOST_READ = MOST_ROWS + 1;

const point = z.object({
  label: optionalText(50).refine((it) => !it?.includes(':'), 'Leave the colon out.'),
  value: optionalText(254),
});
const employment = z.object({
  name: optionalText(200),
  title: optionalText(200),
  from_on: optionalDate(),
  to_on: optionalDate(),
});

/** What was sent with each text of a repeated field spelled out as the rows of the form, where no rows came. */
export function withRows(sent: Body): Body {
  const { emails: _e, phones: _p, handles: _h, companies: _c, ...body } = sent;
  for (const field of POINT_FIELDS) {
    const kind = POINT_KINDS[field];
    if (typeof sent[field] !== 'string' || rowNumbers(sent, `${kind}_value`).length > 0) continue;
    pointsOf(sent[field], MOST_READ).forEach(({ label, value, primary }, n) => {
      Object.assign(body, { [`${kind}_value_${n}`]: value, [`${kind}_label_${n}`]: label ?? '' });
      if (primary) body[`${kind}_primary`] ??= String(n);
    });
  }
  if (typeof sent.companies !== 'string' || rowNumbers(sent, 'company_name').length > 0) return body;
  employmentsOf(sent.companies, MOST_READ).forEach((row, n) => {
    for (const [part, value] of Object.entries(row)) body[`company_${part}_${n}`] = value ?? '';
  });
  return body;
}

/** Reads the rows of one kind of points; a row without a value counts for nothing. */
export function readPoints(body: Body, kind: PointKind): ReadRows<Point> {
  const errors: ReadRows<Point>['errors'] = {};
  const seen = new Set<string>();
  const rows = rowNumbers(body, `${kind}_value`).flatMap((n) => {
    const read = readRow(body, point, { value: `${kind}_value_${n}`, label: `${kind}_label_${n}` }, errors);
    if (!read?.value) return [];
    const key = pointKey(kind, read.value);
    const fault = pointFault(kind, read.value) ?? (seen.has(key) ? 'This stands here already.' : undefined);
    if (fault) errors[`${kind}_value_${n}`] ??= fault;
    seen.add(key);
    return [{ label: read.label, value: read.value, primary: body[`${kind}_primary`] === String(n), n }];
  });
  const over = rows[MOST_ROWS];
  if (over) errors[`${kind}_value_${over.n}`] = TOO_MANY;
  return { rows: withOnePrimary(rows.map(({ n: _, ...row }) => row)), errors };
}

/** Reads the rows of companies; a row that is wholly empty counts for nothing. */
export function readEmployments(body: Body): ReadRows<SentEmployment> {
  const errors: ReadRows<SentEmployment>['errors'] = {};
  const rows = rowNumbers(body, 'company_name').flatMap((n) => {
    const names = Object.fromEntries(
      Object.keys(employment.shape).map((part) => [part, `company_${part}_${n}`]),
    ) as Record<keyof typeof employment.shape, string>;
    const read = readRow(body, employment, names, errors);
    if (!read || Object.values(read).every((it) => it === null)) return [];
    const { name, from_on, to_on } = read;
    if (name === null) errors[names.name] ??= 'Type the company, or clear the row.';
    if (from_on && to_on && to_on < from_on) errors[names.to_on] ??= `Choose ${from_on} or later.`;
    return [{ ...read, name: name ?? '', company_id: shownCompany(body, n, name), n }];
  });
  const over = rows[MOST_ROWS];
  if (over) errors[`company_name_${over.n}`] = TOO_MANY;
  return { rows: rows.map(({ n: _, ...row }) => row), errors };
}

/** What the rows of companies carry unseen: which company each is, and what it was called when the form was opened. */
export function shownCompanies(employments: { company_id: string; name: string }[]): Record<string, string> {
  const rows = employments.flatMap(({ company_id, name }, n) => [
    [`company_id_${n}`, company_id],
    [`company_shown_${n}`, name],
  ]);
  return Object.fromEntries(rows);
}

// A name that stands as it was shown means the company that it was shown for, whatever that is called by now.
function shownCompany(body: Body, n: number, name: string | null): string | null {
  const id = body[`company_id_${n}`];
  return name !== null && body[`company_shown_${n}`] === name && isId(id) ? id : null;
}

// Reads one row by the names its inputs have; what is wrong is said under them, and the row is not judged further.
function readRow<T extends Record<string, unknown>>(
  body: Body,
  schema: z.ZodType<T>,
  names: Record<keyof T & string, string>,
  errors: Record<string, string>,
): T | undefined {
  const sent = Object.fromEntries(Object.entries<string>(names).map(([part, name]) => [part, body[name]]));
  const parsed = parseForm(schema, sent);
  for (const [part, message] of Object.entries(parsed.form.errors)) errors[names[part as keyof T & string]] = message;
  return parsed.ok ? parsed.data : undefined;
}
