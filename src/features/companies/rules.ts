import { type CompanyData, NO_REASON } from './fields.js';

/** Whoever is not to be written to has a reason. */
export function companyRules({ do_not_contact, do_not_contact_reason }: Partial<CompanyData>) {
  return do_not_contact && do_not_contact_reason === null ? { do_not_contact_reason: NO_REASON } : {};
}
