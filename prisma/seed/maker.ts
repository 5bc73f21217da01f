import { dayAfter } from '../../src/platform/clock.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';

export type Company = { id: string; name: string; category_id: string };
export type Person = { id: string; currency: string; day: string };
export type Job = { contact_id: string; company_id: string | undefined; to_on: string | null };
/** What the rows of one person are made with. */
export type Maker = ReturnType<typeof makerOf>;

/** What makes the rows of one person: their days, ids and names. */
export function makerOf(companies: Company[], jobs: Job[], { id: user_id, currency, day }: Person) {
  const chance = chanceOf(`deals ${user_id}`);
  const company = (name: string) => companies.find((it) => it.name === name);
  return {
    chance,
    currency,
    abroad: currency === 'USD' ? 'EUR' : 'USD',
    company,
    /** The day in or, below 0, before so many days; none for none. */
    on: (days: number | undefined) => (days === undefined ? null : dayAfter(day, days)),
    ago: (days: number | undefined) => (days === undefined ? null : dayAfter(day, -days)),
    at: (ago: number) => atWork(dayAfter(day, -ago), chance.between(0, 240)),
    made: (moment: string) => ({ id: chance.id(moment), user_id }),
    written: { version: 1, created_by: user_id, updated_by: user_id },
    by: user_id,
    /** Who works there today. */
    people: (name: string) =>
      jobs
        .filter(({ company_id, to_on }) => to_on === null && company_id === company(name)?.id)
        .map((it) => it.contact_id),
  };
}
