import { daysInOrder, missingOf } from '../../records/states.js';
import type { EpisodeData } from './fields.js';
import { STATES } from './states.js';

const MISSING = { record_on: 'Choose the day it was recorded.', publish_on: 'Choose the day it comes out.' };

/** An episode is not out before it is recorded. */
export const DAYS = daysInOrder({ publish_on: ['record_on', 'the day it is recorded'] });

/** What the fields of an episode say against each other. */
export function episodeRules(values: Partial<EpisodeData>): Record<string, string> {
  return {
    ...(values.publish_time && values.publish_on === null && { publish_on: 'Choose the day as well.' }),
    ...DAYS.faults(values),
    ...missingOf(STATES, values, MISSING),
  };
}
