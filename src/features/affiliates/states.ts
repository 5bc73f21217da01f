import { defineStates } from '../../records/states.js';

/** The states of a month, and the act that leads to each. */
export const STATES = defineStates({
  estimated: {
    label: 'Estimated',
    tone: 'grey',
    glyph: 'ring',
    next: 'locked',
    beside: 'paid',
    more: ['invoiced', 'reversed'],
    act: { name: 'estimate', label: 'Back to estimated', done: 'Estimated' },
  },
  locked: {
    label: 'Locked',
    tone: 'violet',
    glyph: 'full',
    next: 'paid',
    beside: 'invoiced',
    more: ['estimated', 'reversed'],
    act: { name: 'lock', label: 'Lock', done: 'Locked' },
  },
  invoiced: {
    label: 'Invoiced',
    tone: 'blue',
    glyph: 'half',
    next: 'paid',
    more: ['locked', 'reversed'],
    act: { name: 'invoice', label: 'Mark as invoiced', done: 'Invoiced', asks: ['expected_on'] },
  },
  paid: {
    label: 'Paid',
    tone: 'green',
    glyph: 'done',
    day: 'paid_on',
    more: ['reversed'],
    act: { name: 'pay', label: 'Record payout', done: 'Payout recorded', asks: ['paid_amount', 'paid_on'] },
  },
  reversed: {
    label: 'Reversed',
    tone: 'red',
    glyph: 'bang',
    more: ['estimated'],
    act: { name: 'reverse', label: 'Mark as reversed', done: 'Reversed', stay: 'Keep it' },
  },
});
export type State = (typeof STATES.names)[number];

/** States in which a payout is still to come. */
export const OPEN: readonly State[] = ['estimated', 'locked', 'invoiced'];
