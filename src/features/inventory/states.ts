import { defineStates, type Look } from '../../records/states.js';

const GONE = ['returned', 'donated', 'given_away', 'discarded'] as const;
const LEAVING = ['kept', ...GONE] as const;

/** The states of an item, and the act that leads to each. */
export const STATES = defineStates({
  requested: {
    label: 'Requested',
    tone: 'grey',
    glyph: 'ring',
    day: 'requested_on',
    next: 'ordered',
    beside: 'received',
    more: ['cancelled'],
  },
  ordered: {
    label: 'Ordered',
    tone: 'blue',
    glyph: 'half',
    day: 'ordered_on',
    next: 'received',
    more: ['cancelled'],
    act: { name: 'order', label: 'Mark as ordered', done: 'Ordered', asks: ['ordered_on', 'order_number'] },
  },
  received: {
    label: 'Received',
    tone: 'violet',
    glyph: 'ring',
    day: 'received_on',
    next: 'in_review',
    beside: 'sold',
    more: ['listed', ...LEAVING],
    act: { name: 'receive', label: 'Mark as received', done: 'Received', asks: ['received_on', 'review_due_on'] },
  },
  in_review: {
    label: 'In review',
    tone: 'violet',
    glyph: 'half',
    next: 'reviewed',
    more: ['listed', 'sold', ...LEAVING],
    act: {
      name: 'start-review',
      label: 'Start the review',
      done: 'Review started',
      sets: { review_state: { to: 'testing', unless: ['drafted'] } },
    },
  },
  reviewed: {
    label: 'Reviewed',
    tone: 'violet',
    glyph: 'full',
    next: 'listed',
    beside: 'sold',
    more: LEAVING,
    refuses: { review_state: ['not_started', 'testing', 'drafted'] },
    act: {
      name: 'review',
      label: 'Mark as reviewed',
      done: 'Reviewed',
      asks: ['review_published_on', 'review_link'],
      needs: { review_published_on: 'Choose the day it was published.' },
      sets: { review_state: { to: 'published' } },
    },
  },
  kept: {
    label: 'Kept',
    tone: 'grey',
    glyph: 'done',
    beside: 'listed',
    more: ['sold', ...GONE],
    act: { name: 'keep', label: 'Keep it', done: 'Kept' },
  },
  listed: {
    label: 'Listed',
    tone: 'blue',
    glyph: 'half',
    day: 'listed_on',
    next: 'sold',
    more: LEAVING,
    stay: 'Keep it listed',
    act: { name: 'list', label: 'List for sale', done: 'Listed', asks: ['asking_price', 'listed_on', 'channel'] },
  },
  sold: {
    label: 'Sold',
    tone: 'green',
    glyph: 'done',
    day: 'sold_on',
    wants: ['sale_price'],
    beside: 'refunded',
    act: {
      name: 'sell',
      label: 'Record sale',
      done: 'Sale recorded',
      stay: 'Keep it',
      asks: ['sale_price', 'sold_on', 'channel', 'marketplace_fee', 'outbound_shipping'],
      folded: ['buyer_shipping', 'payment_fee', 'packaging'],
      empties: ['refund', 'refunded_on'],
    },
  },
  refunded: {
    label: 'Refunded',
    tone: 'red',
    glyph: 'bang',
    day: 'refunded_on',
    wants: ['sold_on', 'sale_price', 'refund'],
    beside: 'listed',
    act: { name: 'refund', label: 'Record refund', done: 'Refund recorded', asks: ['refund', 'refunded_on'] },
  },
  returned: {
    label: 'Returned',
    tone: 'grey',
    glyph: 'done',
    day: 'returned_on',
    act: {
      name: 'return',
      label: 'Record return',
      done: 'Return recorded',
      asks: ['returned_on'],
      stay: 'Keep it here',
    },
  },
  donated: {
    label: 'Donated',
    tone: 'grey',
    glyph: 'done',
    day: 'donated_on',
    act: {
      name: 'donate',
      label: 'Record donation',
      done: 'Donation recorded',
      asks: ['donated_on', 'donated_to'],
      stay: 'Keep it here',
    },
  },
  given_away: {
    label: 'Given away',
    tone: 'grey',
    glyph: 'done',
    day: 'given_away_on',
    act: {
      name: 'give-away',
      label: 'Give it away',
      done: 'Given away',
      asks: ['given_away_on', 'given_away_to'],
      stay: 'Keep it here',
    },
  },
  discarded: {
    label: 'Discarded',
    tone: 'grey',
    glyph: 'cross',
    day: 'discarded_on',
    act: { name: 'discard', label: 'Discard it', done: 'Discarded', asks: ['discarded_on'], stay: 'Keep it here' },
  },
  cancelled: {
    label: 'Cancelled',
    tone: 'grey',
    glyph: 'cross',
    act: { name: 'cancel', label: 'Cancel the request', done: 'Cancelled' },
  },
});
export type State = (typeof STATES.names)[number];

/** How the state of a review looks, which is a field beside the item's own. */
export const REVIEW_LOOKS = {
  not_started: { label: 'Not started', tone: 'grey', glyph: 'ring' },
  testing: { label: 'Testing', tone: 'violet', glyph: 'half' },
  drafted: { label: 'Drafted', tone: 'violet', glyph: 'full' },
  published: { label: 'Published', tone: 'green', glyph: 'done' },
  not_required: { label: 'Not required', tone: 'grey', glyph: 'cross' },
} as const satisfies Record<string, Look>;

/** States in which a row is in hand: what stock value counts, and what can be overdue. */
export const IN_STOCK: readonly State[] = ['received', 'in_review', 'reviewed', 'kept', 'listed'];
/** States from which it can still be sold. */
export const BEFORE_SALE: readonly State[] = STATES.names.slice(0, STATES.names.indexOf('sold'));
