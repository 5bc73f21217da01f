import { defineStates } from '../../records/states.js';

/** The states of a template, which say who sees it, and the act that leads to each. */
export const STATES = defineStates({
  draft: {
    label: 'Draft',
    tone: 'grey',
    glyph: 'ring',
    beside: 'current',
    act: { name: 'withdrawal', label: 'Make it a draft again', done: 'Seen by you alone again' },
  },
  current: {
    label: 'Current',
    tone: 'green',
    glyph: 'full',
    more: ['archived', 'draft'],
    act: { name: 'sharing', label: 'Share with all', done: 'Shared with all members' },
  },
  archived: {
    label: 'Archived',
    tone: 'grey',
    glyph: 'cross',
    more: ['current'],
    act: { name: 'archiving', label: 'Archive', done: 'Archived' },
  },
});
