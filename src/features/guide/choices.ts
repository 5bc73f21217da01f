/** What an episode is. */
export const TYPE_LABELS = { full: 'Full episode', trailer: 'Trailer', bonus: 'Bonus' } as const;

/** What a segment is. */
export const SEGMENT_LABELS = {
  cold_open: 'Cold open',
  intro: 'Intro',
  news: 'News',
  main: 'Main',
  interview: 'Interview',
  sponsor: 'Sponsor',
  listener: 'Listener',
  call_to_action: 'Call to action',
  outro: 'Outro',
} as const;
export type SegmentKind = keyof typeof SEGMENT_LABELS;

/** Where a sponsor's spot stands. */
export const SPOT_PLACE_LABELS = { pre: 'Pre-roll', mid: 'Mid-roll', post: 'Post-roll' } as const;

/** What a link of an episode leads to. */
export const LINK_LABELS = {
  mentioned: 'Mentioned',
  product: 'Product',
  guest: 'Guest',
  sponsor: 'Sponsor',
  published: 'Where it is out',
} as const;

/** In which part somebody has to do with an episode. */
export const PART_LABELS = { host: 'Host', co_host: 'Co-host', guest: 'Guest', producer: 'Producer' } as const;

/** What of an episode can be left out of the description of its video, which may not be long. */
export const LEAVABLE = { description: 'Description', guests: 'Guests', links: 'Links' } as const;
export type Leavable = keyof typeof LEAVABLE;
