import { v7 as uuidv7 } from 'uuid';
import type { Form } from '../../http/form.js';
import { count, dayOf, formatDate, instant, plural } from '../../http/format.js';
import { type Kind, pathOf } from '../../records/kinds.js';
import { type Delivery, LOG_DAYS, type LogPage } from './deliveries.js';
import { choicesOf, kindOfSubject, namedEvents, TEST } from './events.js';
import { MOST_WEBHOOKS, type OffReason, type Webhook } from './webhooks.js';

export const PATH = '/account/webhooks';
/** Counting stops there. */
const MOST_COUNTED = 1_000;
const LONGEST_SHOWN = 80;

const WAITS = 'What waits is sent when you switch it on; what changes meanwhile is not told.';
const OFF: Record<OffReason, { look: string; told: string }> = {
  person: { look: 'Off', told: 'You switched it off. Nothing is sent, and what changes meanwhile is not told.' },
  gone: { look: 'Off: gone', told: `It answered that it is gone (410), so it was switched off. ${WAITS}` },
  failing: { look: 'Off: failing', told: `Nothing got through for three days, so it was switched off. ${WAITS}` },
};

/** The list of one's webhooks. */
export function webhooksPage(kinds: readonly Kind[], webhooks: readonly Webhook[], timeZone: string) {
  return {
    count: webhooks.length,
    most: MOST_WEBHOOKS,
    webhooks: webhooks.map((it) => ({
      href: `${PATH}/${it.id}`,
      url: shortUrl(it.url),
      look: lookOf(it),
      facts: [
        eventsText(kinds, it.events),
        ...(it.waiting > 0 ? [`${waitingText(it)} to be sent`] : []),
        `made ${formatDate(dayOf(it.made_at, timeZone))}`,
      ].join(', '),
    })),
  };
}

/** The form, of a new one where there is no id. */
export function formPage(kinds: readonly Kind[], form: Form, id?: string) {
  const submission_id = form.values.submission_id || uuidv7();
  const events = (form.values.events ?? '').split(', ');
  const ticked = (it: { value: string; label: string }) => ({ ...it, checked: events.includes(it.value) });
  const { all, kinds: each } = choicesOf(kinds);
  return {
    form: { ...form, values: { ...form.values, submission_id } },
    id: id ?? null,
    path: PATH,
    all: ticked(all),
    groups: each.map((it) => ({ title: it.title, options: [it.all, ...it.acts].map(ticked) })),
  };
}

/** A webhook with its log. */
export function webhookPage(kinds: readonly Kind[], it: Webhook, { deliveries, next }: LogPage, timeZone: string) {
  const path = `${PATH}/${it.id}`;
  return {
    path,
    url: it.url,
    host: new URL(it.url).host,
    look: lookOf(it),
    is_on: it.off_reason === null,
    told: it.off_reason
      ? { tone: it.off_reason === 'person' ? 'grey' : 'red', text: OFF[it.off_reason].told }
      : failingText(it, timeZone),
    events: eventsText(kinds, it.events),
    waiting: it.waiting > 0 ? waitingText(it) : null,
    both_until: it.both_until && instant(it.both_until, timeZone),
    days: LOG_DAYS,
    log: deliveries.map((line) => lineOf(kinds, path, line, timeZone)),
    older: next ? `${path}?after=${next}` : null,
    // A try that just begins: the page looks again by itself.
    is_open:
      it.off_reason === null &&
      it.held_until === null &&
      deliveries.some(({ state, tries }) => state === 'waiting' && tries === 0),
  };
}

function failingText({ failures, held_until }: Webhook, timeZone: string) {
  if (failures === 0) return null;
  const until = held_until && held_until > new Date() ? ` The next try is at ${instant(held_until, timeZone)}.` : '';
  return {
    tone: 'amber',
    text: `${plural(failures, 'try has', 'tries have')} failed since the last that was taken.${until}`,
  };
}

function lookOf({ off_reason, failures }: Webhook) {
  if (off_reason) return { tone: off_reason === 'person' ? 'grey' : 'red', glyph: 'cross', text: OFF[off_reason].look };
  return failures > 0
    ? { tone: 'amber', glyph: 'bang', text: 'Failing' }
    : { tone: 'green', glyph: 'done', text: 'On' };
}

function waitingText({ waiting }: Webhook): string {
  return waiting > MOST_COUNTED ? `${count(MOST_COUNTED)}+ messages` : plural(waiting, 'message', 'messages');
}

function eventsText(kinds: readonly Kind[], kept: readonly string[]): string {
  const events = namedEvents(kinds, kept);
  if (events.includes('*')) return 'Everything';
  return kinds
    .flatMap(({ name, title }) => {
      const acts = events.filter((event) => event.startsWith(`${name}.`)).map((event) => event.slice(name.length + 1));
      if (acts.length === 0) return [];
      return [acts.includes('*') ? title : `${title} (${acts.join(', ')})`];
    })
    .join(', ');
}

function lineOf(kinds: readonly Kind[], path: string, it: Delivery, timeZone: string) {
  const kind = kindOfSubject(kinds, it.subject);
  return {
    id: it.id,
    event: it.subject === null ? `webhook.${TEST}` : `${kind?.name ?? it.subject}.${it.act}`,
    look: lookOfLine(it),
    facts: factsOf(it, timeZone).join(', '),
    fault: it.fault,
    answer: it.answer,
    record: kind && it.record_id ? { href: pathOf({ kind, id: it.record_id }), label: kind.one } : null,
    again: `${path}/deliveries/${it.id}/again`,
  };
}

function lookOfLine({ state, tries }: Delivery) {
  if (state === 'delivered') return { tone: 'green', glyph: 'done', text: 'Taken' };
  if (state === 'failed') return { tone: 'red', glyph: 'bang', text: 'Given up' };
  return tries > 0 ? { tone: 'amber', glyph: 'half', text: 'Tried' } : { tone: 'grey', glyph: 'ring', text: 'Waits' };
}

function factsOf(it: Delivery, timeZone: string): string[] {
  if (!it.tried_at) return [instant(it.at, timeZone)];
  return [
    instant(it.tried_at, timeZone),
    ...(it.status === null ? [] : [String(it.status)]),
    `${count(it.took_ms ?? 0)} ms`,
    ...(it.tries > 1 ? [`${it.tries} tries`] : []),
    ...(it.state === 'waiting' ? [`again at ${instant(it.due_at, timeZone)}`] : []),
  ];
}

// Short enough to know it by; what stands behind a question mark is often a secret.
function shortUrl(url: string): string {
  const { host, pathname } = new URL(url);
  const short = pathname === '/' ? host : host + pathname;
  return short.length > LONGEST_SHOWN ? `${short.slice(0, LONGEST_SHOWN)}…` : short;
}
