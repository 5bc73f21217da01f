import { Controller } from '@hotwired/stimulus';

/** Shows the chosen currency's code in every amount of the form, as the server does when the form comes back. */
export default class CurrencyController extends Controller<HTMLElement> {
  static override values = { field: { type: String, default: 'currency' } };
  declare readonly fieldValue: string;

  change({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement) || target.name !== this.fieldValue) return;
    for (const code of this.element.querySelectorAll('.money .cur')) code.textContent = target.value;
  }
}
