import { Controller } from '@hotwired/stimulus';

/** A menu of fields: typing narrows it, the arrows walk it, Enter opens the first or the one in focus. */
export default class extends Controller<HTMLElement> {
  static override targets = ['input', 'row', 'group', 'none'];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly hasInputTarget: boolean;
  declare readonly rowTargets: HTMLAnchorElement[];
  declare readonly groupTargets: HTMLElement[];
  declare readonly noneTarget: HTMLElement;

  narrow(): void {
    const typed = this.inputTarget.value.trim().toLowerCase();
    for (const row of this.rowTargets) {
      const item = row.closest('li');
      if (item) item.hidden = !row.innerText.toLowerCase().includes(typed);
    }
    for (const group of this.groupTargets) group.hidden = !group.querySelector('li:not([hidden])');
    this.noneTarget.textContent = this.shown().length > 0 ? '' : 'No field is called that.';
  }

  press(event: KeyboardEvent): void {
    const rows = this.shown();
    const now = rows.indexOf(document.activeElement as HTMLAnchorElement);
    const isTyping = this.hasInputTarget && event.target === this.inputTarget;
    const inText = isTyping && (event.key === 'Home' || event.key === 'End');
    const places = { ArrowDown: now + 1, ArrowUp: Math.max(now, 0) - 1, Home: 0, End: rows.length - 1 };
    const to = inText ? undefined : places[event.key as keyof typeof places];
    if (to !== undefined) {
      event.preventDefault();
      rows[(to + rows.length) % rows.length]?.focus();
    } else if (event.key === 'Enter' && isTyping) {
      event.preventDefault();
      rows[0]?.click();
    } else if (now >= 0 && isLetter(event) && this.hasInputTarget) this.inputTarget.focus();
  }

  private shown(): HTMLAnchorElement[] {
    return this.rowTargets.filter((row) => !row.closest('[hidden]'));
  }
}

// It goes on in the search.
function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return /^\S$/u.test(key) && !ctrlKey && !metaKey && !altKey;
}
