import { CONTACTS } from '../../src/features/contacts/index.js';
import { CURRENCY_LABELS } from '../../src/http/currency.js';
import { holdsWords } from '../../src/http/list/sql.js';
import { sql } from '../../src/platform/postgres/sql.js';
import type { Dated } from '../../src/records/dated.js';
import { defineModule } from '../../src/records/define-module.js';
import {
  choice,
  type DataOf,
  date,
  defineFields,
  lines,
  link,
  money,
  month,
  number,
  text,
  tick,
} from '../../src/records/fields/index.js';
import type { Kind } from '../../src/records/kinds.js';
import { decimalOf, fieldColumns, moneyCell, stateColumn } from '../../src/records/list/columns.js';
import type { ListDeclared } from '../../src/records/list/define.js';
import { factsFrom, filled } from '../../src/records/record/facts.js';
import { daysInOrder, defineStates, missingOf } from '../../src/records/states.js';

/** A module of a test's own: fields of each kind, states, a list and a record, and no subject of its own. */
const VOYAGES: Kind = {
  name: 'voyages',
  table: 'voyages',
  column: 'voyage_id',
  own: true,
  path: '/voyages',
  title: 'Voyages',
  one: 'voyage',
  many: 'voyages',
  icon: 'calendar',
};

/** The migration of a kind that the product does not know. */
export const VOYAGES_MIGRATION = `
  create table voyages (
    id uuid primary key,
    user_id uuid not null default app_user_id() references users (id) on delete cascade,
    version integer not null default 1,
    submission_id uuid,
    created_at timestamptz(3) not null default now(),
    updated_at timestamptz(3) not null default now(),
    deleted_at timestamptz(3),
    created_by uuid default app_user_id(),
    updated_by uuid default app_user_id(),
    name text not null,
    ship text,
    deck text,
    site text,
    cabins integer not null default 1,
    currency text not null default 'USD',
    fare integer,
    booked_in text,
    refundable boolean not null default false,
    packing text,
    state text not null default 'planned',
    sails_on date,
    back_on date,
    guest_id uuid,
    search_text text not null generated always as (' ' || normal_form(name || ' ' || coalesce(ship, '')) || ' ') stored,
    unique (user_id, id),
    unique (user_id, submission_id));
  create index voyages_by_name on voyages (user_id, lower(name), id) where deleted_at is null;
  alter table voyages enable row level security, force row level security;
  create policy own on voyages to mouse_app using (user_id = app_user_id()) with check (user_id = app_user_id());
  create policy system on voyages to mouse_system using (true) with check (true);
  grant select, insert, update, delete on voyages to mouse_app, mouse_system;
  select add_record_kind('voyages', 'voyage_id', true);`;

const STATES = defineStates({
  planned: { label: 'Planned', tone: 'grey', glyph: 'ring', next: 'booked', more: ['cancelled'] },
  booked: {
    label: 'Booked',
    tone: 'blue',
    glyph: 'half',
    day: 'sails_on',
    wants: ['fare'],
    act: { name: 'book', label: 'Book', done: 'Booked', asks: ['fare', 'sails_on'] },
  },
  back: { label: 'Back', tone: 'green', glyph: 'done', day: 'back_on', wants: ['sails_on'] },
  cancelled: {
    label: 'Cancelled',
    tone: 'grey',
    glyph: 'cross',
    act: { name: 'cancel', label: 'Cancel it', done: 'Cancelled', sets: { refundable: { to: 'false' } } },
  },
});
const DAYS = daysInOrder({ back_on: ['sails_on', 'the day it sails'] });
const DECKS = { sun: 'Sun deck', main: 'Main deck' } as const;

