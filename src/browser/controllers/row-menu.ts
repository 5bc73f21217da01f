import { Controller } from '@hotwired/stimulus';

const GAP = 4;

/** One menu for all rows of a table: it opens at a row's link to its form, and acts on that row. */
export default class extends Controller<HTMLElement> {
  static override targets = ['menu', 'edit', 'remove'];
  declare readonly menuTarget: HTMLElement;
  declare readonly editTarget: HTMLAnchorElement;
  declare readonly removeTarget: HTMLButtonElement;

  open(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-row]') : null;
    // A click that asks for a new tab or window is one on the link itself.
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.editTarget.href = link.href;
    this.removeTarget.formAction = link.href.replace(/edit$/, 'delete');
    this.menuTarget.setAttribute('aria-label', link.getAttribute('aria-label') ?? '');
    this.menuTarget.showPopover();
    this.place(link.getBoundingClientRect());
    this.editTarget.focus();
  }

  private place(row: DOMRect): void {
    const { offsetWidth: width, offsetHeight: height, style } = this.menuTarget;
    const below = row.bottom + GAP;
    style.inset = 'auto';
    style.margin = '0';
    style.left = `${Math.max(GAP, row.right - width)}px`;
    style.top = `${Math.max(GAP, below + height > window.innerHeight ? row.top - GAP - height : below)}px`;
  }
}
