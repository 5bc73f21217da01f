import { defineStates, type Look } from '../../records/states.js';

/** The states of a collab’s work, and the act that leads to each. */
export const STATES = defineStates({
  proposed: { label: 'Proposed', tone: 'grey', glyph: 'ring', next: 'agreed', more: ['contracted', 'cancelled'] },
  agreed: {
    label: 'Agreed',
    tone: 'blue',
    glyph: 'ring',
    next: 'contracted',
    more: ['in_production', 'cancelled'],
    act: { name: 'agree', label: 'Mark as agreed', done: 'Agreed' },
  },
  contracted: {
    label: 'Contracted',
    tone: 'violet',
    glyph: 'ring',
    day: 'signed_on',
    next: 'in_production',
    more: ['cancelled'],
    act: {
      name: 'sign',
      label: 'Mark as signed',
      done: 'Signed',
      asks: ['signed_on', 'starts_on', 'ends_on'],
      folded: ['lock_reason'],
    },
  },
  in_production: {
    label: 'In production',
    tone: 'violet',
    glyph: 'half',
    next: 'in_review',
    more: ['live', 'cancelled'],
    act: { name: 'start', label: 'Start production', done: 'Production started' },
  },
  in_review: {
    label: 'In review',
    tone: 'blue',
    glyph: 'half',
    next: 'live',
    beside: 'in_production',
    more: ['cancelled'],
    act: { name: 'send-to-review', label: 'Send to review', done: 'Sent to review' },
  },
  live: {
    label: 'Live',
    tone: 'green',
    glyph: 'full',
    next: 'completed',
    more: ['in_production', 'cancelled'],
    act: { name: 'go-live', label: 'Mark as live', done: 'Live' },
  },
  completed: {
    label: 'Completed',
    tone: 'green',
    glyph: 'done',
    more: ['live'],
    act: { name: 'complete', label: 'Complete', done: 'Completed' },
  },
  cancelled: {
    label: 'Cancelled',
    tone: 'grey',
    glyph: 'cross',
    more: ['agreed'],
    act: { name: 'cancel', label: 'Cancel the collab', done: 'Cancelled', stay: 'Keep it' },
  },
});
type State = (typeof STATES.names)[number];

/** States in which a collab binds: it was signed. */
export const SIGNED: readonly State[] = ['contracted', 'in_production', 'in_review', 'live', 'completed'];

/** States in which a collab is no longer worked on. */
export const ENDED: readonly State[] = ['completed', 'cancelled'];

/** The states of a deliverable, and the act that leads to each. */
export const DELIVERABLE_STATES = defineStates({
  to_do: { label: 'To do', tone: 'grey', glyph: 'ring', next: 'drafting', more: ['submitted', 'live', 'missed'] },
  drafting: {
    label: 'Drafting',
    tone: 'violet',
    glyph: 'half',
    next: 'submitted',
    more: ['live', 'missed'],
    act: { name: 'start', label: 'Start', done: 'Drafting' },
  },
  submitted: {
    label: 'Submitted',
    tone: 'blue',
    glyph: 'half',
    next: 'approved',
    more: ['revision', 'live', 'missed'],
    act: {
      name: 'submit',
      label: 'Submit',
      done: 'Submitted',
      asks: ['submitted_on', 'approval_due_on'],
      needs: { submitted_on: 'Choose the day it was submitted.' },
    },
  },
  revision: {
    label: 'Revision',
    tone: 'amber',
    glyph: 'half',
    next: 'submitted',
    more: ['approved', 'missed'],
    act: { name: 'revise', label: 'Ask for a revision', done: 'A revision was asked for' },
  },
  approved: {
    label: 'Approved',
    tone: 'violet',
    glyph: 'full',
    next: 'live',
    more: ['revision', 'missed'],
    act: {
      name: 'approve',
      label: 'Approve',
      done: 'Approved',
      asks: ['approved_on'],
      needs: { approved_on: 'Choose the day it was approved.' },
    },
  },
  live: {
    label: 'Live',
    tone: 'green',
    glyph: 'full',
    next: 'verified',
    more: ['missed'],
    act: {
      name: 'mark-live',
      label: 'Mark live',
      done: 'Live',
      asks: ['link', 'went_live_on', 'keep_until', 'live_reason'],
      needs: { link: 'Type the address where it is live.', went_live_on: 'Choose the day it went live.' },
    },
  },
  verified: {
    label: 'Verified',
    tone: 'green',
    glyph: 'done',
    act: { name: 'verify', label: 'Verify', done: 'Verified', asks: ['views_7', 'clicks_7', 'views_30', 'clicks_30'] },
  },
  missed: {
    label: 'Missed',
    tone: 'red',
    glyph: 'bang',
    next: 'drafting',
    act: { name: 'miss', label: 'Mark as missed', done: 'Marked as missed', stay: 'Keep it open' },
  },
});
export type DeliverableState = (typeof DELIVERABLE_STATES.names)[number];

/** States in which a deliverable is out. */
export const OUT: readonly DeliverableState[] = ['live', 'verified'];

/** How the state of a collab’s money looks, which is derived of its payments. */
export const MONEY_LOOKS = {
  not_invoiced: { label: 'Not invoiced', tone: 'grey', glyph: 'ring' },
  part_invoiced: { label: 'Part invoiced', tone: 'violet', glyph: 'half' },
  invoiced: { label: 'Invoiced', tone: 'blue', glyph: 'half' },
  part_paid: { label: 'Part paid', tone: 'blue', glyph: 'full' },
  paid: { label: 'Paid', tone: 'green', glyph: 'done' },
  overdue: { label: 'Overdue', tone: 'red', glyph: 'bang' },
} as const satisfies Record<string, Look>;
export type MoneyState = keyof typeof MONEY_LOOKS;
