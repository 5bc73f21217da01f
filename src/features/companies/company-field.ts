import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { record } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { companyById, findOrAddCompanies, isCompany, strangeNames } from './by-name.js';
import { COMPANY_IN_BULK } from './in-bulk.js';
import { companyName } from './named.js';

/** A company that a record names: typed or chosen, and made where none is called that. The field `column` holds its id. */
export function companyField(o: { label: string; column: string; hint?: string; bulk?: true }) {
  return record({
    label: o.label,
    column: o.column,
    id_name: o.column,
    hint: o.hint ?? 'Not there? Type the name to add it.',
    named: companyName,
    url: '/companies/suggestions',
    add: 'company',
    ...(o.bulk && { bulk: COMPANY_IN_BULK }),
  });
}

/**
 * Finds the companies that a record names, or adds them; `pairs`: the field of each name with that of its id. A name that was left
 * as it stood stays with its company, whatever that is called by now. They are held until the transaction ends.
 */
export async function placeCompanies<T extends Row>(
  tx: WriteDoor,
  { data, before, person, sent, finds }: Draft<T>,
  pairs: Readonly<Record<string, string>>,
): Promise<Placed<T>> {
  const placed: Record<string, unknown> = { ...data };
  const errors: Record<string, string> = {};
  const asked: { field: string; name: string }[] = [];
  for (const [field, column] of Object.entries(pairs)) {
    const [name, id, kept] = [data[field], data[column], before?.fields[column]];
    const gone = `This ${field} is no longer there. Type its name.`;
    if (name && kept && name === before?.fields[field]) placed[column] = kept;
    // An id of nothing is no slip of a hand, and is not passed over for the name beside it.
    else if (id && !(await isCompany(readerOf(tx), String(id)))) errors[field] = gone;
    else if (name) asked.push({ field, name: String(name) });
    // A name that is empty was cleared by hand: without JavaScript the hidden id stays behind, so it counts only where no name was sent.
    else if (!id || sent[field] !== undefined) Object.assign(placed, { [field]: null, [column]: null });
    else {
      const company = await companyById(tx, String(id));
      if (company) Object.assign(placed, { [field]: company.name, [column]: company.id });
      else errors[field] = gone;
    }
  }
  const strange = finds
    ? await strangeNames(
        tx,
        asked.map(({ name }) => name),
      )
    : [];
  for (const { field, name } of asked) if (strange.includes(name)) errors[field] = nobodys(name);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const found = asked.length === 0 ? [] : await findOrAddCompanies(tx, person.id, asked);
  for (const [at, { field }] of asked.entries())
    Object.assign(placed, { [field]: found[at]?.name, [pairs[field] ?? '']: found[at]?.id });
  return { ok: true, data: placed as T };
}

/** The same of many new records that say names and no ids, in few statements. All were sent by one person, in one way. */
export async function placeManyCompanies<T extends Row>(
  tx: WriteDoor,
  drafts: readonly Draft<T>[],
  pairs: Readonly<Record<string, string>>,
): Promise<Placed<T>[]> {
  const [first] = drafts;
  if (!first) return [];
  const fields = Object.keys(pairs);
  const names = [...new Set(drafts.flatMap(({ data }) => fields.flatMap((field) => (data[field] as string) || [])))];
  const strange = new Set(first.finds ? await strangeNames(tx, names) : []);
  const asked = names.filter((name) => !strange.has(name)).map((name) => ({ name }));
  const found = asked.length === 0 ? [] : await findOrAddCompanies(tx, first.person.id, asked);
  const byName = new Map(asked.map(({ name }, n) => [name, found[n]]));
  return drafts.map(({ data }): Placed<T> => {
    const unknown = fields.filter((field) => strange.has(String(data[field] ?? '')));
    if (unknown.length > 0)
      return { ok: false, errors: Object.fromEntries(unknown.map((it) => [it, nobodys(String(data[it]))])) };
    const placed: Record<string, unknown> = { ...data };
    for (const [field, column] of Object.entries(pairs)) {
      const company = byName.get(String(data[field] ?? ''));
      Object.assign(placed, { [field]: company?.name ?? null, [column]: company?.id ?? null });
    }
    return { ok: true, data: placed as T };
  });
}

/** What is said of a name that is no company's, where none is made of it. */
export const nobodys = (name: string) => `No company is called ${name}.`;
