import { insert, type TestDatabase } from './database.js';
import type { Fields, Visitor } from './visitor.js';

/** Lays a template into the database that all may send; answers its id. */
export function insertTemplate(db: TestDatabase, fields: Record<string, unknown> = {}): Promise<string> {
  return insert(db, 'templates', {
    name: 'Rate reply',
    category: 'rate_reply',
    language: 'en',
    subject: 'Hello {{contact.first_name|there}}',
    body: 'Dear {{contact.first_name|there}},\n\nall the best\n{{me.email}}',
    state: 'current',
    ...fields,
  });
}

/** The hidden inputs of the form that is sent by POST to an address. */
export function carriedIn(html: string, action: string): Fields {
  const form = html.split(`method="post" action="${action}"`)[1]?.split('</form>')[0] ?? '';
  const fields: Fields = {};
  for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="(\w[\w-]*)" value="([^"]*)"/g)) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}

const FORM = '/templates/send';

/** Opens the page of a mail, and sends what it shows. */
export async function sendAs(
  visitor: Visitor,
  about: { template_id: string; contact_id: string } & Record<string, string>,
  fields: Fields = {},
) {
  const page = await visitor.get(`${FORM}?${new URLSearchParams(about)}`);
  return visitor.post(FORM, { ...carriedIn(page.text, FORM), way: 'server', ...fields });
}
