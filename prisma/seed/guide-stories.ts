type Segment = [kind: string, title: string | null, planned: number, start?: number, points?: string[]];
type Spot = [
  company: string,
  title: string,
  place: 'pre' | 'mid' | 'post',
  code: string,
  segment: number,
  read?: number,
];

/** An episode of the demo's show. `days`: when it came into each state on its way, counted from today; lengths in seconds. */
export type EpisodeStory = {
  title: string;
  season: number;
  number?: number;
  days: number[];
  recordOn?: number;
  publishOn?: number;
  recorded?: number;
  hook?: string;
  summary?: string;
  guests?: string[];
  segments: Segment[];
  spots?: Spot[];
  links?: [kind: string, title: string, url: string][];
  checked?: number;
  shelved?: true;
};

export const SHOW = {
  name: 'Turnstile Hour',
  website: 'https://turnstile.example',
  summary: 'Two people who queue for a living, and whoever they meet there.',
  language: 'en',
  target_length: 3000,
};
export const SEASONS = [
  { number: 3, title: 'Behind the scenes', target_length: 2700 },
  { number: 4, title: 'All weathers', target_length: 3300 },
];

const NEWSLETTER: [string, string, string] = ['mentioned', 'The weekly letter', 'https://turnstile.example/letter'];
const outline = (interview: string): Segment[] => [
  ['cold_open', null, 60],
  ['intro', 'Who is here, what is on today', 90],
  ['news', 'What opened, what closed', 480],
  ['main', null, 1080],
  ['interview', interview, 960],
  ['call_to_action', 'Where to send next month’s questions', 45],
  ['outro', 'Thanks, next week, the closing bell', 45],
];

// Published one a week: 112 was never recorded.
const BEHIND: [title: string, season: number, number: number, guest?: string][] = [
  ['Ten years of one queue', 3, 108],
  ['What a season pass really costs', 3, 109],
  ['Sound of the parade, taken apart', 3, 110, 'Dvořák'],
  ['Trains, trams and a people mover', 3, 111],
  ['Who paints the rocks', 4, 113],
  ['Lighting a park after dark', 4, 114, 'Tanabe'],
  ['Single-rider lines, ranked', 4, 115],
  ['The quiet hour', 4, 116],
];

/** The episodes of the demo, from what is out to what is only an idea. */
export const EPISODES: EpisodeStory[] = [
  ...BEHIND.map(([title, season, number, guest], n): EpisodeStory => {
    const out = -7 * (BEHIND.length - n) + 4;
    return {
      ...{ title, season, number, recordOn: out - 12, publishOn: out, checked: 7 },
      days: [out - 40, out - 26, out - 18, out - 12, out - 10, out - 4, out],
      guests: guest ? [guest] : [],
      segments: outline(guest ? 'At the table' : 'Listeners at the table'),
      links: [NEWSLETTER],
    };
  }),
  {
    title: 'Cold-weather park days with a small crew',
    ...{ season: 4, number: 117, recordOn: -12, publishOn: 4, recorded: 3363, checked: 5 },
    days: [-40, -26, -18, -12, -10],
    hook: 'The best park day of the year has the worst forecast.',
    summary:
      'What closes in winter, what opens because of it, and how three people film a whole day out of one bag. With Yuki Tanabe, who lights parades for a living.',
    guests: ['Tanabe'],
    segments: [
      ['cold_open', 'Rain on the boardwalk, told in the van', 60, 0],
      ['intro', 'Who is here, what is on today', 90, 64],
      [
        'news',
        'Winter hours at four parks',
        480,
        162,
        ['Two close on weekdays', 'Late trains on Saturdays', 'Gates open at ten'],
      ],
      ['sponsor', 'Dryday, cold-weather park day', 60, 717],
      [
        'main',
        'One day, one bag, no locker',
        1080,
        775,
        ['What stays at home', 'Batteries under the jacket', 'Who carries what'],
      ],
      [
        'interview',
        'Yuki Tanabe on lighting a park after dark',
        960,
        2006,
        ['Her first parade', 'What rain does to light'],
      ],
      ['sponsor', 'Kestrel Optics, park nights handheld', 60, 2916],
      ['listener', 'Three voice messages about rain plans', 360, 2923],
      ['call_to_action', 'Where to send next month’s questions', 45, 3271],
      ['outro', 'Thanks, next week, the closing bell', 45, 3311],
    ],
    spots: [
      ['Dryday', 'Cold-weather park day', 'pre', 'DRYQUEUE', 3, -12],
      ['Kestrel Optics', 'Park nights handheld', 'mid', 'QUEUELIGHT10', 6],
    ],
    links: [
      NEWSLETTER,
      ['product', 'Trailcap 20 L park backpack', 'https://northgatebags.example/trailcap-20'],
      ['guest', 'Yuki Tanabe, portfolio', 'https://tanabe.example'],
    ],
  },
  {
    title: 'A locker, a train, a long day',
    ...{ season: 4, number: 118, recordOn: 3, publishOn: 11 },
    days: [-20, -6, -2],
    hook: 'Nobody plans the hour after the last ride.',
    guests: ['Moura'],
    segments: outline('Beatriz Moura on lamps for tents'),
    links: [NEWSLETTER],
    spots: [['Northgate Bags', 'Holiday packing list', 'mid', 'QUEUE15', 4]],
  },
  {
    title: 'Night rides with one lens',
    ...{ season: 4, number: 119, recordOn: 10, publishOn: 18 },
    days: [-8, -1],
    segments: outline('At the table'),
    links: [NEWSLETTER],
  },
  { title: 'The best bench in every park', season: 4, days: [-3], segments: [] },
  { title: 'A day without a phone', season: 4, days: [-30], segments: [], shelved: true },
];
