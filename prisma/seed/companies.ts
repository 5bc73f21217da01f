import { GEAR_MAKERS } from './products-gear.js';
import { HOME_MAKERS } from './products-home.js';
import type { Maker } from './types.js';

/** The thirty companies of the demo. All of them are made up. */
export const MAKERS: Maker[] = [...GEAR_MAKERS, ...HOME_MAKERS];

type Profile = {
  kind: 'brand' | 'retailer' | 'park_or_resort' | 'media';
  website: string;
  domain: string;
  category_id: string;
  country: string;
  affiliate_programme: string | null;
  payment_terms_days: number | null;
  do_not_contact: boolean;
  do_not_contact_reason: string | null;
};

// The ids of the migration that brought the categories.
const category = (n: string) => `0193f5a0-0000-7000-8000-0000000000${n}`;
const CATEGORIES: Record<string, string> = {
  bags_and_carriers: category('05'),
  audio: category('15'),
  cameras_and_displays: category('14'),
  lighting: category('16'),
  computers_and_phones: category('03'),
  clothing: category('05'),
  toys_and_collectibles: category('08'),
  books_and_media: category('09'),
  home_and_kitchen: category('04'),
  beauty_and_care: category('07'),
  food_and_drink: category('06'),
  travel_and_tickets: category('01'),
};
const KINDS: Record<string, Profile['kind']> = {
  'Larkspur Travel': 'park_or_resort',
  'Cobblestone Press': 'media',
  'Parklight Goods': 'retailer',
  'Sundry Mill': 'retailer',
};
const COUNTRIES = ['US', 'DE', 'GB', 'US', 'FR', 'NL'];
const SILENT = 'Ferrous & Fern';

/** What is known of a demo company beside its name; the same each time. */
export function profileOf({ name, programme, products }: Maker): Profile {
  const domain = `${name
    .toLowerCase()
    .replace(/ (&|and) /g, '-')
    .replace(/[^a-z0-9-]+/g, '-')}.example`;
  const nth = MAKERS.findIndex((maker) => maker.name === name);
  return {
    kind: KINDS[name] ?? 'brand',
    website: `https://www.${domain}`,
    domain,
    category_id: CATEGORIES[products[0]?.[2] ?? ''] ?? category('04'),
    country: COUNTRIES[nth % COUNTRIES.length] ?? 'US',
    affiliate_programme: nth % 3 === 0 ? (programme ?? `${name} partners`) : null,
    payment_terms_days: nth % 4 === 0 ? 30 : null,
    do_not_contact: name === SILENT,
    do_not_contact_reason: name === SILENT ? 'They asked to be written to by their agency alone.' : null,
  };
}
