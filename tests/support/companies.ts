import { v7 as uuidv7 } from 'uuid';
import { insert, type TestDatabase } from './database.js';
import type { Fields } from './visitor.js';

/** A new company's form as it is sent when only what must be there was filled in. */
export function companyForm(fields: Fields = {}): Fields {
  return { name: 'Kestrel Optics', kind: 'brand', submission_id: uuidv7(), ...fields };
}

/** Lays a company into the database, past the form; answers its id. */
export function insertCompany(db: TestDatabase, fields: Record<string, unknown> = {}): Promise<string> {
  return insert(db, 'companies', { name: `Company ${uuidv7()}`, ...fields });
}

/** Lays a contact into the database who is, or was, at a company. */
export async function insertContactAt(
  db: TestDatabase,
  companyId: string,
  fields: Record<string, unknown> = {},
  there: Record<string, unknown> = {},
): Promise<string> {
  const id = await insert(db, 'contacts', { first_name: 'Ines', ...fields });
  await insert(db, 'contact_companies', { contact_id: id, company_id: companyId, ...there });
  return id;
}
