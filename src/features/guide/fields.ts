import {
  choice,
  choices,
  type DataOf,
  date,
  defineFields,
  duration,
  id,
  lines,
  number,
  record,
  text,
  tick,
} from '../../records/fields/index.js';
import { peopleRows } from '../contacts/index.js';
import { CHECKS } from './checks.js';
import { LEAVABLE, PART_LABELS, TYPE_LABELS } from './choices.js';
import { LINKS } from './links.js';
import { memberName } from './owners.js';
import { SEGMENTS } from './segments.js';
import { SHOWS } from './shows/kind.js';
import { showName } from './shows/named.js';
import { SPOTS } from './spots.js';
import { STATES } from './states.js';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Every field of an episode in the order of exports and histories. */
export const EPISODE_FIELDS = defineFields({
  name: text({
    label: 'Title',
    also: 'episode, episode title, name',
    max: 200,
    missing: 'Give it a title.',
    squeezed: true,
    filter: true,
  }),
  show_id: id({ label: 'Show', beside: 'show', strange: 'Choose a show of the list.', always: true }),
  show: record({
    label: 'Show',
    column: 'show_id',
    id_name: 'show_id',
    named: showName,
    always: true,
    url: `${SHOWS.path}/suggestions`,
  }),
  season: number({ label: 'Season', also: 'series', min: 0, max: 9999, optional: true, filter: true }),
  number: number({
    label: 'Number',
    also: 'episode number, ep, no, #',
    min: 0,
    max: 999_999,
    optional: true,
    filter: true,
  }),
  type: choice({ label: 'Type', of: TYPE_LABELS, initial: 'full', filter: 'several', bulk: {} }),
  state: choice({
    label: 'State',
    also: 'status',
    of: STATES.all,
    filter: 'several',
    bulk: {},
    initial: 'idea',
    missing: 'Choose its state.',
  }),
  owner: record({ label: 'Owner', column: 'owner_id', named: memberName }),
  target_length: duration({
    label: 'Target length',
    also: 'length, duration, runtime',
    min: 1,
    max: 86_400,
    placeholder: '55:00',
    hint: 'Where it is not that of its season or show.',
  }),
  record_on: date({ label: 'Record on', also: 'recorded, recording date', bulk: {} }),
  publish_on: date({ label: 'Publish on', also: 'published, release date, air date', bulk: {} }),
  publish_time: text({
    label: 'Publish at',
    also: 'time, publish time',
    max: 8,
    optional: true,
    placeholder: '06:00',
    hint: 'On the clock of its show.',
    kept: (typed) => typed.normalize('NFKC').padStart(5, '0'),
    fits: [(it) => TIME.test(it), 'Type a time such as 06:00.'],
  }),
  hook: text({ label: 'Hook', max: 500, optional: true, hint: 'The first sentence, for which one stays.' }),
  summary: lines({ label: 'Summary', max: 2000 }),
  description: lines({ label: 'Description', also: 'show notes', max: 5000, hint: 'What stands over the chapters.' }),
  keywords: text({ label: 'Keywords', max: 500, optional: true, placeholder: 'rain, parks, small crew' }),
  explicit: tick({ label: 'Explicit', filter: 'yes or no', bulk: { yes: 'Explicit', no: 'Clean' } }),
  contacts: peopleRows('guide_people', 'episode_id', {
    label: 'Hosts and guests',
    one: 'Person',
    part: choice({ label: 'Part', of: PART_LABELS, optional: true, empty: 'Guest or host' }),
  }),
  segments: SEGMENTS,
  spots: SPOTS,
  links: LINKS,
  checklist: CHECKS,
  intro_offset: duration({
    label: 'In front of the recording',
    min: -86_400,
    max: 86_400,
    placeholder: '0:30',
    hint: 'How long what comes before it lasts, when it is out; −0:12 where so much of its beginning was cut.',
  }),
  intro_chapter: text({
    label: 'Chapter of what is in front',
    max: 200,
    optional: true,
    squeezed: true,
    placeholder: 'Intro',
    hint: 'Without one it belongs to the first chapter.',
  }),
  recording_length: duration({
    label: 'Length of the recording',
    max: 604_800,
    placeholder: '56:03',
    hint: 'When it ended, from its start.',
  }),
  description_without: choices({
    label: 'Left out of the video’s description',
    of: LEAVABLE,
    empty: 'Nothing',
    hint: 'Where it would be too long.',
  }),
});

/** An episode’s fields as they are kept: lengths in seconds, days as YYYY-MM-DD. */
export type EpisodeData = DataOf<typeof EPISODE_FIELDS>;
