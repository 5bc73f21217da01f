import { isId } from '../../http/form.js';
import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { readStates } from '../../records/record/state.js';
import { backOf } from '../../records/rows/index.js';
import type { RecordState } from '../../records/state.js';
import { findOrAddCompanies, knownCompanies, nobodys, strangeNames } from '../companies/index.js';
import { EMPLOYMENTS, type Employments, withoutDoubles } from './employments.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
import { CONTACTS } from './kind.js';

const NO_COMPANY = 'This company is no longer there. Type its name.';

/** Finds the companies that contacts name, and adds those that are not there, in few statements. */
export async function placeContacts(
  tx: WriteDoor,
  drafts: readonly Draft<ContactData>[],
): Promise<Placed<ContactData>[]> {
  const strange = await strangeCompanies(tx, drafts);
  const all = drafts.map((draft, n) => ({ draft, strange: strange[n] ?? {}, ...meantBy(draft) }));
  const asking = all.filter((it) => Object.keys(it.strange).length === 0 && !it.stays);
  const unknown = await unknownNames(tx, asking);
  const fit = asking.filter((it) => !it.meant.some(({ id, name }) => !id && unknown.has(name)));
  const found = await foundCompanies(tx, fit);
  const now = await statesNow(tx, fit);
  return all.map(({ draft: { data, before, restored }, strange, known, meant, stays }): Placed<ContactData> => {
    if (Object.keys(strange).length > 0) return { ok: false, errors: strange };
    if (stays) return { ok: true, data: { ...data, companies: known } };
    const nobody = meant.find(({ id, name }) => !id && unknown.has(name));
    if (nobody) return { ok: false, errors: { companies: nobodys(nobody.name) } };
    // A merge of companies that this waited for has moved the rows.
    const is = before && (now.get(before.id) ?? before);
    const placed = withoutDoubles(
      data.companies.map((row, n) => {
        const company = found.get(meant[n] as Meant);
        return { ...row, name: company?.name ?? row.name, now: company?.id ?? '' };
      }),
    );
    const rows = stayingRows(placed, companiesOf(is), backOf(restored?.companies, companiesOf(is)));
    return { ok: true, data: { ...data, companies: rows }, ...(is && { before: is }) };
  });
}

type Meant = { id: string; name: string };
type Asking = { draft: Draft<ContactData>; known: Employments; meant: Meant[] };

// Companies that stay as they stand are not held: a merge of contacts, which saves in this way, holds the rows that name them.
function meantBy({ data, before }: Draft<ContactData>) {
  const known = companiesOf(before);
  // A name that the contact carries already means that company, also when it was deleted meanwhile: an edit brings none back.
  const called = (name: string) => known.find((it) => normalForm(it.name ?? '') === normalForm(name))?.id ?? '';
  const meant = data.companies.map(({ id, name }) => ({ name: name ?? '', id: id ?? called(name ?? '') }));
  return { known, meant, stays: before !== null && EMPLOYMENTS.cell(data.companies) === EMPLOYMENTS.cell(known) };
}

async function unknownNames(tx: WriteDoor, asking: readonly Asking[]): Promise<Set<string>> {
  const finding = asking.filter(({ draft }) => draft.finds).flatMap(({ meant }) => meant);
  return new Set(await strangeNames(tx, [...new Set(finding.flatMap(({ id, name }) => (id ? [] : [name])))]));
}

async function foundCompanies(tx: WriteDoor, asking: readonly Asking[]): Promise<Map<Meant, Meant>> {
  const [first] = asking;
  const meant = new Map(asking.flatMap((it) => it.meant).map((it) => [`${it.id} ${it.name}`, it]));
  if (!first || meant.size === 0) return new Map();
  const known = asking.flatMap((it) => it.known.map(({ id, name }) => ({ id: id ?? '', name: name ?? '' })));
  // What comes as one text may be of a history of before, in which one that was renamed since has its old name.
  const once = asking.some(({ draft }) => draft.before && typeof draft.sent.companies === 'string');
  const found = await findOrAddCompanies(tx, first.draft.person.id, [...meant.values()], { known, once });
  const byKey = new Map([...meant.keys()].map((key, n) => [key, found[n] as Meant]));
  return new Map(
    asking.flatMap((it) => it.meant.map((one) => [one, byKey.get(`${one.id} ${one.name}`) as Meant] as const)),
  );
}

async function statesNow(tx: WriteDoor, asking: readonly Asking[]): Promise<Map<string, RecordState>> {
  const ids = asking.flatMap(({ draft }) => draft.before?.id ?? []);
  const states = await readStates(tx, { kind: CONTACTS, fields: CONTACT_FIELDS }, ids);
  return new Map(states.map((it) => [it.id, it]));
}

// An id of nothing is no slip of a hand, and is not passed over for the name beside it.
async function strangeCompanies(
  tx: WriteDoor,
  drafts: readonly Pick<Draft, 'sent'>[],
): Promise<Record<string, string>[]> {
  const sent = drafts.map(({ sent }) =>
    Object.entries(sent).flatMap(([name, id]) => {
      const n = /^company_id_(\d{1,3})$/.exec(name)?.[1];
      return n && id ? [[n, String(id).toLowerCase()] as const] : [];
    }),
  );
  const ids = sent.flat().map(([, id]) => id);
  const found = ids.length === 0 ? [] : await knownCompanies(tx, ids.filter(isId));
  return sent.map((all) =>
    Object.fromEntries(all.flatMap(([n, id]) => (found.includes(id) ? [] : [[`company_name_${n}`, NO_COMPANY]]))),
  );
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
