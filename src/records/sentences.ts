import type { Change, Changes, HistoryAct } from './history.js';
import type { RecordModule } from './module.js';

/** One field's value before and after, as people read it; `name` is the field's. */
export type Difference = { name: string; label: string; from: string; to: string };
/** What a change of a record says: a sentence, or a move from one state to another, and the fields that differ. */
type Sentence = { icon: string; tone?: string; text: string; from?: string; to?: string; diff: Difference[] };
/** The currencies that a change's amounts were in, before and after. */
export type Currencies = { before: string; after: string };

/** What whoever is gone is called. */
export const SOMEBODY = 'Someone who has left';

/** By what a program's change came. */
export const byToken = (name: string) => `by API token “${name}”`;

/** One change of a record in words. */
export function sentenceOf(
  module: RecordModule,
  entry: { act: HistoryAct; changes: Changes },
  who: string,
  currencies: Currencies,
): Sentence {
  const { act, changes } = entry;
  const other = OTHER_ACTS[act];
  if (other) return { icon: other.icon, text: `${who} ${other.text}`, diff: [] };
  if (act === 'created')
    return { icon: 'plus', text: `${who} added this${asState(module, changes)}${madeOf(changes)}`, diff: [] };
  if (act === 'tagged') return { icon: 'tag', text: `${who} ${taggedText(changes.tags)}`, diff: [] };
  if (act === 'merged' || act === 'unmerged') return mergeSentence(module, entry, who, currencies);
  if (act === 'relinked' || act === 'linked_back') return relinkedSentence(module, entry, who);
  if (act === 'split') return splitSentence(module, changes, who, currencies);
  return changeSentence(module, changes, who, currencies);
}

const OTHER_ACTS: Partial<Record<HistoryAct, { icon: string; text: string }>> = {
  deleted: { icon: 'trash-2', text: 'moved it to the trash' },
  restored: { icon: 'undo-2', text: 'restored it' },
};

function taggedText([before, after]: Change = [null, null]): string {
  const [had, has] = [names(before), names(after)];
  const added = has.filter((name) => !had.includes(name));
  const removed = had.filter((name) => !has.includes(name));
  const parts = [
    added.length > 0 ? `added the ${added.length === 1 ? 'tag' : 'tags'} ${added.join(', ')}` : '',
    removed.length > 0 ? `removed the ${removed.length === 1 ? 'tag' : 'tags'} ${removed.join(', ')}` : '',
  ];
  return parts.filter((part) => part !== '').join(' and ') || 'changed the tags';
}

const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

// The other record's name stands in the change; the fields that its merge changed stand beside it.
function mergeSentence(
  module: RecordModule,
  { act, changes }: { act: HistoryAct; changes: Changes },
  who: string,
  currencies: Currencies,
): Sentence {
  const { merged, ...others } = changes;
  const name = merged?.find((it) => typeof it === 'string') ?? 'another one';
  const text = act === 'merged' ? `${who} merged ${name} into this` : `${who} took ${name} apart from this again`;
  return { icon: act === 'merged' ? 'link' : 'unlink', text, diff: differences(module, others, currencies) };
}

// The names of both stand in the change: what the field held may have been called otherwise.
function relinkedSentence(
  module: RecordModule,
  { act, changes }: { act: HistoryAct; changes: Changes },
  who: string,
): Sentence {
  const [field = '', [from, to] = [null, null]] = Object.entries(changes)[0] ?? [];
  const by = who.replace(/^(You|Someone who has left)$/, (it) => it.toLowerCase());
  const why = act === 'relinked' ? `since ${by} merged the two` : `since ${by} took the two apart again`;
  return {
    icon: act === 'relinked' ? 'link' : 'unlink',
    text: `${module.label(field)} changed from ${from} to ${to}, ${why}`,
    diff: [],
  };
}

function splitSentence(module: RecordModule, changes: Changes, who: string, currencies: Currencies): Sentence {
  const [had, has] = changes.quantity ?? [null, null];
  const cameFrom = had === null;
  const text = cameFrom
    ? `${who} split ${has} off another item into this one`
    : `${who} split ${Number(had) - Number(has)} of ${had} off into an item of its own`;
  return { icon: 'layers', text, diff: cameFrom ? [] : differences(module, changes, currencies) };
}

function changeSentence(module: RecordModule, changes: Changes, who: string, currencies: Currencies): Sentence {
  const { state, made, by_mail: mail, ...others } = changes;
  const diff = differences(module, others, currencies);
  const besides = made?.[1] ? ` and made “${made[1]}” of it` : '';
  const fields = `${diff.length} ${diff.length === 1 ? 'field' : 'fields'}`;
  // By a link in a mail: nobody who logs in, but whoever reads what goes to that address.
  if (mail) return { icon: 'mail', text: `${mail[1]} changed ${fields}, by the link in a mail`, diff };
  const text = `${who} changed ${fields}${besides}`;
  if (!state) return { icon: 'pencil', text, diff };
  const [from, to] = state.map((it) => module.shown('state', it, currencies.after));
  const good = state[1] === 'sold';
  const move = { text, from: from ?? '', to: to ?? '', diff };
  return good ? { icon: 'circle-check', tone: 'good', ...move } : { icon: 'tag', ...move };
}

// In the order of the form: the stored object has an order of its own.
function differences(module: RecordModule, changes: Changes, currencies: Currencies): Difference[] {
  return module.names.flatMap((name) => {
    const change = changes[name];
    if (!change) return [];
    const [from, to] = module.history.told(name, change, currencies);
    return [{ name, label: module.label(name), from, to }];
  });
}

function asState(module: RecordModule, changes: Changes): string {
  const state = module.shown('state', changes.state?.[1]);
  return state === '' ? '' : ` as ${state.toLowerCase()}`;
}

// A record that was made of another one says of which.
function madeOf({ made_of: origin }: Changes): string {
  return origin?.[1] ? `, of “${origin[1]}”` : '';
}
