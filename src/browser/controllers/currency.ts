import { Controller } from '../kit.js';

/** Shows the chosen currency's code and its decimals in every amount of the form, as the server does when the form comes back. */
export default class CurrencyController extends Controller<HTMLElement> {
  static override values = {
    field: { type: String, default: 'currency' },
    digits: Object,
    point: { type: String, default: '.' },
  };
  declare readonly fieldValue: string;
  /** The digits behind the point, where they are not two. */
  declare readonly digitsValue: Record<string, number>;
  /** How the reader writes the point. */
  declare readonly pointValue: string;

  change({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement) || target.name !== this.fieldValue) return;
    const digits = this.digitsValue[target.value] ?? 2;
    for (const code of this.element.querySelectorAll('.money .cur')) code.textContent = target.value;
    for (const amount of this.element.querySelectorAll<HTMLInputElement>('input.amount')) {
      amount.placeholder = this.withDigits('0', digits);
      amount.value = this.withDigits(amount.value, digits);
    }
  }

  // The amount with so many decimals; as it stands where that would lose one, or where it is no plain decimal.
  private withDigits(amount: string, digits: number): string {
    const [whole = '', decimals = '', ...others] = amount.split(this.pointValue);
    if (others.length > 0 || !/^\d+$/.test(whole) || !/^\d*$/.test(decimals)) return amount;
    if (/[1-9]/.test(decimals.slice(digits))) return amount;
    return digits === 0 ? whole : `${whole}${this.pointValue}${decimals.slice(0, digits).padEnd(digits, '0')}`;
  }
}
