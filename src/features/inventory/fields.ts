export type Kind = 'text' | 'number' | 'date' | 'money' | 'choice' | 'tick' | 'id';

/** Every field of a row in the order of modules.md: its kind and what it is called on pages. CSV headers are the names. */
export const FIELDS = {
  name: { kind: 'text', label: 'Name' },
  company_id: { kind: 'id', label: 'Company' },
  brand: { kind: 'text', label: 'Brand' },
  model: { kind: 'text', label: 'Model' },
  serial: { kind: 'text', label: 'Serial number' },
  sku: { kind: 'text', label: 'SKU' },
  asin: { kind: 'text', label: 'ASIN' },
  link: { kind: 'text', label: 'Link' },
  category: { kind: 'text', label: 'Category' },
  quantity: { kind: 'number', label: 'Quantity' },
  condition: { kind: 'choice', label: 'Condition' },
  location: { kind: 'text', label: 'Location' },
  source: { kind: 'choice', label: 'Source' },
  programme: { kind: 'text', label: 'Programme' },
  order_number: { kind: 'text', label: 'Order number' },
  requested_on: { kind: 'date', label: 'Requested on' },
  ordered_on: { kind: 'date', label: 'Ordered on' },
  received_on: { kind: 'date', label: 'Received on' },
  return_due_on: { kind: 'date', label: 'Return due on' },
  review_due_on: { kind: 'date', label: 'Review due on' },
  resale_allowed_from: { kind: 'date', label: 'Resale allowed from' },
  currency: { kind: 'choice', label: 'Currency' },
  fair_market_value: { kind: 'money', label: 'Market value' },
  fmv_method: { kind: 'choice', label: 'How it was found' },
  valued_on: { kind: 'date', label: 'Valued on' },
  cash_price: { kind: 'money', label: 'Price paid' },
  cash_tax: { kind: 'money', label: 'Tax paid' },
  inbound_shipping: { kind: 'money', label: 'Inbound shipping' },
  review_state: { kind: 'choice', label: 'Review' },
  review_link: { kind: 'text', label: 'Review link' },
  review_published_on: { kind: 'date', label: 'Published on' },
  rating: { kind: 'number', label: 'Rating' },
  disclosure_made: { kind: 'tick', label: 'Disclosure made' },
  state: { kind: 'choice', label: 'State' },
  listed_on: { kind: 'date', label: 'Listed on' },
  channel: { kind: 'text', label: 'Channel' },
  asking_price: { kind: 'money', label: 'Asking price' },
  sold_on: { kind: 'date', label: 'Sold on' },
  sale_price: { kind: 'money', label: 'Sale price' },
  buyer_shipping: { kind: 'money', label: 'Shipping paid by the buyer' },
  marketplace_fee: { kind: 'money', label: 'Marketplace fee' },
  payment_fee: { kind: 'money', label: 'Payment fee' },
  outbound_shipping: { kind: 'money', label: 'Outbound shipping' },
  packaging: { kind: 'money', label: 'Packaging' },
  refund: { kind: 'money', label: 'Refund' },
  refunded_on: { kind: 'date', label: 'Refunded on' },
  returned_on: { kind: 'date', label: 'Returned on' },
  donated_on: { kind: 'date', label: 'Donated on' },
  donated_to: { kind: 'text', label: 'Donated to' },
  given_away_on: { kind: 'date', label: 'Given away on' },
  given_away_to: { kind: 'text', label: 'Given away to' },
  discarded_on: { kind: 'date', label: 'Discarded on' },
} as const satisfies Record<string, { kind: Kind; label: string }>;

export type FieldName = keyof typeof FIELDS;
type NamesOf<K extends Kind> = { [N in FieldName]: (typeof FIELDS)[N]['kind'] extends K ? N : never }[FieldName];
export type MoneyField = NamesOf<'money'>;
export type DateField = NamesOf<'date'>;

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];
export const MONEY_FIELDS = FIELD_NAMES.filter((name): name is MoneyField => FIELDS[name].kind === 'money');
export const DATE_FIELDS = FIELD_NAMES.filter((name): name is DateField => FIELDS[name].kind === 'date');
