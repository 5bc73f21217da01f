import { dayOf, formatDate, plural, shortInstant } from '../../http/format.js';
import type { Flash, Person } from '../../http/person.js';
import { DAY_MS } from '../../platform/clock.js';
import { pathOf } from '../kinds.js';
import { UNDO_DAYS } from '../limits.js';
import type { Live } from '../live.js';
import type { RecordState } from '../module.js';
import { type Choice, choicesOf, joinedOf } from './fields.js';
import type { Mergeable, Moving } from './links.js';
import type { Both } from './pair.js';
import type { Match, MergeRow } from './queries.js';
import type { Undone } from './undo.js';

/** Why a merge was not done: shown over the choices, or beside the field that stands in the way. */
export type Refusal = { status: number; errors: Record<string, string> };

/** The page on which the other record is found: those like this one at first, those that match once a name was typed. */
export function chooseView(module: Mergeable, record: RecordState, typed: string, matches: Match[], error = '') {
  const { one, many } = module.kind;
  const path = pathOf({ kind: module.kind, id: record.id });
  return {
    ...framing(module, record),
    one,
    form: { values: { q: typed, with: '' }, errors: error ? { q: error } : {} },
    action: `${path}/merge`,
    suggestions: `${path}/merge/suggestions`,
    found: matches.map(({ id, name, detail }) => ({ name, detail, href: `${path}/merge?with=${id}` })),
    found_title: typed ? `${sentence(many)} that match` : 'Possibly the same',
    nothing: typed ? `No other ${one} is called that, or nearly.` : '',
  };
}

/** Both records side by side: a choice for each field that differs, and what will move. */
export function compareView(
  module: Mergeable,
  both: Both,
  moving: Moving,
  sent: object | undefined,
  refusal?: Refusal,
) {
  const { kept, lost } = both;
  const { one } = module.kind;
  const path = pathOf({ kind: module.kind, id: kept.id });
  const choices = choicesOf(module, both, { ...sent });
  return {
    ...framing(module, kept),
    one,
    other: { name: lost.name, href: pathOf({ kind: module.kind, id: lost.id }) },
    action: `${path}/merge`,
    swap_href: `${pathOf({ kind: module.kind, id: lost.id })}/merge?with=${kept.id}`,
    hidden_fields: { with: lost.id, version: String(kept.version), with_version: String(lost.version) },
    choices: choices.map((it) => ({ ...it, error: refusal?.errors[it.name] ?? '' })),
    joined: joinedOf(module, both),
    moving,
    days: UNDO_DAYS,
    errors: errorsOf(module, choices, refusal),
  };
}

/** The merges into a record, each with its undo for as long as there is one. */
export function mergesView(record: Live, merges: MergeRow[], person: Person) {
  const { title, path: list, one } = record.kind;
  const path = pathOf(record);
  return {
    list: { label: title, href: list },
    name: record.name,
    path,
    one,
    rows: merges.map(({ id, at, actor, actor_id, lost, undone, late }) => ({
      lost,
      at: shortInstant(at, person.timeZone),
      who: actor_id === person.id ? 'You' : (actor ?? 'Someone who has left'),
      note: undone ? 'Undone' : late ? `Older than ${UNDO_DAYS} days` : untilText(at, person),
      undo: undone || late || person.role === 'VIEWER' ? null : `${path}/merge/${id}/undo`,
    })),
  };
}

/** What is said after an undo: also what it had to leave as it was. */
export function undoneText({ name, kept, fields, rows }: Undone, one: string): Flash {
  const { stayed, anew, gone } = rows;
  const said = (rows: number, text: string) => (rows > 0 ? [`${plural(rows, 'row', 'rows')} ${text}`] : []);
  const left = [
    ...(fields.length > 0 ? [`${fields.join(', ')} stayed as ${fields.length === 1 ? 'it is' : 'they are'}`] : []),
    ...said(stayed, `changed since stayed where ${stayed === 1 ? 'it is' : 'they are'}`),
    ...said(gone, 'deleted since did not come back'),
    ...said(
      anew,
      `edited or deleted since came back as ${anew === 1 ? 'it was' : 'they were'}: look at what ${kept} still has of ${anew === 1 ? 'it' : 'them'}`,
    ),
  ];
  const text = `Merge undone. ${name} is a ${one} of its own again.`;
  return left.length > 0 ? { text: `${text} ${sentence(left.join('; '))}.`, tone: 'warn' } : { text };
}

function framing({ kind }: Mergeable, { id, name }: RecordState) {
  const { title, path } = kind;
  return { list: { label: title, href: path }, name, path: pathOf({ kind, id }) };
}

// What stands at a choice is said there; the rest over the form, with what it is about.
function errorsOf(module: Mergeable, choices: Choice[], refusal?: Refusal): string[] {
  return Object.entries(refusal?.errors ?? {}).flatMap(([name, text]) => {
    if (name === '') return [text];
    const label = module.names.includes(name) ? `${module.label(name)}: ` : '';
    return choices.some((choice) => choice.name === name) ? [] : [`${label}${text}`];
  });
}

function untilText(at: Date, { timeZone }: Person): string {
  return `Can be undone until ${formatDate(dayOf(new Date(at.getTime() + UNDO_DAYS * DAY_MS), timeZone))}`;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
