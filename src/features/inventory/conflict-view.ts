import { plural } from '../../http/format.js';
import type { Changes } from '../../records/history.js';
import { fieldText } from './field-text.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './fields.js';
import { type Item, type ItemFields, typedFrom } from './item.js';
import type { ItemData } from './schema.js';

type Side = { value: string; shown: string };
export type Choice = { name: FieldName; label: string; mine: Side; theirs: Side; keep: 'mine' | 'theirs' };
type Parts = { current: Item; typed: ItemData; since: Changes[]; who: string; now: Date };

/** What the page of an edit that met another one prints: each field that differs with both values, the rest kept as typed. */
export function conflictView({ current, typed, since, who, now }: Parts) {
  const base = baseOf(current.fields, since);
  const [mine, theirs] = [typedFrom(typed as ItemFields), typedFrom(current.fields)];
  const differing = FIELD_NAMES.filter((name) => name !== 'company_id' && mine[name] !== theirs[name]);
  const choices = differing.map((name): Choice => {
    // What was not touched here takes the other one's value; what was touched stays as typed.
    const untouched = (typed[name] ?? null) === (base[name] ?? null);
    return {
      name,
      label: FIELDS[name].label,
      mine: side(name, mine, typed as ItemFields),
      theirs: side(name, theirs, current.fields),
      keep: untouched ? 'theirs' : 'mine',
    };
  });
  const rest = Object.fromEntries(
    FIELD_NAMES.filter((name) => name !== 'company_id' && !differing.includes(name)).map((name) => [name, mine[name]]),
  );
  return {
    name: current.name,
    path: `/inventory/${current.id}`,
    heading: `${who} changed this ${ago(current.updatedAt, now)}.`,
    who,
    choices,
    rest,
    version: current.version,
  };
}

/** How long ago something was, in words. */
export function ago(then: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - then.getTime()) / 60_000));
  if (minutes === 0) return 'just now';
  if (minutes < 60) return `${plural(minutes, 'minute', 'minutes')} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${plural(hours, 'hour', 'hours')} ago` : `${plural(Math.floor(hours / 24), 'day', 'days')} ago`;
}

// The fields as the form was filled with: today's, with every change since taken back, the newest first.
function baseOf(fields: ItemFields, since: Changes[]): Record<string, unknown> {
  const base: Record<string, unknown> = { ...fields };
  for (const changes of since) for (const [name, [before]] of Object.entries(changes)) base[name] = before;
  return base;
}

function side(name: FieldName, typed: Record<FieldName, string>, fields: ItemFields): Side {
  const currency = String(fields.currency);
  return {
    value: typed[name],
    shown: fieldText(name, fields[name], currency) || (name === 'disclosure_made' ? 'no' : 'empty'),
  };
}
