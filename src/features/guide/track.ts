import { dayOf, shortDate } from '../../http/format.js';
import { STATES, type State } from './states.js';

const WAY: readonly State[] = STATES.names.filter((state) => state !== 'shelved');

/** The states that an episode went through with the day of each, where it is, and what is ahead of one that was not shelved. */
export function trackOf(state: State, reached: Map<string, Date>, timeZone: string, publishOn: string | null) {
  const at = WAY.indexOf(state);
  const dayIn = (it: State) => {
    const moment = reached.get(it);
    return moment ? shortDate(dayOf(moment, timeZone)) : '';
  };
  const step = (it: State, isReached: boolean) => ({
    label: STATES.all[it].label,
    day: isReached ? dayIn(it) : it === 'published' && publishOn ? shortDate(publishOn) : '',
    reached: isReached,
    current: it === state,
  });
  const behind = WAY.filter((it, index) => it !== state && (at === -1 || index < at) && reached.has(it));
  return [
    ...behind.map((it) => step(it, true)),
    step(state, true),
    ...(at === -1 ? [] : WAY.slice(at + 1)).map((it) => step(it, false)),
  ];
}
