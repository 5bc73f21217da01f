import type { ItemSource } from '../../src/features/inventory/choices.js';
import type { State } from '../../src/features/inventory/states.js';
import { type Chance, chanceOf } from './chance.js';
import { MAKERS } from './companies.js';
import { TRAILCAP, TRAILCAP_NAME } from './featured.js';
import { type Creator, fates } from './people.js';
import { stepsOf } from './story.js';
import type { Maker, Product, Step, Story } from './types.js';

/** One unit: its steps, and how many days ago it went to the trash. */
export type Unit = { steps: Step[]; trashed?: number };
type Offer = { maker: Maker; product: Product };
type Fixed = Partial<Story> & Pick<Story, 'fate' | 'source' | 'ago'> & { of: string };

// Told of Mara on the pages' drafts: a review two days late, one due in six days, a loaner due back today.
const FIXED: Fixed[] = [
  { of: 'Clip light, three heads', fate: 'in_review', source: 'review_unit', ago: 31, reviewDueIn: -2 },
  {
    of: 'P2 wireless lavalier kit, two transmitters',
    fate: 'in_review',
    source: 'review_unit',
    ago: 12,
    reviewDueIn: 6,
  },
  { of: 'Boom kit, long', fate: 'reviewed', source: 'loaner', ago: 20, returnDueIn: 0 },
];
const SALE_REACH = 650;
const AGOS: Partial<Record<State, [number, number]>> = {
  requested: [1, 24],
  ordered: [1, 9],
  received: [1, 14],
  reviewed: [1, 33],
  listed: [1, 75],
};
const ANY_AGO: [number, number] = [8, 420];
const SOURCES: Partial<Record<State, ItemSource[]>> = {
  requested: ['review_unit', 'review_unit', 'review_unit', 'loaner'],
  ordered: ['purchase', 'purchase', 'review_unit'],
  cancelled: ['review_unit', 'purchase'],
  received: ['review_unit', 'review_unit', 'review_unit', 'loaner', 'gift', 'in_kind_payment'],
  in_review: ['review_unit', 'review_unit', 'review_unit', 'review_unit', 'loaner'],
  reviewed: ['review_unit', 'review_unit', 'review_unit', 'purchase', 'loaner', 'in_kind_payment'],
  returned: ['loaner'],
};
const ANY_SOURCE: ItemSource[] = [
  'review_unit',
  'review_unit',
  'review_unit',
  'review_unit',
  'review_unit',
  'review_unit',
  'purchase',
  'purchase',
  'gift',
  'in_kind_payment',
];
const REVIEWED: Record<ItemSource, number> = {
  review_unit: 92,
  loaner: 100,
  purchase: 35,
  gift: 15,
  in_kind_payment: 50,
};
const COLOURS = ['black', 'sand', 'petrol', 'slate', 'brick'];
const COLOURED = ['bags_and_carriers', 'clothing', 'audio', 'computers_and_phones', 'home_and_kitchen'];

/** Everything a creator has, had, or waits for. */
export function unitsOf(creator: Creator): Unit[] {
  const chance = chanceOf(`units of ${creator.name}`);
  const due = { reviews: [...creator.reviewsDueIn], returns: [...creator.returnsDueIn] };
  const told = isTold(creator) ? FIXED : [];
  const draw = deck(chance, isTold(creator) ? [TRAILCAP_NAME, ...FIXED.map(({ of }) => of)] : []);
  const first = told.map((fixed) => fixedStory(creator, fixed));
  const left = fatesLeft(creator, first);
  const sold = left.filter((fate) => fate === 'sold').length;
  let sale = 0;
  const others = left.map((fate) => {
    const ago = fate === 'sold' ? saleAgo(sale++, sold, chance) : chance.between(...(AGOS[fate] ?? ANY_AGO));
    return storyOf({ creator, fate, ago, chance, draw, due });
  });
  const units: Unit[] = [...first, ...others].map((story, n) => ({
    steps: stepsOf(story, chanceOf(`${creator.name} ${n}`)),
  }));
  return [...(isTold(creator) ? [{ steps: TRAILCAP }] : []), ...units, ...inTrash(creator, chance, draw)];
}

function isTold({ initials }: Creator): boolean {
  return initials === 'MQ';
}

