import type { COMPENSATION_LABELS, DELIVERABLE_LABELS, PLATFORM_LABELS } from '../choices.js';

type Compensation = keyof typeof COMPENSATION_LABELS;
type Platform = keyof typeof PLATFORM_LABELS;
type Made = keyof typeof DELIVERABLE_LABELS;

/** What decides which rules apply: what one is paid by, where something is published, what it is, and whether a link or a code earns. */
export type About = { compensation: Compensation; platform: Platform | null; kind: Made; earns: boolean };

/** Where a rule is taken from. */
type Source = { name: string; href: string };

/** One thing that must be disclosed or checked. It applies where all that it names holds; where it names nothing, always. */
export type Rule = {
  /** Kept with every tick: a rule that comes to mean something else gets another. */
  id: string;
  text: string;
  /** What is enough, in one sentence. */
  enough: string;
  /** The same for what is published, or for what one is paid by, where that differs. */
  enoughFor?: Partial<Record<Made | Compensation, string>>;
  kinds?: readonly Made[];
  platforms?: readonly Platform[];
  earns?: true;
  source: Source;
};

/** Rules of one country, as they were understood when this version was written. */
type Rules = { version: string; country: string; rules: readonly Rule[] };

const GUIDES: Source = {
  name: 'FTC Endorsement Guides, 16 CFR Part 255',
  href: 'https://www.ecfr.gov/current/title-16/chapter-I/subchapter-B/part-255',
};
const DISCLOSURES_101: Source = {
  name: 'FTC, Disclosures 101 for Social Media Influencers',
  href: 'https://www.ftc.gov/business-guidance/resources/disclosures-101-social-media-influencers',
};
const ASKED: Source = {
  name: 'FTC’s Endorsement Guides: What People Are Asking',
  href: 'https://www.ftc.gov/business-guidance/resources/ftcs-endorsement-guides-what-people-are-asking',
};
const YOUTUBE_PAID: Source = {
  name: 'YouTube Help, paid product placements, sponsorships and endorsements',
  href: 'https://support.google.com/youtube/answer/154235',
};
const COPPA: Source = {
  name: 'COPPA Rule, 16 CFR Part 312',
  href: 'https://www.ecfr.gov/current/title-16/chapter-I/subchapter-C/part-312',
};

const VIDEO: readonly Made[] = ['integrated_video', 'dedicated_video', 'short', 'reel', 'live'];
const SEEN_OR_HEARD: readonly Made[] = [...VIDEO, 'podcast_read'];
const READ: readonly Made[] = ['post', 'newsletter', 'article'];
/** Platforms with a setting of their own for paid work. */
const WITH_A_BOX: readonly Platform[] = ['youtube', 'instagram', 'tiktok', 'facebook', 'twitch', 'pinterest'];

/** The rules that deliverables are held against: of the United States, which come first; a later version stands in its place. */
export const US_RULES: Rules = {
  version: '2026-11',
  country: 'United States',
  rules: [
    {
      id: 'relationship',
      text: 'The relationship is said in plain words',
      source: GUIDES,
      enough: '“Paid by” and their name, or “ad”, not “thanks to” or a tag of theirs alone.',
      enoughFor: {
        product: '“They gave me this”, not “thanks to” or a tag of theirs alone.',
        affiliate: '“I earn when you buy through my link”, not “affiliate” alone.',
        travel: '“They paid for the trip”, not “thanks to” or a tag of theirs alone.',
      },
    },
    {
      id: 'near',
      text: 'Spoken or on screen, near the praise',
      kinds: SEEN_OR_HEARD,
      source: DISCLOSURES_101,
      enough: 'Within the same scene, long and large enough to be noticed; both spoken and on screen is better.',
      enoughFor: {
        short: 'In the first seconds, long and large enough to be read; both spoken and on screen is better.',
        reel: 'In the first seconds, long and large enough to be read; both spoken and on screen is better.',
        podcast_read: 'Spoken within the same read, before the praise.',
      },
    },
    {
      id: 'repeated',
      text: 'Said again while it runs',
      kinds: ['live'],
      source: DISCLOSURES_101,
      enough: 'From time to time, so that whoever comes later hears it too.',
    },
    {
      id: 'on_picture',
      text: 'The words stand on the picture',
      kinds: ['story'],
      source: DISCLOSURES_101,
      enough: 'Over the picture itself, easy to read, for as long as it takes to notice them.',
    },
    {
      id: 'not_description',
      text: 'Not in the description alone',
      kinds: SEEN_OR_HEARD,
      source: DISCLOSURES_101,
      enough: 'The words stand in the video itself as well.',
      enoughFor: { podcast_read: 'The words are in the episode itself, not only in its notes.' },
    },
    {
      id: 'in_front',
      text: 'In front, not behind “more”',
      kinds: READ,
      source: DISCLOSURES_101,
      enough: 'Among the first words and apart from tags and links, so that nobody has to tap to see it.',
      enoughFor: {
        newsletter: 'Above the part that is paid for, not at the foot of the letter.',
        article: 'Above the text and before the first link, not at its foot.',
      },
    },
    {
      id: 'platform_box',
      text: 'The platform’s paid-promotion box is on',
      source: YOUTUBE_PAID,
      platforms: WITH_A_BOX,
      enough:
        'Set before it is public, beside your own words and not in their place; a picture of the setting is proof.',
    },
    {
      id: 'link_note',
      text: 'A note beside each link and code',
      earns: true,
      source: ASKED,
      enough: '“I earn from this link” next to it, wherever it stands: description, pinned comment, page.',
    },
    {
      id: 'children',
      text: '“Made for kids” is set as it is',
      platforms: ['youtube'],
      source: COPPA,
      enough: 'Yes where it is directed to children, else no; what children see is said so that they understand it.',
    },
    {
      id: 'claims',
      text: 'Claims can be supported',
      source: GUIDES,
      enough: 'You tried it and think so; for what it can do there is a test, a log or their evidence.',
    },
  ],
};

/** The rules that apply to something, in their order. */
export function rulesFor({ platform, kind, earns }: About, { rules }: Rules = US_RULES): Rule[] {
  const names = <T>(all: readonly T[] | undefined, it: T | null) =>
    all === undefined || (it !== null && all.includes(it));
  return rules.filter((rule) => names(rule.kinds, kind) && names(rule.platforms, platform) && (!rule.earns || earns));
}

/** What is enough for a rule: by what is published, else by what one is paid by. */
export function enoughOf({ enough, enoughFor = {} }: Rule, { kind, compensation }: About): string {
  return enoughFor[kind] ?? enoughFor[compensation] ?? enough;
}
