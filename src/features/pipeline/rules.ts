import { daysInOrder } from '../../records/states.js';
import type { DealData } from './fields.js';

/** A deal is not closed before the first word. */
export const DAYS = daysInOrder({
  closed_on: ['first_contact_on', 'the day of the first contact'],
  expected_on: ['first_contact_on', 'the day of the first contact'],
});

/** What the fields of a deal say against each other. */
export function dealRules(values: Partial<DealData>): Record<string, string> {
  return {
    ...DAYS.faults(values),
    ...(values.next_step === null && values.next_step_on && { next_step: 'Say what is to be done on that day.' }),
  };
}
