import { Controller } from '../kit.js';

const WAIT_MS = 300;

/** Works out on the server what will come of a form, while somebody types it; without script a button does. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['figures', 'button'];
  declare readonly figuresTarget: HTMLElement;
  declare readonly buttonTarget: HTMLElement;

  private timer = 0;
  private asking = new AbortController();

  override connect(): void {
    this.buttonTarget.hidden = true;
  }

  override disconnect(): void {
    this.stop();
  }

  stop(): void {
    window.clearTimeout(this.timer);
    this.asking.abort();
  }

  type(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.workOut(), WAIT_MS);
  }

  private async workOut(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const body = new URLSearchParams(new FormData(this.element) as unknown as Record<string, string>);
    body.set('work', 'out');
    try {
      const headers = { 'Turbo-Frame': 'act' };
      const answer = await fetch(this.element.action, { method: 'post', body, headers, signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const figures = page.querySelector('[data-outcome-target=figures]');
      if (figures && !signal.aborted) this.figuresTarget.replaceChildren(...figures.childNodes);
    } catch {
      // A newer word asked instead, or nobody answers: the figures stay, and saving says what is wrong.
    }
  }
}
