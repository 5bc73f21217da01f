import { Controller } from '@hotwired/stimulus';

const WAIT_MS = 120;

/** The search over the page: opened by Ctrl K, / or its button, asked while somebody types, walked with the arrow keys. */
export default class extends Controller<HTMLElement> {
  static override targets = ['dialog', 'input', 'results'];
  declare readonly hasDialogTarget: boolean;
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly resultsTarget: HTMLElement & { src: string | null };

  private timer = 0;

  open(event: Event): void {
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    // The search's own page has no dialog over it.
    if (!this.hasDialogTarget) {
      document.querySelector<HTMLElement>('main input[type=search]')?.focus();
      return;
    }
    this.dialogTarget.showModal();
    this.inputTarget.select();
  }

  jump(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) this.open(event);
  }

  type(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), WAIT_MS);
  }

  walk(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [this.inputTarget, ...this.resultsTarget.querySelectorAll<HTMLElement>('a')];
    const now = stops.indexOf(document.activeElement as HTMLElement);
    const by = event.key === 'ArrowDown' ? 1 : -1;
    event.preventDefault();
    stops[(now + by + stops.length) % stops.length]?.focus();
  }

  /** A click beside it closes it, as Escape does. */
  leave(event: MouseEvent): void {
    if (event.target === this.dialogTarget) this.dialogTarget.close();
  }

  close(): void {
    this.dialogTarget.close();
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  private ask(): void {
    this.resultsTarget.src = `/search?${new URLSearchParams({ q: this.inputTarget.value })}`;
  }
}
