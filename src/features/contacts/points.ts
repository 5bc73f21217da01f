import { addressKey } from '../../http/normal-form.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { defineFields, text, tick } from '../../records/fields/index.js';
import { type Child, rows } from '../../records/rows/index.js';
import { phoneKey, phoneNumber, phoneText } from './phone.js';

/** The ways to reach a contact: the field that holds them all, and what one of them is. */
export const POINT_KINDS = { emails: 'email', phones: 'phone', handles: 'handle' } as const;
export type PointField = keyof typeof POINT_KINDS;
export type PointKind = (typeof POINT_KINDS)[PointField];
export const POINT_FIELDS = Object.keys(POINT_KINDS) as PointField[];

export type Point = { value: string | null; label: string | null; primary: boolean };

const EMAIL = /^[^\s@,;:<>"()[\]\\]{1,64}@[^\s@.,;:<>"()[\]\\]+(\.[^\s@.,;:<>"()[\]\\]+)+$/;
const PHONE = /^\+?[\d ().\-/]+( ?(ext\.?|x|#) ?\d{1,8})?$/i;
const LONGEST = 254;

/** What each kind is called in its rows, what is wrong with one that is none, and the labels that are offered for one. */
const WORDS: Record<PointKind, { one: string; fault: string; type: string; placeholder: string; labels: string[] }> = {
  email: {
    one: 'E-mail address',
    fault: 'Type an address such as ana@example.com.',
    type: 'email',
    placeholder: 'ana@example.com',
    labels: ['work', 'home'],
  },
  phone: {
    one: 'Phone',
    fault: 'Type a phone number such as +1 407 555 0134.',
    type: 'tel',
    placeholder: '+1 407 555 0134',
    labels: ['work', 'mobile', 'home'],
  },
  handle: {
    one: 'Handle',
    fault: 'Type a handle without spaces, such as @ana.',
    type: 'text',
    placeholder: '@ana',
    labels: ['Instagram', 'TikTok', 'YouTube', 'LinkedIn', 'X', 'Discord'],
  },
};

/** Whether it is a way of that kind to reach somebody. */
export function isPoint(kind: PointKind, value: string): boolean {
  if ([...value].length > LONGEST) return false;
  if (kind === 'email') return EMAIL.test(value);
  if (kind === 'handle') return !/\s/.test(value);
  const phone = phoneText(value);
  const digits = phone.replace(/\D/g, '').length;
  return PHONE.test(phone) && digits >= 3 && digits <= 30;
}

/** What makes two of them the same: the database's `value_key`. */
export function pointKey(kind: PointKind, value: string | null): string {
  return kind === 'phone' ? phoneKey(value ?? '') : addressKey(value ?? '');
}

/** What ways to write one have in common: the database's `like_key`. */
export function likeKey(kind: PointKind, value: string | null): string {
  return kind === 'phone' ? phoneNumber(value ?? '') : addressKey(value ?? '');
}

/** Whether rows of one `like_key` may be one: of two phones with their countries' codes both are equal. */
export function mayBeOne(one: Sql, other: Sql): Sql {
  return sql`(${one} = ${other} or not (starts_with(${one}, '+') and starts_with(${other}, '+')))`;
}

/** The ways of one kind: an address, a number or a name elsewhere, each with what it is for; one is the primary one. */
export function points(label: string, kind: PointKind) {
  const { one, fault, labels, ...input } = WORDS[kind];
  const field = rows<Point>({
    label,
    one,
    part: kind,
    twice: 'This stands here already.',
    fields: defineFields({
      value: text({
        label: one,
        max: LONGEST,
        optional: true,
        fits: [(it) => isPoint(kind, it), fault],
        ...(kind === 'phone' && { kept: phoneText }),
      }),
      label: text({
        label: `${one}, label`,
        max: 50,
        optional: true,
        fits: [(it) => !it.includes(':'), 'Leave the colon out.'],
      }),
      primary: tick({ label: 'Primary' }),
    }),
    table: { name: 'contact_points', by: 'contact_id', only: { kind }, columns: { primary: 'is_primary' } },
    empty: ({ value }) => value === null,
    key: ({ value }) => pointKey(kind, value),
    shown: (all) => all.map((it) => told(it, all.length > 1)).join('; '),
    told: (it) => told(it, true),
    line,
    fromLine,
  });
  const lined = { lined: true } as const;
  const table = { table: 'contact_points', by: 'contact_id', only: { kind } };
  const key = (typed: string) => keyOfMain(kind, field.said(typed));
  return {
    ...field,
    ...(kind === 'email' && { known: { label: one, column: 'value_key', of: table, key } }),
    input: { ...field.input, ...input, ...lined, options: labels.map((it) => ({ value: it, label: it })) },
  };
}

// The primary one, else the first.
function keyOfMain(kind: PointKind, all: readonly Point[]): string | null {
  const main = all.find(({ primary }) => primary) ?? all[0];
  return main?.value ? pointKey(kind, main.value) : null;
}

function told({ label, value, primary }: Point, ofSeveral: boolean): string {
  const about = [label, ofSeveral && primary ? 'primary' : null].filter(Boolean).join(', ');
  return about ? `${value} (${about})` : String(value);
}

function line({ label, value, primary }: Point): string {
  return `${label === null ? '' : `${label}: `}${value}${primary ? ' (primary)' : ''}`;
}

function fromLine(text: string) {
  // Nothing stops the dot: so the first try is the last, however long the line is.
  const [, label, value = '', primary] = /^(?:([^:]*): +)?(.*?)( \(primary\))?$/s.exec(text) ?? [];
  return { label: label?.trim() || null, value: value.trim(), primary: primary !== undefined };
}

/** The ways of one kind as they are kept. */
export type Points = Child<Point>[];
