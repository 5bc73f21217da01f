import { isDeepStrictEqual } from 'node:util';
import { ago } from '../http/format.js';
import type { Person } from '../http/person.js';
import { page, type Reply } from '../http/reply.js';
import type { WriteDoor } from '../platform/postgres/database.js';
import { type Changes, changesSince, lastChangedBy } from './history.js';
import { pathOf } from './kinds.js';
import type { FieldValues, RecordModule, RecordState } from './module.js';

/** What somebody typed over a version that was no longer the newest. */
type Typed = { version: number; fields: FieldValues };
type Side = { value: string; shown: string };
type Choice = { name: string; label: string; mine: Side; theirs: Side; keep: 'mine' | 'theirs' };

/** Both versions of a record side by side, a choice for each field that differs; nothing is saved yet. */
export async function conflictPage(
  tx: WriteDoor,
  person: Person,
  module: RecordModule,
  current: RecordState,
  typed: Typed,
): Promise<Reply> {
  const target = { kind: module.kind, id: current.id };
  const since = await changesSince(tx, target, current.version - typed.version);
  const who = await lastChangedBy(tx, person, target, current.updatedBy);
  const { choices, rest } = conflictChoices(module, current.fields, typed.fields, since);
  const { title, path, one } = module.kind;
  return page(
    'records/conflict.njk',
    {
      list: { label: title, href: path },
      one,
      name: current.name,
      path: pathOf(target),
      heading: `${who} changed this ${ago(current.updatedAt, new Date())}.`,
      choices,
      rest: rest,
      version: current.version,
    },
    409,
  );
}

/** The fields that differ, each with both values, and the rest as it was typed. */
function conflictChoices(module: RecordModule, now: FieldValues, typed: FieldValues, since: Changes[]) {
  const base = baseOf(module, now, since);
  const [mine, theirs] = [module.typed(typed), module.typed(now)];
  const differing = module.names.filter(
    (name) => mine[name] !== theirs[name] && !sayTheSame(module, name, typed[name], now[name]),
  );
  const choices = differing.map((name): Choice => {
    // What was not touched here takes the other one's value; what was touched stays as typed.
    const untouched =
      isDeepStrictEqual(typed[name] ?? null, base[name] ?? null) || sayTheSame(module, name, typed[name], base[name]);
    return {
      name,
      label: module.label(name),
      mine: side(module, name, mine, typed),
      theirs: side(module, name, theirs, now),
      keep: untouched ? 'theirs' : 'mine',
    };
  });
  const rest = Object.fromEntries(
    module.names.filter((name) => !differing.includes(name)).map((name) => [name, mine[name]]),
  );
  return { choices, rest };
}

// The fields as the form was filled with: today's, with every change since taken back, the newest first.
function baseOf(module: RecordModule, fields: FieldValues, since: Changes[]): FieldValues {
  const base: FieldValues = { ...fields };
  for (const changes of since)
    for (const [name, change] of Object.entries(changes)) base[name] = module.history.before(name, base[name], change);
  return base;
}

function side(module: RecordModule, name: string, typed: Record<string, string>, fields: FieldValues): Side {
  const text = module.shown(name, fields[name], String(fields.currency ?? ''));
  return { value: typed[name] ?? '', shown: text || (typeof fields[name] === 'boolean' ? 'no' : 'empty') };
}

// Rows are told by what they say: their ids may be new.
function sayTheSame(module: RecordModule, name: string, one: unknown, other: unknown): boolean {
  return Array.isArray(one) && module.shown(name, one) === module.shown(name, other);
}
