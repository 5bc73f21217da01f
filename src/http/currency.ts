/** The currencies a record may carry: those in use, most used first, as ISO 4217 codes. */
export const CURRENCIES = [
  'USD',
  'EUR',
  'GBP',
  'CAD',
  'AUD',
  'JPY',
  'AED',
  'ARS',
  'BRL',
  'CHF',
  'CLP',
  'CNY',
  'COP',
  'CZK',
  'DKK',
  'HKD',
  'HUF',
  'IDR',
  'ILS',
  'INR',
  'ISK',
  'KRW',
  'KWD',
  'MXN',
  'MYR',
  'NOK',
  'NZD',
  'PHP',
  'PLN',
  'RON',
  'SAR',
  'SEK',
  'SGD',
  'THB',
  'TRY',
  'TWD',
  'VND',
  'ZAR',
] as const;

/** The currencies as what a field offers: each is called by its code. */
export const CURRENCY_LABELS = Object.fromEntries(CURRENCIES.map((code) => [code, code]));

/** Whether a text is the code of one of them. */
export function isCurrency(text: string): boolean {
  return Object.hasOwn(CURRENCY_LABELS, text);
}

/** ISO 4217's exponents where they are not 2. Intl's are CLDR's, which differ for a few (HUF, IDR, COP), hence the list. */
export const ODD_DIGITS: Readonly<Record<string, number>> = { CLP: 0, ISK: 0, JPY: 0, KRW: 0, VND: 0, KWD: 3 };

/** The digits after the point of a currency's minor unit, from ISO 4217: USD 2, JPY 0, KWD 3. */
export function minorDigits(currency: string): number {
  return ODD_DIGITS[currency] ?? 2;
}
