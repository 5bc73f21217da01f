import { AsyncLocalStorage } from 'node:async_hooks';
import { STANDARD, takeWritingFrom, type Writing, writingOf } from './writing.js';

const writings = new AsyncLocalStorage<Writing>();
takeWritingFrom(() => writings.getStore() ?? STANDARD);

/** Does `work`, and all that it leads to, in the way of writing of a locale. */
export function writeAs<T>(locale: string, work: () => T): T {
  // Who writes as the product does has nothing to carry along.
  return locale === STANDARD.locale ? work() : writings.run(writingOf(locale), work);
}
