import { isId } from '../../http/form.js';
import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../../records/fields/set.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { readState } from '../../records/record/state.js';
import { backOf } from '../../records/rows/index.js';
import type { RecordState } from '../../records/state.js';
import { findOrAddCompanies, knownCompanies, nobodys, strangeNames } from '../companies/index.js';
import { EMPLOYMENTS, type Employments, withoutDoubles } from './employments.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
import { CONTACTS } from './kind.js';

const NO_COMPANY = 'This company is no longer there. Type its name.';

/** Finds the companies that a contact names, and adds those that are not there. */
export async function placeContact(
  tx: WriteDoor,
  { data, before, person, sent, restored, finds }: Draft<ContactData>,
): Promise<Placed<ContactData>> {
  const strange = await strangeCompanies(tx, sent);
  if (strange) return { ok: false, errors: strange };
  const known = companiesOf(before);
  // Companies that stay as they stand are not held: a merge of contacts, which saves in this way, holds the rows that name them.
  if (before && EMPLOYMENTS.cell(data.companies) === EMPLOYMENTS.cell(known))
    return { ok: true, data: { ...data, companies: known } };
  const named = known.map(({ id, name }) => ({ id: id ?? '', name: name ?? '' }));
  // A name that the contact carries already means that company, also when it was deleted meanwhile: an edit brings none back.
  const called = (name: string) => named.find((it) => normalForm(it.name) === normalForm(name))?.id;
  const meant = data.companies.map(({ id, name }) => ({ name: name ?? '', id: id ?? called(name ?? '') }));
  const unknown = finds
    ? await strangeNames(
        tx,
        meant.flatMap(({ id, name }) => (id ? [] : [name])),
      )
    : [];
  if (unknown[0] !== undefined) return { ok: false, errors: { companies: nobodys(unknown[0]) } };
  // What comes as one text may be of a history of before, in which one that was renamed since has its old name.
  const once = typeof sent.companies === 'string';
  const found = await findOrAddCompanies(tx, person.id, meant, { known: named, once });
  // A merge of companies that this waited for has moved the rows.
  const now = before && ((await readState(tx, { kind: CONTACTS, fields: CONTACT_FIELDS }, before.id)) ?? before);
  const placed = withoutDoubles(
    data.companies.map((row, n) => ({ ...row, name: found[n]?.name ?? row.name, now: found[n]?.id ?? '' })),
  );
  return {
    ok: true,
    data: { ...data, companies: stayingRows(placed, companiesOf(now), backOf(restored?.companies, companiesOf(now))) },
    ...(now && { before: now }),
  };
}

// An id of nothing is no slip of a hand, and is not passed over for the name beside it.
async function strangeCompanies(tx: WriteDoor, sent: Row): Promise<Record<string, string> | undefined> {
  const ids = Object.entries(sent).flatMap(([name, id]) => {
    const n = /^company_id_(\d{1,3})$/.exec(name)?.[1];
    return n && id ? [[n, String(id).toLowerCase()] as const] : [];
  });
  if (ids.length === 0) return undefined;
  const found = await knownCompanies(tx, ids.map(([, id]) => id).filter(isId));
  const strange = ids.filter(([, id]) => !found.includes(id)).map(([n]) => [`company_name_${n}`, NO_COMPANY] as const);
  return strange.length > 0 ? Object.fromEntries(strange) : undefined;
}

// What stays at a company, or comes back to it, is the same row, and what does not is another: the undo of a merge of companies
// moves rows by their ids.
function stayingRows(
  placed: (Employments[number] & { now: string })[],
  before: Employments,
  back: Employments,
): Employments {
  const rows = placed.map(({ now, ...row }) => {
    const isThere = [...before, ...back].some((it) => it.row === row.row && it.id === now);
    return { ...row, row: isThere ? row.row : null, id: now };
  });
  return EMPLOYMENTS.adopt(rows, before, back);
}

function companiesOf(contact: RecordState | null): Employments {
  return (contact?.fields.companies ?? []) as Employments;
}
