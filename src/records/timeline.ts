import { dayOf, monthYear, shortInstant } from '../http/format.js';
import { markdown } from '../http/markdown.js';
import type { Person } from '../http/person.js';
import type { Happening } from './happenings.js';
import { pathOf, type Target } from './kinds.js';
import type { RecordModule } from './module.js';
import { byToken, type Currencies, type Difference, SOMEBODY, sentenceOf } from './sentences.js';

type FileLink = { label: string; href: string; icon: string };
type NoteShown = {
  /** Made by `markdown`, hence safe to print as it is. */
  html: ReturnType<typeof markdown>;
  whole_href: string | null;
  edit_href: string | null;
  delete_action: string | null;
};
type Shown = {
  id: string;
  kind: Happening['kind'];
  icon: string;
  picture_id?: string | null;
  tone?: string;
  who: string;
  text: string;
  from?: string;
  to?: string;
  time: string;
  at: string;
  diff: Difference[];
  /** Where a field of it is set back, and whether its move from a state is one of them. */
  restore?: { action: string; state: boolean };
  is_edited?: boolean;
  /** By what it came, where that was no page. */
  via?: string;
  note?: NoteShown;
  file?: FileLink;
  files?: FileLink[];
  link?: { href: string; label: string };
};
type Base = Pick<Shown, 'id' | 'kind' | 'who' | 'time' | 'at' | 'diff'>;
type Words = Omit<Shown, keyof Base> & Partial<Base>;
type Of<K extends Happening['kind']> = Extract<Happening, { kind: K }>;

type Month = { label: string; entries: Shown[] };
/** Whose timeline it is, and who reads it; `currency` is the record's at the time of the newest entry. */
type Reading = { module: RecordModule; target: Target; person: Person; currency: string };

/** What happened to a record by month, newest first, each entry one sentence with what changed; amounts in the currency of their time. */
export function timelineOf(reading: Reading, entries: Happening[]): Month[] {
  const { timeZone } = reading.person;
  const months: Month[] = [];
  let after = reading.currency;
  for (const entry of entries) {
    const currencies = { before: currencyBefore(entry, after), after };
    const label = monthYear(`${dayOf(entry.at, timeZone).slice(0, 7)}-01`);
    if (months.at(-1)?.label !== label) months.push({ label, entries: [] });
    const base = baseOf(entry, reading.person);
    months.at(-1)?.entries.push({ ...base, ...wordsOf(reading, entry, base.who, currencies) });
    after = currencies.before;
  }
  return months;
}

function wordsOf({ module, target, person }: Reading, entry: Happening, who: string, currencies: Currencies): Words {
  switch (entry.kind) {
    case 'history':
      return {
        ...sentenceOf(module, entry, who, currencies),
        ...restoreOf(entry, pathOf(target), person),
        ...(entry.token_name !== null && { via: byToken(entry.token_name) }),
        ...(entry.act === 'merged' ? mergeLink(target) : {}),
      };
    case 'note':
      return noteWords(entry, who, pathOf(target), person);
    case 'files':
      return fileWords(entry, who, pathOf(target));
    case 'task':
      return { icon: 'square-check-big', text: `${who} added the task “${entry.text}”` };
    case 'done':
      return { icon: 'check', tone: 'good', text: `${who} finished “${entry.text}”` };
    case 'told':
      return toldWords(entry, who);
  }
}

// A part that was split off is not brought back by setting its fields: such an entry offers nothing.
function restoreOf({ id, act, changes }: Of<'history'>, path: string, person: Person): Pick<Shown, 'restore'> {
  if (person.role === 'VIEWER' || !['changed', 'state_set', 'merged'].includes(act)) return {};
  const state = typeof changes.state?.[0] === 'string';
  return { restore: { action: `${path}/history/${id}/restoration`, state } };
}

// Where the merge is undone for as long as it can be.
const mergeLink = (target: Target) => ({ link: { href: `${pathOf(target)}/merges`, label: 'Show merges' } });

function toldWords({ told: { icon, tone, what, href, label }, actor_id }: Of<'told'>, who: string): Words {
  const text = actor_id === null ? what : `${who} ${what}`;
  return { icon, ...(tone && { tone }), text, link: { href, label } };
}

function baseOf({ id, kind, at, actor_id, actor }: Happening, person: Person): Base {
  const who = actor_id === person.id ? 'You' : (actor ?? SOMEBODY);
  return { id, kind, who, time: shortInstant(at, person.timeZone), at: at.toISOString(), diff: [] };
}

function currencyBefore(entry: Happening, after: string): string {
  const before = entry.kind === 'history' ? entry.changes.currency?.[0] : undefined;
  return typeof before === 'string' ? before : after;
}

// What somebody said stands beside their picture.
function noteWords(it: Of<'note'>, who: string, path: string, person: Person): Words {
  // The author's alone, and everybody's once the author has left: so says the policy of the table.
  const mayEdit = person.role !== 'VIEWER' && (it.actor_id === person.id || it.actor === null);
  const href = `${path}/notes/${it.id}`;
  return {
    icon: 'message-square',
    picture_id: it.picture_id,
    text: `${who} added a note`,
    is_edited: it.is_edited,
    note: {
      html: markdown(it.is_cut ? `${it.text} …` : it.text),
      whole_href: it.is_cut ? href : null,
      edit_href: mayEdit ? `${href}/edit` : null,
      delete_action: mayEdit ? `${href}/delete` : null,
    },
  };
}

function fileWords({ files }: Of<'files'>, who: string, path: string): Words {
  const links = files.map(({ id, name, is_image }) => ({
    label: name,
    href: `${path}/files/${id}`,
    icon: is_image ? 'image' : 'file-text',
  }));
  const [file] = links;
  if (file && links.length === 1) return { icon: 'paperclip', text: `${who} attached`, file };
  return { icon: 'paperclip', text: `${who} attached ${links.length} files`, files: links };
}
