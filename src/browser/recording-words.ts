import type { TakeAct } from '../features/guide/recording/take.js';

/** What a key presses. */
export const PRESSED = {
  mark: '[data-recording-target=mark]',
  undo: '[data-recording-target=undo]',
  end: '[data-recording-target=end]',
  pause: '[data-recording-target=pause] button, [data-recording-target=resume] button',
};
const SAID = { start: 'The recording began.', pause: 'Paused.', resume: 'Goes on.', end: 'The recording ended.' };
const ASKED = {
  start: {
    title: 'Record anew?',
    text: 'The marks of before go; the history keeps them.',
    no: 'Keep them',
    yes: 'Record anew',
  },
  end: {
    title: 'End the recording?',
    text: 'The clock stops. You can go on with it afterwards.',
    no: 'Go on recording',
    yes: 'End',
  },
};

/** What is said of an act; `nameOf` calls a segment. */
export function sentenceOf(it: TakeAct, nameOf: (segment: string) => string): string {
  if (it.act === 'mark') return `${nameOf(it.segment)} marked.`;
  return it.act === 'unmark' ? `The mark of ${nameOf(it.segment)} is gone.` : SAID[it.act];
}

/** Asks before what stops the clock or clears the marks. */
export async function isSure(dialog: HTMLDialogElement, act: 'start' | 'end'): Promise<boolean> {
  for (const [name, text] of Object.entries(ASKED[act])) {
    const part = dialog.querySelector(`[data-says=${name}]`);
    if (part) part.textContent = text;
  }
  dialog.returnValue = '';
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  return dialog.returnValue === 'yes';
}
