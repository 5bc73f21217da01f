import type { BlockList } from 'node:net';
import { blankForm, type Form } from '../../http/form.js';
import type { Kind } from '../../records/kinds.js';
import { readAddress } from './address.js';
import { areEvents, keptEvents } from './events.js';

type Asked = { ok: true; data: { url: string; events: string[] }; form: Form } | { ok: false; form: Form };

/** The form of a webhook: where it sends, and what, as it is kept; or what is wrong, beside what was typed. */
export function readWebhook(body: unknown, kinds: readonly Kind[], opened: BlockList | undefined): Asked {
  const sent = (body ?? {}) as { url?: unknown; events?: unknown };
  const events = eventsIn(sent.events);
  const form = blankForm({ url: typeof sent.url === 'string' ? sent.url : '', events });
  const address = readAddress(sent.url, opened);
  const errors: Record<string, string> = {};
  if ('fault' in address) errors.url = address.fault;
  if (!areEvents(kinds, events)) errors.events = events.length > 0 ? 'Choose of the list.' : 'Choose what it is told.';
  if ('fault' in address || errors.events) return { ok: false, form: { ...form, errors } };
  return { ok: true, data: { url: address.url, events: keptEvents(kinds, events) }, form };
}

function eventsIn(sent: unknown): string[] {
  const list = Array.isArray(sent) ? sent : [sent];
  return list.flatMap((it) => (typeof it === 'string' && it !== '' ? it.split(', ') : []));
}