function fatesLeft(creator: Creator, first: Story[]): State[] {
  const left = fates(creator.units);
  const told: State[] = [...first.map((story) => story.fate), ...(isTold(creator) ? (['sold'] as const) : [])];
  for (const fate of told) left.splice(left.indexOf(fate), 1);
  return left;
}

function fixedStory(creator: Creator, { of, ...fixed }: Fixed): Story {
  const offer = OFFERS.find(({ product }) => product[0] === of);
  if (!offer) throw new Error(`no company makes ${of}`);
  return { creator, ...offer, name: of, quantity: 1, review: true, currency: 'USD', ...fixed };
}

type Drawing = {
  creator: Creator;
  fate: State;
  ago: number;
  chance: Chance;
  draw: Draw;
  due: { reviews: number[]; returns: number[] };
};

function storyOf({ creator, fate, ago, chance, draw, due }: Drawing): Story {
  const source = chance.of(SOURCES[fate] ?? ANY_SOURCE);
  const { maker, product, name } = draw((offer) => suits(offer, fate, source));
  const other = chance.percent(creator.otherCurrency);
  const small = product[3] < 5000 && chance.percent(9);
  const reviewDueIn = reviewDue(fate, due.reviews, chance);
  return {
    creator,
    maker,
    product,
    name,
    quantity: small ? chance.between(2, 4) : 1,
    source,
    fate,
    review: fate === 'in_review' || chance.percent(REVIEWED[source]),
    currency: (creator.currency === 'EUR') === other ? 'USD' : 'EUR',
    ago: fate === 'in_review' ? chance.between(2, 12) + Math.max(0, -(reviewDueIn ?? 0)) : ago,
    ...(reviewDueIn === undefined ? {} : { reviewDueIn }),
    ...(source === 'loaner' && ['received', 'in_review', 'reviewed'].includes(fate)
      ? { returnDueIn: due.returns.shift() ?? chance.between(15, 45) }
      : {}),
  };
}

function reviewDue(fate: State, planned: number[], chance: Chance): number | undefined {
  if (fate === 'in_review') return planned.shift() ?? chance.between(15, 26);
  return fate === 'received' ? chance.between(12, 30) : undefined;
}

// Sales reach back past this day of last year, so that there is something to compare with; more of them lately.
function saleAgo(nth: number, all: number, chance: Chance): number {
  return 2 + Math.round(SALE_REACH * ((nth + 0.5) / all) ** 1.1) + chance.between(0, 6);
}

function inTrash(creator: Creator, chance: Chance, draw: Draw): Unit[] {
  return creator.trashed.map((trashed, n) => {
    const due = { reviews: [], returns: [] };
    const story = storyOf({ creator, fate: 'kept', ago: trashed + chance.between(20, 90), chance, draw, due });
    return { steps: stepsOf(story, chanceOf(`${creator.name} trash ${n}`)), trashed };
  });
}

const OFFERS: Offer[] = MAKERS.flatMap((maker) => maker.products.map((product) => ({ maker, product })));

function suits({ product: [, model, category, price] }: Offer, fate: State, source: ItemSource): boolean {
  const ticket = category === 'travel_and_tickets' && model === null;
  if (source === 'loaner') return price >= 12900 && !ticket;
  if (['sold', 'listed', 'refunded'].includes(fate) && source === 'purchase')
    return category === 'toys_and_collectibles';
  if (['sold', 'listed', 'refunded', 'donated', 'discarded'].includes(fate))
    return !ticket && category !== 'food_and_drink';
  return true;
}

type Draw = (suiting: (offer: Offer) => boolean) => Offer & { name: string };

// Each product comes up once before any comes up again, then in another colour where it has one.
function deck(chance: Chance, told: string[]): Draw {
  const left: Offer[] = [];
  const drawn = new Map(told.map((name) => [name, 1]));
  return (suiting) => {
    if (!left.some(suiting)) left.push(...chance.shuffled(OFFERS));
    const offer = left.splice(left.findIndex(suiting), 1)[0] as Offer;
    const [product, , category] = offer.product;
    const times = drawn.get(product) ?? 0;
    drawn.set(product, times + 1);
    const colour = COLOURED.includes(category) && times > 0 ? `, ${COLOURS[(times - 1) % COLOURS.length]}` : '';
    return { ...offer, name: `${product}${colour}` };
  };
}
