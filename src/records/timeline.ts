import { dayOf, monthYear, plural, shortInstant } from '../http/format.js';
import type { Person } from '../http/person.js';
import type { Changes, Entry } from './history.js';
import type { RecordModule } from './module.js';

type Base = Omit<Shown, 'icon' | 'text'>;
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

export type Month = { label: string; entries: Shown[] };

const OTHER_ACTS: Partial<Record<Entry['act'], { icon: string; text: string }>> = {
  deleted: { icon: 'trash-2', text: 'moved it to the trash' },
  restored: { icon: 'undo-2', text: 'restored it' },
};

/** A record's history by month, newest first, each entry one sentence with what changed; amounts in the currency of their time. */
export function timelineOf(module: RecordModule, entries: Entry[], person: Person, currency: string): Month[] {
  const months: Month[] = [];
  let now = currency;
  for (const entry of entries) {
    const { shown, before } = entryOf(module, entry, person, now);
    const label = monthYear(`${dayOf(entry.at, person.timeZone).slice(0, 7)}-01`);
    if (months.at(-1)?.label !== label) months.push({ label, entries: [] });
    months.at(-1)?.entries.push(shown);
    now = before;
  }
  return months;
}

function entryOf(
  module: RecordModule,
  entry: Entry,
  person: Person,
  currency: string,
): { shown: Shown; before: string } {
  const { act, changes, at } = entry;
  const before = typeof changes.currency?.[0] === 'string' ? changes.currency[0] : currency;
  const who = entry.actor_id === person.id ? 'You' : (entry.actor ?? 'Someone who has left');
  const base = { who, time: shortInstant(at, person.timeZone), at: at.toISOString(), diff: [] as Difference[] };
  const other = OTHER_ACTS[act];
  if (other) return { before, shown: { ...base, icon: other.icon, text: `${who} ${other.text}` } };
  if (act === 'created')
    return { before, shown: { ...base, icon: 'plus', text: `${who} added this${asState(module, changes)}` } };
  if (act === 'split') return { before, shown: splitEntry(module, base, changes, before, currency) };
  return { before, shown: changeEntry(module, base, changes, before, currency) };
}

function splitEntry(module: RecordModule, base: Base, changes: Changes, before: string, currency: string): Shown {
  const [had, has] = changes.quantity ?? [null, null];
  const cameFrom = had === null;
  const text = cameFrom
    ? `${base.who} split ${has} off another item into this one`
    : `${base.who} split ${Number(had) - Number(has)} of ${had} off into an item of its own`;
  return { ...base, icon: 'layers', text, diff: cameFrom ? [] : differences(module, changes, before, currency) };
}

function changeEntry(module: RecordModule, base: Base, changes: Changes, before: string, currency: string): Shown {
  const { state, ...others } = changes;
  const diff = differences(module, others, before, currency);
  const text = `${base.who} changed ${plural(diff.length, 'field', 'fields')}`;
  if (!state) return { ...base, icon: 'pencil', text, diff };
  const [from, to] = state.map((it) => module.shown('state', it, currency));
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

// In the order of the form: the stored object has an order of its own.
function differences(module: RecordModule, changes: Changes, before: string, currency: string): Difference[] {
  return module.fields.flatMap((name) => {
    const change = changes[name];
    if (!change) return [];
    const [from, to] = change;
    return [
      { label: module.label(name), from: module.shown(name, from, before), to: module.shown(name, to, currency) },
    ];
  });
}

function asState(module: RecordModule, changes: Changes): string {
  const state = module.shown('state', changes.state?.[1]);
  return state === '' ? '' : ` as ${state.toLowerCase()}`;
}
