/** What one is paid by. */
export const COMPENSATION_LABELS = {
  cash: 'Cash',
  product: 'Product',
  affiliate: 'Affiliate',
  travel: 'Travel',
  mixed: 'Mixed',
} as const;

/** Where something is published. */
export const PLATFORM_LABELS = {
  youtube: 'YouTube',
  instagram: 'Instagram',
  tiktok: 'TikTok',
  facebook: 'Facebook',
  x: 'X',
  threads: 'Threads',
  twitch: 'Twitch',
  pinterest: 'Pinterest',
  linkedin: 'LinkedIn',
  podcast: 'Podcast',
  newsletter: 'Newsletter',
  website: 'Website',
  other: 'Elsewhere',
} as const;

/** What is delivered. */
export const DELIVERABLE_LABELS = {
  integrated_video: 'Integrated video',
  dedicated_video: 'Dedicated video',
  short: 'Short',
  reel: 'Reel',
  story: 'Story',
  post: 'Post',
  podcast_read: 'Podcast read',
  newsletter: 'Newsletter',
  article: 'Article',
  live: 'Live',
} as const;

/** What makes a payment due. */
export const DUE_WHEN_LABELS = {
  signed: 'When it is signed',
  submitted: 'When the draft is submitted',
  live: 'When it is live',
  date: 'On a date',
} as const;

/** How somebody else may use what was delivered. */
export const USE_LABELS = { organic: 'Organic', paid: 'Paid ads', whitelisting: 'Whitelisting' } as const;

/** What an exclusivity forbids: sponsored work alone, or unpaid work too. */
export const REACH_LABELS = { paid: 'Paid work only', organic: 'Paid and unpaid work' } as const;
