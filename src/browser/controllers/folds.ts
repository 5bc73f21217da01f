import { Controller } from '../kit.js';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Folds say how much of them is filled; a link to a field in one, or to a fold, opens it. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['fold'];
  declare readonly foldTargets: HTMLDetailsElement[];

  private readonly clicked = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    const id = link?.getAttribute('href')?.slice(1) ?? '';
    if (!id || !this.open(id)) return;
    event.preventDefault();
    this.bring(id);
  };

  override connect(): void {
    this.element.addEventListener('click', this.clicked);
    this.count();
    this.arrive();
  }

  override disconnect(): void {
    this.element.removeEventListener('click', this.clicked);
  }

  /** Opens what the address names; a state that a link chose asks for its fields under the choice. */
  arrive(): void {
    const asked = document.getElementById('asked-state');
    const byLink = new URLSearchParams(window.location.search).has('state');
    if (byLink && asked && !asked.hidden) asked.querySelector<Control>('input, select')?.focus();
    else if (this.open(window.location.hash.slice(1))) this.bring(window.location.hash.slice(1));
  }

  /** What is in each fold, in a few words as the server says it; at first the server's own stand there. */
  count(event?: Event): void {
    for (const fold of this.foldTargets) {
      const cells = this.cellsOf(fold);
      const filled = cells.filter((cell) => saidOf(cell) !== '');
      const number = fold.querySelector<HTMLElement>(':scope > summary > .n:not(.neg)');
      if (number) number.textContent = `${filled.length} of ${cells.length}`;
      number?.classList.toggle('has', filled.length > 0);
      const said = fold.querySelector<HTMLElement>(':scope > summary > .said');
      if (said && event) said.textContent = summary(filled, fold);
      // A part all of whose fields stand under the choice holds nothing.
      fold.hidden = cells.length > 0 && !cells.some((cell) => fold.contains(cell));
    }
  }

  // A field that stands under a choice still belongs to its fold.
  private cellsOf(fold: HTMLElement): HTMLElement[] {
    const names = [...fold.querySelectorAll<HTMLElement>('.slot')].map(({ dataset }) => dataset.name ?? '');
    return names.flatMap((name) => this.element.querySelector<HTMLElement>(`.cell[data-name="${name}"]`) ?? []);
  }

  private open(id: string): boolean {
    const target = id ? document.getElementById(id) : null;
    if (!target || !this.element.contains(target)) return false;
    for (let at = target.closest('details'); at; at = at.parentElement?.closest('details') ?? null) at.open = true;
    return true;
  }

  private bring(id: string): void {
    const target = document.getElementById(id);
    (target?.closest('.field') ?? target?.closest('details') ?? target)?.scrollIntoView({ block: 'center' });
    if (target?.matches('input, select, textarea')) target.focus({ preventScroll: true });
  }
}

function summary(filled: HTMLElement[], fold: HTMLElement): string {
  const above = filled.filter((cell) => !fold.contains(cell)).map(labelOf);
  const here = filled.filter((cell) => fold.contains(cell)).map(saidOf);
  return [...here, ...(above.length > 0 ? [`${new Intl.ListFormat('en').format(above)} above`] : [])].join(', ');
}

function saidOf(cell: HTMLElement): string {
  const controls = [...cell.querySelectorAll<Control>('input:not([type="hidden"], [type="radio"]), select, textarea')];
  return controls.flatMap((it) => said(it, cell) || []).join(', ');
}

function said(it: Control, cell: HTMLElement): string {
  const label = labelOf(cell).replace(/^./, (letter) => letter.toLowerCase());
  if (it.type === 'checkbox') return (it as HTMLInputElement).checked ? label : '';
  if (it.value.trim() === '' || it.value === cell.dataset.initial) return '';
  if (it instanceof HTMLSelectElement) return it.selectedOptions[0]?.text ?? '';
  if (it.type === 'date') return `${label} ${day(it.value)}`;
  return /^(decimal|numeric)$/.test(it.inputMode) ? `${label} ${it.value}` : (it.value.trim().split('\n')[0] ?? '');
}

function labelOf(cell: HTMLElement): string {
  return cell.querySelector('.check > span, label, legend')?.firstChild?.textContent?.trim() ?? '';
}

function day(iso: string): string {
  const date = new Date(`${iso}T00:00Z`);
  return `${date.getUTCDate()} ${date.toLocaleDateString('en-US', { month: 'short', timeZone: 'UTC' })}`;
}
