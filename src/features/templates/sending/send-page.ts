import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import {
  blankForm,
  checkbox,
  type Form,
  optionalId,
  optionalWholeNumber,
  parseForm,
  requiredChoice,
  withError,
} from '../../../http/form.js';
import { viewUrl } from '../../../http/list/page.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { afterwards, page, type Reply, redirect } from '../../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { readerNow } from '../../../records/list/routes.js';
import type { Outbox } from '../../mail/index.js';
import { TEMPLATES } from '../kind.js';
import { type AskedMail, readAskedMail, templateOptions } from './asked.js';
import { isSendable, type MailDraft, markOf, wasSeen } from './draft.js';
import { holdSending, keepSend, SEND_WAYS, type SendWay } from './keep.js';
import { blocksOf, mailOfDraft } from './parts-view.js';

/** In how many days one asks again, unless another number is typed. */
export const FOLLOW_UP_DAYS = 5;
const WAY_LABELS: Record<SendWay, string> = {
  server: 'This server',
  mail_program: 'My mail program',
  copy: 'Copy',
};
const MEANWHILE = 'This reads otherwise than it did when you last saw it. Look at it again, then send it.';

const wished = z.object({
  way: requiredChoice(SEND_WAYS, 'Choose how it is sent.'),
  follow_up: checkbox(),
  follow_up_days: optionalWholeNumber(1, 365),
  submission_id: optionalId('Send the form again.'),
});

/** The page of a mail to one contact: what is chosen, how it reads, what keeps it from being sent. */
export async function showSend(db: ReadDoor, req: PersonRequest, outbox: Outbox): Promise<Reply> {
  const { kept } = req;
  const asked = await readAskedMail(db, kept ?? req.query, readerNow(req));
  const changing = req.query.change === '1' ? asked.draft?.toChange : {};
  return sendPage(req, outbox, asked, blankForm({ ...firstOf(outbox), ...changing, submission_id: uuidv7() }, kept));
}

/** Sends it, if it still reads as it did on the page; or shows how the text reads that is being typed for it. */
export async function answerSend(tx: WriteDoor, req: PersonRequest, outbox: Outbox): Promise<Reply> {
  const reader = readerNow(req);
  const body: Record<string, unknown> = req.body ?? {};
  if (body.preview) return sendPage(req, outbox, await readAskedMail(readerOf(tx), body, reader), blankForm(body));
  await holdSending(tx);
  const asked = await readAskedMail(readerOf(tx), body, reader);
  const { draft } = asked;
  const { form, ...read } = parseForm(wished, body);
  const again = (shown: Form, status: number) => sendPage(req, outbox, asked, shown, status);
  if (!read.ok) return again(form, 422);
  const { way, follow_up, follow_up_days: days, submission_id: submissionId } = read.data;
  if (follow_up && days === null)
    return again(withError(form, 'follow_up_days', 'Type a number of days, or take the tick away.'), 422);
  if (way === 'server' && !outbox.sends) return again(withError(form, 'way', 'This server sends no mail.'), 422);
  if (!draft || !isSendable(draft)) return again(form, 422);
  if (!wasSeen(draft, body.seen)) return again(withError(form, '', MEANWHILE), 409);
  const wish = {
    way,
    followUpDays: follow_up ? days : null,
    submissionId: submissionId ?? uuidv7(),
    batchId: null,
    leavesAt: null,
  };
  const kept = await keepSend(tx, outbox, draft, wish, reader);
  const name = draft.cast.contact?.name ?? '';
  return afterwards(
    redirect(`${TEMPLATES.path}/sends/${kept.id}`, kept.fresh ? doneText(way, name) : 'This was sent before.'),
    () => outbox.send([kept.mailId]),
  );
}

function doneText(way: SendWay, name: string): string {
  if (way === 'server') return `On its way to ${name}.`;
  return way === 'copy' ? 'Kept as sent. Copy it from here.' : 'Kept as sent. Open it in your mail program.';
}

function firstOf(outbox: Outbox): Record<string, string> {
  return { way: outbox.sends ? 'server' : 'mail_program', follow_up: 'true', follow_up_days: String(FOLLOW_UP_DAYS) };
}

function sendPage(req: PersonRequest, outbox: Outbox, asked: AskedMail, form: Form, status = 200): Reply {
  const { template, cast, draft, errors } = asked;
  const { contact, company } = cast;
  const chosen = blankForm({
    template_id: template?.id ?? '',
    contact: contact?.name ?? form.values.contact ?? '',
    contact_id: contact?.id ?? '',
    deal_id: cast.deal?.id ?? '',
    collab_id: cast.collab?.id ?? '',
  });
  const changing = form.values.body !== undefined && draft !== undefined && contact !== null;
  return page(
    changing ? 'templates/change.njk' : 'templates/send.njk',
    {
      kind: TEMPLATES,
      template,
      form,
      chosen: { ...chosen, errors },
      offered: choicesOf(asked),
      mail: draft && mailOfDraft(draft, req.person),
      first_name: contact?.first_name ?? null,
      company: company?.name ?? null,
      blocks: draft && contact ? blocksOf(draft) : [],
      about: [cast.deal?.name, cast.collab?.name].filter(Boolean).join(', '),
      send_href: draft && sendHref(draft),
      sendable: draft ? isSendable(draft) : false,
      sends: outbox.sends,
      ways: SEND_WAYS.filter((way) => way !== 'server' || outbox.sends).map((value) => ({
        value,
        label: WAY_LABELS[value],
      })),
      carried: {
        template_id: template?.id ?? null,
        contact_id: contact?.id ?? null,
        deal_id: cast.deal?.id ?? null,
        collab_id: cast.collab?.id ?? null,
        submission_id: form.values.submission_id || uuidv7(),
      },
      seen: draft ? markOf(draft) : null,
    },
    status,
  );
}

function sendHref({ template, cast: { contact, deal, collab } }: MailDraft): string {
  const about = { contact_id: contact?.id, deal_id: deal?.id, collab_id: collab?.id };
  return viewUrl(`${TEMPLATES.path}/send`, {}, { template_id: template.id, ...about });
}

function choicesOf({ offered, cast }: AskedMail) {
  const named = (all: { id: string; name: string }[], now: { id: string; name: string } | null) =>
    [...all, ...(now && !all.some(({ id }) => id === now.id) ? [now] : [])].map(({ id, name }) => ({
      value: id,
      label: name,
    }));
  return {
    templates: templateOptions(offered.templates),
    deals: named(offered.deals, cast.deal),
    collabs: named(offered.collabs, cast.collab),
  };
}
