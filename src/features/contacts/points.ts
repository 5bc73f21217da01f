import { lines } from './rows.js';

/** The ways to reach a contact: the field that holds them all, and what one of them is. */
export const POINT_KINDS = { emails: 'email', phones: 'phone', handles: 'handle' } as const;
export type PointField = keyof typeof POINT_KINDS;
export type PointKind = (typeof POINT_KINDS)[PointField];
export const POINT_FIELDS = Object.keys(POINT_KINDS) as PointField[];

export type Point = { label: string | null; value: string; primary: boolean };

const EMAIL = /^[^\s@,;:<>"()[\]\\]{1,64}@[^\s@.,;:<>"()[\]\\]+(\.[^\s@.,;:<>"()[\]\\]+)+$/;
const PHONE = /^\+?[\d ().\-/]+( ?(ext\.?|x|#) ?\d{1,8})?$/i;

/** What is wrong with one way to reach somebody; undefined when nothing is. */
export function pointFault(kind: PointKind, value: string): string | undefined {
  if (kind === 'email') return EMAIL.test(value) ? undefined : 'Type an address such as ana@example.com.';
  if (kind === 'handle') return /\s/.test(value) ? 'Type a handle without spaces, such as @ana.' : undefined;
  const digits = value.replace(/\D/g, '').length;
  return PHONE.test(value) && digits >= 3 && digits <= 30 ? undefined : 'Type a phone number such as +1 407 555 0134.';
}

/** What makes two of them the same: the database's `value_key`. */
export function pointKey(kind: PointKind, value: string): string {
  return kind === 'phone' ? value.replace(/[^0-9+]/g, '') : value.toLowerCase();
}

/** All ways of one kind as one text, a line each: `work: ana@x.example (primary)`; null for none. */
export function pointsText(points: Point[]): string | null {
  if (points.length === 0) return null;
  return points
    .map(({ label, value, primary }) => `${label === null ? '' : `${label}: `}${value}${primary ? ' (primary)' : ''}`)
    .join('\n');
}

/** Reads what `pointsText` wrote, or a person did: at most `most` lines of it. Nothing is judged. */
export function pointsOf(text: string | null, most = Number.POSITIVE_INFINITY): Point[] {
  return lines(text, most).map((line) => {
    // Nothing stops the dot: so the first try is the last, however long the line is.
    const [, label, value = '', primary] = /^(?:([^:]*): +)?(.*?)( \(primary\))?$/s.exec(line) ?? [];
    return { label: label?.trim() || null, value: value.trim(), primary: primary !== undefined };
  });
}

/** The points with exactly one primary: the first one that says so, else the first. */
export function withOnePrimary(points: Point[]): Point[] {
  const chosen = Math.max(
    0,
    points.findIndex(({ primary }) => primary),
  );
  return points.map((point, at) => ({ ...point, primary: at === chosen }));
}
