import { z } from 'zod';
import { CURRENCIES } from '../../http/currency.js';
import {
  amountText,
  choice,
  type Form,
  isDate,
  minorUnits,
  optionalChoice,
  optionalDate,
  optionalId,
  optionalText,
  parseForm,
  text,
  tick,
  wholeNumber,
} from '../../http/form.js';
import { CATEGORIES, FMV_METHODS } from './choices.js';
import type { FieldName } from './fields.js';
import { ruleErrors } from './rules.js';
import { CONDITIONS, REVIEW_STATES, SOURCES, STATES } from './states.js';

const optionalUrl = optionalText(2000).refine(
  (it) => it === null || isWebAddress(it),
  'Type a web address such as https://example.com.',
);
const optionalRating = optionalText(20)
  .refine((it) => it === null || /^[1-5]$/.test(it), 'Type a whole number from 1 to 5.')
  .transform((it) => (it === null ? null : Number(it)));

/** The fields of an item as a form sends them, with amounts in the minor units of `currency`. */
function itemFields(currency: string) {
  const amount = amountText.transform((typed, ctx) => {
    const minor = minorUnits(typed, currency);
    if (minor === null || typeof minor === 'number') return minor;
    ctx.addIssue(minor.error);
    return z.NEVER;
  });
  return z.object({
    name: text(200, 'Give it a name.'),
    company_id: optionalId('Choose a brand of the list, or type its name.'),
    brand: optionalText(200),
    model: optionalText(200),
    serial: optionalText(200),
    sku: optionalText(100),
    asin: optionalText(20),
    link: optionalUrl,
    category: optionalChoice(CATEGORIES),
    quantity: wholeNumber(1, 100_000).default(1),
    condition: choice(CONDITIONS).default('new'),
    location: optionalText(200),
    source: choice(SOURCES, 'Choose how it came.'),
    programme: optionalText(200),
    order_number: optionalText(100),
    requested_on: optionalDate(),
    ordered_on: optionalDate(),
    received_on: optionalDate(),
    return_due_on: optionalDate(),
    review_due_on: optionalDate(),
    resale_allowed_from: optionalDate(),
    currency: choice(CURRENCIES, 'Choose a currency.').default(currency as (typeof CURRENCIES)[number]),
    fair_market_value: amount,
    fmv_method: optionalChoice(FMV_METHODS),
    valued_on: optionalDate(),
    cash_price: amount,
    cash_tax: amount,
    inbound_shipping: amount,
    review_state: choice(REVIEW_STATES).default('not_started'),
    review_link: optionalUrl,
    review_published_on: optionalDate(),
    rating: optionalRating,
    disclosure_made: tick(),
    state: choice(STATES, 'Choose its state.'),
    listed_on: optionalDate(),
    channel: optionalText(100),
    asking_price: amount,
    sold_on: optionalDate(),
    sale_price: amount,
    buyer_shipping: amount,
    marketplace_fee: amount,
    payment_fee: amount,
    outbound_shipping: amount,
    packaging: amount,
    refund: amount,
    refunded_on: optionalDate(),
    returned_on: optionalDate(),
    donated_on: optionalDate(),
    donated_to: optionalText(200),
    given_away_on: optionalDate(),
    given_away_to: optionalText(200),
    discarded_on: optionalDate(),
    submission_id: optionalId('Open the form anew and send it again.'),
  });
}

type Sent = z.infer<ReturnType<typeof itemFields>>;
/** An item's fields as they are stored: days as YYYY-MM-DD, amounts in minor units. */
export type ItemData = Pick<Sent, FieldName>;
type Read = { ok: true; data: ItemData; submissionId: string | null; form: Form } | { ok: false; form: Form };

/** Reads an item's form; what no currency was sent for is in `currency`. All messages come at once, a field's own before a rule's. */
export function readItem(body: unknown, currency: string): Read {
  const parsed = parseForm(itemFields(currencyOf(body, currency)), body);
  const errors = { ...ruleErrors(parsed.form.values), ...parsed.form.errors };
  // The brand's id is sent by a hidden field, so what is wrong with it is said beside the brand.
  const { company_id, ...beside } = errors;
  const form = {
    values: parsed.form.values,
    errors: company_id === undefined ? beside : { brand: company_id, ...beside },
  };
  if (!parsed.ok || Object.keys(form.errors).length > 0) return { ok: false, form };
  const { submission_id, ...data } = parsed.data;
  return { ok: true, data, submissionId: submission_id, form };
}

/** How many of a row of `quantity` go to a row of their own. */
export function splitFields(quantity: number) {
  return z.object({
    quantity: wholeNumber(1, quantity - 1),
    submission_id: optionalId('Open the form anew and send it again.'),
  });
}

/** Whether `value` is a day that may prefill a date field. */
export function isDay(value: unknown): value is string {
  return typeof value === 'string' && isDate(value);
}

function currencyOf(body: unknown, fallback: string): string {
  const sent = (body as { currency?: unknown } | undefined)?.currency;
  return CURRENCIES.find((it) => it === sent) ?? fallback;
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:\/\/[^\s]+$/i.test(address);
}
