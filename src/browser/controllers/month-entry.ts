import { count, formatMoney } from '../../http/format.js';
import { Controller } from '../kit.js';
import '../writing.js';
import { cellsOf, earnedIn, isChanged, keepRow, type RowAnswer, sayFault, sendRow, valueIn } from '../month-row.js';

const COUNTS = ['clicks', 'orders', 'items_shipped', 'items_returned'];
const NO_ANSWER = 'No answer came. What you typed stays here: leave the row once more, or press Save month.';

/** Enters a month in a table by keyboard: totals as one types, each row saved as it is left. Without script the form saves all rows. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['row', 'sum', 'said', 'look'];
  static override values = { rowUrl: String };
  declare readonly rowTargets: HTMLElement[];
  declare readonly sumTargets: HTMLElement[];
  declare readonly saidTarget: HTMLElement;
  declare readonly lookTargets: HTMLTemplateElement[];
  declare readonly rowUrlValue: string;

  private saving = new Set<HTMLElement>();
  private isSent = false;

  override connect(): void {
    this.element.addEventListener('submit', this.sent);
    window.addEventListener('beforeunload', this.guard);
  }

  override disconnect(): void {
    this.element.removeEventListener('submit', this.sent);
    window.removeEventListener('beforeunload', this.guard);
  }

  press(event: KeyboardEvent): void {
    const cell = this.cellIn(event);
    if (!cell) return;
    const take = (value: string) => {
      cell.value = value;
      this.changed(this.rowOf(cell));
    };
    if (event.key === 'Enter') this.move(event, cell, event.shiftKey ? -1 : 1);
    else if (event.key === 'ArrowDown') this.move(event, cell, 1);
    else if (event.key === 'ArrowUp') this.move(event, cell, -1);
    else if (event.key === 'Escape') take(cell.dataset.saved ?? '');
    else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      take(cell.dataset.take ?? '');
    }
  }

  typed(event: Event): void {
    const cell = this.cellIn(event);
    if (cell) this.changed(this.rowOf(cell));
  }

  came(event: FocusEvent): void {
    const cell = this.cellIn(event);
    if (!cell) return;
    this.rowOf(cell)?.classList.add('here');
    cell.select();
  }

  left(event: FocusEvent): void {
    const row = this.cellIn(event)?.closest<HTMLElement>('tr');
    if (!row || (event.relatedTarget instanceof Node && row.contains(event.relatedTarget))) return;
    row.classList.remove('here');
    void this.save(row);
  }

  /** A block of a spreadsheet fills the fields from here to the right and the rows below. */
  pasted(event: ClipboardEvent): void {
    const cell = this.cellIn(event);
    const text = event.clipboardData?.getData('text/plain').replace(/\r\n?/g, '\n').replace(/\n$/, '') ?? '';
    if (!cell || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const first = this.rowOf(cell);
    const rows = this.open.slice(this.open.indexOf(first as HTMLElement));
    const column = first ? cellsOf(first).indexOf(cell) : 0;
    for (const [at, line] of text.split('\n').entries()) {
      const row = rows[at];
      if (!row) break;
      for (const [n, value] of line.split('\t').entries()) {
        const into = cellsOf(row)[column + n];
        if (into) into.value = value.trim();
      }
      this.changed(row);
      if (row !== first) void this.save(row);
    }
  }

  private readonly sent = (): void => {
    this.isSent = true;
  };

  private readonly guard = (event: BeforeUnloadEvent): void => {
    if (!this.isSent && this.open.some((row) => isChanged(row) && !this.saving.has(row))) event.preventDefault();
  };

  private get open(): HTMLElement[] {
    return this.rowTargets.filter((row) => row.dataset.closed === undefined);
  }

  private cellIn({ target }: Event): HTMLInputElement | undefined {
    return target instanceof HTMLInputElement && target.classList.contains('cell') ? target : undefined;
  }

  private rowOf(cell: HTMLElement): HTMLElement | undefined {
    return cell.closest<HTMLElement>('tr') ?? undefined;
  }

  private move(event: Event, cell: HTMLInputElement, by: number): void {
    event.preventDefault();
    const row = this.rowOf(cell);
    if (!row) return;
    const next = this.open[this.open.indexOf(row) + by];
    if (next) cellsOf(next)[cellsOf(row).indexOf(cell)]?.focus();
    // From the last row there is nowhere to go: it is saved where it stands.
    else void this.save(row);
  }

  private changed(row: HTMLElement | undefined): void {
    if (!row) return;
    if (isChanged(row)) this.show(row, 'typing', 'Typing');
    const earned = earnedIn(row);
    const of = row.querySelector('[data-of=earnings]');
    if (of) of.textContent = earned === null ? '–' : formatMoney(earned, row.dataset.currency ?? '');
    this.addUp(row.dataset.currency ?? '');
  }

  private async save(row: HTMLElement): Promise<void> {
    if (!isChanged(row) || this.saving.has(row)) return;
    const sent = new Map(cellsOf(row).map(({ name, value }) => [name, value]));
    this.saving.add(row);
    this.show(row, 'saving', 'Saving');
    const answer = await sendRow(this.element, row, this.rowUrlValue);
    this.saving.delete(row);
    this.answered(row, answer, sent);
    // What was typed while it was saved is saved too, once the row is left.
    if (cellsOf(row).some(({ name, value }) => value !== sent.get(name)) && !row.contains(document.activeElement))
      await this.save(row);
  }

  private answered(row: HTMLElement, answer: RowAnswer, sent: ReadonlyMap<string, string>): void {
    const name = row.querySelector('.pg a')?.textContent ?? '';
    if (answer?.state === 'refused' || !answer) {
      if (answer) keepRow(row, answer, sent);
      sayFault(row, answer?.errors ?? {}, answer ? answer.text : NO_ANSWER, answer?.href);
      this.show(row, 'failed', 'Not saved');
      this.saidTarget.textContent = `${name} is not saved. ${row.nextElementSibling?.textContent ?? ''}`;
      return;
    }
    keepRow(row, answer, sent);
    sayFault(row, {});
    if (answer.state === 'empty') this.show(row, 'none', 'Not entered');
    else this.show(row, isChanged(row) ? 'typing' : 'saved', isChanged(row) ? 'Typing' : (answer.text ?? 'Saved'));
    this.saidTarget.textContent = answer.state === 'empty' ? '' : `${name} saved.`;
    this.addUp(row.dataset.currency ?? '');
  }

  private show(row: HTMLElement, look: string, text: string): void {
    const template = this.lookTargets.find((it) => it.dataset.look === look);
    const shown = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (!shown) return;
    shown.append(text);
    row.querySelector('[data-of=state]')?.replaceChildren(shown);
  }

  private addUp(currency: string): void {
    const foot = this.sumTargets.find((it) => it.dataset.currency === currency);
    const rows = this.rowTargets.filter((it) => it.dataset.currency === currency);
    for (const cell of foot?.querySelectorAll<HTMLElement>('[data-of]') ?? []) {
      const name = cell.dataset.of ?? '';
      if (name === 'label' || name === 'change') continue;
      const sum = rows.reduce(
        (total, row) => total + ((name === 'earnings' ? earnedIn(row) : valueIn(row, name)) ?? 0),
        0,
      );
      cell.textContent = COUNTS.includes(name) ? count(sum) : formatMoney(sum, currency);
    }
  }
}
