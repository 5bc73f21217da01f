/** Where something was done: on which page, what holds it that has a name of its own, and the way from there, child by child. */
type Place = { page: string; anchor: string; id: string; way: number[] };
let kept: Place | undefined;

const NAMED = '[id], [aria-labelledby]';
const FOCUSABLE = 'a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, summary, textarea';

/** Remembers what was used, for the page that answers it. */
export function keepFocus(used: HTMLElement | null): void {
  const main = used?.closest('main');
  if (!used || !main) return;
  const anchor = used.parentElement?.closest<HTMLElement>(NAMED) ?? main;
  kept = { page: location.pathname, anchor: nameOf(anchor), id: used.id, way: wayTo(used, anchor) };
}

/** On the same page again the focus goes back to what was used, or to what stands nearest to its place now. */
export function giveFocusBack(): void {
  const place = kept;
  kept = undefined;
  if (!place || place.page !== location.pathname || document.activeElement !== document.body) return;
  const anchor = document.querySelector<HTMLElement>(place.anchor);
  (byId(place.id) ?? (anchor && nearest(anchor, place.way)))?.focus();
}

function nameOf(anchor: HTMLElement): string {
  const labelled = anchor.getAttribute('aria-labelledby');
  return anchor.id ? `#${CSS.escape(anchor.id)}` : `[aria-labelledby="${CSS.escape(labelled ?? '')}"]`;
}

function wayTo(used: Element, anchor: Element): number[] {
  const way: number[] = [];
  for (let at = used; at !== anchor && at.parentElement; at = at.parentElement)
    way.unshift([...at.parentElement.children].indexOf(at));
  return way;
}

function nearest(anchor: HTMLElement, way: number[]): HTMLElement | null {
  let at: Element = anchor;
  for (const n of way) at = at.children[n] ?? at.children[at.children.length - 1] ?? at;
  for (let place: Element | null = at; place && place !== document.body; place = place.parentElement) {
    const found = [place, ...place.querySelectorAll(FOCUSABLE)].find((it) => it.matches(FOCUSABLE) && isSeen(it));
    if (found instanceof HTMLElement) return found;
  }
  return null;
}

function byId(id: string): HTMLElement | null {
  const found = id ? document.getElementById(id) : null;
  return found && isSeen(found) ? found : null;
}

const isSeen = (it: Element) => it.getClientRects().length > 0;
