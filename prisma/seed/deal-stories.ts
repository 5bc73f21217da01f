/** What is wanted of a deal: kind, platform, title, and in how many days it is to be live. */
export type Wanted = [kind: string, platform: string, title: string, liveIn: number];

/** A deal of the demo. Days are counted from today, those behind it back; amounts are in whole units of its currency. */
export type DealStory = {
  title: string;
  company: string;
  amount: number;
  source: 'inbound' | 'outbound' | 'agency' | 'referral' | 'renewal';
  /** Each stage with how many days ago it was entered: 'Inquiry 24, Pitched 16'. */
  way: string;
  /** The company whose category it is of, where that is not its own. */
  like?: string;
  step?: [what: string, dueIn: number];
  expectedIn?: number;
  lost?: [reason: string, note: string];
  wanted?: Wanted[];
  offers?: [side: 'theirs' | 'ours', amount: number, ago: number][];
  /** It is in the other of the two currencies of the demo. */
  abroad?: true;
};

type Rest = Omit<DealStory, 'title' | 'company' | 'amount' | 'source' | 'way'>;

function deal(
  title: string,
  company: string,
  amount: number,
  source: DealStory['source'],
  way: string,
  rest: Rest = {},
): DealStory {
  return { title, company, amount, source, way, ...rest };
}

/** What is open, on hold or lost; what was won stands with the collabs it led to. */
export const DEALS: DealStory[] = [
  deal('Spring break packing series', 'Northgate Bags', 1800, 'inbound', 'Inquiry 3', {
    step: ['Send media kit', 2],
    expectedIn: 40,
    wanted: [['integrated_video', 'youtube', '', 60]],
  }),
  deal('Live hunt for enamel pins', 'Cindertrail', 900, 'inbound', 'Inquiry 11'),
  deal('Cold-weather park day', 'Dryday', 2000, 'outbound', 'Inquiry 1', { step: ['Reply to Ines', 0] }),
  deal('Night photography with one light', 'Lumen & Oak', 2250, 'inbound', 'Inquiry 24, Pitched 16', {
    step: ['Follow up', -2],
    expectedIn: 20,
  }),
  deal('Field monitor long-term test', 'Helio Displays', 3000, 'agency', 'Inquiry 20, Pitched 9', {
    step: ['Follow up', 4],
    expectedIn: 30,
  }),
  deal('Rain jacket reel', 'Breezeworks', 600, 'outbound', 'Inquiry 40, Pitched 34'),
  deal('Travel charger gift guide', 'Nimbus Forge', 1300, 'inbound', 'Inquiry 46, Pitched 40, Negotiating 31', {
    like: 'Voltline',
    step: ['Agree on usage rights', 3],
    expectedIn: 9,
    wanted: [
      ['integrated_video', 'youtube', '60 s in the gift guide', 30],
      ['podcast_read', 'podcast', 'Mid-roll', 35],
    ],
    offers: [
      ['theirs', 900, 40],
      ['ours', 1500, 31],
      ['theirs', 1300, 12],
    ],
  }),
  deal(
    'Gimbal launch, video and podcast read',
    'Kestrel Optics',
    3200,
    'renewal',
    'Inquiry 22, Pitched 15, Negotiating 4',
    {
      step: ['Call with Tomas', 1],
      expectedIn: 14,
      offers: [
        ['ours', 3600, 15],
        ['theirs', 3200, 4],
      ],
    },
  ),
  deal(
    'Holiday gift guide, dedicated video',
    'Northgate Bags',
    2600,
    'renewal',
    'Inquiry 50, Negotiating 30, Contract sent 5',
    {
      step: ['Chase signature', -1],
      expectedIn: 6,
    },
  ),
  deal(
    'Podcast season sponsor, 8 reads',
    'Ostrava Audio',
    1600,
    'agency',
    'Inquiry 28, Negotiating 12, Contract sent 2',
    {
      step: ['Send invoice details', 1],
      expectedIn: 5,
    },
  ),
  deal('Weekend in Rotterdam', 'Havenrail', 800, 'referral', 'Inquiry 60, On hold 30', { abroad: true }),
  deal('Two nights for a video', 'Larkspur Travel', 700, 'inbound', 'Inquiry 33, Negotiating 25, Lost 9', {
    lost: ['Terms', 'They want 60 days of exclusivity.'],
  }),
  deal('Travel pillow short', 'Quietwell', 450, 'inbound', 'Inquiry 70, Pitched 66, Lost 44', {
    lost: ['Budget', 'Next spring perhaps.'],
  }),
  deal('Unboxing of the winter line', 'Breezeworks', 1200, 'outbound', 'Inquiry 205, Pitched 198, Lost 165', {
    lost: ['No answer', 'Three mails, none answered.'],
  }),
  deal('Summer in one bag', 'Quietwell', 1500, 'inbound', 'Inquiry 270, Pitched 262, Negotiating 250, Lost 241', {
    lost: ['Chose somebody else', 'They went with a larger channel.'],
  }),
  deal('Desk set-up of a small studio', 'Helio Displays', 2400, 'agency', 'Inquiry 410, Pitched 401, Lost 372', {
    lost: ['Timing', 'The launch moved by half a year.'],
  }),
  deal(
    'Ten lanterns compared',
    'Lumen & Oak',
    1100,
    'outbound',
    'Inquiry 590, Pitched 580, Negotiating 561, Lost 548',
    {
      lost: ['Budget', ''],
    },
  ),
];
