import { Controller } from '../kit.js';

/** A menu of fields, or of ticks: typing narrows it, the arrows walk it, Enter opens or ticks the first, or the one in focus. */
export default class extends Controller<HTMLElement> {
  static override targets = ['input', 'row', 'group', 'none', 'box'];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly hasInputTarget: boolean;
  declare readonly rowTargets: (HTMLAnchorElement | HTMLLabelElement)[];
  declare readonly boxTargets: HTMLElement[];
  declare readonly groupTargets: HTMLElement[];
  declare readonly noneTarget: HTMLElement;

  override connect(): void {
    for (const box of this.boxTargets) box.hidden = false;
  }

  narrow(): void {
    const typed = this.inputTarget.value.trim().toLowerCase();
    for (const row of this.rowTargets) {
      const item: HTMLElement = row.closest('li') ?? row;
      item.hidden = !row.innerText.toLowerCase().includes(typed);
    }
    for (const group of this.groupTargets) group.hidden = !group.querySelector('li:not([hidden])');
    this.noneTarget.textContent = this.shown().length > 0 ? '' : 'None is called that.';
  }

  press(event: KeyboardEvent): void {
    const rows = this.shown();
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    const isTyping = this.hasInputTarget && event.target === this.inputTarget;
    const inText = isTyping && (event.key === 'Home' || event.key === 'End');
    const places = { ArrowDown: now + 1, ArrowUp: Math.max(now, 0) - 1, Home: 0, End: rows.length - 1 };
    const to = inText ? undefined : places[event.key as keyof typeof places];
    if (to !== undefined) {
      event.preventDefault();
      focusable(rows[(to + rows.length) % rows.length])?.focus();
    } else if (event.key === 'Enter' && isTyping) {
      event.preventDefault();
      rows[0]?.click();
    } else if (now >= 0 && isLetter(event) && this.hasInputTarget) this.inputTarget.focus();
  }

  private shown() {
    return this.rowTargets.filter((row) => !row.closest('[hidden]'));
  }
}

function focusable(row: HTMLAnchorElement | HTMLLabelElement | undefined): HTMLElement | null | undefined {
  return row instanceof HTMLLabelElement ? row.control : row;
}

// It goes on in the search.
function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return /^\S$/u.test(key) && !ctrlKey && !metaKey && !altKey;
}
