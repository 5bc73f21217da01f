import type Sortable from 'sortablejs';

/** What makes a list one that is drawn; `destroy` takes it away again. */
export type DrawnList = { destroy(): void };

// Many look at a list and draw nothing: what does it is read at the first sign of a pointer.
const pointed = new Promise<void>((resolve) => {
  for (const type of ['pointermove', 'pointerdown'])
    window.addEventListener(type, () => resolve(), { once: true, capture: true });
});
let pressed: PointerEvent | undefined;
window.addEventListener('pointerdown', (event) => (pressed = event), { capture: true });
for (const type of ['pointerup', 'pointercancel'])
  window.addEventListener(type, () => (pressed = undefined), { capture: true });

/** Lets the rows of a list be drawn by a pointer. */
export function drawnList(list: HTMLElement, options: Sortable.Options): DrawnList {
  let sortable: Sortable | undefined;
  let isGone = false;
  void pointed.then(async () => {
    const { default: Sortable } = await import('./sortable.js');
    if (isGone) return;
    sortable = Sortable.create(list, options);
    // Who pressed meanwhile still draws.
    if (pressed?.target instanceof Element && list.contains(pressed.target))
      pressed.target.dispatchEvent(new PointerEvent('pointerdown', pressed));
  });
  return {
    destroy() {
      isGone = true;
      sortable?.destroy();
    },
  };
}
