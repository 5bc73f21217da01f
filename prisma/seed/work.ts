import { dayAfter } from '../../src/platform/clock.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';
import type { ItemRow } from './rows.js';

type Company = { id: string; name: string };
type Contact = { id: string; first_name: string; last_name: string | null };
type About = { company?: string; contact?: string; item?: string };
/** Days are counted from today, negative ones lie behind; `by` is the creator's place among the three. */
type Note = About & { by: number; ago: number; body: string };
type Task = About & { title: string; added: number; due?: number; done?: number; reminded?: boolean };
type Colour = 'grey' | 'blue' | 'teal' | 'green' | 'yellow' | 'orange' | 'red' | 'violet';

const NOTES: Note[] = [
  {
    by: 0,
    ago: 34,
    contact: 'Calloway',
    body: 'Answers mails on Mondays. Wants **three reels and one long video** for the spring line, and:\n\n- drafts a week ahead\n- no other bag in the picture\n- the discount code under the video',
  },
  { by: 1, ago: 12, contact: 'Calloway', body: 'Met her at the press day. She asked who else writes about strollers.' },
  { by: 2, ago: 5, contact: 'Haddad', body: 'Sends the new lens in *two weeks*. Return label comes in the box.' },
  { by: 0, ago: 2, contact: 'Reyes', body: 'Would be a good guest for the episode about single-rider lines.' },
  {
    by: 0,
    ago: 61,
    company: 'Northgate Bags',
    body: 'Pays within 30 days. Invoice goes to their agency, not to the brand.',
  },
  { by: 1, ago: 20, company: 'Kestrel Optics', body: 'Their brief: https://brief.example/kestrel-autumn' },
  {
    by: 2,
    ago: 9,
    company: 'Larkspur Travel',
    body: 'Offers two nights for a video. Asks for exclusivity of 60 days; 30 is what we give.',
  },
];

// Each of the three has these, about what they share and about an item of their own.
const TASKS: Task[] = [
  { title: 'Send the invoice for the spring reels', added: -9, due: -2, company: 'Northgate Bags', reminded: true },
  { title: 'Ask for a second sample', added: -6, due: 0, contact: 'Dvořák' },
  { title: 'Film the unboxing', added: -4, due: 1, item: 'in_review' },
  { title: 'Agree on the day of the hotel visit', added: -3, due: 5, company: 'Larkspur Travel' },
  { title: 'Photograph it for the listing', added: -2, due: 8, item: 'reviewed' },
  { title: 'Collect questions for the episode', added: -1, contact: 'Reyes' },
  { title: 'Thank her for the press kit', added: -30, due: -25, done: -26, contact: 'Calloway' },
];

const SHARED_TAGS: Record<string, { colour: Colour; companies: string[]; contacts: string[] }> = {
  'pays on time': { colour: 'green', companies: ['Northgate Bags', 'Voltline', 'Kestrel Optics'], contacts: [] },
  'slow to answer': { colour: 'orange', companies: ['Ferrous & Fern'], contacts: ['Okafor', 'Ashdown'] },
  'press day': { colour: 'violet', companies: ['Northgate Bags', 'Larkspur Travel'], contacts: ['Calloway', 'Raman'] },
};
/** One's own tags, each on every so-manyth of one's units. */
const OWN_TAGS: Record<string, { colour: Colour; every: number }> = {
  'for video': { colour: 'blue', every: 9 },
  giveaway: { colour: 'teal', every: 31 },
  autumn: { colour: 'yellow', every: 17 },
};

/** What is written, planned and marked about the demo's records as they stand on `day`, in the tables' columns; what is due on each person's own. */
export function workOn(
  day: string,
  records: { companies: Company[]; contacts: Contact[]; items: ItemRow[] },
  persons: { id: string; day: string }[],
) {
  const people = persons.map(({ id }) => id);
  const chance = chanceOf('work');
  const at = (days: number) => atWork(dayAfter(day, days), chance.between(0, 300));
  const idOf = (about: About, owner: string) => ({
    company_id: records.companies.find(({ name }) => name === about.company)?.id ?? null,
    contact_id: records.contacts.find(({ last_name }) => last_name === about.contact)?.id ?? null,
    inventory_item_id:
      records.items.find((it) => it.user_id === owner && it.state === about.item && !it.deleted_at)?.id ?? null,
  });
  const notes = NOTES.map(({ by, ago, body, ...about }) => {
    const author_id = people[by] ?? '';
    const created_at = at(-ago);
    const times = { created_at, updated_at: created_at };
    return {
      id: chance.id(created_at),
      user_id: null,
      author_id,
      body,
      version: 1,
      ...times,
      ...idOf(about, author_id),
    };
  });
  const tasks = persons.flatMap(({ id: user_id, day: own }) =>
    TASKS.map(({ title, added, due, done, reminded, ...about }) => {
      const created_at = at(added);
      const remind_at = reminded ? at(-1) : null;
      return {
        id: chance.id(created_at),
        user_id,
        title,
        version: 1,
        created_at,
        updated_at: created_at,
        due_on: due === undefined ? null : dayAfter(own, due),
        done_at: done === undefined ? null : at(done),
        remind_at,
        reminded_at: remind_at,
        ...idOf(about, user_id),
      };
    }),
  );
  const tag = (name: string, colour: Colour, user_id: string | null) => ({
    id: chance.id(at(-90)),
    user_id,
    name,
    colour,
  });
  const tagging = (tag_id: string, user_id: string | null, about: object) => ({
    id: chance.id(at(-30)),
    tag_id,
    user_id,
    company_id: null,
    contact_id: null,
    inventory_item_id: null,
    ...about,
  });
  const shared = Object.entries(SHARED_TAGS).map(([name, { colour, companies, contacts }]) => {
    const made = tag(name, colour, null);
    const ids = [
      ...companies.map((company) => idOf({ company }, '')),
      ...contacts.map((contact) => idOf({ contact }, '')),
    ];
    return { made, on: ids.map((about) => tagging(made.id, null, about)) };
  });
  const own = people.flatMap((user_id) =>
    Object.entries(OWN_TAGS).map(([name, { colour, every }]) => {
      const made = tag(name, colour, user_id);
      const items = records.items.filter((it) => it.user_id === user_id).filter((_, n) => n % every === 0);
      return { made, on: items.map(({ id }) => tagging(made.id, user_id, { inventory_item_id: id })) };
    }),
  );
  const tags = [...shared, ...own];
  return { notes, tasks, tags: tags.map(({ made }) => made), taggings: tags.flatMap(({ on }) => on) };
}
