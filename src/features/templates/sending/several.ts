import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import {
  blankForm,
  checkbox,
  type Form,
  isId,
  optionalId,
  optionalWholeNumber,
  parseForm,
  withError,
} from '../../../http/form.js';
import { instant, plural } from '../../../http/format.js';
import { readView, viewAddress } from '../../../http/list/address.js';
import { one, viewUrl } from '../../../http/list/page.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { afterwards, page, type Reply, redirect } from '../../../http/reply.js';
import { BadRequest } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { readerNow } from '../../../records/list/routes.js';
import type { RecordModule } from '../../../records/module.js';
import { CONTACTS } from '../../contacts/index.js';
import type { Outbox } from '../../mail/index.js';
import { TEMPLATES } from '../kind.js';
import { readCasts } from '../values.js';
import { templatesOffered } from './asked.js';
import { changedIn } from './changed.js';
import { draftOf, isSendable, type MailDraft, markOf, type ReadTemplate, templateToSend, wasSeen } from './draft.js';
import { holdSending, keepSend } from './keep.js';
import { blocksOf, mailOfDraft } from './parts-view.js';
import { FOLLOW_UP_DAYS } from './send-page.js';
import { spread } from './spread.js';

/** So many contacts are written to at once: each of the mails is looked at before. */
const MOST_AT_ONCE = 50;
const PATH = `${TEMPLATES.path}/several`;
const TOO_MANY = `${MOST_AT_ONCE} contacts are written to at once, and no more. Tick fewer.`;
const MEANWHILE =
  'Some of them read otherwise than they did when you last saw them. Look at them again, then send them.';

type Sending = { outbox: Outbox; perHour: number };
type Chosen = { template: ReadTemplate | undefined; ids: string[]; drafts: MailDraft[] };

const wished = z.object({
  follow_up: checkbox(),
  follow_up_days: optionalWholeNumber(1, 365),
  submission_id: optionalId('Send the form again.'),
});

/** Takes the contacts that were ticked in their list, or all that it shows, to the page that checks their mails. */
export async function chooseSeveral(db: ReadDoor, req: PersonRequest, contacts: RecordModule): Promise<Reply> {
  const back = viewAddress(CONTACTS.path, req.query.from);
  const ids = await chosenIds(db, req, contacts);
  if (ids.length === 0) return redirect(back, 'Tick the contacts that you want to write to.');
  if (ids.length > MOST_AT_ONCE) return redirect(back, { text: TOO_MANY, tone: 'warn' });
  return redirect(viewUrl(PATH, {}, { contact_id: ids }));
}

async function chosenIds(db: ReadDoor, { query, person }: PersonRequest, contacts: RecordModule): Promise<string[]> {
  if (query.all_matching !== '1') return idsIn(query.ids);
  const view = readView(query.from);
  const all = view && (await contacts.matching(db, view, person));
  if (!all) return [];
  const rows = await db.rows<{ id: string }>(sql`select c.id::text from (${all}) c limit ${MOST_AT_ONCE + 1}`);
  return rows.map(({ id }) => id);
}

const idsIn = (sent: unknown): string[] => [...new Set([sent ?? []].flat().filter(isId))].slice(0, MOST_AT_ONCE + 1);

/** The page on which each mail to several is looked at before they are sent. */
export async function showSeveral(db: ReadDoor, req: PersonRequest, sending: Sending): Promise<Reply> {
  const asked: Record<string, unknown> = req.kept ?? req.query;
  const chosen = await readChosen(db, req, asked);
  const first = { follow_up: 'true', follow_up_days: String(FOLLOW_UP_DAYS), submission_id: uuidv7() };
  return severalPage(db, { ...sending, person: req.person }, chosen, blankForm(first, req.kept));
}

/** Sends one mail each, those alone that still read as they were shown; they leave one after another. Or shows them with a text that is changed for one. */
export async function answerSeveral(tx: WriteDoor, req: PersonRequest, sending: Sending): Promise<Reply> {
  const db = readerOf(tx);
  const body: Record<string, unknown> = req.body ?? {};
  if (body.preview || body.change || body.unchange) return shownAgain(db, req, sending, body);
  await holdSending(tx);
  const chosen = await readChosen(db, req, body);
  const { form, ...read } = parseForm(wished, body);
  const again = (shown: Form, status: number) =>
    severalPage(db, { ...sending, person: req.person }, chosen, shown, status, idsIn(body.to));
  if (!read.ok) return again(form, 422);
  const { follow_up, follow_up_days: days } = read.data;
  if (follow_up && days === null)
    return again(withError(form, 'follow_up_days', 'Type a number of days, or take the tick away.'), 422);
  if (!sending.outbox.sends) return again(withError(form, '', 'This server sends no mail.'), 422);
  const to = chosen.drafts.filter(({ cast }) => idsIn(body.to).includes(cast.contact?.id ?? ''));
  const sendable = to.filter(isSendable);
  if (sendable.length === 0) return again(withError(form, '', 'Tick whom to send it to.'), 422);
  if (to.some((draft) => !wasSeen(draft, body[`seen_${draft.cast.contact?.id}`]) || !isSendable(draft)))
    return again(withError(form, '', MEANWHILE), 409);
  return send(tx, req, sending, sendable, {
    followUpDays: follow_up ? days : null,
    batchId: read.data.submission_id ?? uuidv7(),
  });
}

