import { type DrawnList, drawnList } from '../drawn-list.js';
import { Controller } from '../kit.js';

/** Lets the rows of a list be drawn into another order; the form sends them as they stand. */
export default class extends Controller<HTMLElement> {
  private drawn: DrawnList | undefined;

  override connect(): void {
    this.drawn = drawnList(this.element, {
      draggable: 'li',
      handle: '.grip',
      animation: 120,
      ghostClass: 'lands',
    });
  }

  override disconnect(): void {
    this.drawn?.destroy();
  }
}
