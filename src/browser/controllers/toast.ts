import { Controller } from '@hotwired/stimulus';

const STAYS = 6000;
const LEAVES = 160;

/** Goes by itself after six seconds, but not while somebody points at it or stands in it. */
export default class extends Controller<HTMLElement> {
  static override targets = ['dismiss'];
  declare readonly dismissTarget: HTMLButtonElement;

  private timer = 0;

  override connect(): void {
    this.dismissTarget.hidden = false;
    this.release();
  }

  override disconnect(): void {
    clearTimeout(this.timer);
  }

  hold(): void {
    clearTimeout(this.timer);
  }

  release(): void {
    clearTimeout(this.timer);
    if (this.element.matches(':hover, :focus-within')) return;
    this.timer = window.setTimeout(() => this.dismiss(), STAYS);
  }

  dismiss(): void {
    this.element.classList.add('leaving');
    window.setTimeout(() => this.element.remove(), LEAVES);
  }
}
