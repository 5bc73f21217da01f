import { z } from 'zod';
import {
  choice,
  type Form,
  optionalChoice,
  optionalDate,
  optionalId,
  optionalText,
  parseForm,
  text,
  tick,
} from '../../http/form.js';
import { CHANNELS, isTimeZone, languageTag, ROLES, WARMTHS } from './choices.js';
import { employmentsText, type SentEmployment } from './employments.js';
import { POINT_FIELDS, POINT_KINDS, type Point, type PointField, pointsText } from './points.js';
import type { Body } from './rows.js';
import { readEmployments, readPoints, withRows } from './sent-rows.js';

const fields = z.object({
  first_name: text(100, 'Type a name.'),
  last_name: optionalText(100),
  pronunciation: optionalText(100),
  pronouns: optionalText(50),
  title: optionalText(200),
  role: optionalChoice(ROLES),
  preferred_channel: optionalChoice(CHANNELS),
  opted_out: tick(),
  warmth: choice(WARMTHS).default('cold'),
  next_touch_on: optionalDate(),
  source: optionalText(200),
  language: optionalText(35)
    .transform((it) => (it === null ? null : (languageTag(it) ?? '')))
    .refine((it) => it !== '', 'Choose one of the list.'),
  time_zone: optionalText(64).refine((it) => it === null || isTimeZone(it), 'Type a time zone such as Europe/Berlin.'),
  submission_id: optionalId('Open the form anew and send it again.'),
});

type Columns = Omit<z.infer<typeof fields>, 'submission_id'>;
/** A contact's fields as they are compared and told of: days as YYYY-MM-DD, what repeats as one text. */
export type ContactFields = Columns & Record<PointField | 'companies', string | null>;
/** A contact as a form sent it, with what repeats row by row. */
export type ContactData = {
  fields: ContactFields;
  points: Record<PointField, Point[]>;
  employments: SentEmployment[];
};
type Read = { ok: true; data: ContactData; submissionId: string | null; form: Form } | { ok: false; form: Form };

/** Reads a contact's form, or its fields with each that repeats as one text. All messages come at once. */
export function readContact(sent: unknown): Read {
  const body = withRows((sent ?? {}) as Body);
  const parsed = parseForm(fields, body);
  const points = POINT_FIELDS.map((field) => [field, readPoints(body, POINT_KINDS[field])] as const);
  const companies = readEmployments(body);
  const errors = Object.assign({}, parsed.form.errors, ...points.map(([, read]) => read.errors), companies.errors);
  const form = { values: parsed.form.values, errors };
  if (!parsed.ok || Object.keys(errors).length > 0) return { ok: false, form };
  const { submission_id, ...columns } = parsed.data;
  const data = {
    points: Object.fromEntries(points.map(([field, read]) => [field, read.rows])) as Record<PointField, Point[]>,
    employments: companies.rows,
  };
  return { ok: true, data: { ...data, fields: fieldsOf(columns, data) }, submissionId: submission_id, form };
}

/** The fields of a contact with what repeats written as one text each. */
export function fieldsOf(columns: Columns, { points, employments }: Omit<ContactData, 'fields'>): ContactFields {
  return {
    ...columns,
    emails: pointsText(points.emails),
    phones: pointsText(points.phones),
    handles: pointsText(points.handles),
    companies: employmentsText(employments),
  };
}
