import { Controller } from '@hotwired/stimulus';
import Sortable from 'sortablejs';

/** Lets the rows of a list be drawn into another order; the form sends them as they stand. */
export default class extends Controller<HTMLElement> {
  private sortable: Sortable | undefined;

  override connect(): void {
    this.sortable = Sortable.create(this.element, {
      draggable: 'li',
      handle: '.grip',
      animation: 120,
      ghostClass: 'lands',
    });
  }

  override disconnect(): void {
    this.sortable?.destroy();
  }
}
