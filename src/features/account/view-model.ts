import { CURRENCIES } from '../../http/currency.js';
import { exampleOf, thereNow } from '../../http/example.js';
import { blankForm, type Form } from '../../http/form.js';
import type { Person } from '../../http/person.js';
import { TIME_ZONE_OPTIONS, timeZoneName, timeZoneOf } from '../../http/time-zones.js';
import { LOCALES, localeName, writtenAs } from '../../http/writing.js';
import type { OwnAccount } from './actions.js';
import { GRACE_DAYS } from './leaving.js';

const ROLES = { ADMIN: 'Admin', USER: 'Member', VIEWER: 'Viewer, reads everything and changes nothing' };
const THEMES = [
  { value: 'system', label: 'As the system', icon: 'monitor' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
];
const currencyNames = new Intl.DisplayNames('en', { type: 'currency' });
const CURRENCY_OPTIONS = CURRENCIES.map((value) => ({ value, label: `${value}, ${currencyNames.of(value)}` }));
const LOCALE_OPTIONS = LOCALES.map((value) => ({ value, label: localeName(value) })).sort((a, b) =>
  a.label.localeCompare(b.label, 'en'),
);

const REMINDER_MAILS = [
  { value: 'each', label: 'A mail each' },
  { value: 'daily', label: 'One mail each morning' },
  { value: 'none', label: 'No mail' },
];

type Sent = {
  sendsMail: boolean;
  typed?: Record<string, unknown> | undefined;
  errors?: Record<string, string> | undefined;
};

/** Everything the account's page prints; `typed` is what was sent and not saved, with its messages. */
export function accountPage(person: Person, own: OwnAccount, { sendsMail, typed, errors = {} }: Sent) {
  const form: Form = { ...blankForm(kept(person, own), typed), errors };
  form.values.email = person.email;
  return {
    form,
    labels: {
      name: 'Name',
      time_zone: 'Time zone',
      currency: 'Currency of new records',
      locale: 'Language and format',
      weekly_deliverables: 'Deliverables a week',
      reminder_mail: 'Reminders by mail',
    },
    sends_mail: sendsMail,
    grace_days: GRACE_DAYS,
    reminder_mails: REMINDER_MAILS,
    themes: THEMES,
    role_label: ROLES[person.role],
    time_zones: TIME_ZONE_OPTIONS,
    currencies: CURRENCY_OPTIONS,
    locales: LOCALE_OPTIONS,
    ...example(form, person),
  };
}

function kept(person: Person, { name, reminder_mail }: OwnAccount) {
  const { currency, locale, weeklyDeliverables } = person;
  return {
    name,
    time_zone: timeZoneName(person.timeZone),
    currency,
    locale,
    weekly_deliverables: weeklyDeliverables,
    reminder_mail,
  };
}

// In what is chosen, before it is saved; where that is none of the list, in what is saved.
function example({ values }: Form, person: Person) {
  const now = new Date();
  const zone = timeZoneOf(values.time_zone ?? '');
  const currency = CURRENCIES.find((it) => it === values.currency) ?? person.currency;
  return writtenAs(values.locale ?? '', () => ({
    example: exampleOf(now, zone ?? person.timeZone, currency),
    there_now: zone ? thereNow(now, zone) + (zone === 'UTC' ? '. Choose yours if that is not your time.' : '') : '',
  }));
}
