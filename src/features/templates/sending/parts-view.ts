import type { Person } from '../../../http/person.js';
import { COLLABS } from '../../collabs/index.js';
import { COMPANIES } from '../../companies/index.js';
import { CONTACTS } from '../../contacts/index.js';
import { PIPELINE } from '../../pipeline/index.js';
import { TEMPLATES } from '../kind.js';
import { previewParts } from '../preview-parts.js';
import { faultText } from '../render.js';
import { groupOf, type VariableName } from '../render-variables.js';
import type { MailDraft, MailRefusal } from './draft.js';

type MailMend = { label: string; href: string };
const EDIT = 'Edit the template';
const list = new Intl.ListFormat('en');

/** Why a mail is not sent, and what mends it. */
type MailBlock = { title: string; text: string; mends: MailMend[] };

/** A mail as its preview prints it. */
export function mailOfDraft(
  { cast: { contact }, subject, body }: MailDraft,
  { name, email }: Pick<Person, 'name' | 'email'>,
) {
  return {
    to: contact && { name: contact.name, address: contact.email },
    from: { name, address: email },
    subject: previewParts(subject, false),
    body: previewParts(body, false),
  };
}

/** What keeps a mail from being sent, each with the way out. */
export function blocksOf(draft: MailDraft): MailBlock[] {
  // What was typed for one mail is mended where it was typed.
  const edit = (label: string): MailMend[] =>
    draft.changed ? [] : [{ label, href: `${TEMPLATES.path}/${draft.template.id}/edit` }];
  return [
    ...draft.refusals.map(({ why, text }) => ({
      title: text,
      text: why === 'text' ? '' : 'Nothing is sent to them.',
      mends: why === 'text' ? edit(EDIT) : mendsOfRefusal(why, draft),
    })),
    ...draft.faults.map(({ of, fault }) => ({
      title: faultText(fault),
      text: of === 'subject' ? 'It stands in the subject.' : '',
      mends: edit(EDIT),
    })),
    ...emptyTogether(draft).map(({ names, why }) => ({
      title: names.length === 1 ? `${names[0]} has no value.` : `${list.format(names)} have no value.`,
      text: `${why} Nothing is sent before ${names.length === 1 ? 'it has one' : 'they have one'}.`,
      mends: [...mendsOf(names[0] as VariableName, draft), ...edit('Give a fallback')],
    })),
  ];
}

// Who does not want a mail gets none: there is nothing to mend.
function mendsOfRefusal(why: MailRefusal['why'], { cast: { contact } }: MailDraft): MailMend[] {
  if (!contact || why === 'opted_out' || why === 'not_to_contact') return [];
  const label = why === 'no_address' ? 'Add an address' : 'Correct the address';
  return [{ label, href: `${CONTACTS.path}/${contact.id}/edit#reach` }];
}

// What is empty for one reason is told of once.
function emptyTogether(draft: MailDraft) {
  const why = new Map<string, VariableName[]>();
  for (const name of draft.empty) why.set(whyEmpty(name, draft), [...(why.get(whyEmpty(name, draft)) ?? []), name]);
  return [...why].map(([text, names]) => ({ why: text, names }));
}

function whyEmpty(name: VariableName, { cast }: MailDraft): string {
  const group = groupOf(name);
  const label = name.split('.')[1]?.replaceAll('_', ' ') ?? name;
  if (group === 'contact') return `${cast.contact?.name ?? 'Nobody'} has no ${label} yet.`;
  if (group === 'company')
    return cast.company ? `${cast.company.name} has no ${label} yet.` : 'They work at no company that is known.';
  if (group === 'deal') return cast.deal ? `“${cast.deal.name}” has no ${label} yet.` : 'No deal is chosen.';
  if (group === 'collab') return cast.collab ? `“${cast.collab.name}” has no ${label} yet.` : 'No collab is chosen.';
  return `You have said no ${label} of yours yet.`;
}

function mendsOf(name: VariableName, { cast: { contact, company, deal, collab } }: MailDraft): MailMend[] {
  const group = groupOf(name);
  const add = (href: string) => [{ label: 'Add it', href }];
  if (group === 'contact') return contact ? add(`${CONTACTS.path}/${contact.id}/edit`) : [];
  if (group === 'company') {
    if (company) return add(`${COMPANIES.path}/${company.id}/edit`);
    return contact ? [{ label: 'Add where they work', href: `${CONTACTS.path}/${contact.id}/edit#companies` }] : [];
  }
  if (group === 'deal')
    return deal ? add(`${PIPELINE.path}/${deal.id}/edit`) : [{ label: 'Choose a deal', href: '#f-deal_id' }];
  if (group === 'collab')
    return collab ? add(`${COLLABS.path}/${collab.id}/edit`) : [{ label: 'Choose a collab', href: '#f-collab_id' }];
  return name === 'me.name' || name === 'me.first_name' ? add('/account') : add(`${TEMPLATES.path}/about-you`);
}
