import { Controller } from '@hotwired/stimulus';

const SAID_MS = 2_000;

/** Copies a text; its button says for a moment that it did. */
export default class extends Controller<HTMLElement> {
  static override targets = ['text', 'button'];
  declare readonly textTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;

  override connect(): void {
    this.buttonTarget.hidden = false;
  }

  async copy(): Promise<void> {
    this.textTarget.select();
    await navigator.clipboard?.writeText(this.textTarget.value);
    const words = this.buttonTarget.querySelector('span');
    if (!words) return;
    words.textContent = 'Copied';
    window.setTimeout(() => (words.textContent = 'Copy'), SAID_MS);
  }
}
