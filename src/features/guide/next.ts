import { v7 as uuidv7 } from 'uuid';
import { blankForm, type Form, idOf } from '../../http/form.js';
import { plural } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Row } from '../../records/fields/set.js';
import { lockedRecord } from '../../records/live.js';
import type { Module, RecordState } from '../../records/module.js';
import { liveRow } from '../../records/record/routes.js';
import { createRecord, mustRead, placeRecord } from '../../records/record/save.js';
import { stateOf } from '../../records/record/state.js';
import { submittedBefore } from '../../records/record/write.js';
import { episodeBeginning } from './beginning.js';
import { EPISODE_FIELDS, type EpisodeData } from './fields.js';
import { GUIDE } from './kind.js';
import { repeatedOf } from './repeated.js';

/** What the form of the next episode asks: the rest repeats. */
export const ASKS = ['name', 'number', 'record_on', 'publish_on'] as const;

/** The form of the episode that comes after this one, with what repeats of it. */
export async function showNext(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const episode = stateOf(module.fields, await liveRow(db, req, module));
  const { show_id, season } = episode.fields as unknown as EpisodeData;
  const begun = await episodeBeginning(db, { show_id: String(show_id), season: String(season ?? '') });
  return nextPage(episode, blankForm({ number: begun.number ?? '', submission_id: uuidv7() }, req.kept));
}

/** Answers the form of the next episode. */
export async function answerNext(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const id = idOf(req);
  await lockedRecord(tx, GUIDE, id);
  const episode = await mustRead(tx, module, id);
  const sent = req.body ?? {};
  const made = await planNext(tx, req, module, episode, sent);
  if (made.ok) return redirect(`${GUIDE.path}/${made.id}`, `Saved ${made.name}.`);
  return nextPage(episode, { values: blankForm(sent).values, errors: onForm(made.errors) }, 422);
}

type Planned = { ok: true; id: string; name: string } | { ok: false; errors: Record<string, string> };

/** Makes the episode that comes after one that is held, by the rules of its own form; or answers what is wrong with it. */
export async function planNext(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  episode: RecordState,
  sent: Row,
): Promise<Planned> {
  const asked = Object.fromEntries(ASKS.map((name) => [name, sent[name] ?? '']));
  const repeated = EPISODE_FIELDS.typed(repeatedOf(episode.fields as unknown as EpisodeData));
  const read = EPISODE_FIELDS.read({ ...repeated, ...asked, submission_id: sent.submission_id ?? '' }, module.rules);
  if (!read.ok) return { ok: false, errors: read.form.errors };
  const { name } = read.data;
  const before = await submittedBefore(tx, module, read.submissionId);
  if (before) return { ok: true, id: before, name };
  const placed = await placeRecord(tx, module, { data: read.data, before: null, person, sent: {} });
  if (!placed.ok) return placed;
  const made = await createRecord(tx, module, placed, read.submissionId, { made_of: [null, episode.name] });
  return { ok: true, id: made.id, name };
}

// A message about what is not asked here stands over the form.
function onForm(errors: Record<string, string>): Record<string, string> {
  const others = Object.entries(errors).filter(([name]) => !ASKS.some((it) => it === name));
  const own = Object.fromEntries(Object.entries(errors).filter(([name]) => ASKS.some((it) => it === name)));
  return others.length === 0 ? own : { ...own, '': others.map(([, text]) => text).join(' ') };
}

function nextPage(episode: RecordState, form: Form, status = 200): Reply {
  const inputs = EPISODE_FIELDS.inputs({ currency: '' }, {}, { form });
  return page(
    'records/act.njk',
    {
      kind: GUIDE,
      form,
      record: { name: episode.name },
      act: { label: 'Plan the next episode', verb: 'Plan it' },
      action: `${GUIDE.path}/${episode.id}/next`,
      back: `${GUIDE.path}/${episode.id}`,
      edit_href: `${GUIDE.path}/${episode.id}/edit`,
      inputs: ASKS.map((name) => inputs[name]),
      others: form.errors[''] ? [form.errors['']] : [],
      wide: true,
      hidden_fields: { submission_id: form.values.submission_id ?? '' },
      moves: takenAlong(repeatedOf(episode.fields as unknown as EpisodeData)),
      stay: 'Cancel',
    },
    status,
  );
}

function takenAlong({ segments, contacts, links, checklist }: EpisodeData): string {
  const parts = [
    plural(segments.length, 'segment', 'segments'),
    plural(contacts.length, 'person', 'people'),
    plural(links.length, 'link', 'links'),
    plural(checklist.length, 'item to check', 'items to check'),
  ];
  return `Takes along ${new Intl.ListFormat('en').format(parts)}.`;
}
