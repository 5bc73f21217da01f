import { defineStates } from '../../records/states.js';

/** The states of an episode, and the act that leads to each. */
export const STATES = defineStates({
  idea: { label: 'Idea', tone: 'grey', glyph: 'ring', next: 'planned', more: ['shelved'] },
  planned: {
    label: 'Planned',
    tone: 'blue',
    glyph: 'ring',
    next: 'scripted',
    more: ['recorded', 'shelved'],
    act: { name: 'plan', label: 'Plan', done: 'Planned', asks: ['number', 'record_on', 'publish_on'] },
  },
  scripted: {
    label: 'Scripted',
    tone: 'blue',
    glyph: 'half',
    next: 'recorded',
    more: ['planned', 'shelved'],
    act: { name: 'script', label: 'Mark as scripted', done: 'Scripted' },
  },
  recorded: {
    label: 'Recorded',
    tone: 'violet',
    glyph: 'ring',
    day: 'record_on',
    next: 'editing',
    more: ['scripted', 'shelved'],
    act: { name: 'record', label: 'Mark as recorded', done: 'Recorded' },
  },
  editing: {
    label: 'Editing',
    tone: 'violet',
    glyph: 'half',
    next: 'scheduled',
    more: ['recorded', 'published', 'shelved'],
    act: { name: 'start-editing', label: 'Start editing', done: 'Editing started' },
  },
  scheduled: {
    label: 'Scheduled',
    tone: 'amber',
    glyph: 'half',
    day: 'publish_on',
    next: 'published',
    more: ['editing', 'shelved'],
    act: { name: 'schedule', label: 'Schedule', done: 'Scheduled', asks: ['publish_on', 'publish_time'] },
  },
  published: {
    label: 'Published',
    tone: 'green',
    glyph: 'done',
    day: 'publish_on',
    more: ['editing'],
    act: { name: 'publish', label: 'Mark as published', done: 'Published' },
  },
  shelved: {
    label: 'Shelved',
    tone: 'grey',
    glyph: 'cross',
    more: ['idea'],
    act: { name: 'shelve', label: 'Shelve', done: 'Shelved', stay: 'Keep it' },
  },
});
export type State = (typeof STATES.names)[number];

/** States in which an episode is not worked on any more. */
export const ENDED: readonly State[] = ['published', 'shelved'];
/** States in which an episode is recorded. */
export const RECORDED: readonly State[] = ['recorded', 'editing', 'scheduled', 'published'];
