import { idOf, isId } from '../../../http/form.js';
import { isIsoDate } from '../../../http/format.js';
import { one, viewUrl } from '../../../http/list/page.js';
import type { Query } from '../../../http/list/view.js';
import type { PersonRequest } from '../../../http/person.js';
import { page, type Reply, redirect } from '../../../http/reply.js';
import { Conflict } from '../../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { shelveTask } from '../../../records/tasks/actions.js';
import { TEMPLATES } from '../kind.js';
import {
  heldSent,
  type SentFilter,
  type SentPlace,
  sentMails,
  sentWith,
  type VersionFigures,
  versionFigures,
} from './queries.js';
import { canBeStopped, sentPath, sentRow, sentView } from './sent-view.js';

const SHOWN = 50;
const OUTCOMES = ['replied', 'open', 'won'] as const;
const OUTCOME_WORDS = { replied: 'answered', open: 'not answered', won: 'won after' } as const;

/** One's own mails as they were sent, the newest first; those of a template with its figures by version. */
export async function showSentMails(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const filter = readFilter(req.query);
  const found = await sentMails(db, filter, SHOWN + 1, readPlace(one(req.query.earlier)));
  const shown = found.slice(0, SHOWN);
  const last = shown.at(-1);
  const path = `${TEMPLATES.path}/sends`;
  const now = new Date();
  const about = await aboutOf(db, filter);
  return page('templates/sends.njk', {
    kind: TEMPLATES,
    rows: shown.map((it) => sentRow(it, req.person, now)),
    about,
    chosen: [
      ...(filter.revision === null ? [] : [`version ${filter.revision}`]),
      ...(filter.outcome === null ? [] : [OUTCOME_WORDS[filter.outcome]]),
    ].join(', '),
    outcomes: outcomeLinks(path, req.query, filter),
    all_href: Object.values(filter).some((it) => it !== null) ? path : null,
    earlier_href:
      found.length > SHOWN && last
        ? viewUrl(path, req.query, { earlier: `${last.written_at.toISOString()}_${last.id}` })
        : null,
    newest_href: req.query.earlier ? viewUrl(path, req.query, { earlier: undefined }) : null,
    may_write: req.person.role !== 'VIEWER',
  });
}

/** A mail as it was sent, with what became of it. */
export async function showSent(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  return page('templates/sent.njk', sentView(await sentWith(db, req.params.id), req.person, new Date()));
}

/** Marks a mail as answered: its follow-up is not needed any more and goes to the trash, unless it was done. */
export async function markReplied(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const sent = await heldSent(tx, idOf(req));
  const path = sentPath(sent.id);
  if (sent.replied_at) return redirect(path, 'It was marked as answered before.');
  await tx.$executeRaw(sql`update template_sends set replied_at = now() where id = ${sent.id}::uuid`);
  const shelved = sent.task_id !== null && (await shelveTask(tx, sent.task_id, true));
  const text = shelved ? 'Marked as answered. The follow-up is off your list.' : 'Marked as answered.';
  return redirect(path, { text, undo: { action: `${path}/reply/delete`, label: 'Undo' } });
}

/** Takes that back, with the follow-up where that lies in the trash. */
export async function unmarkReplied(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const sent = await heldSent(tx, idOf(req));
  if (sent.replied_at) {
    await tx.$executeRaw(sql`update template_sends set replied_at = null where id = ${sent.id}::uuid`);
    if (sent.task_id) await shelveTask(tx, sent.task_id, false);
  }
  return redirect(sentPath(sent.id), 'Not answered yet.');
}

/** Keeps a mail that waits for its turn from leaving. */
export async function stopSend(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const sent = await heldSent(tx, idOf(req));
  const stopped = canBeStopped(sent, new Date())
    ? await tx.$executeRaw(sql`
        update mails set given_up_at = now(), fault = 'You stopped it.'
        where id = ${sent.mail_id}::uuid and sent_at is null and given_up_at is null and tries = 0`)
    : 0;
  if (stopped === 0) throw new Conflict('It has left, or was stopped before.');
  if (sent.task_id) await shelveTask(tx, sent.task_id, true);
  return redirect(sentPath(sent.id), 'Stopped. It does not leave.');
}

/** Forgets a mail that was to leave by hand and did not; with its follow-up. */
export async function forgetSend(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const sent = await heldSent(tx, idOf(req));
  if (sent.way === 'server') throw new Conflict('This server sent it: it stays.');
  await tx.$executeRaw(sql`delete from template_sends where id = ${sent.id}::uuid`);
  if (sent.task_id) await shelveTask(tx, sent.task_id, true);
  return redirect(`${TEMPLATES.path}/sends`, 'Forgotten: it was not sent.');
}

function readFilter(query: Query): SentFilter {
  const id = (name: string) => (isId(one(query[name])) ? (one(query[name]) as string) : null);
  const revision = one(query.revision) ?? '';
  const outcome = OUTCOMES.find((it) => it === one(query.outcome)) ?? null;
  return {
    template_id: id('template_id'),
    revision: /^[1-9]\d{0,8}$/.test(revision) ? Number(revision) : null,
    contact_id: id('contact_id'),
    company_id: id('company_id'),
    deal_id: id('deal_id'),
    outcome,
  };
}

function readPlace(text: string | undefined): SentPlace | undefined {
  const [at = '', id] = text?.split('_') ?? [];
  const isMoment = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}\.\d{3}Z$/.test(at) && isIsoDate(at.slice(0, 10));
  return isMoment && isId(id) ? { at, id } : undefined;
}

async function aboutOf(db: ReadDoor, { template_id }: SentFilter) {
  if (template_id === null) return null;
  const row = await db.row<{ name: string; versions: VersionFigures[] }>(sql`
    select te.name, ${versionFigures(sql`te.id`)} as versions from templates te where te.id = ${template_id}::uuid`);
  return row
    ? { name: row.name, href: `${TEMPLATES.path}/${template_id}`, versions: versionRows(template_id, row.versions) }
    : null;
}

/** The figures of a template's versions, each with the mails that it is made of. */
export function versionRows(template_id: string, versions: readonly VersionFigures[]) {
  return versions.map(({ revision, uses, replies, won }) => {
    const of = (outcome?: string) =>
      viewUrl(`${TEMPLATES.path}/sends`, {}, { template_id, revision: String(revision), ...(outcome && { outcome }) });
    return {
      revision,
      uses: { text: String(uses), href: of() },
      replies: { text: String(replies), href: of('replied') },
      rate: shareText(replies, uses),
      won: { text: String(won), href: of('won') },
    };
  });
}

/** A share in per cent, a dash where there is nothing to share. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`;
}

function outcomeLinks(path: string, query: Query, { outcome }: SentFilter) {
  const link = (label: string, value: (typeof OUTCOMES)[number] | null) => ({
    label,
    href: viewUrl(path, query, { outcome: value ?? undefined, earlier: undefined }),
    current: outcome === value,
    count: null,
  });
  return [link('All', null), link('Answered', 'replied'), link('Not answered', 'open'), link('Won after', 'won')];
}
