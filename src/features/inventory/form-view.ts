import { CURRENCIES } from '../../http/currency.js';
import type { Form } from '../../http/form.js';
import { dayOf } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { optionsOf } from './field-text.js';
import { FIELD_NAMES, FIELDS } from './fields.js';
import type { ItemFields } from './item.js';
import { typedFrom } from './item.js';
import { isDay } from './schema.js';
import { STATE_DATES, STATES, type State } from './states.js';

type Query = Record<string, unknown>;

const LABELS = Object.fromEntries(FIELD_NAMES.map((name) => [name, FIELDS[name].label]));
const OPTIONS = Object.fromEntries(
  (['category', 'condition', 'source', 'fmv_method', 'review_state', 'state'] as const).map((name) => [
    name,
    optionsOf(name),
  ]),
);
const CURRENCY_OPTIONS = CURRENCIES.map((code) => ({ value: code, label: code }));
/** What the next item of the same parcel most likely shares with the one just saved. */
const SHARED = ['brand', 'source', 'programme', 'received_on', 'currency'] as const;

/** The fields of a new item before anything is typed; a link may fill them (`/inventory/new?name=…`). */
export function newValues(person: Person, query: Query, now: Date): Record<string, string> {
  const today = dayOf(now, person.timeZone);
  const asked = FIELD_NAMES.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]] as const] : []));
  return {
    quantity: '1',
    condition: 'new',
    source: 'review_unit',
    review_state: 'not_started',
    state: 'received',
    received_on: today,
    currency: person.currency,
    ...Object.fromEntries(asked),
  };
}

/** The fields of an item for its form; `?state=sold` chooses the state and, where it has none yet, today as its day. */
export function editValues(fields: ItemFields, person: Person, query: Query, now: Date): Record<string, string> {
  const typed: Record<string, string> = typedFrom(fields);
  const state = STATES.find((it) => it === query.state);
  return state ? { ...typed, state, ...dayOfState(state, typed, dayOf(now, person.timeZone)) } : typed;
}

/** The query that carries on to the next item what it most likely shares. */
export function nextItemUrl(typed: Record<string, string>): string {
  const shared = SHARED.flatMap((name) => (typed[name] ? [[name, typed[name]] as [string, string]] : []));
  return `/inventory/new?${new URLSearchParams(shared)}`;
}

/** What the form of an item prints; `item` is the one that is edited, none for a new one. */
export function formView(form: Form, person: Person, item?: { id: string; name: string; version: number | string }) {
  const currency = CURRENCIES.find((it) => it === form.values.currency) ?? person.currency;
  const shared = {
    form,
    currency,
    labels: LABELS,
    options: OPTIONS,
    currencies: CURRENCY_OPTIONS,
    failed: Object.keys(form.errors).length > 0,
  };
  if (!item)
    return {
      ...shared,
      heading: 'New item',
      action: '/inventory',
      cancel: '/inventory',
      is_new: true,
      save: 'Save item',
      hidden_fields: { submission_id: form.values.submission_id ?? '' },
    };
  const path = `/inventory/${item.id}`;
  return {
    ...shared,
    heading: `Edit ${item.name}`,
    name: item.name,
    action: path,
    cancel: path,
    is_new: false,
    save: 'Save changes',
    hidden_fields: { version: String(item.version) },
  };
}

function dayOfState(state: State, typed: Record<string, string>, today: string): Record<string, string> {
  const field = STATE_DATES[state];
  return field && !isDay(typed[field]) ? { [field]: today } : {};
}
