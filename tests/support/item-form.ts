import { v7 as uuidv7 } from 'uuid';
import type { Fields } from './visitor.js';

/** A new item's form as it is sent when only what must be there was filled in. */
export function itemForm(fields: Fields = {}): Fields {
  return {
    name: 'Trailcap 20 L park backpack',
    brand: '',
    quantity: '1',
    condition: 'new',
    source: 'review_unit',
    currency: 'USD',
    review_state: 'not_started',
    state: 'received',
    received_on: '2026-09-11',
    submission_id: uuidv7(),
    ...fields,
  };
}

/** The fields of a page's forms as a browser would send them: inputs, chosen options, ticked boxes. */
export function fieldsOf(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
    const { name, value, type } = attributesOf(tag);
    if (!name || name === 'csrf_token' || name === 'form_page') continue;
    if ((type === 'radio' || type === 'checkbox') && !/\schecked\b/.test(tag)) continue;
    fields[name] = value ?? 'on';
  }
  for (const [, attributes, options] of html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const { name } = attributesOf(attributes ?? '');
    const chosen =
      /<option value="([^"]*)" selected/.exec(options ?? '') ?? /<option value="([^"]*)"/.exec(options ?? '');
    if (name) fields[name] = decoded(chosen?.[1] ?? '');
  }
  return fields;
}

/** The message that stands beside a field. */
export function errorAt(html: string, name: string): string {
  return decoded(new RegExp(`id="f-${name}-error">[\\s\\S]*?<span>([^<]*)</span>`).exec(html)?.[1] ?? '');
}

function attributesOf(tag: string): Record<string, string> {
  return Object.fromEntries(
    [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, decoded(value ?? '')]),
  );
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
