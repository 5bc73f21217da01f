type Look = {
  label: string;
  tone: 'grey' | 'blue' | 'violet' | 'amber' | 'green' | 'red';
  glyph: 'ring' | 'half' | 'full' | 'done' | 'cross' | 'bang';
};

/** The states of a row in the order they are offered; the arrows are an order, not a lock. */
export const STATES = [
  'requested',
  'ordered',
  'received',
  'in_review',
  'reviewed',
  'kept',
  'listed',
  'sold',
  'refunded',
  'returned',
  'donated',
  'given_away',
  'discarded',
  'cancelled',
] as const;
export const REVIEW_STATES = ['not_started', 'testing', 'drafted', 'published', 'not_required'] as const;
export const SOURCES = ['review_unit', 'loaner', 'purchase', 'gift', 'in_kind_payment'] as const;
export const CONDITIONS = ['new', 'open_box', 'used', 'damaged'] as const;

export type State = (typeof STATES)[number];
export type ReviewState = (typeof REVIEW_STATES)[number];
export type Source = (typeof SOURCES)[number];
export type Condition = (typeof CONDITIONS)[number];

export const STATE_LOOKS: Record<State, Look> = {
  requested: { label: 'Requested', tone: 'grey', glyph: 'ring' },
  ordered: { label: 'Ordered', tone: 'blue', glyph: 'half' },
  received: { label: 'Received', tone: 'violet', glyph: 'ring' },
  in_review: { label: 'In review', tone: 'violet', glyph: 'half' },
  reviewed: { label: 'Reviewed', tone: 'violet', glyph: 'full' },
  kept: { label: 'Kept', tone: 'grey', glyph: 'done' },
  listed: { label: 'Listed', tone: 'blue', glyph: 'half' },
  sold: { label: 'Sold', tone: 'green', glyph: 'done' },
  refunded: { label: 'Refunded', tone: 'red', glyph: 'bang' },
  returned: { label: 'Returned', tone: 'grey', glyph: 'done' },
  donated: { label: 'Donated', tone: 'grey', glyph: 'done' },
  given_away: { label: 'Given away', tone: 'grey', glyph: 'done' },
  discarded: { label: 'Discarded', tone: 'grey', glyph: 'cross' },
  cancelled: { label: 'Cancelled', tone: 'grey', glyph: 'cross' },
};

export const REVIEW_LOOKS: Record<ReviewState, Look> = {
  not_started: { label: 'Not started', tone: 'grey', glyph: 'ring' },
  testing: { label: 'Testing', tone: 'violet', glyph: 'half' },
  drafted: { label: 'Drafted', tone: 'violet', glyph: 'full' },
  published: { label: 'Published', tone: 'green', glyph: 'done' },
  not_required: { label: 'Not required', tone: 'grey', glyph: 'cross' },
};

export const SOURCE_LABELS: Record<Source, string> = {
  review_unit: 'Review unit',
  loaner: 'Loaner',
  purchase: 'Purchase',
  gift: 'Gift',
  in_kind_payment: 'In-kind payment',
};

export const CONDITION_LABELS: Record<Condition, string> = {
  new: 'New',
  open_box: 'Open box',
  used: 'Used',
  damaged: 'Damaged',
};

/** The day a state is dated by: a state wants its own date, and in bulk that date is what is asked for. */
export const STATE_DATES: Partial<Record<State, string>> = {
  requested: 'requested_on',
  ordered: 'ordered_on',
  received: 'received_on',
  listed: 'listed_on',
  sold: 'sold_on',
  refunded: 'refunded_on',
  returned: 'returned_on',
  donated: 'donated_on',
  given_away: 'given_away_on',
  discarded: 'discarded_on',
};

/** States in which a row is in hand: what stock value counts, and what can be overdue. */
export const IN_STOCK: readonly State[] = ['received', 'in_review', 'reviewed', 'kept', 'listed'];
