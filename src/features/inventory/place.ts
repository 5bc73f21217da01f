import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { companyById, findOrAddCompany, isCompany } from '../companies/index.js';
import type { ItemData } from './fields.js';

const NO_COMPANY = 'This brand is no longer there. Type its name.';

/**
 * Finds the company that an item's brand names, or adds it. A brand that was left as it stood stays with its company, whatever
 * that is called by now.
 */
export async function placeItem(
  tx: WriteDoor,
  { data, before, person, sent }: Draft<ItemData>,
): Promise<Placed<ItemData>> {
  const { brand, company_id } = data;
  const kept = before?.fields.company_id;
  if (brand && kept && brand === before?.fields.brand) return { ok: true, data: { ...data, company_id: String(kept) } };
  // An id of nothing is no slip of a hand, and is not passed over for the name beside it.
  if (company_id && !(await isCompany(readerOf(tx), company_id))) return { ok: false, errors: { brand: NO_COMPANY } };
  // A blank brand was cleared by hand: without JavaScript the hidden id stays behind, so it counts only where no brand was sent.
  if (!brand && (sent.brand !== undefined || !company_id))
    return { ok: true, data: { ...data, brand: null, company_id: null } };
  const company = brand ? await findOrAddCompany(tx, person.id, brand) : await companyById(tx, company_id ?? '');
  if (!company) return { ok: false, errors: { brand: NO_COMPANY } };
  return { ok: true, data: { ...data, brand: company.name, company_id: company.id } };
}
