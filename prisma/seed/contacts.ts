import { dayAfter } from '../../src/platform/clock.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';
import type { HistoryRow } from './rows.js';

type Job = { company: string; title?: string; from?: number; to?: number };
/** A person of the demo's address book; days are counted from today, negative ones lie behind. */
type Known = {
  first_name: string;
  last_name: string | null;
  added: number;
  title?: string;
  role?: string;
  warmth?: 'cold' | 'warm' | 'hot';
  pronouns?: string;
  pronunciation?: string;
  email?: string;
  private?: string;
  phone?: string;
  handle?: [network: string, name: string];
  next_touch?: number;
  opted_out?: boolean;
  language?: string;
  time_zone?: string;
  source?: string;
  preferred_channel?: 'email' | 'phone' | 'handle';
  jobs: Job[];
};
type Company = { id: string; name: string };

/** The demo's address book: everybody in it is made up. */
const PEOPLE: Known[] = [
  {
    first_name: 'Ines',
    last_name: 'Calloway',
    added: -610,
    title: 'Head of PR',
    role: 'pr',
    warmth: 'hot',
    pronouns: 'she/her',
    email: 'ines@northgate-bags.example',
    phone: '+1 407 555 0134',
    handle: ['Instagram', '@ines.calloway'],
    next_touch: 3,
    language: 'en-US',
    time_zone: 'America/New_York',
    source: 'Press day in Orlando',
    preferred_channel: 'email',
    jobs: [
      { company: 'Northgate Bags', title: 'Head of PR', from: -400 },
      { company: 'Havenrail', title: 'Press officer', from: -1900, to: -401 },
    ],
  },
  {
    first_name: 'Tomáš',
    last_name: 'Dvořák',
    added: -540,
    title: 'Creator partnerships',
    role: 'brand_manager',
    warmth: 'warm',
    pronunciation: 'TOH-mahsh DVOR-zhahk',
    email: 'tomas@ostrava-audio.example',
    private: 'tomas.dvorak@mail.example',
    phone: '+420 555 010 222',
    next_touch: -6,
    language: 'cs',
    time_zone: 'Europe/Prague',
    source: 'Wrote after a review',
    jobs: [{ company: 'Ostrava Audio', from: -1200 }],
  },
  {
    first_name: 'Priya',
    last_name: 'Raman',
    added: -480,
    role: 'agency',
    title: 'Account director',
    warmth: 'warm',
    pronouns: 'she/her',
    email: 'priya@larkspur-travel.example',
    handle: ['LinkedIn', 'https://network.example/in/priya-raman'],
    language: 'en-GB',
    time_zone: 'Europe/London',
    jobs: [
      { company: 'Larkspur Travel', from: -700 },
      { company: 'Breezeworks', title: 'Looks after them too', from: -500 },
    ],
  },
  {
    first_name: 'Marcus',
    last_name: 'Feld',
    added: -455,
    title: 'Accounts payable',
    role: 'finance',
    email: 'invoices@kestrel-optics.example',
    phone: '+49 30 555 0177',
    language: 'de',
    time_zone: 'Europe/Berlin',
    preferred_channel: 'email',
    jobs: [{ company: 'Kestrel Optics' }],
  },
  {
    first_name: 'Noor',
    last_name: 'Haddad',
    added: -400,
    title: 'Product lead',
    role: 'brand_manager',
    warmth: 'hot',
    pronouns: 'they/them',
    email: 'noor@kestrel-optics.example',
    handle: ['Discord', 'noor.h'],
    next_touch: 9,
    time_zone: 'Europe/Berlin',
    source: 'Introduced by Marcus',
    jobs: [{ company: 'Kestrel Optics', title: 'Product lead', from: -900 }],
  },
  {
    first_name: 'Gwen',
    last_name: 'Ashdown',
    added: -365,
    title: 'Counsel',
    role: 'legal',
    email: 'g.ashdown@voltline.example',
    jobs: [{ company: 'Voltline' }],
  },
  {
    first_name: 'Beatriz',
    last_name: 'Moura',
    added: -300,
    title: 'PR assistant',
    role: 'pr',
    warmth: 'warm',
    email: 'beatriz@lumen-oak.example',
    next_touch: 14,
    language: 'pt-BR',
    time_zone: 'America/Sao_Paulo',
    jobs: [{ company: 'Lumen & Oak', from: -320 }],
  },
  {
    first_name: 'Dale',
    last_name: 'Okafor',
    added: -260,
    title: 'Ferrous & Fern, press',
    role: 'pr',
    email: 'press@ferrous-fern.example',
    opted_out: true,
    source: 'Cold pitch',
    jobs: [{ company: 'Ferrous & Fern' }],
  },
  {
    first_name: 'Yuki',
    last_name: 'Tanabe',
    added: -210,
    role: 'guest',
    warmth: 'warm',
    pronunciation: 'YOO-kee',
    handle: ['YouTube', '@yukirides'],
    email: 'yuki@rides.example',
    language: 'ja',
    time_zone: 'Asia/Tokyo',
    preferred_channel: 'handle',
    source: 'Episode on night parades',
    jobs: [],
  },
  {
    first_name: 'Callum',
    last_name: 'Reyes',
    added: -160,
    role: 'creator',
    warmth: 'hot',
    pronouns: 'he/him',
    handle: ['TikTok', '@callumqueues'],
    phone: '+44 20 5550 0199',
    next_touch: 0,
    jobs: [],
  },
  {
    first_name: 'Sunniva',
    last_name: 'Lie',
    added: -90,
    title: 'Retail marketing',
    role: 'brand_manager',
    email: 'sunniva@parklight-goods.example',
    language: 'nb',
    time_zone: 'Europe/Oslo',
    next_touch: 30,
    jobs: [
      { company: 'Parklight Goods', title: 'Retail marketing', from: -120 },
      { company: 'Corkline', title: 'Buyer', from: -1500, to: -121 },
    ],
  },
  {
    first_name: 'Aroha',
    last_name: null,
    added: -12,
    title: 'Studio manager',
    warmth: 'cold',
    email: 'studio@quietwell.example',
    source: 'Card at a fair',
    jobs: [{ company: 'Quietwell' }],
  },
];

