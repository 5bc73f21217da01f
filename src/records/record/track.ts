import { shortDate } from '../../http/format.js';
import type { States } from '../states.js';

type Track<S extends string> = {
  states: States<S>;
  /** The states that follow each other; what ends a record early is none of them. */
  way: readonly S[];
  /** The day on which it came to a state; null for one that it was not in. */
  dayIn(state: S): string | null;
  /** The day on which it is to come to one that is ahead. */
  planned?(state: S): string | null;
};

/** The states that a record went through with the day of each, where it is, and what is ahead of one that has not ended early. */
export function trackOf<S extends string>(state: S, { states, way, dayIn, planned }: Track<S>) {
  const at = way.indexOf(state);
  const step = (it: S, reached: boolean) => {
    const day = reached ? dayIn(it) : planned?.(it);
    return { label: states.all[it].label, day: day ? shortDate(day) : '', reached, current: it === state };
  };
  const behind = way.filter((it, index) => it !== state && (at === -1 || index < at) && dayIn(it) !== null);
  const ahead = at === -1 ? [] : way.slice(at + 1);
  return [...behind.map((it) => step(it, true)), step(state, true), ...ahead.map((it) => step(it, false))];
}
