import { Controller } from '@hotwired/stimulus';
import { rowAddress } from '../row-address.js';

const SEQUENCE_MS = 1_200;
const TYPES_TEXT = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';
// The heads of stretches of rows are none.
const ROWS = 'main table.t tbody tr:not(.section)';

// The first of two keys. A page that comes between them has a controller of its own, and the second key goes on there.
let begun = '';
let begunAt = 0;

/**
 * Keys that press what is on the page: a link or button says which keys press it (`data-keys="g i"`), rows of a list are walked
 * with j and k. None of them while somebody types, holds a modifier, has a dialog open, or has switched them off.
 */
export default class extends Controller<HTMLElement> {
  static override values = { on: Boolean };
  declare readonly onValue: boolean;

  press(event: KeyboardEvent): void {
    if (!this.onValue || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isBusy(event)) return;
    const waiting = event.timeStamp - begunAt < SEQUENCE_MS ? begun : '';
    begun = '';
    if (waiting === '' && event.key === 'g') {
      begun = 'g ';
      begunAt = event.timeStamp;
      return;
    }
    if (this.act(`${waiting}${event.key}`)) event.preventDefault();
  }

  private act(keys: string): boolean {
    if (keys === 'j') return walk(1);
    if (keys === 'k') return walk(-1);
    const row = document.activeElement?.closest<HTMLElement>(ROWS);
    const inRow = keys === 'x' ? row?.querySelector<HTMLElement>('input[name=ids]') : keys === 'e' ? editOf(row) : null;
    const pressed = inRow ?? named(keys);
    // A menu or a dialog that it opens is gone on in by the keyboard, and closing it leads back here.
    if (pressed?.matches('[popovertarget], [data-turbo-frame=act]')) pressed.focus();
    pressed?.click();
    return pressed !== null;
  }
}

// What the page itself has goes before what stands on every page.
function named(keys: string): HTMLElement | null {
  const selector = `[data-keys="${CSS.escape(keys)}"]`;
  return document.querySelector<HTMLElement>(`main ${selector}`) ?? document.querySelector<HTMLElement>(selector);
}

function isBusy(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement;
  return at.closest(TYPES_TEXT) !== null || document.querySelector('dialog[open], :popover-open') !== null;
}

function walk(by: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = now < 0 ? rows[by > 0 ? 0 : rows.length - 1] : rows[Math.min(Math.max(now + by, 0), rows.length - 1)];
  const link = next?.querySelector<HTMLElement>('a');
  link?.focus();
  link?.scrollIntoView({ block: 'nearest' });
  return link !== null && link !== undefined;
}

function editOf(row: HTMLElement | null | undefined): HTMLElement | null {
  const path = rowAddress(row);
  if (!path) return null;
  const link = document.createElement('a');
  link.href = `${path}/edit`;
  // The row's button opens its menu, in which the form is a link.
  document.body.append(link);
  queueMicrotask(() => link.remove());
  return link;
}
