import { Controller } from '../kit.js';
import { rowAddress } from '../row-address.js';

const GAP = 4;

/** One menu for all rows of a table: it opens at a row's button, and acts on the record that the row's name leads to. */
export default class extends Controller<HTMLElement> {
  static override targets = ['menu', 'edit', 'remove'];
  declare readonly hasMenuTarget: boolean;
  declare readonly menuTarget: HTMLElement;
  declare readonly editTarget: HTMLAnchorElement;
  declare readonly removeTarget: HTMLButtonElement;

  override connect(): void {
    if (this.hasMenuTarget) for (const row of this.element.querySelectorAll('tbody tr')) addButton(row);
  }

  open(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest('button.dots') : null;
    const path = rowAddress(button?.closest('tr'));
    if (!button || !path) return;
    this.editTarget.href = `${path}/edit`;
    this.removeTarget.formAction = `${path}/delete`;
    this.menuTarget.setAttribute('aria-label', button.getAttribute('aria-label') ?? '');
    this.menuTarget.showPopover();
    this.place(button.getBoundingClientRect());
    this.editTarget.focus();
  }

  /** What is cut off in a row is said whole under the pointer. */
  showWhole({ target }: PointerEvent): void {
    if (!(target instanceof HTMLElement) || target.scrollWidth <= target.clientWidth || target.closest('[title]'))
      return;
    target.title = target.textContent ?? '';
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

// A row's button does nothing without script, so only the script makes it; a page from the cache has its buttons already.
function addButton(row: Element): void {
  if (row.querySelector('.dots')) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'dots';
  button.setAttribute('aria-haspopup', 'true');
  const ticked = row.querySelector('input[name=ids]')?.getAttribute('aria-label') ?? '';
  button.setAttribute('aria-label', ticked.replace('Select', 'Actions for'));
  row.querySelector('.mn')?.append(button);
}
