import { z } from 'zod';
import { blankForm, type Form, isId, parseForm } from '../../http/form.js';
import { dayOf } from '../../http/format.js';
import { readView } from '../../http/list/address.js';
import type { PersonRequest } from '../../http/person.js';
import { BadRequest } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { MOST_TICKED } from '../limits.js';
import type { ListedModule, Query } from '../module.js';
import { tagName } from '../tags/schema.js';
import { type Chosen, ofIds, ofSelect } from './batch.js';
import type { BulkField } from './field.js';
import type { BulkValues } from './values.js';

/** What a person wants done, as far as it was said: an act without its value is asked for it. */
export type Wanted =
  | { act: 'nothing' }
  | { act: 'delete' }
  | { act: 'tag' | 'untag'; name: string | undefined; form: Form }
  | { act: 'set'; field: BulkField; values: BulkValues | undefined; form: Form };

/** The rows that are selected: those ticked, or all of the list that `from` tells of; undefined when there are none. */
export async function readChosen(
  db: Pick<ReadDoor, 'row'>,
  module: ListedModule,
  asked: Query,
  req: PersonRequest,
): Promise<Chosen | undefined> {
  if (asked.all_matching === '1') return allOf(db, module, asked.from, req);
  const ids = [asked.ids ?? []].flat().filter(isId);
  if (ids.length > MOST_TICKED)
    throw new BadRequest(`Tick ${MOST_TICKED} ${module.kind.many} at most, or select all that match.`);
  if (ids.length === 0) return undefined;
  return ofIds(module.kind, ids);
}

/** Reads the act and its value. A value that is there but cannot be read is asked for again, with its message. */
export function readWanted(module: ListedModule, asked: Query, req: PersonRequest): Wanted {
  const { act } = asked;
  if (act === 'delete') return { act };
  if ((act === 'tag' || act === 'untag') && !module.kind.untagged) return readTag(act, asked);
  const field = module.bulk.find(({ name }) => name === asked.field) ?? module.bulk.find(({ name }) => name in asked);
  return field ? readValue(field, asked, req) : { act: 'nothing' };
}

/** What the forms of the act carry on: which rows, and from which list. */
export function carriedOn(asked: Query): Record<string, string | string[] | null> {
  const from = typeof asked.from === 'string' ? asked.from : null;
  if (asked.all_matching === '1') return { all_matching: '1', from };
  return { ids: [asked.ids ?? []].flat().filter(isId), from };
}

// An act on all rows of a list is refused rather than widened when that list cannot be read.
async function allOf(db: Pick<ReadDoor, 'row'>, module: ListedModule, from: unknown, req: PersonRequest) {
  const view = readView(from);
  const chosen = view && (await module.matching(db, view, req.person));
  if (!chosen)
    throw new BadRequest(`The list that was selected cannot be read any more. Select its ${module.kind.many} again.`);
  return ofSelect(chosen);
}

function readTag(act: 'tag' | 'untag', asked: Query): Wanted {
  if (!('tag' in asked)) return { act, name: undefined, form: blankForm() };
  const parsed = parseForm(z.object({ tag: tagName }), { tag: asked.tag });
  return { act, name: parsed.ok ? parsed.data.tag : undefined, form: parsed.form };
}

function readValue(field: BulkField, asked: Query, req: PersonRequest): Wanted {
  const { name } = field;
  if (!(name in asked)) return { act: 'set', field, values: undefined, form: blankForm() };
  const own = parseForm(z.object({ [name]: field.schema }), { [name]: asked[name] });
  if (!own.ok) return { act: 'set', field, values: undefined, form: own.form };
  const value = (own.data as BulkValues)[name] ?? null;
  const besides = field.beside?.(value) ?? [];
  const today = dayOf(new Date(), req.person.timeZone);
  const first = Object.fromEntries(besides.map((it) => [it.name, it.initial(today)]));
  const typed = Object.fromEntries(besides.map((it) => [it.name, asked[it.name] ?? first[it.name]]));
  const parsed = parseForm(z.object(Object.fromEntries(besides.map((it) => [it.name, it.schema]))), typed);
  // What cannot be read is asked for again beside a count that takes what it was filled with.
  const beside = parsed.ok ? (parsed.data as BulkValues) : first;
  // A page that asks for it finds no fault with what nobody typed yet.
  const isFirst = req.method === 'GET' && !besides.some((it) => it.name in asked);
  const values = { [name]: value, ...beside, ...field.told?.(req.person) };
  return { act: 'set', field, values, form: isFirst ? blankForm(first) : parsed.form };
}
