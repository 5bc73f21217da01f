import { createHash } from 'node:crypto';
import { isMailAddress } from '../../../config.js';
import { oneLine } from '../../../http/clean-text.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { type Sql, sql, typed } from '../../../platform/postgres/sql.js';
import type { Reader } from '../../../records/list/define.js';
import {
  emptyNames,
  type FilledPart,
  faultsOf,
  fillTemplate,
  type Part,
  parseTemplate,
  sendableText,
  type TemplateFault,
} from '../render.js';
import type { VariableName } from '../render-variables.js';
import { type MailCast, valuesOf } from '../values.js';
import { type ChangedText, textToChange } from './changed.js';

/** A template as a mail is made of it. */
type TemplateOfMail = {
  id: string;
  name: string;
  language: string;
  subject: string;
  body: string;
  revision: number;
};
/** The same with its subject and its text taken apart, once for all mails that are made of it. */
export type ReadTemplate = TemplateOfMail & { parts: { subject: Part[]; body: Part[] } };

/** A mail as it would be: its parts, what keeps it from being sent, and its text where nothing does. */
export type MailDraft = {
  template: TemplateOfMail;
  cast: MailCast;
  subject: FilledPart[];
  body: FilledPart[];
  faults: { of: 'subject' | 'body'; fault: TemplateFault }[];
  empty: VariableName[];
  /** Why nothing is sent to them at all, or not as it is. */
  refusals: MailRefusal[];
  text: { subject: string; body: string } | null;
  /** Its own text, which was typed for it: what is sent as it was typed, without a variable in it, has been seen. */
  changed: { asTyped: boolean } | null;
  /** What a change of its text begins with. */
  toChange: ChangedText;
};
export type MailRefusal = {
  why: 'opted_out' | 'not_to_contact' | 'no_address' | 'no_mail_address' | 'text';
  text: string;
};

const MOST_SUBJECT = 500;
const MOST_BODY = 100_000;

/** The template of that id, unless it is archived, gone, or somebody else's draft. */
export async function templateToSend(db: Pick<ReadDoor, 'row'>, id: string): Promise<ReadTemplate | undefined> {
  const row = await db.row<TemplateOfMail>(sql`
    select te.id::text, te.name, te.language, te.subject, te.body, te.revision from templates te
    where te.id = ${typed(id, 'uuid')} and ${USABLE}`);
  return row && { ...row, parts: { subject: parseTemplate(row.subject), body: parseTemplate(row.body) } };
}

/** Which templates mails are made of. */
export const USABLE: Sql = sql`te.deleted_at is null and te.state <> 'archived'`;

/** A mail from a template to somebody, as it would be; with the text that was typed for them, where it was. */
export function draftOf(template: ReadTemplate, cast: MailCast, reader: Reader, typedText?: ChangedText): MailDraft {
  if (typedText) return changedDraft(draftOf(template, cast, reader), template, reader, typedText);
  const values = valuesOf(cast, reader.person, reader.today);
  const { subject: subjectParts, body: bodyParts } = template.parts;
  const subject = fillTemplate(subjectParts, values, template.language);
  const body = fillTemplate(bodyParts, values, template.language);
  const [line, text] = [sendableText(subject), sendableText(body)];
  const whole = line === null || text === null ? null : { subject: oneLine(line), body: text.trim() };
  return {
    template,
    cast,
    subject,
    body,
    faults: [
      ...faultsOf(subjectParts).map((fault) => ({ of: 'subject' as const, fault })),
      ...faultsOf(bodyParts).map((fault) => ({ of: 'body' as const, fault })),
    ],
    empty: emptyNames([...subject, ...body]),
    refusals: [...refusalsOf(cast), ...tooLong(whole)],
    text: whole,
    changed: null,
    toChange: { subject: textToChange(subjectParts, subject), body: textToChange(bodyParts, body) },
  };
}

// What was typed and reads as the template does is no change.
function changedDraft(unchanged: MailDraft, template: ReadTemplate, reader: Reader, typedText: ChangedText): MailDraft {
  const parts = { subject: parseTemplate(typedText.subject), body: parseTemplate(typedText.body) };
  const draft = draftOf({ ...template, parts }, unchanged.cast, reader);
  const { text } = unchanged;
  if (text && text.subject === draft.text?.subject && text.body === draft.text.body) return unchanged;
  const asTyped = [...parts.subject, ...parts.body].every(({ kind }) => kind === 'text');
  return { ...draft, changed: { asTyped }, toChange: typedText };
}

/** Whether it may be sent. */
export function isSendable(draft: MailDraft): draft is MailDraft & { text: { subject: string; body: string } } {
  return draft.text !== null && draft.refusals.length === 0 && draft.cast.contact !== null;
}

/** What tells a mail as it was shown from one that reads otherwise by now, or goes elsewhere. */
export function markOf({ text, cast, template }: MailDraft): string {
  return [[text, template.id, template.revision], cast.contact?.email ?? null]
    .map((it) => createHash('sha256').update(JSON.stringify(it)).digest('base64url'))
    .join('.');
}

/** Whether it was seen as it reads now, by its mark of then: what was typed and is sent so was, as long as it goes where it was to go. */
export function wasSeen(draft: MailDraft, mark: unknown): boolean {
  const now = markOf(draft);
  if (mark === now) return true;
  const address = now.slice(now.indexOf('.'));
  return draft.changed?.asTyped === true && typeof mark === 'string' && mark.endsWith(address);
}

function refusalsOf({ contact, company }: MailCast): MailRefusal[] {
  if (!contact) return [];
  const refusals: MailRefusal[] = [];
  if (contact.opted_out) refusals.push({ why: 'opted_out', text: `${contact.name} asked not to be written to.` });
  const others = contact.companies.filter(({ id, standing }) => standing?.do_not_contact && id !== company?.id);
  const closed = [
    ...(company?.do_not_contact ? [{ name: company.name, reason: company.reason }] : []),
    ...others.map(({ name, standing }) => ({ name, reason: standing.reason })),
  ];
  for (const { name, reason } of closed)
    refusals.push({ why: 'not_to_contact', text: `${name} is not to be contacted${reason ? `: ${reason}` : '.'}` });
  if (contact.email === null) refusals.push({ why: 'no_address', text: `${contact.name} has no e-mail address.` });
  else if (!isMailAddress(contact.email))
    refusals.push({ why: 'no_mail_address', text: `“${contact.email}” is no address that mail can be sent to.` });
  return refusals;
}

function tooLong(text: { subject: string; body: string } | null): MailRefusal[] {
  if (text === null) return [];
  const long = (what: string, most: number): MailRefusal => ({
    why: 'text',
    text: `${what} is longer than ${most.toLocaleString('en')} characters once it is filled in.`,
  });
  return [
    ...([...text.subject].length > MOST_SUBJECT ? [long('The subject', MOST_SUBJECT)] : []),
    ...([...text.body].length > MOST_BODY ? [long('The text', MOST_BODY)] : []),
    ...(text.subject === '' ? [{ why: 'text' as const, text: 'The subject is empty.' }] : []),
    ...(text.body === '' ? [{ why: 'text' as const, text: 'The text is empty.' }] : []),
  ];
}
