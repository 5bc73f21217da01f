import { Controller } from '../kit.js';

const WAIT_MS = 200;

/** Says in the foot of a filter how many rows it would show, while it is being chosen. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['frame'];
  declare readonly frameTarget: HTMLElement & { src: string | null };

  private timer = 0;

  override connect(): void {
    this.ask();
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  wait(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), WAIT_MS);
  }

  /** An answer without a count says nothing: the list itself will. */
  missing(event: Event): void {
    event.preventDefault();
    this.frameTarget.textContent = '';
  }

  private ask(): void {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(this.element)) query.append(name, String(value));
    this.frameTarget.src = `${new URL(this.element.action).pathname}/filters?${query}`;
  }
}
