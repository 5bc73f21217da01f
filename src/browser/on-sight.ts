import type { Application, ControllerConstructor } from '@hotwired/stimulus';

/** Files of controllers, by the name that an element calls one by. */
export type Loads = Record<string, () => Promise<{ default: ControllerConstructor }>>;

/** Reads the file of a controller when the first element that names it is on the page; until then the page does what it does without script. */
export function loadOnSight(application: Application, loads: Loads): void {
  const asked = new Set<string>();
  const load = async (name: string) => {
    const read = loads[name];
    if (!read || asked.has(name)) return;
    asked.add(name);
    try {
      application.register(name, (await read()).default);
    } catch (error) {
      // No network, or the release that this page is of is gone: the next element asks again, and the next page is the new release's.
      asked.delete(name);
      console.warn(`The controller ${name} could not be read.`, error);
    }
  };
  const look = (at: Element) => {
    for (const it of [at, ...at.querySelectorAll('[data-controller]')])
      for (const name of it.getAttribute('data-controller')?.split(/\s+/) ?? []) void load(name);
  };
  look(document.documentElement);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const it of addedNodes) if (it instanceof Element) look(it);
  }).observe(document.documentElement, { childList: true, subtree: true });
}
