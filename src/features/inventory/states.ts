import { defineStates, type Look } from '../../records/states.js';

/** The states of an item. A step opens the group of the form that asks what its state wants. */
export const STATES = defineStates({
  requested: {
    ...{ label: 'Requested', tone: 'grey', glyph: 'ring', day: 'requested_on' },
    next: { label: 'Mark as ordered', to: 'ordered', group: 'came' },
  },
  ordered: {
    ...{ label: 'Ordered', tone: 'blue', glyph: 'half', day: 'ordered_on' },
    next: { label: 'Mark as received', to: 'received', group: 'came' },
  },
  received: {
    ...{ label: 'Received', tone: 'violet', glyph: 'ring', day: 'received_on' },
    next: { label: 'Start the review', to: 'in_review', group: 'review' },
  },
  in_review: {
    ...{ label: 'In review', tone: 'violet', glyph: 'half' },
    next: { label: 'Mark as reviewed', to: 'reviewed', group: 'review' },
  },
  reviewed: {
    ...{ label: 'Reviewed', tone: 'violet', glyph: 'full' },
    next: { label: 'List for sale', to: 'listed', group: 'leaving' },
  },
  kept: {
    ...{ label: 'Kept', tone: 'grey', glyph: 'done' },
    second: { label: 'List for sale', to: 'listed', group: 'leaving' },
  },
  listed: {
    ...{ label: 'Listed', tone: 'blue', glyph: 'half', day: 'listed_on' },
    next: { label: 'Record sale', to: 'sold', group: 'leaving' },
  },
  sold: {
    ...{ label: 'Sold', tone: 'green', glyph: 'done', day: 'sold_on', wants: ['sale_price'] },
    second: { label: 'Record refund', to: 'refunded', group: 'leaving' },
  },
  refunded: {
    ...{ label: 'Refunded', tone: 'red', glyph: 'bang', day: 'refunded_on' },
    wants: ['sold_on', 'sale_price', 'refund'],
  },
  returned: { label: 'Returned', tone: 'grey', glyph: 'done', day: 'returned_on' },
  donated: { label: 'Donated', tone: 'grey', glyph: 'done', day: 'donated_on' },
  given_away: { label: 'Given away', tone: 'grey', glyph: 'done', day: 'given_away_on' },
  discarded: { label: 'Discarded', tone: 'grey', glyph: 'cross', day: 'discarded_on' },
  cancelled: { label: 'Cancelled', tone: 'grey', glyph: 'cross' },
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
