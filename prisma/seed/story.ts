import type { ItemSource } from '../../src/features/inventory/choices.js';
import type { State } from '../../src/features/inventory/states.js';
import type { Chance } from './chance.js';
import { type Prices, pricesOf } from './prices.js';
import type { Fields, Step, Story } from './types.js';

type Telling = { story: Story; chance: Chance; prices: Prices; agoOf: Map<State, number> };

const BEGINS: Record<ItemSource, State[]> = {
  review_unit: ['requested', 'ordered', 'received'],
  loaner: ['requested', 'received'],
  purchase: ['ordered', 'received'],
  gift: ['received'],
  in_kind_payment: ['received'],
};
const DAYS_UNTIL: Partial<Record<State, [number, number]>> = {
  ordered: [1, 5],
  received: [3, 11],
  in_review: [1, 8],
  reviewed: [7, 19],
  listed: [3, 24],
  sold: [4, 52],
  refunded: [3, 9],
  kept: [2, 21],
  returned: [5, 16],
  cancelled: [4, 15],
};
const UNTIL_ANY: [number, number] = [9, 60];

/** The steps of a story in their order, the first of them being how it was entered. */
export function stepsOf(story: Story, chance: Chance): Step[] {
  const path = pathOf(story);
  const telling = { story, chance, prices: pricesOf(story, chance), agoOf: agosOf(path, story.ago, chance) };
  const steps = path.map((state) => stepTo(state, telling));
  const [first, ...others] = steps as [Step, ...Step[]];
  return withPriceCut([{ ...first, set: { ...entered(telling), ...first.set } }, ...others], chance);
}

function pathOf({ source, fate, review }: Story): State[] {
  const begin = BEGINS[source];
  if (begin.includes(fate)) return begin.slice(0, begin.indexOf(fate) + 1);
  if (fate === 'cancelled') return [...begin.slice(0, -1), fate];
  if (fate === 'in_review') return [...begin, fate];
  const used: State[] = review ? [...begin, 'in_review', 'reviewed'] : begin;
  if (fate === 'reviewed') return used;
  const sale: State[] = ['listed', 'sold', 'refunded'];
  return sale.includes(fate) ? [...used, ...sale.slice(0, sale.indexOf(fate) + 1)] : [...used, fate];
}

function agosOf(path: State[], last: number, chance: Chance): Map<State, number> {
  const agos = new Map<State, number>();
  let ago = last;
  for (const state of path.toReversed()) {
    agos.set(state, ago);
    ago += chance.between(...(DAYS_UNTIL[state] ?? UNTIL_ANY));
  }
  return agos;
}

function entered({ story, chance, prices }: Telling): Fields {
  const { creator, maker, product, name, quantity, source, currency, review } = story;
  const [, model, category] = product;
  const lent = source === 'review_unit' || source === 'loaner';
  return {
    name,
    brand: maker.name,
    model,
    category,
    quantity,
    condition: 'new',
    source,
    currency,
    programme: lent ? (maker.programme ?? null) : null,
    asin: chance.percent(55) ? `B0${chance.text(8, '0123456789BCDFGHJKLMNPQRSTVWXYZ')}` : null,
    link: chance.percent(60) ? `https://${slug(maker.name)}.example/${slug(product[0])}` : null,
    fair_market_value: prices.value,
    fmv_method:
      prices.value === null
        ? null
        : chance.of(['retail_price', 'retail_price', 'street_price', 'stated_by_brand', 'sold_listings']),
    review_state: review ? 'not_started' : 'not_required',
    sku: `${creator.initials}-${chance.text(5, '0123456789')}`,
  };
}

