import { Controller } from '../kit.js';

const WAIT_MS = 300;

/** Shows the mail that comes of a template while somebody writes it, and puts variables where they write; without script a button asks for the one, and the other are text to copy. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['button', 'save', 'variable', 'subject', 'body'];
  static override values = { next: String };
  declare readonly buttonTarget: HTMLElement;
  declare readonly saveTarget: HTMLButtonElement;
  declare readonly subjectTarget: HTMLTextAreaElement;
  declare readonly bodyTarget: HTMLTextAreaElement;
  declare readonly hasBodyTarget: boolean;
  declare readonly nextValue: string;

  private timer = 0;
  private asking = new AbortController();
  /** What the caret stood in last: variables go there. */
  private written: HTMLInputElement | HTMLTextAreaElement | undefined;
  private same = '';

  override connect(): void {
    this.buttonTarget.hidden = true;
    this.same = this.saveTarget.textContent ?? '';
    this.name();
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
    this.asking.abort();
    this.buttonTarget.hidden = false;
  }

  /** A variable that is text to copy becomes a button. */
  variableTargetConnected(text: HTMLElement): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = text.className;
    button.title = text.title;
    button.textContent = text.dataset.short ?? '';
    button.setAttribute('aria-label', `Insert ${text.dataset.name}`);
    button.dataset.name = text.dataset.name;
    button.addEventListener('click', () => this.insert(button.dataset.name ?? ''));
    text.replaceWith(button);
  }

  focus({ target }: Event): void {
    if (isWritten(target)) this.written = target;
  }

  type(): void {
    this.name();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.renew(), WAIT_MS);
  }

  /** Enter in what the preview is chosen by would send the form. */
  keep(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.type();
  }

  private insert(name: string): void {
    const field = this.written ?? this.field('body');
    field.focus();
    // The browser's own way, which its undo knows; some have it no more.
    if (document.execCommand('insertText', false, `{{${name}}}`)) return;
    field.setRangeText(`{{${name}}}`, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    this.type();
  }

  // What saving will do: a new version, or a change of what is no text.
  private name(): void {
    if (!this.hasBodyTarget) return;
    const isSame =
      this.field('subject').value === this.subjectTarget.value && this.field('body').value === this.bodyTarget.value;
    this.saveTarget.textContent = isSame ? this.same : this.nextValue;
  }

  private field(name: string): HTMLInputElement | HTMLTextAreaElement {
    return this.element.elements.namedItem(name) as HTMLInputElement | HTMLTextAreaElement;
  }

  private async renew(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const body = new URLSearchParams(new FormData(this.element) as unknown as Record<string, string>);
    body.set('preview', '1');
    try {
      const answer = await fetch(this.element.action, { method: 'post', body, signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!signal.aborted) this.show(page);
    } catch {
      // A newer word asked instead, or nobody answers: what stands there stays, and saving says what is wrong.
    }
  }

  private show(page: Document): void {
    for (const part of this.element.querySelectorAll<HTMLElement>('[data-part]')) {
      const next = page.querySelector(`[data-part="${part.dataset.part}"]`);
      // What somebody is choosing from stays.
      if (next && !part.contains(document.activeElement) && next.innerHTML !== part.innerHTML)
        part.replaceChildren(...next.childNodes);
    }
  }
}

function isWritten(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return isField && ['subject', 'body'].includes(target.name);
}