// A button opens the text of one mail to be changed, or gives it its template's again; nothing is sent.
async function shownAgain(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  req: PersonRequest,
  sending: Sending,
  body: Record<string, unknown>,
): Promise<Reply> {
  const { [`subject_${body.unchange}`]: _subject, [`body_${body.unchange}`]: _text, ...kept } = body;
  const chosen = await readChosen(db, req, kept);
  const opened = chosen.drafts.find(({ cast }) => cast.contact?.id === body.change);
  const { subject, body: text } = opened?.toChange ?? {};
  const form = blankForm({
    ...(opened && { [`subject_${body.change}`]: subject, [`body_${body.change}`]: text }),
    ...kept,
  });
  return severalPage(db, { ...sending, person: req.person }, chosen, form, 200, idsIn(body.to));
}

async function send(
  tx: WriteDoor,
  req: PersonRequest,
  { outbox, perHour }: Sending,
  drafts: (MailDraft & { text: { subject: string; body: string } })[],
  { followUpDays, batchId }: { followUpDays: number | null; batchId: string },
): Promise<Reply> {
  const now = new Date();
  const [waiting] = await tx.$queryRaw<{ last: Date | null }[]>(
    sql`select max(leaves_at) as last from template_sends where leaves_at is not null and failed_at is null and batch_id <> ${batchId}::uuid`,
  );
  const times = spread(drafts.length, { now, last: waiting?.last ?? null, perHour });
  const owed: string[] = [];
  let fresh = 0;
  for (const [at, draft] of drafts.entries()) {
    const leavesAt = times[at] as Date;
    const submissionId = idOfEach(batchId, draft.cast.contact?.id ?? '');
    const kept = await keepSend(
      tx,
      outbox,
      draft,
      { way: 'server', followUpDays, submissionId, batchId, leavesAt },
      readerNow(req),
    );
    if (kept.fresh) fresh += 1;
    if (kept.mailId && leavesAt <= now) owed.push(kept.mailId);
  }
  const to = `${TEMPLATES.path}/sends?template_id=${drafts[0]?.template.id}`;
  if (fresh === 0) return redirect(to, 'These were sent before.');
  return afterwards(redirect(to, doneText(fresh, times.at(-1) as Date, now, req.person.timeZone)), () =>
    outbox.send(owed),
  );
}

// The same form sends to the same contact once, however often it comes.
function idOfEach(batch: string, contact: string): string {
  const hash = createHash('sha256').update(`${batch} ${contact}`).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

function doneText(count: number, last: Date, now: Date, timeZone: string): string {
  const are = `${plural(count, 'mail is', 'mails are')} on ${count === 1 ? 'its' : 'their'} way`;
  return last > now ? `${are}, one after another; the last leaves on ${instant(last, timeZone)}.` : `${are}.`;
}

async function readChosen(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  req: PersonRequest,
  sent: Record<string, unknown>,
): Promise<Chosen> {
  const ids = idsIn(sent.contact_id);
  if (ids.length > MOST_AT_ONCE) throw new BadRequest(TOO_MANY);
  const templateId = one(sent.template_id);
  const template = isId(templateId) ? await templateToSend(db, templateId) : undefined;
  const reader = readerNow(req);
  const casts = await readCasts(db, ids, reader.today);
  return {
    template,
    ids: casts.map(({ contact }) => contact?.id ?? ''),
    drafts: template
      ? casts.map((cast) => draftOf(template, cast, reader, changedIn(sent, `_${cast.contact?.id}`)))
      : [],
  };
}

async function severalPage(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  { outbox, perHour, person }: Sending & Pick<PersonRequest, 'person'>,
  { template, ids, drafts }: Chosen,
  form: Form,
  status = 200,
  ticked?: string[],
): Promise<Reply> {
  const mails = drafts.map((draft) => {
    const id = draft.cast.contact?.id ?? '';
    const sendable = isSendable(draft);
    return {
      id,
      name: draft.cast.contact?.name,
      address: draft.cast.contact?.email,
      company: draft.cast.company?.name,
      mail: mailOfDraft(draft, person),
      // What is chosen for all of them is no deal.
      blocks: blocksOf(draft).map((it) => ({ ...it, mends: it.mends.filter(({ href }) => !href.startsWith('#')) })),
      sendable,
      ticked: sendable && (ticked?.includes(id) ?? true),
      seen: markOf(draft),
      changing: form.values[`body_${id}`] !== undefined,
      is_changed: draft.changed !== null,
    };
  });
  return page(
    'templates/several.njk',
    {
      kind: TEMPLATES,
      form,
      template,
      chosen: blankForm({ template_id: template?.id ?? '' }),
      templates: await templatesOffered(db),
      ids,
      count: ids.length,
      mails,
      sendable: mails.filter((it) => it.sendable).length,
      sends: outbox.sends,
      per_hour: perHour,
      carried: {
        template_id: template?.id ?? null,
        contact_id: ids,
        submission_id: form.values.submission_id || uuidv7(),
      },
    },
    status,
  );
}
