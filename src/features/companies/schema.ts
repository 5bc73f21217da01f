import { z } from 'zod';
import {
  choice,
  type Form,
  optionalChoice,
  optionalId,
  optionalLines,
  optionalText,
  optionalWholeNumber,
  parseForm,
  text,
  tick,
  withError,
} from '../../http/form.js';
import { COUNTRIES } from './countries.js';
import { COMPANY_KINDS, type FieldName } from './fields.js';
import { readWebsite } from './website.js';

const NO_WEB_ADDRESS = 'Type a web address such as https://example.com.';
const MOST_LINKS = 20;

const website = optionalText(500).refine((it) => it === null || readWebsite(it) !== undefined, NO_WEB_ADDRESS);
const socialLinks = optionalLines(1_000)
  .refine((it) => lines(it).length <= MOST_LINKS, `Type ${MOST_LINKS} links at most.`)
  .refine((it) => lines(it).every(isLink), 'Type one web address a line, such as https://example.com/name.');
const timeZone = optionalText(64).refine((it) => it === null || TIME_ZONES.has(it), 'Choose one of the list.');

/** The time zones a form offers. */
export const TIME_ZONE_NAMES = ['UTC', ...Intl.supportedValuesOf('timeZone')];
const TIME_ZONES = new Set(TIME_ZONE_NAMES);

const schema = z.object({
  name: text(200, 'Give it a name.'),
  kind: choice(COMPANY_KINDS, 'Choose what it is.').default('brand'),
  website,
  category: optionalText(200),
  parent: optionalText(200),
  legal_name: optionalText(200),
  affiliate_programme: optionalText(200),
  payment_terms_days: optionalWholeNumber(0, 365),
  social_links: socialLinks,
  address: optionalLines(500),
  country: optionalChoice(COUNTRIES),
  time_zone: timeZone,
  do_not_contact: tick(),
  do_not_contact_reason: optionalText(500),
  submission_id: optionalId('Open the form anew and send it again.'),
});

type Sent = z.infer<typeof schema>;
/** A company's fields as they are kept; its parent and its category by name, as people read them. */
export type CompanyData = Pick<Sent, FieldName>;
type Read = { ok: true; data: CompanyData; submissionId: string | null; form: Form } | { ok: false; form: Form };

/** Reads a company's form: what each field may hold, and that whoever is not to be written to has a reason. */
export function readCompany(body: unknown): Read {
  const parsed = parseForm(schema, body);
  if (!parsed.ok) return { ok: false, form: parsed.form };
  const { submission_id, ...sent } = parsed.data;
  if (sent.do_not_contact && !sent.do_not_contact_reason)
    return { ok: false, form: withError(parsed.form, 'do_not_contact_reason', 'Say why, so that the others know.') };
  return { ok: true, data: tidied(sent), submissionId: submission_id, form: parsed.form };
}

// A name is kept with single spaces, as a brand's is.
function tidied(data: CompanyData): CompanyData {
  const website = data.website === null ? null : (readWebsite(data.website)?.website ?? null);
  return { ...data, name: data.name.replace(/\s+/g, ' '), website };
}

function lines(text: string | null): string[] {
  return text === null ? [] : text.split('\n');
}

function isLink(line: string): boolean {
  return /^https?:\/\/[^\s]+$/i.test(line) && URL.canParse(line);
}
