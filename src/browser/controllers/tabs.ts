import { Controller } from '@hotwired/stimulus';

/** On phones the tabs scroll in themselves; the current one is brought into view. */
export default class extends Controller<HTMLElement> {
  override connect(): void {
    const current = this.element.querySelector<HTMLElement>('[aria-current]');
    if (!current) return;
    // scrollIntoView would move the page as well.
    this.element.scrollLeft = current.offsetLeft - (this.element.clientWidth - current.offsetWidth) / 2;
  }
}
