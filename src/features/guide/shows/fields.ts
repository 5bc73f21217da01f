import {
  choice,
  type DataOf,
  date,
  defineFields,
  duration,
  lines,
  link,
  text,
  tick,
  timeZone,
} from '../../../records/fields/index.js';
import { language, peopleRows } from '../../contacts/index.js';
import { PART_LABELS } from '../choices.js';
import { SEASONS } from './seasons.js';

/** What a new show begins with: it is changed to what one checks oneself. */
export const USUAL_CHECKS = [
  'Guest release signed',
  'Spot scripts approved',
  'All tracks backed up',
  'Rough cut heard once through',
  'Chapters checked',
  'Transcript read',
  'Guest mail sent',
].join('\n');

/** Every field of a show in the order of exports and histories. */
export const SHOW_FIELDS = defineFields({
  name: text({
    label: 'Name',
    also: 'show, podcast, show name',
    max: 200,
    missing: 'Give it a name.',
    squeezed: true,
    filter: true,
  }),
  website: link({ label: 'Website', also: 'web site, site, url', max: 2000, placeholder: 'example.com' }),
  summary: lines({ label: 'Summary', also: 'description, about', max: 2000 }),
  language: language('Language'),
  time_zone: timeZone({ label: 'Time zone', hint: 'On whose clock its episodes come out.' }),
  explicit: tick({ label: 'Explicit', filter: 'yes or no', hint: 'New episodes begin with it.' }),
  target_length: duration({
    label: 'Target length',
    also: 'length, duration',
    min: 1,
    max: 86_400,
    placeholder: '55:00',
    hint: 'Of an episode, where its season says nothing else.',
  }),
  seasons: SEASONS,
  contacts: peopleRows('guide_show_people', 'show_id', {
    label: 'Always there',
    one: 'Person',
    part: choice({ label: 'Part', of: PART_LABELS, optional: true, empty: 'Host' }),
  }),
  checklist: lines({
    label: 'Checklist',
    max: 4000,
    hint: 'What is checked of each episode, an item a line.',
    initial: USUAL_CHECKS,
    fits: (all) =>
      all.length > 100
        ? 'Keep 100 lines at most.'
        : all.some((it) => [...it].length > 200)
          ? 'Use 200 characters a line at most.'
          : undefined,
  }),
  ended_on: date({ label: 'Ended on', also: 'end date', hint: 'No new episode is offered for it.', bulk: {} }),
});

/** A show’s fields as they are kept: lengths in seconds. */
export type ShowData = DataOf<typeof SHOW_FIELDS>;
