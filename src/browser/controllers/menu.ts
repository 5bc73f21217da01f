import { Controller } from '@hotwired/stimulus';

const GAP = 4;

/** Arrow keys in a menu; and its place, where the browser cannot anchor it to its button by itself. */
export default class extends Controller<HTMLElement> {
  private listening = new AbortController();

  override connect(): void {
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.element.addEventListener('keydown', (event) => this.pressed(event), { signal });
    this.element.addEventListener('toggle', (event) => this.opened(event as ToggleEvent), { signal });
    if (!CSS.supports('position-area: bottom')) {
      this.element.addEventListener('toggle', () => this.place(), { signal });
    }
  }

  override disconnect(): void {
    this.listening.abort();
  }

  // By the keyboard one goes on in the menu; by the pointer nothing is to move.
  private opened({ newState }: ToggleEvent): void {
    const button = document.activeElement;
    const byKeys = button?.getAttribute('popovertarget') === this.element.id && button.matches(':focus-visible');
    if (newState === 'open' && byKeys) this.element.querySelector<HTMLElement>('.mi')?.focus();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...this.element.querySelectorAll<HTMLElement>('.mi')];
    const now = rows.indexOf(document.activeElement as HTMLElement);
    if (rows.length === 0 || (now < 0 && event.target !== this.element)) return;
    event.preventDefault();
    const by = event.key === 'ArrowDown' ? 1 : -1;
    rows[(now + by + rows.length) % rows.length]?.focus();
  }

  private place(): void {
    const sheetOnPhone = this.element.matches('.sheet') && window.innerWidth < 768;
    // One of a phone and one of a wider screen may open the same menu.
    const buttons = document.querySelectorAll<HTMLElement>(`[popovertarget="${CSS.escape(this.element.id)}"]`);
    const button = [...buttons].find((it) => it.offsetParent);
    if (!button || sheetOnPhone || !this.element.matches(':popover-open')) return;
    const anchor = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const start = this.element.classList.contains('start') ? anchor.left : anchor.right - width;
    const below = anchor.bottom + GAP;
    const top = below + height > window.innerHeight ? anchor.top - GAP - height : below;
    this.element.style.inset = 'auto';
    this.element.style.margin = '0';
    this.element.style.left = `${Math.max(GAP, Math.min(start, window.innerWidth - width - GAP))}px`;
    this.element.style.top = `${Math.max(GAP, top)}px`;
  }
}
