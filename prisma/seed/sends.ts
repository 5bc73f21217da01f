import { fillTemplate, parseTemplate, sendableText } from '../../src/features/templates/render.js';
import { valuesOf } from '../../src/features/templates/values.js';
import { oneLine } from '../../src/http/clean-text.js';
import { dayAfter } from '../../src/platform/clock.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';

type Row = Record<string, unknown>;
type Sender = { id: string; name: string; email: string; day: string };
/** What the mails of the demo are made of, in the tables' columns. */
type From = {
  templates: Row[];
  template_versions: Row[];
  sender_profiles: Row[];
  contacts: Row[];
  contact_points: Row[];
  contact_companies: Row[];
  companies: Row[];
  deals: Row[];
};

const DAYS = 360;
/** Every so many days somebody writes to somebody. */
const EVERY = 6;

/** The mails that the demo's people sent within a year, each as its template read on that day. */
export function sendsOn(people: Sender[], from: From) {
  return people.flatMap((person) =>
    Array.from({ length: DAYS / EVERY }, (_, n) => sendOf(person, from, DAYS - n * EVERY, n)).filter(
      (it) => it !== null,
    ),
  );
}

function sendOf(person: Sender, from: From, ago: number, n: number) {
  const chance = chanceOf(`mail ${person.email} ${n}`);
  const at = atWork(dayAfter(person.day, -ago), chance.between(0, 240));
  const contact = chance.of(reachable(from));
  const company = from.companies.find(({ id }) => id === contact.company_id);
  if (!company || company.do_not_contact === true) return null;
  const written = textsAt(from, at);
  if (written.length === 0) return null;
  const { template, revision, subject, body } = chance.of(written);
  const deal = from.deals.find(
    (it) => it.user_id === person.id && it.company_id === company.id && String(it.created_at) < at,
  );
  const text = filled({ subject, body, language: String(template.language) }, person, from, {
    contact: contact.row,
    company,
    deal,
    day: at.slice(0, 10),
  });
  if (!text) return null;
  const replied = chance.percent(46) ? laterOf(at, chance.between(1, 9), person.day) : null;
  const way = chance.of(['server', 'server', 'server', 'mail_program', 'copy']);
  return {
    id: chance.id(at),
    user_id: person.id,
    submission_id: chance.id(at),
    template_id: template.id,
    template_name: template.name,
    revision,
    contact_id: contact.row.id,
    company_id: company.id,
    deal_id: deal?.id ?? null,
    to_name: [contact.row.first_name, contact.row.last_name].filter(Boolean).join(' '),
    to_address: contact.email,
    ...text,
    language: template.language,
    way,
    written_at: at,
    left_at: way === 'server' ? at : null,
    replied_at: replied,
  };
}

// Whoever has an address, works somewhere, and asked for nothing else.
function reachable({ contacts, contact_points, contact_companies }: From) {
  return contacts.flatMap((row) => {
    const mail = contact_points.find((it) => it.contact_id === row.id && it.kind === 'email');
    const job = contact_companies.find((it) => it.contact_id === row.id && it.to_on === null);
    return mail && job && row.opted_out !== true
      ? [{ row, email: String(mail.value), company_id: job.company_id }]
      : [];
  });
}

// What each template that was shared said at that moment.
function textsAt({ templates, template_versions }: From, at: string) {
  return templates.flatMap((template) => {
    if (template.state === 'draft') return [];
    const earlier = template_versions.filter((it) => it.template_id === template.id);
    const texts = [...earlier, { ...template, number: template.revision, created_at: template.updated_at }] as Row[];
    const text = texts.filter((it) => String(it.created_at) < at).at(-1);
    return text
      ? [{ template, revision: Number(text.number), subject: String(text.subject), body: String(text.body) }]
      : [];
  });
}

function filled(
  said: { subject: string; body: string; language: string },
  person: Sender,
  { sender_profiles }: From,
  { contact, company, deal, day }: { contact: Row; company: Row; deal: Row | undefined; day: string },
): { subject: string; body: string } | null {
  const profile = sender_profiles.find(({ user_id }) => user_id === person.id);
  const cast = { contact, company, deal: deal ?? null, collab: null, profile: profile ?? null };
  const values = valuesOf(cast as unknown as Parameters<typeof valuesOf>[0], person, day);
  const of = (text: string) => sendableText(fillTemplate(parseTemplate(text), values, said.language));
  const [subject, body] = [of(said.subject), of(said.body)];
  return subject === null || body === null ? null : { subject: oneLine(subject), body: body.trim() };
}

// An answer of days to come did not arrive yet.
function laterOf(at: string, days: number, today: string): string | null {
  const later = new Date(Date.parse(at) + days * 86_400_000).toISOString();
  return later.slice(0, 10) < today ? later : null;
}
