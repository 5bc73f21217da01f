import type { Source, State } from './states.js';

/** `key` presses it from the keyboard. */
export type Act = { label: string; href: string; icon?: string; key?: string };

type Next = { label: string; state: State; group: string };

const NEXT: Partial<Record<State, Next>> = {
  requested: { label: 'Mark as ordered', state: 'ordered', group: 'came' },
  ordered: { label: 'Mark as received', state: 'received', group: 'came' },
  received: { label: 'Start the review', state: 'in_review', group: 'review' },
  in_review: { label: 'Mark as reviewed', state: 'reviewed', group: 'review' },
  reviewed: { label: 'List for sale', state: 'listed', group: 'leaving' },
  listed: { label: 'Record sale', state: 'sold', group: 'leaving' },
};
const SECOND: Partial<Record<State, Next>> = {
  kept: { label: 'List for sale', state: 'listed', group: 'leaving' },
  sold: { label: 'Record refund', state: 'refunded', group: 'leaving' },
};
const RETURN: Next = { label: 'Record return', state: 'returned', group: 'leaving' };

/** The record's buttons: the state's next step first where it has one, Edit otherwise. */
export function actsOf(item: { id: string; state: State; source: Source; review_state: string }): {
  primary: Act;
  second: Act | null;
} {
  const edit: Act = { label: 'Edit', href: `/inventory/${item.id}/edit`, icon: 'pencil', key: 'e' };
  const next = nextOf(item);
  if (next) return { primary: toForm(item.id, next), second: edit };
  const second = SECOND[item.state];
  return { primary: edit, second: second ? toForm(item.id, second) : null };
}

function nextOf({
  state,
  source,
  review_state,
}: {
  state: State;
  source: Source;
  review_state: string;
}): Next | undefined {
  if (source === 'loaner' && state === 'reviewed') return RETURN;
  // What wants no review goes from the door to the shelf.
  if (state === 'received' && review_state === 'not_required') return source === 'loaner' ? RETURN : NEXT.reviewed;
  return NEXT[state];
}

// A step is the edit form with the state chosen and its group in view: it works without JavaScript and asks what it needs.
function toForm(id: string, { label, state, group }: Next): Act {
  return { label, href: `/inventory/${id}/edit?state=${state}#${group}` };
}
