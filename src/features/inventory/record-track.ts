import { dayOf, shortDate } from '../../http/format.js';
import type { FieldName, ItemRow } from './fields.js';
import { STATES, type State } from './states.js';

type TrackStep = { label: string; day: string; reached: boolean; current: boolean };

const WAY: readonly State[] = ['requested', 'ordered', 'received', 'in_review', 'reviewed', 'listed', 'sold'];

/** The states a row has gone through with their days, where it is, and what is still ahead of one that has not ended. */
export function trackOf(row: ItemRow, reached: Map<string, Date>, timeZone: string): TrackStep[] {
  const dayIn = (state: State) => ownDay(row, state) ?? historyDay(reached, state, timeZone);
  const at = WAY.indexOf(row.state);
  const behind = WAY.filter(
    (state, index) => state !== row.state && (at === -1 ? true : index < at) && dayIn(state) !== null,
  );
  // Off the way, as when it is kept or given away, nothing is expected any more.
  const ahead = at === -1 ? [] : WAY.slice(at + 1);
  return [
    ...behind.map((state) => step(state, dayIn(state), { reached: true, current: false })),
    step(row.state, dayIn(row.state), { reached: true, current: true }),
    ...ahead.map((state) => step(state, null, { reached: false, current: false })),
  ];
}

function step(state: State, day: string | null, where: { reached: boolean; current: boolean }): TrackStep {
  return { label: STATES.all[state].label, day: day === null ? '' : shortDate(day), ...where };
}

function ownDay(row: ItemRow, state: State): string | null {
  if (state === 'reviewed') return row.review_published_on;
  const field = STATES.dayOf(state) as FieldName | undefined;
  return field ? (row[field] as string | null) : null;
}

function historyDay(reached: Map<string, Date>, state: State, timeZone: string): string | null {
  const at = reached.get(state);
  return at ? dayOf(at, timeZone) : null;
}
