import { dayOf, monthYear, plural, shortInstant } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { Changes, Entry } from '../../records/history.js';
import { fieldText } from './field-text.js';
import { FIELD_NAMES, FIELDS } from './fields.js';

type Difference = { label: string; from: string; to: string };
type Shown = {
  icon: string;
  tone?: string;
  who: string;
  text: string;
  from?: string;
  to?: string;
  time: string;
  at: string;
  diff: Difference[];
};

const OTHER_ACTS: Partial<Record<Entry['act'], { icon: string; text: string }>> = {
  deleted: { icon: 'trash-2', text: 'moved it to the trash' },
  restored: { icon: 'undo-2', text: 'restored it' },
};

/** A record's history by month, newest first, each entry one sentence with what changed; amounts in the currency of their time. */
export function timelineOf(entries: Entry[], person: Person, currency: string): { label: string; entries: Shown[] }[] {
  const months: { label: string; entries: Shown[] }[] = [];
  let now = currency;
  for (const entry of entries) {
    const { shown, before } = entryOf(entry, person, now);
    const label = monthYear(`${dayOf(entry.at, person.timeZone).slice(0, 7)}-01`);
    if (months.at(-1)?.label !== label) months.push({ label, entries: [] });
    months.at(-1)?.entries.push(shown);
    now = before;
  }
  return months;
}

function entryOf(entry: Entry, person: Person, currency: string): { shown: Shown; before: string } {
  const { act, changes, at } = entry;
  const before = typeof changes.currency?.[0] === 'string' ? changes.currency[0] : currency;
  const who = entry.actor_id === person.id ? 'You' : (entry.actor ?? 'Someone who has left');
  const base = { who, time: shortInstant(at, person.timeZone), at: at.toISOString(), diff: [] as Difference[] };
  const other = OTHER_ACTS[act];
  if (other) return { before, shown: { ...base, icon: other.icon, text: `${who} ${other.text}` } };
  if (act === 'created')
    return { before, shown: { ...base, icon: 'plus', text: `${who} added this${asState(changes, currency)}` } };
  if (act === 'split') return { before, shown: splitEntry(base, changes, before, currency) };
  return { before, shown: changeEntry(base, changes, before, currency) };
}

function splitEntry(base: Omit<Shown, 'icon' | 'text'>, changes: Changes, before: string, currency: string): Shown {
  const [had, has] = changes.quantity ?? [null, null];
  const cameFrom = had === null;
  const text = cameFrom
    ? `${base.who} split ${has} off another item into this one`
    : `${base.who} split ${Number(had) - Number(has)} of ${had} off into an item of its own`;
  return { ...base, icon: 'layers', text, diff: cameFrom ? [] : differences(changes, before, currency) };
}

function changeEntry(base: Omit<Shown, 'icon' | 'text'>, changes: Changes, before: string, currency: string): Shown {
  const { state, ...others } = changes;
  const diff = differences(others, before, currency);
  const text = `${base.who} changed ${plural(diff.length, 'field', 'fields')}`;
  if (!state) return { ...base, icon: 'pencil', text, diff };
  const [from, to] = state.map((it) => fieldText('state', it, currency));
  const good = state[1] === 'sold';
  return {
    ...base,
    icon: good ? 'circle-check' : 'tag',
    ...(good ? { tone: 'good' } : {}),
    text,
    from: from ?? '',
    to: to ?? '',
    diff,
  };
}

// In the order of the form: the stored object has an order of its own. The brand tells what `company_id` would.
function differences(changes: Changes, before: string, currency: string): Difference[] {
  return FIELD_NAMES.flatMap((name) => {
    const change = name === 'company_id' ? undefined : changes[name];
    if (!change) return [];
    const [from, to] = change;
    return [{ label: FIELDS[name].label, from: fieldText(name, from, before), to: fieldText(name, to, currency) }];
  });
}

function asState(changes: Changes, currency: string): string {
  const state = fieldText('state', changes.state?.[1], currency);
  return state === '' ? '' : ` as ${state.toLowerCase()}`;
}
