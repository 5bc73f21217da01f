import { isId } from '../../../http/form.js';
import { one } from '../../../http/list/page.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql, typed } from '../../../platform/postgres/sql.js';
import type { Reader } from '../../../records/list/define.js';
import type { OfferedRecord } from '../../../records/offered.js';
import { collabsToWriteOf } from '../../collabs/index.js';
import { contactMeant } from '../../contacts/index.js';
import { dealsToWriteOf } from '../../pipeline/index.js';
import { CATEGORIES } from '../categories.js';
import { type MailCast, readCast } from '../values.js';
import { changedIn } from './changed.js';
import { draftOf, type MailDraft, type ReadTemplate, templateToSend, USABLE } from './draft.js';

/** What can be chosen. */
type Offered = {
  templates: { id: string; name: string; category: string }[];
  deals: OfferedRecord[];
  collabs: OfferedRecord[];
};
/** A mail that somebody is about to send: what was chosen as far as it is there, and what is wrong with that. */
export type AskedMail = {
  template: ReadTemplate | undefined;
  cast: MailCast;
  offered: Offered;
  draft: MailDraft | undefined;
  errors: Record<string, string>;
};

const MOST_TEMPLATES = 500;
const GONE = 'This is not there any more. Choose another.';

/** Reads which mail is meant: a template, a contact, what it is about, by ids, or the contact by name, and the text that was typed for it. A deal's first contact is meant where none is. */
export async function readAskedMail(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  sent: Record<string, unknown>,
  reader: Reader,
): Promise<AskedMail> {
  const asked = { template: idIn(sent.template_id), deal: idIn(sent.deal_id), collab: idIn(sent.collab_id) };
  const name = sent.contact === undefined ? null : (one(sent.contact) ?? '').trim();
  const meant = name === '' ? undefined : await contactMeant(db, { id: idIn(sent.contact_id), name });
  const template = asked.template ? await templateToSend(db, asked.template) : undefined;
  const cast = await castOf(
    db,
    { contact: meant && 'id' in meant ? meant.id : null, ...asked },
    name === null,
    reader.today,
  );
  const offered = await offeredTo(db, cast);
  const errors = {
    ...(asked.template && !template ? { template_id: GONE } : {}),
    ...(meant && 'fault' in meant ? { contact: meant.fault } : {}),
    ...(meant && 'id' in meant && !cast.contact ? { contact: GONE } : {}),
    ...(asked.deal && !cast.deal ? { deal_id: GONE } : {}),
    ...(asked.collab && !cast.collab ? { collab_id: GONE } : {}),
  };
  const draft = template && draftOf(template, cast, reader, changedIn(sent));
  return { template, cast, offered, draft, errors };
}

const idIn = (value: unknown): string | null => {
  const id = one(value);
  return isId(id) ? id : null;
};

async function castOf(
  db: Pick<ReadDoor, 'row'>,
  about: { contact: string | null; deal: string | null; collab: string | null },
  mayGuess: boolean,
  today: string,
): Promise<MailCast> {
  const cast = await readCast(db, about, today);
  const first = cast.deal?.contact_id ?? cast.collab?.contact_id;
  return mayGuess && about.contact === null && first ? readCast(db, { ...about, contact: first }, today) : cast;
}

async function offeredTo(db: Pick<ReadDoor, 'row'>, { contact, company }: MailCast): Promise<Offered> {
  const [person, at] = [typed(contact?.id, 'uuid'), typed(company?.id, 'uuid')];
  const row = await db.row<Offered>(sql`
    select ${TEMPLATES_OFFERED} as templates, ${dealsToWriteOf(person, at)} as deals, ${collabsToWriteOf(person, at)} as collabs`);
  return row ?? { templates: [], deals: [], collabs: [] };
}

const TEMPLATES_OFFERED = sql`(
  select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'category', o.category)), '[]') from (
    select te.id, te.name, te.category from templates te where ${USABLE}
    order by te.name collate "und-x-icu", te.id limit ${MOST_TEMPLATES}) o)`;

/** The templates that mails can be made of, as a form offers them. */
export async function templatesOffered(db: Pick<ReadDoor, 'row'>): Promise<{ value: string; label: string }[]> {
  const row = await db.row<Pick<Offered, 'templates'>>(sql`select ${TEMPLATES_OFFERED} as templates`);
  return templateOptions(row?.templates ?? []);
}

/** The same of what was read. */
export function templateOptions(templates: Offered['templates']) {
  return templates.map(({ id, name, category }) => ({
    value: id,
    label: `${name} (${CATEGORIES[category as keyof typeof CATEGORIES] ?? category})`,
  }));
}
