import { CURRENCY_LABELS } from '../../../http/currency.js';
import {
  choice,
  type DataOf,
  date,
  defineFields,
  id,
  link,
  money,
  number,
  rate,
  text,
} from '../../../records/fields/index.js';
import { companyField } from '../../companies/index.js';
import { isLinkPattern, LINK_PLACE } from '../own-links.js';
import { TRACKING_IDS } from './tracking.js';

const DAYS = { min: 0, max: 3650, optional: true } as const;

/** Every field of a programme in the order of exports and histories. */
export const PROGRAMME_FIELDS = defineFields({
  name: text({
    label: 'Name',
    also: 'programme, program, programme name, program name',
    max: 200,
    missing: 'Give it a name.',
    squeezed: true,
  }),
  company_id: id({
    label: 'Company',
    beside: 'company',
    strange: 'Choose a company of the list, or type its name.',
  }),
  company: { ...companyField({ label: 'Company', column: 'company_id', bulk: true }), also: 'brand, merchant' },
  network: text({ label: 'Network', max: 200, optional: true, hint: 'Where one stands between you.', filter: true }),
  currency: choice({
    label: 'Currency',
    of: CURRENCY_LABELS,
    filter: { one: 'Any currency' },
    missing: 'Choose a currency.',
  }),
  base_rate: rate({
    label: 'Base rate',
    also: 'rate, commission, commission rate',
    placeholder: '4',
    hint: 'In per cent of what is sold.',
  }),
  cookie_days: number({
    ...DAYS,
    label: 'Cookie days',
    also: 'cookie, cookie length',
    hint: 'How long a click counts.',
    placeholder: '30',
  }),
  payment_delay_days: number({
    ...DAYS,
    label: 'Payment delay',
    also: 'delay',
    hint: 'Days from the end of a month to its payout.',
    placeholder: '60',
    bulk: { none: 'no delay' },
  }),
  minimum_payout: money({ label: 'Minimum payout', also: 'threshold, payout threshold, minimum', within: 'currency' }),
  link: link({ label: 'Where its figures stand', also: 'dashboard, url, link', max: 2000 }),
  link_pattern: text({
    label: 'How its links are made',
    max: 500,
    optional: true,
    placeholder: '?tag=mara-20',
    hint: `What is added to a link, or a web address with ${LINK_PLACE} where the link goes. Publish packs make your links by it.`,
    fits: [
      isLinkPattern,
      `Type what is added to a link, such as ?tag=mara-20, or a web address with ${LINK_PLACE} in it.`,
    ],
  }),
  ended_on: date({ label: 'Ended on', hint: 'Later months are not asked for.', bulk: {} }),
  tracking_ids: TRACKING_IDS,
});

/** A programme's fields as they are kept: amounts in minor units, the rate in basis points. */
export type ProgrammeData = DataOf<typeof PROGRAMME_FIELDS>;
