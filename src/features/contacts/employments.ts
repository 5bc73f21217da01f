import { date } from '../../http/format.js';
import { lines } from './rows.js';

/** That a contact works or worked at a company; days as YYYY-MM-DD. */
export type Employment = { name: string; title: string | null; from_on: string | null; to_on: string | null };
/** One as a form sent it, with the company that stood there when it was shown if its name was left as it stood. */
export type SentEmployment = Employment & { company_id?: string | null };

/** All companies of a contact as one text, a line each: `Kestrel Optics; as PR manager; from 2024-03-01; to 2025-06-30`. */
export function employmentsText(employments: Employment[]): string | null {
  if (employments.length === 0) return null;
  return employments.map(lineOf).join('\n');
}

/** Reads what `employmentsText` wrote, or a person did: at most `most` lines of it. Nothing is judged. */
export function employmentsOf(text: string | null, most = Number.POSITIVE_INFINITY): Employment[] {
  return lines(text, most).map((line) => {
    const [name = '', ...rest] = line.match(/(?:[^;\\]|\\.)+/g)?.map((part) => part.trim()) ?? [];
    const found = (word: string) =>
      rest
        .find((part) => part.startsWith(`${word} `))
        ?.slice(word.length + 1)
        .trim() || undefined;
    const title = found('as');
    return {
      name: unescaped(name),
      title: title === undefined ? null : unescaped(title),
      from_on: found('from') ?? null,
      to_on: found('to') ?? null,
    };
  });
}

/**
 * The rows of a form whose companies are the ones of `now`. Of companies that were merged while it was open, a row that says
 * nothing beyond another's goes, as the merge did with what stood there; where both say the same, the one that was moved.
 */
export function withoutDoubles<T extends SentEmployment & { now: string }>(rows: T[]): T[] {
  const moved = ({ company_id, now }: T) => Boolean(company_id) && company_id !== now;
  const within = (one: T, other: T) =>
    (['title', 'from_on', 'to_on'] as const).every((it) => one[it] === null || one[it] === other[it]);
  const joined = (one: T, other: T) =>
    one.now === other.now && one.company_id !== other.company_id && (moved(one) || moved(other));
  return rows.filter(
    (row, n) =>
      !rows.some(
        (other, o) =>
          joined(row, other) && within(row, other) && (!within(other, row) || (moved(row) && (!moved(other) || o < n))),
      ),
  );
}

/** Whether somebody works there on that day. */
export function isCurrent({ to_on }: { to_on: string | null }, today: string): boolean {
  return to_on === null || to_on >= today;
}

/** When that was, in words; '' where nobody knows. */
export function timeOf({ from_on, to_on }: { from_on: string | null; to_on: string | null }): string {
  if (from_on && to_on) return `${date(from_on)} – ${date(to_on)}`;
  if (from_on) return `since ${date(from_on)}`;
  return to_on ? `until ${date(to_on)}` : '';
}

function lineOf({ name, title, from_on, to_on }: Employment): string {
  const parts = [
    escaped(name),
    ...(title === null ? [] : [`as ${escaped(title)}`]),
    ...(from_on === null ? [] : [`from ${from_on}`]),
    ...(to_on === null ? [] : [`to ${to_on}`]),
  ];
  return parts.join('; ');
}

const escaped = (text: string) => text.replace(/[\\;]/g, '\\$&');
const unescaped = (text: string) => text.replace(/\\(.)/g, '$1');
