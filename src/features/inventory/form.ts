import type { Form } from '../../http/form.js';
import type { Declared } from '../../records/module.js';
import { INVENTORY } from './kind.js';

/** What the next item of the same parcel most likely shares with the one just saved. */
const SHARED = ['brand', 'source', 'programme', 'received_on', 'currency'] as const;

/** What the form of an item holds before anything is typed. */
export const itemForm: Declared['form'] = {
  initial: ({ person, today }) => ({ received_on: today, currency: person.currency }),
  next: nextItemUrl,
};

function nextItemUrl({ values }: Form): string {
  const shared = SHARED.flatMap((name) => (values[name] ? [[name, values[name]] as [string, string]] : []));
  return `${INVENTORY.path}/new?${new URLSearchParams(shared)}`;
}
