import { Controller } from '../kit.js';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Says in the bar beside Save which field must still be filled, as a link to it. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['said'];
  declare readonly saidTarget: HTMLElement;

  look(): void {
    const empty = ([...this.element.elements] as Control[]).filter((it) => it.required && it.value.trim() === '');
    const [first] = empty;
    if (!first) {
      this.saidTarget.textContent = 'Not saved yet';
      return;
    }
    const label = first.labels?.[0]?.firstChild?.textContent?.trim() || first.getAttribute('aria-label') || first.name;
    const link = document.createElement('a');
    link.className = 'quiet-link';
    link.href = `#${first.id}`;
    link.textContent = empty.length === 1 ? `${label} is missing` : `${label} and ${empty.length - 1} more are missing`;
    this.saidTarget.replaceChildren(link);
  }
}
