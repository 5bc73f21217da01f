import type { WriteDoor } from '../../platform/postgres/database.js';
import { record } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { companyById, findOrAddCompanies, knownCompanies, strangeNames } from './by-name.js';
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
 * Finds the companies that records name, or adds them, in few statements; `pairs`: the field of each name with that of its id. A name
 * that was left as it stood stays with its company, whatever that is called by now. They are held until the transaction ends. All
 * were sent by one person, in one way.
 */
export async function placeCompanies<T extends Row>(
  tx: WriteDoor,
  drafts: readonly Draft<T>[],
  pairs: Readonly<Record<string, string>>,
): Promise<Placed<T>[]> {
  const [first] = drafts;
  if (!first) return [];
  const sent = drafts.flatMap(({ data }) => Object.values(pairs).flatMap((column) => (data[column] as string) || []));
  const known = sent.length === 0 ? [] : await knownCompanies(tx, sent);
  const all: Asking[] = [];
  for (const draft of drafts) all.push(await askedOf(tx, draft, pairs, known));
  const strange = first.finds ? await strangeNames(tx, namesOf(all)) : [];
  for (const { asked, errors } of all)
    for (const { field, name } of asked) if (strange.includes(name)) errors[field] = nobodys(name);
  const names = namesOf(all.filter(({ errors }) => Object.keys(errors).length === 0));
  const found =
    names.length === 0
      ? []
      : await findOrAddCompanies(
          tx,
          first.person.id,
          names.map((name) => ({ name })),
        );
  const byName = new Map(names.map((name, n) => [name, found[n]]));
  return all.map(({ placed, asked, errors }): Placed<T> => {
    if (Object.keys(errors).length > 0) return { ok: false, errors };
    for (const { field, name } of asked)
      Object.assign(placed, { [field]: byName.get(name)?.name, [pairs[field] ?? '']: byName.get(name)?.id });
    return { ok: true, data: placed as T };
  });
}

/** What is known of a record's companies so far: what is placed, names that are still to be found, and what is wrong. */
type Asking = {
  placed: Record<string, unknown>;
  asked: { field: string; name: string }[];
  errors: Record<string, string>;
};

async function askedOf<T extends Row>(
  tx: WriteDoor,
  { data, before, sent }: Draft<T>,
  pairs: Readonly<Record<string, string>>,
  known: readonly string[],
): Promise<Asking> {
  const asking: Asking = { placed: { ...data }, asked: [], errors: {} };
  const { placed, asked, errors } = asking;
  for (const [field, column] of Object.entries(pairs)) {
    const [name, id, kept] = [data[field], data[column], before?.fields[column]];
    const gone = `This ${field} is no longer there. Type its name.`;
    if (name && kept && name === before?.fields[field]) placed[column] = kept;
    // An id of nothing is no slip of a hand, and is not passed over for the name beside it.
    else if (id && !known.includes(String(id))) errors[field] = gone;
    else if (name) asked.push({ field, name: String(name) });
    // A name that is empty was cleared by hand: without JavaScript the hidden id stays behind, so it counts only where no name was sent.
    else if (!id || sent[field] !== undefined) Object.assign(placed, { [field]: null, [column]: null });
    else {
      const company = await companyById(tx, String(id));
      if (company) Object.assign(placed, { [field]: company.name, [column]: company.id });
      else errors[field] = gone;
    }
  }
  return asking;
}

function namesOf(all: readonly Asking[]): string[] {
  return [...new Set(all.flatMap(({ asked }) => asked.map(({ name }) => name)))];
}

/** What is said of a name that is no company's, where none is made of it. */
export const nobodys = (name: string) => `No company is called ${name}.`;
