import { choice, type DataOf, date, defineFields, text, tick, timeZone } from '../../records/fields/index.js';
import { CHANNEL_LABELS, ROLE_LABELS, WARMTH_LOOKS } from './choices.js';
import { EMPLOYMENTS } from './employments.js';
import { LONGEST_NAME } from './kind.js';
import { language } from './language.js';
import { points } from './points.js';

/** Every field of a contact in the order of exports and histories. */
export const CONTACT_FIELDS = defineFields({
  first_name: text({
    label: 'First name',
    also: 'first, given name, forename',
    max: LONGEST_NAME,
    missing: 'Type a name.',
    filter: true,
  }),
  last_name: text({
    label: 'Last name',
    also: 'last, surname, family name',
    max: LONGEST_NAME,
    optional: true,
    filter: true,
  }),
  pronunciation: text({
    label: 'Pronunciation',
    max: 100,
    optional: true,
    hint: 'As it sounds, such as NEE-am for Niamh.',
  }),
  pronouns: text({ label: 'Pronouns', max: 50, optional: true, placeholder: 'she/her' }),
  title: text({ label: 'Title', also: 'job title, position, job', max: 200, optional: true, filter: true }),
  role: choice({ label: 'Role', of: ROLE_LABELS, optional: true, filter: 'several', bulk: { none: 'no role' } }),
  emails: { ...points('E-mail addresses', 'email'), also: 'e-mail address, email, email addresses, mail' },
  phones: { ...points('Phones', 'phone'), also: 'phone, phone number, telephone, mobile, tel' },
  handles: { ...points('Handles', 'handle'), also: 'handle, socials, social media' },
  preferred_channel: choice({
    label: 'Preferred channel',
    also: 'contact by, preferred contact',
    of: CHANNEL_LABELS,
    optional: true,
  }),
  opted_out: tick({
    label: 'Opted out',
    also: 'unsubscribed',
    hint: 'They asked not to be written to. Everybody is warned.',
    filter: 'several',
    bulk: { yes: 'Opted out', no: 'Not opted out' },
  }),
  companies: { ...EMPLOYMENTS, also: 'company, brand, employer, organisation, organization' },
  warmth: choice({
    label: 'Warmth',
    also: 'temperature',
    of: WARMTH_LOOKS,
    initial: 'cold',
    control: 'radios',
    filter: 'several',
    bulk: {},
  }),
  next_touch_on: date({ label: 'Next touch on', also: 'follow up, next contact', bulk: {} }),
  source: text({
    label: 'Source',
    also: 'lead source, met at, how we met',
    max: 200,
    optional: true,
    filter: true,
    placeholder: 'Met at a press day',
    bulk: { none: 'nothing' },
  }),
  language: language('Language'),
  time_zone: timeZone({ label: 'Time zone' }),
});

/** A contact's fields as they are kept: ways to reach them and companies as rows. */
export type ContactData = DataOf<typeof CONTACT_FIELDS>;

/** What a contact is called: the table's generated `name`. */
export function fullName({ first_name, last_name }: Pick<ContactData, 'first_name' | 'last_name'>): string {
  return last_name === null ? first_name : `${first_name} ${last_name}`;
}
