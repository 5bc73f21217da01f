import { Controller } from '@hotwired/stimulus';
import { visit } from '@hotwired/turbo';
import { keepFocus } from '../kept-focus.js';

const CLOSING_DRAG = 80;
const POP = { width: 304, height: 240, gap: 4 };

/**
 * Shows the page of an act in a dialog over the page it was asked on: whatever leads into the frame `act` opens it. An answer with
 * that frame, as a bad form is, stays in it; any other takes the place of the page. What is marked `pop` stands under what opened it
 * and is left without a question.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ['foot'];
  declare readonly footTargets: HTMLElement[];

  private dialog = document.createElement('dialog');
  private frame = document.createElement('turbo-frame');
  private changed = false;
  private warned = false;
  private opener: HTMLElement | null = null;
  private listening = new AbortController();

  override connect(): void {
    this.dialog = document.createElement('dialog');
    this.dialog.className = 'dlg';
    this.dialog.setAttribute('aria-labelledby', 'act-title');
    // Gone before Turbo keeps the page for Back.
    this.dialog.setAttribute('data-turbo-temporary', '');
    this.frame = document.createElement('turbo-frame');
    // A page that is an act itself has the frame already.
    if (document.getElementById('act')) return;
    this.frame.id = 'act';
    this.dialog.append(this.frame);
    this.element.append(this.dialog);
    this.element.addEventListener('click', (event) => this.note(event), { capture: true });
    // A frame within it has its own.
    const ofFrame = (does: (event: Event) => void) => (event: Event) => event.target === this.frame && does(event);
    this.frame.addEventListener(
      'turbo:frame-load',
      ofFrame(() => this.open()),
    );
    this.frame.addEventListener(
      'turbo:frame-missing',
      ofFrame((event) => this.follow(event as TurboFrameMissingEvent)),
    );
    this.dialog.addEventListener('input', () => this.typed());
    this.dialog.addEventListener('cancel', (event) => this.ask(event));
    this.dialog.addEventListener('close', () => this.empty());
    this.dialog.addEventListener('click', (event) => this.beside(event));
    this.dialog.addEventListener('keydown', (event) => this.send(event));
    this.dialog.addEventListener('pointerdown', (event) => this.drag(event));
    this.listening = new AbortController();
    // A page that is morphed into its next one loses what the server did not send.
    document.addEventListener(
      'turbo:render',
      () => {
        if (!this.dialog.isConnected) this.element.append(this.dialog);
      },
      { signal: this.listening.signal },
    );
  }

  override disconnect(): void {
    this.listening.abort();
    this.dialog.remove();
  }

  /** Closes the dialog; where the act is a page of its own, the link leads back. */
  leave(event: Event): void {
    if (!this.dialog.open) return;
    event.preventDefault();
    this.dialog.close();
  }

  private open(): void {
    if (!this.dialog.open) this.dialog.showModal();
    if (this.isPop()) this.place();
    // What a comparison does not ask for is not seen, and takes no focus.
    const one = (selector: string) =>
      [...this.dialog.querySelectorAll<HTMLElement>(selector)].find((it) => it.getClientRects().length > 0);
    const chosen = () =>
      one('.pop .dlg-body :checked') ?? one('.pop .dlg-body :is(input:not([type=hidden]), select, a)');
    const first = one('[aria-invalid=true]') ?? one('[autofocus]') ?? chosen();
    first?.focus();
    if (first instanceof HTMLInputElement && first.type !== 'date') first.select();
  }

  private isPop(): boolean {
    return this.frame.querySelector('.pop') !== null;
  }

  private note({ target }: Event): void {
    const link = (target as HTMLElement).closest<HTMLElement>('[data-turbo-frame=act]');
    if (link && !this.dialog.contains(link)) this.opener = link;
  }

  private place(): void {
    this.opener?.setAttribute('aria-expanded', 'true');
    const at = (this.opener?.closest('.chip') ?? this.opener)?.getBoundingClientRect();
    if (!at) return;
    const within = (place: number, most: number) => `${Math.max(POP.gap, Math.min(place, most))}px`;
    this.dialog.style.setProperty('--pop-x', within(at.left, window.innerWidth - POP.width));
    this.dialog.style.setProperty('--pop-y', within(at.bottom + POP.gap, window.innerHeight - POP.height));
  }

  // The answer itself is shown: to ask for its page again would lose what it says of the act.
  private async follow(event: TurboFrameMissingEvent): Promise<void> {
    event.preventDefault();
    const { response } = event.detail;
    const responseHTML = await response.text();
    const { url, redirected, status } = response;
    keepFocus(this.opener);
    const action = new URL(url).pathname === location.pathname ? 'replace' : 'advance';
    visit(url, { action, response: { statusCode: status, redirected, responseHTML } });
  }

  private typed(): void {
    this.changed = true;
  }

  // Escape throws nothing away that was typed, unless it is pressed twice.
  private ask(event: Event): void {
    if (!this.changed || this.warned || this.isPop()) return;
    event.preventDefault();
    this.warned = true;
    for (const foot of this.footTargets) foot.textContent = 'Throw away what you typed? Esc again does it.';
  }

  private empty(): void {
    this.opener?.removeAttribute('aria-expanded');
    // The browser gives the focus back to what had it, unless that was in a menu, which is closed by now.
    const menu = this.opener?.closest('[popover]');
    if (menu && !menu.matches(':popover-open'))
      document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(menu.id)}"]`)?.focus();
    this.frame.removeAttribute('src');
    this.frame.replaceChildren();
    this.changed = false;
    this.warned = false;
  }

  private beside(event: MouseEvent): void {
    if (event.target === this.dialog && (!this.changed || this.isPop())) this.dialog.close();
  }

  private send(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.dialog.querySelector<HTMLButtonElement>('.dlg-foot .btn.primary')?.click();
  }

  // On a phone it is a sheet, which is drawn down to close it.
  private drag(down: PointerEvent): void {
    const isHead =
      (down.target as HTMLElement).closest('.dlg-head') && !(down.target as HTMLElement).closest('a, button');
    if (down.pointerType !== 'touch' || !isHead || window.innerWidth >= 768) return;
    const listening = new AbortController();
    const moved = (event: PointerEvent) => Math.max(0, event.clientY - down.clientY);
    const end = (event: PointerEvent) => {
      listening.abort();
      this.dialog.style.translate = '';
      if (event.type === 'pointerup' && moved(event) > CLOSING_DRAG) this.dialog.close();
    };
    const { signal } = listening;
    window.addEventListener('pointermove', (event) => (this.dialog.style.translate = `0 ${moved(event)}px`), {
      signal,
    });
    window.addEventListener('pointerup', end, { signal });
    window.addEventListener('pointercancel', end, { signal });
  }
}