const FIELDS = defineFields({
  name: text({ label: 'Name', max: 100, missing: 'Give it a name.', squeezed: true }),
  ship: text({ label: 'Ship', max: 60, optional: true, listed: true, filter: true, bulk: { none: 'nothing' } }),
  deck: choice({ label: 'Deck', of: DECKS, optional: true, filter: { one: 'Any deck' }, bulk: { none: 'no deck' } }),
  site: link({ label: 'Site', max: 200 }),
  cabins: number({ label: 'Cabins', min: 1, max: 9, initial: '1', listed: true, filter: true }),
  currency: choice({
    label: 'Currency',
    of: CURRENCY_LABELS,
    missing: 'Choose a currency.',
    filter: { one: 'Any currency' },
  }),
  fare: money({ label: 'Fare', within: 'currency', listed: true }),
  booked_in: month({ label: 'Booked in', listed: true }),
  refundable: tick({ label: 'Refundable', filter: 'yes or no', bulk: { yes: 'Refundable', no: 'Not refundable' } }),
  packing: lines({ label: 'Packing list', max: 500 }),
  state: choice({ label: 'State', of: STATES.all, initial: 'planned', filter: 'several', bulk: {} }),
  sails_on: date({ label: 'Sails on', listed: true, bulk: {} }),
  back_on: date({ label: 'Back on' }),
});
type Voyage = DataOf<typeof FIELDS>;

const MISSING = {
  sails_on: 'Choose the day it sails.',
  back_on: 'Choose the day it was back.',
  fare: 'Type the fare.',
};
const rules = (values: Partial<Voyage>) => ({ ...DAYS.faults(values), ...missingOf(STATES, values, MISSING) });

const LIST: ListDeclared = {
  alias: 'v',
  sorts: {
    name: { label: 'Name', expression: sql`lower(v.name)`, type: 'text', up: true },
    updated_at: { label: 'Updated', expression: sql`v.updated_at`, type: 'timestamptz' },
    a_cabin: { label: 'A cabin', expression: sql`coalesce(v.fare / v.cabins, -1)`, type: 'bigint' },
  },
  sort: 'name',
  search: (words) => ({ where: holdsWords(sql`v.search_text`, words) }),
  columns: [
    stateColumn(STATES),
    ...fieldColumns(FIELDS),
    {
      name: 'a_cabin',
      label: 'A cabin',
      standard: true,
      cls: 'p2',
      width: 'w-m',
      right: true,
      phone: 'e',
      cell: (row, { person }) => moneyCell(row.a_cabin as number | null, String(row.currency), person),
      csv: ({ a_cabin, currency }) => decimalOf(a_cabin, currency),
      total: {
        sum: sql`sum(v.fare)`,
        cell: (sum, currency) => ({ text: `${decimalOf(sum, currency)} in all` }),
      },
    },
  ],
  select: () => sql`v.state, v.currency, v.fare / v.cabins as a_cabin`,
  row: (row) => ({ name: String(row.name) }),
  small: { label: 'A cabin', width: 'w-s' },
  empty: { text: 'Plan the first one.', reader: 'Nothing was planned.' },
};

const DATED: Dated = {
  path: VOYAGES.path,
  whats: {
    sailing: {
      group: { name: 'voyages', label: 'Voyages', series: 'c3' },
      label: 'Embark',
      word: 'Voyage',
      icon: 'calendar',
      field: 'sails_on',
      act: ({ id }) => ({ label: 'Check in', href: `/voyages/${id}/edit` }),
    },
  },
  rows: () => sql`
    select 'sailing' as what, v.id, null::uuid as row_id, v.name, v.ship as detail, null::date as since, v.sails_on as day, 'open' as standing,
      true as asks, v.state, null::integer as amount, v.currency, v.version, v.updated_at, v.deleted_at
    from voyages v where v.sails_on is not null`,
};

export const voyagesModule = defineModule<Voyage>({
  kind: VOYAGES,
  fields: FIELDS,
  states: STATES,
  days: DAYS,
  rules,
  list: LIST,
  refers: [
    {
      to: CONTACTS,
      tab: 'Related',
      columns: ['state', 'a_cabin'],
      where: (id) => sql`v.guest_id = ${id}`,
      listed: ({ name }) => ({ q: name }),
    },
  ],
  record: {
    view: (row) => ({
      groups: [{ title: 'Facts', group: 'facts', facts: filled(factsFrom(FIELDS, row)(...FIELDS.names)) }],
    }),
  },
  form: { initial: ({ person }) => ({ currency: person.currency }) },
  created: ({ state }) => ({ state: [null, state] }),
  trashDetail: sql`t.ship`,
  pictures: 'photos',
  dated: DATED,
  search: (sought, most) => sql`
    select v.id, v.name, v.ship as detail, null::text as note, count(*) over () as total from voyages v
    where v.deleted_at is null and ${holdsWords(sql`v.search_text`, sought.words)} order by v.name limit ${most}`,
});
