import { formatDate } from '../../http/format.js';
import { dayAfter, daysBetween } from '../../platform/clock.js';
import { REACH_LABELS } from './choices.js';
import type { CollabData } from './fields.js';
import { COLLABS } from './kind.js';
import { calledExclusivity, calledRight, type Exclusivities, type Rights, whereWords } from './rights.js';
import { type DaySpan, placeIn, stripHead, textShare } from './span.js';

type Collab = CollabData & { id: string };
type Term = { from_on: string | null; until_on: string | null };

/** How many days a strip has at least, where all that it shows is short or without an end. */
const SHORTEST = 180;

/** What the other side of a collab may use, and what one may not do for others, as bars on one strip. */
export function termStrip(collab: Collab, today: string) {
  const path = (part: string, row: string | null) => `${COLLABS.path}/${collab.id}/${part}/${row}/edit`;
  const rights = (collab.rights as Rights).map((it) => ({
    term: it,
    name: calledRight(it),
    kind: 'Right',
    where: whereWords(it),
    cls: '',
    edit_href: path('rights', it.row),
  }));
  const locks = (collab.exclusivities as Exclusivities).map((it) => ({
    term: it,
    name: calledExclusivity(it),
    kind: 'Exclusivity',
    cls: 'k2',
    where: `${whereWords(it)}; ${REACH_LABELS[it.reach].toLowerCase()}`,
    edit_href: path('exclusivities', it.row),
  }));
  const all = [...rights, ...locks];
  const span = spanOf(
    all.map(({ term }) => term),
    today,
  );
  return {
    head: stripHead(span, today),
    rows: all.map(({ term, ...row }) => ({ ...row, days: daysText(term), ...barOf(term, span) })),
  };
}

// What has no end runs out of the strip, which ends behind the last end that there is.
function spanOf(terms: readonly Term[], today: string): DaySpan {
  const days = terms.flatMap(({ from_on, until_on }) => [from_on, until_on].flatMap((day) => day ?? []));
  const all = [...days, today].sort();
  const [first = today, last = today] = [all[0], all.at(-1)];
  const length = Math.max(daysBetween(first, last), SHORTEST);
  const margin = Math.ceil(length * 0.06);
  return { from: dayAfter(first, -margin), until: dayAfter(first, length + 3 * margin) };
}

function barOf({ from_on, until_on }: Term, span: DaySpan) {
  const x = from_on ? placeIn(span, from_on) : 0;
  const until = until_on ? placeIn(span, dayAfter(until_on, 1)) : 100;
  const text = until_on ? formatDate(until_on) : '';
  return {
    bar: { x, width: Math.max(Math.round((until - x) * 100) / 100, 0.5) },
    end: { x: until, text, isIn: until + textShare(text) > 100 },
  };
}

function daysText({ from_on, until_on }: Term): string {
  if (from_on && until_on) return `${formatDate(from_on)} to ${formatDate(until_on)}`;
  if (until_on) return `Until ${formatDate(until_on)}`;
  return from_on ? `From ${formatDate(from_on)}, no end` : 'No end';
}
