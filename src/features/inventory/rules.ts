import { contradictionsOf, daysInOrder, missingOf } from '../../records/states.js';
import type { ItemData } from './fields.js';
import { STATES } from './states.js';

const MISSING = {
  requested_on: 'Choose the day it was requested.',
  ordered_on: 'Choose the day it was ordered.',
  received_on: 'Choose the day it came.',
  listed_on: 'Choose the day it was listed.',
  sold_on: 'Choose the day it was sold.',
  refunded_on: 'Choose the day it was refunded.',
  returned_on: 'Choose the day it was returned.',
  donated_on: 'Choose the day it was donated.',
  given_away_on: 'Choose the day it was given away.',
  discarded_on: 'Choose the day it was discarded.',
  sale_price: 'Type the price it was sold for.',
  refund: 'Type what was refunded.',
};
const CONTRADICTED = {
  review_state: 'A reviewed item has a review that was published, or needs none. Choose that here, or another state.',
};
const CAME = ['received_on', 'the day it came'] as const;

/** Nothing happens to an item before it came, and no refund before the sale. */
export const DAYS = daysInOrder({
  return_due_on: CAME,
  review_due_on: CAME,
  review_published_on: CAME,
  sold_on: CAME,
  returned_on: CAME,
  donated_on: CAME,
  given_away_on: CAME,
  discarded_on: CAME,
  refunded_on: ['sold_on', 'the day it was sold'],
});

/**
 * What the fields of an item say against each other: a state wants its own day and amounts, days stand in order, and what was
 * reviewed has no review that is still to come.
 */
export function itemRules(values: Partial<ItemData>): Record<string, string> {
  return {
    ...DAYS.faults(values),
    ...missingOf(STATES, values, MISSING),
    ...contradictionsOf(STATES, values, CONTRADICTED),
  };
}
