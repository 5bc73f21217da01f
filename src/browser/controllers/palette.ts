import { Controller } from '@hotwired/stimulus';
import { forgetOpened, openedLately, rememberOpened } from '../opened.js';

const WAIT_MS = 120;

type FrameMissing = CustomEvent<{ response: Response; visit(to: Response): void }>;

/**
 * The search over the page: opened and closed by Ctrl K, asked while somebody types. The focus stays in the input; what is chosen
 * is the first row found, until the arrows, Tab or the pointer choose another.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ['dialog', 'input', 'results', 'status'];
  static override values = { person: String };
  declare readonly hasDialogTarget: boolean;
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly resultsTarget: HTMLElement & { src: string | null };
  declare readonly statusTarget: HTMLElement;
  declare readonly personValue: string;

  private timer = 0;
  private asked = '';
  /** That Enter was pressed before its results were here, and whether with Ctrl. */
  private entered: { newTab: boolean } | undefined;

  override connect(): void {
    rememberOpened(this.personValue, window.location.pathname);
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  jump(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (this.hasDialogTarget && this.dialogTarget.open) {
      event.preventDefault();
      this.close();
    } else this.open(event);
  }

  open(event: Event): void {
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    // The search's own page has no dialog over it.
    if (!this.hasDialogTarget) {
      document.querySelector<HTMLElement>('main input[type=search]')?.focus();
      return;
    }
    this.inputTarget.value = '';
    this.resultsTarget.removeAttribute('src');
    this.dialogTarget.showModal();
    this.inputTarget.focus();
    this.ask();
  }

  close(): void {
    this.dialogTarget.close();
  }

  /** A click beside it closes it, as Escape does. */
  leave(event: MouseEvent): void {
    if (event.target === this.dialogTarget) this.close();
  }

  type(): void {
    this.entered = undefined;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), WAIT_MS);
  }

  press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const does = this.doing(event);
    if (!does) return;
    event.preventDefault();
    does();
  }

  enter(event: SubmitEvent): void {
    event.preventDefault();
    this.go(false);
  }

  point(event: MouseEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('[role=option]');
    if (row && row !== this.chosen) this.choose(row);
  }

  /** The results are here: their rows become the options of the input, the first of them chosen. */
  show(): void {
    const list = this.resultsTarget.querySelector<HTMLElement>('.found-list');
    if (!list) return;
    asListbox(list);
    this.statusTarget.textContent = list.dataset.said ?? '';
    this.choose(this.rows[0]);
    const { entered } = this;
    if (entered && this.asked === this.inputTarget.value) this.go(entered.newTab);
  }

  /** An answer without results: the session has ended, or the server says that something is wrong. */
  missing(event: FrameMissing): void {
    event.preventDefault();
    event.detail.visit(event.detail.response);
  }

  /** Who logs out takes along what was opened in this browser. */
  forget(event: SubmitEvent): void {
    const action = event.submitter?.getAttribute('formaction') ?? (event.target as Element).getAttribute('action');
    if (action === '/auth/logout') forgetOpened();
  }

  private doing(event: KeyboardEvent): (() => void) | undefined {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (key === 'ArrowDown') return () => this.step(1);
    if (key === 'ArrowUp') return () => this.step(-1);
    if (key === 'Tab') return () => this.stepGroup(shiftKey ? -1 : 1);
    if (key === 'Enter' && event.target === this.inputTarget) return () => this.go(ctrlKey || metaKey);
    if (key === 'Escape' && this.inputTarget.value !== '') return () => this.clear();
    return undefined;
  }

  private ask(): void {
    window.clearTimeout(this.timer);
    this.asked = this.inputTarget.value;
    const opened = () => openedLately(this.personValue).join(',');
    const query = new URLSearchParams(this.asked.trim() ? { q: this.asked } : { opened: opened() });
    query.set('at', window.location.pathname);
    this.resultsTarget.src = `/search?${query}`;
  }

  private clear(): void {
    this.inputTarget.value = '';
    this.ask();
  }

  private go(newTab: boolean): void {
    const isLate = this.asked !== this.inputTarget.value;
    if (isLate || this.resultsTarget.hasAttribute('busy')) {
      this.entered = { newTab };
      if (isLate) this.ask();
      return;
    }
    this.entered = undefined;
    const row = this.chosen;
    if (newTab && row instanceof HTMLAnchorElement) window.open(row.href, '_blank', 'noopener');
    else if (row) {
      this.close();
      row.click();
    }
  }

  private step(by: number): void {
    const { rows } = this;
    const now = this.chosen ? rows.indexOf(this.chosen) : -1;
    this.choose(rows[(now + by + rows.length) % rows.length]);
  }

  private stepGroup(by: number): void {
    const groups = [...this.resultsTarget.querySelectorAll<HTMLElement>('[role=group]')];
    const now = groups.findIndex((group) => group.contains(this.chosen));
    this.choose(optionsIn(groups[(now + by + groups.length) % groups.length])[0]);
  }

  private choose(row: HTMLElement | undefined): void {
    for (const other of this.rows) other.setAttribute('aria-selected', String(other === row));
    if (!row) {
      this.inputTarget.removeAttribute('aria-activedescendant');
      return;
    }
    this.inputTarget.setAttribute('aria-activedescendant', row.id);
    // With the head of its group, where it is the first.
    const head = row.closest('li')?.previousElementSibling ? row : (row.closest('section') ?? row);
    head.scrollIntoView({ block: 'nearest' });
    row.scrollIntoView({ block: 'nearest' });
  }

  private get rows(): HTMLElement[] {
    return optionsIn(this.resultsTarget);
  }

  private get chosen(): HTMLElement | null {
    return this.resultsTarget.querySelector('[aria-selected=true]');
  }
}

function optionsIn(part: HTMLElement | undefined): HTMLElement[] {
  return [...(part?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
}

// On the search's own page the same rows are a plain list of links.
function asListbox(list: HTMLElement): void {
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Results');
  for (const group of list.querySelectorAll('section')) group.setAttribute('role', 'group');
  for (const between of list.querySelectorAll('h2, ul, li')) between.setAttribute('role', 'presentation');
  for (const [at, row] of list.querySelectorAll<HTMLElement>('.mi').entries()) {
    row.setAttribute('role', 'option');
    row.id = `found-${at}`;
    row.tabIndex = -1;
  }
}
