import { type Form, isDate } from '../../http/form.js';
import type { Declared } from '../../records/module.js';
import { INVENTORY } from './kind.js';
import { STATES } from './states.js';

/** What the next item of the same parcel most likely shares with the one just saved. */
const SHARED = ['brand', 'source', 'programme', 'received_on', 'currency'] as const;

/** What the form of an item holds before anything is typed. */
export const itemForm: Declared['form'] = {
  initial: ({ person, today }) => ({ received_on: today, currency: person.currency }),
  edit(typed, query, { today }) {
    const state = STATES.names.find((it) => it === query.state);
    return state ? { ...typed, state, ...dayOfState(state, typed, today) } : typed;
  },
  next: nextItemUrl,
};

// A step chooses the state and, where it has none yet, today as its day.
function dayOfState(state: string, typed: Record<string, string>, today: string): Record<string, string> {
  const name = STATES.dayOf(state);
  return name && !isDate(typed[name] ?? '') ? { [name]: today } : {};
}

function nextItemUrl({ values }: Form): string {
  const shared = SHARED.flatMap((name) => (values[name] ? [[name, values[name]] as [string, string]] : []));
  return `${INVENTORY.path}/new?${new URLSearchParams(shared)}`;
}
