import { minorUnits, wholeOf } from '../http/amount.js';

/** What a field of a month's page holds. */
type Answer = {
  state: 'saved' | 'empty' | 'refused';
  id?: string;
  version?: number;
  typed?: Record<string, string>;
  text?: string;
  href?: string;
  errors?: Record<string, string>;
};
/** What became of a row that was sent; nothing where no answer came. */
export type RowAnswer = Answer | undefined;

const AMOUNTS = ['sales_amount', 'commission', 'bounties', 'adjustments'];
const EARNED = ['commission', 'bounties', 'adjustments'];

/** The fields of a row into which something can be typed, in their order. */
export function cellsOf(row: HTMLElement): HTMLInputElement[] {
  return [...row.querySelectorAll<HTMLInputElement>('input.cell')];
}

/** What a row holds in a column, in minor units or as a count; null for nothing, and for what cannot be read. */
export function valueIn(row: HTMLElement, name: string): number | null {
  const cell = row.querySelector<HTMLElement>(`[data-cell=${name}]`);
  const text = cell instanceof HTMLInputElement ? cell.value : (cell?.textContent ?? '');
  if (text.trim() === '') return null;
  const read = AMOUNTS.includes(name)
    ? minorUnits(text, row.dataset.currency ?? '', name === 'adjustments')
    : wholeOf(text);
  return typeof read === 'number' ? read : null;
}

/** What a row earned; null where nothing of it was typed. */
export function earnedIn(row: HTMLElement): number | null {
  const parts = EARNED.map((name) => valueIn(row, name));
  return parts.every((it) => it === null) ? null : parts.reduce<number>((sum, it) => sum + (it ?? 0), 0);
}

/** Whether something of a row was typed that is not saved. */
export function isChanged(row: HTMLElement): boolean {
  return cellsOf(row).some((cell) => cell.value !== (cell.dataset.saved ?? ''));
}

/** Sends a row of a form. It goes on also where the page is left. */
export async function sendRow(form: HTMLFormElement, row: HTMLElement, url: string): Promise<RowAnswer> {
  const own = new Set([...row.querySelectorAll<HTMLInputElement>('input')].map(({ name }) => name));
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (own.has(name) || ['csrf_token', 'form_page', 'month'].includes(name)) body.append(name, String(value));
  try {
    const answer = await fetch(url, { method: 'post', body, keepalive: true, headers: { Accept: 'application/json' } });
    return answer.headers.get('content-type')?.includes('json') ? ((await answer.json()) as Answer) : undefined;
  } catch {
    return undefined;
  }
}

/** Takes over what the server keeps of a row: its version, and its values where nobody typed on meanwhile. */
export function keepRow(
  row: HTMLElement,
  { id, version, typed = {} }: Answer,
  sent: ReadonlyMap<string, string>,
): void {
  const set = (name: string, value: string) => {
    const input = row.querySelector<HTMLInputElement>(`input[name=${name}_${row.dataset.n}]`);
    if (input) input.value = value;
  };
  if (id) set('id', id);
  if (version) set('version', String(version));
  for (const cell of cellsOf(row)) {
    const kept = typed[cell.dataset.cell ?? ''];
    if (kept === undefined) continue;
    if (id && cell.value === sent.get(cell.name)) cell.value = kept;
    cell.dataset.saved = kept;
  }
}

/** Says what is wrong with a row, below it and by its fields; nothing for nothing. */
export function sayFault(row: HTMLElement, errors: Record<string, string>, text = '', href = ''): void {
  const below = row.nextElementSibling as HTMLElement | null;
  const cell = below?.querySelector('td');
  if (!below || !cell) return;
  const said = [...Object.values(errors), text].filter(Boolean).join(' ');
  below.hidden = said === '';
  cell.textContent = said;
  if (href) {
    const link = Object.assign(document.createElement('a'), { className: 'link', href, textContent: 'Look at it' });
    cell.append(' ', link);
  }
  for (const input of cellsOf(row)) {
    const isWrong = (input.dataset.cell ?? '') in errors;
    const was = `was-${row.dataset.n}-${input.dataset.cell}`;
    if (isWrong) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    input.setAttribute('aria-describedby', isWrong ? `${was} ${cell.id}` : was);
  }
}
