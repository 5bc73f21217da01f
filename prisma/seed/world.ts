import { dayOf } from '../../src/http/format.js';
import { dayAfter } from '../../src/platform/clock.js';
import { affiliatesOn } from './affiliates.js';
import { chanceOf } from './chance.js';
import { MAKERS, profileOf } from './companies.js';
import { contactsOn } from './contacts.js';
import { atWork } from './days.js';
import { dealsOn } from './deals.js';
import { guideOn } from './guide.js';
import { CREATORS } from './people.js';
import { type HistoryRow, type ItemRow, rowsOf } from './rows.js';
import { sendsOn } from './sends.js';
import { unitsOf } from './stories.js';
import { templatesOn } from './templates.js';
import { workOn } from './work.js';

const JOINED_DAYS_AGO = 900;

export type World = ReturnType<typeof worldOn>;

/** The demo's rows as they stand at that moment: the same ones each time, with their days counted back from it. */
export function worldOn(now: Date) {
  const people = CREATORS.map((creator, n) => personOf(creator, n, now));
  const told = CREATORS.flatMap((creator, n) => {
    // Due today is meant on the person's own calendar.
    const owner = { id: people[n]?.id ?? '', email: creator.email, day: dayOf(now, creator.timeZone) };
    return unitsOf(creator).map((unit, nth) => rowsOf(unit, owner, nth));
  });
  const { companies, history } = companiesOf(told.map(({ item }) => item));
  const idOf = new Map(companies.map(({ id, name }) => [name, id]));
  const book = contactsOn(
    dayOf(now, 'UTC'),
    companies,
    people.map(({ id }) => id),
  );
  const inventory_items = told.map(({ item }) => ({
    ...item,
    company_id: idOf.get(String(item.brand)) ?? null,
    ...writtenBy(item.user_id),
  }));
  // Due today is meant on the person's own calendar.
  const dated = people.map((person) => ({ ...person, day: dayOf(now, person.time_zone) }));
  const deals = dealsOn(companies, book.contact_companies, dated);
  const [owner = { id: '', day: '' }] = dated;
  const guide = guideOn(owner, { contacts: book.contacts, companies, collabs: deals.collabs });
  const outreach = templatesOn(dayOf(now, 'UTC'), dated);
  return {
    users: people,
    companies,
    ...book,
    inventory_items,
    ...workOn(dayOf(now, 'UTC'), { companies, contacts: book.contacts, items: inventory_items }, dated),
    ...deals,
    ...affiliatesOn(companies, dated),
    ...guide,
    ...outreach,
    template_sends: sendsOn(dated, { ...book, companies, deals: deals.deals, ...outreach }),
    history: [...history, ...book.history, ...told.flatMap((it) => it.history), ...guide.history, ...outreach.history],
  };
}

function personOf({ email, name, currency, timeZone }: (typeof CREATORS)[number], n: number, now: Date) {
  const created_at = atWork(dayAfter(dayOf(now, 'UTC'), -JOINED_DAYS_AGO), n * 40);
  const id = chanceOf(`person ${email}`).id(created_at);
  return {
    id,
    email,
    name,
    role: 'USER',
    is_approved: true,
    currency,
    time_zone: timeZone,
    theme: 'system',
    created_at,
    updated_at: created_at,
  };
}

// A company comes into being with the first unit that names it.
function companiesOf(items: ItemRow[]) {
  const history: HistoryRow[] = [];
  const companies = MAKERS.map((maker) => {
    const { name } = maker;
    const first = items.filter(({ brand }) => brand === name).reduce((a, b) => (b.created_at < a.created_at ? b : a));
    const { created_at, user_id } = first;
    const chance = chanceOf(`company ${name}`);
    const id = chance.id(created_at);
    const changes: HistoryRow['changes'] = { name: [null, name] };
    const entry = { actor_id: user_id, user_id: null, inventory_item_id: null, company_id: id };
    history.push({ id: chance.id(created_at), at: created_at, act: 'created', changes, ...entry });
    return { id, name, ...profileOf(maker), version: 1, created_at, updated_at: created_at, ...writtenBy(user_id) };
  });
  return { companies, history };
}

function writtenBy(id: string) {
  return { created_by: id, updated_by: id };
}