function stepTo(state: State, telling: Telling): Step {
  const { story, prices, chance, agoOf } = telling;
  const ago = agoOf.get(state) ?? 0;
  const step = (set: Fields = {}, days: Step['days'] = {}): Step => ({ ago, state, set, days });
  if (state === 'requested') return step({}, { requested_on: ago });
  if (state === 'ordered') return step({ ...ordered(telling) }, { ordered_on: ago });
  if (state === 'received') return received(ago, telling);
  if (state === 'in_review')
    return step({ condition: 'open_box', review_state: story.ago > 8 ? 'drafted' : 'testing' });
  if (state === 'reviewed') return step(reviewed(story, chance), { review_published_on: ago });
  if (state === 'listed')
    return step({ channel: chance.of(CHANNELS), asking_price: prices.asking }, { listed_on: ago });
  if (state === 'sold') return step(prices.sale, { sold_on: ago });
  if (state === 'refunded') return step({ refund: prices.refund }, { refunded_on: ago });
  if (state === 'returned') return step({}, { returned_on: ago });
  if (state === 'donated') return step({ donated_to: chance.of(TAKERS) }, { donated_on: ago });
  if (state === 'given_away') return step({ given_away_to: chance.of(WINNERS) }, { given_away_on: ago });
  if (state === 'discarded') return step({ condition: 'damaged' }, { discarded_on: ago });
  return step();
}

function ordered({ story, prices, chance }: Telling): Fields {
  if (story.source !== 'purchase') return {};
  return { order_number: `${chance.text(3, '123456789')}-${chance.text(7, '0123456789')}`, ...prices.cash };
}

function received(ago: number, { story, chance, prices, agoOf }: Telling): Step {
  const { source, review, fate } = story;
  const electric = ['audio', 'cameras_and_displays', 'computers_and_phones', 'lighting'].includes(story.product[2]);
  const published = agoOf.get('reviewed');
  const owesReview = review && source !== 'purchase' && source !== 'gift';
  const reviewDue = story.reviewDueIn === undefined ? ago - chance.of([21, 28, 28, 30, 35]) : -story.reviewDueIn;
  const returnDue =
    story.returnDueIn === undefined ? (agoOf.get('returned') ?? 0) - chance.between(0, 10) : -story.returnDueIn;
  return {
    ago,
    state: 'received',
    set: {
      location: chance.of(PLACES),
      serial:
        electric && chance.percent(70)
          ? `${chance.text(2, 'ABCDEFGHKLMNPRSTUVWX')}${chance.text(7, '0123456789')}`
          : null,
      ...(source === 'purchase' && !review && chance.percent(20) ? { condition: 'used' } : {}),
    },
    days: {
      received_on: ago,
      ...(prices.value === null ? {} : { valued_on: ago }),
      ...(owesReview ? { review_due_on: reviewDue } : {}),
      ...(source === 'loaner' ? { return_due_on: returnDue } : {}),
      ...(source === 'review_unit' && published !== undefined && fate !== 'kept'
        ? { resale_allowed_from: published - 3 }
        : {}),
    },
  };
}

function reviewed({ creator, product }: Story, chance: Chance): Fields {
  return {
    review_state: 'published',
    review_link: `https://${creator.site}/reviews/${slug(product[0])}`,
    rating: chance.of([2, 3, 3, 4, 4, 4, 4, 5, 5]),
    disclosure_made: true,
  };
}

// Some ask for more at first.
function withPriceCut(steps: Step[], chance: Chance): Step[] {
  const at = steps.findIndex((step) => step.state === 'listed');
  const listed = steps[at];
  const days = listed ? listed.ago - (steps[at + 1]?.ago ?? 0) : 0;
  if (!listed || days < 10 || !chance.percent(30)) return steps;
  const asking = Number(listed.set.asking_price);
  const first = { ...listed, set: { ...listed.set, asking_price: Math.round((asking * 1.15) / 100) * 100 } };
  const cut: Step = { ago: listed.ago - Math.floor(days / 2), set: { asking_price: asking } };
  return [...steps.slice(0, at), first, cut, ...steps.slice(at + 1)];
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

const CHANNELS = [
  'Online marketplace',
  'Online marketplace',
  'Online marketplace',
  'Local pick-up',
  'Collectors’ forum',
  'Own shop',
];
const PLACES = [
  'Shelf A, bin 1',
  'Shelf A, bin 2',
  'Shelf A, bin 3',
  'Shelf B, bin 1',
  'Shelf B, bin 4',
  'Shelf C, bin 2',
  'Studio cabinet',
  'Camera bag',
  'Desk',
  'Garage rack',
];
const TAKERS = [
  'Harbour Street Library',
  'Riverbend Family Shelter',
  'Second Stage Media School',
  'Northfield Youth Club',
];
const WINNERS = [
  'Newsletter draw, autumn',
  'Members’ raffle',
  'Podcast listener, episode 96',
  'A reader who asked first',
];
