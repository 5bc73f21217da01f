import { v7 as uuidv7 } from 'uuid';
import { insert, type TestDatabase } from './database.js';
import type { Fields } from './visitor.js';

/** A new contact's form as it is sent when only what must be there was filled in. */
export function contactForm(fields: Fields = {}): Fields {
  return {
    first_name: 'Ana',
    last_name: '',
    email_value_0: '',
    email_label_0: '',
    email_primary: '0',
    company_name_0: '',
    company_title_0: '',
    company_from_on_0: '',
    company_to_on_0: '',
    warmth: 'cold',
    submission_id: uuidv7(),
    ...fields,
  };
}

type Laid = {
  email?: string;
  phone?: string;
  company?: string;
  from_on?: string | null;
  to_on?: string | null;
} & Record<string, unknown>;

/** Lays a contact into the database, past the form, with an address and a company where named; answers its id. */
export async function insertContact(db: TestDatabase, fields: Laid = {}): Promise<string> {
  const { email, phone, company, from_on = null, to_on = null, ...columns } = fields;
  const id = await insert(db, 'contacts', { first_name: 'Ana', ...columns });
  for (const [kind, value] of Object.entries({ email, phone }))
    if (value) await insert(db, 'contact_points', { contact_id: id, kind, value, is_primary: true });
  if (company) {
    const company_id = await companyNamed(db, company);
    await insert(db, 'contact_companies', { contact_id: id, company_id, from_on, to_on });
  }
  return id;
}

/** The id of the company of that name, laid in where there is none. */
export async function companyNamed(db: TestDatabase, name: string): Promise<string> {
  const [known] = await db.rows<{ id: string }>('select id from companies where name = $1', [name]);
  if (known) return known.id;
  return insert(db, 'companies', { name });
}
