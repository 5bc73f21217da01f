import { normalForm } from '../../http/normal-form.js';

/** A phone in the ordinary signs, whatever digits, dashes and blanks it was typed with. */
export function phoneText(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, normalForm)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\s/g, ' ');
}

// The functions `phone_key` and `phone_number` of the database, letter for letter: tests/unit/normal-form.test.ts holds them together.

/** The countries' codes of the ITU: one, two or three digits, none of which begins another. */
const COUNTRY =
  '(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])[0-9])';
const TRUNK_ZERO = new RegExp(`^\\+${COUNTRY}0*`);
const COUNTRY_OR_EXTENSION = new RegExp(`^\\+${COUNTRY}|x.*$`, 'g');

/**
 * What makes two phones the same, however they are written: `+` and the country's code, where there is one, the number without the
 * zero that is dialled within a country, and an extension behind an `x`.
 */
export function phoneKey(typed: string): string {
  const plain = normalForm(typed);
  const key = plain
    .replace(/ ?(ext\.?|x|#) ?([0-9]{1,8})$/, 'x$2')
    .replace(/\(0\)|[^0-9+x]/g, '')
    .replace(/^00(?=[1-9])/, '+')
    .replace(TRUNK_ZERO, '+$1')
    .replace(/^0+/, '');
  return key || plain.replace(/[^0-9]/g, '');
}

/** What the ways to write one phone have in common: its number without the country's code, or what is dialled in its place. */
export function phoneNumber(typed: string): string {
  const key = phoneKey(typed);
  return key.replace(COUNTRY_OR_EXTENSION, '').replace(/^[18](?=[0-9]{10}$)/, '') || key;
}