/** The rows of the address book as they stand on `day`, in the tables' columns; each person was added by one of `authors`. */
export function contactsOn(day: string, companies: Company[], authors: string[]) {
  const told = PEOPLE.map((known, n) => rowsOf(known, day, companies, authors[n % authors.length] ?? ''));
  return {
    contacts: told.map(({ contact }) => contact),
    contact_points: told.flatMap(({ points }) => points),
    contact_companies: told.flatMap(({ jobs }) => jobs),
    history: told.map(({ entry }) => entry),
  };
}

function rowsOf(known: Known, day: string, companies: Company[], author: string) {
  const { added, jobs, email, private: home, phone, handle, next_touch, ...columns } = known;
  const chance = chanceOf(`contact ${known.first_name} ${known.last_name}`);
  const created_at = atWork(dayAfter(day, added), chance.between(0, 300));
  const id = chance.id(created_at);
  const next_touch_on = next_touch === undefined ? null : dayAfter(day, next_touch);
  const written = { created_by: author, updated_by: author, created_at, updated_at: created_at, version: 1 };
  const ways = [
    ['email', 'work', email, true],
    ['email', 'home', home, false],
    ['phone', 'mobile', phone, true],
    ['handle', handle?.[0], handle?.[1], true],
  ] as const;
  const at = (days: number | undefined) => (days === undefined ? null : dayAfter(day, days));
  const about = { user_id: null, inventory_item_id: null, company_id: null, contact_id: id };
  const entry: HistoryRow = {
    id: chance.id(created_at),
    actor_id: author,
    at: created_at,
    act: 'created',
    changes: {},
    ...about,
  };
  return {
    contact: { warmth: 'cold', opted_out: false, ...columns, id, next_touch_on, ...written },
    points: ways.flatMap(([kind, label, value, is_primary], position) =>
      value ? [{ id: chance.id(created_at), contact_id: id, kind, label, value, is_primary, position }] : [],
    ),
    jobs: jobs.map(({ company, title = null, from, to }, position) => ({
      id: chance.id(created_at),
      contact_id: id,
      company_id: companies.find(({ name }) => name === company)?.id,
      title,
      from_on: at(from),
      to_on: at(to),
      position,
    })),
    entry,
  };
}
