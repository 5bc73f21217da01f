import { idOf, versionOf } from '../../http/form.js';
import { ago } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { BadRequest } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { changesSince, personName } from '../../records/history.js';
import { lockedRecord } from '../../records/live.js';
import type { Module } from '../../records/module.js';
import { mustRead } from '../../records/record/save.js';
import type { RecordState } from '../../records/state.js';
import { GUIDE } from './kind.js';
import { idsOf, type Move, movedIn, orderBefore, readMove, writeOrder } from './order.js';
import { calledSegment, type Segments } from './segments.js';

/**
 * Moves a segment of an episode. A move that was meant for another order is not made: both orders are shown, and one of them is
 * chosen, so that of two who move at once neither loses anything.
 */
export async function answerOrder(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const sent = req.body ?? {};
  const id = idOf(req);
  await lockedRecord(tx, GUIDE, id);
  const move = readMove(sent);
  if (!move) throw new BadRequest('a move names a segment and a place');
  const episode = await mustRead(tx, module, id);
  const segments = (episode.fields.segments ?? []) as unknown as Segments;
  const version = sent.version === undefined ? episode.version : versionOf(sent);
  const seen = await orderAt(tx, episode, version);
  if (seen) return twoOrders(tx, req, episode, { now: segments, meant: movedIn(seen, move) ?? seen, move });
  const after = movedIn(segments, move);
  if (!after) return redirect(pathOf(id), { text: 'This segment was removed meanwhile.' });
  return save(tx, episode, after, move);
}

async function save(tx: WriteDoor, episode: RecordState, after: Segments, { row }: Move): Promise<Reply> {
  const before = (episode.fields.segments ?? []) as unknown as Segments;
  const at = after.findIndex((it) => it.row === row);
  const name = calledSegment(after[at] ?? {});
  const path = pathOf(episode.id);
  if (idsOf(before).join() === idsOf(after).join())
    return redirect(path, `${name} is the ${at === 0 ? 'first' : 'last'} already.`);
  const entry = await writeOrder(tx, episode, after);
  return redirect(path, {
    text: `Moved ${name} to ${at + 1} of ${after.length}.`,
    ...(entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } }),
  });
}

const pathOf = (id: string) => `${GUIDE.path}/${id}`;

// The order that stood there at an older version, where it is another by now.
async function orderAt(tx: WriteDoor, episode: RecordState, version: number): Promise<Segments | undefined> {
  if (version >= episode.version) return undefined;
  const since = await changesSince(tx, { kind: GUIDE, id: episode.id }, episode.version - version);
  return orderBefore((episode.fields.segments ?? []) as unknown as Segments, since);
}

type Orders = { now: Segments; meant: Segments; move: Move };

async function twoOrders(tx: WriteDoor, req: PersonRequest, episode: RecordState, { now, meant, move }: Orders) {
  const who = episode.updatedBy === req.person.id ? 'You' : await personName(tx, episode.updatedBy);
  // What came or went meanwhile is not lost by an older order: it is chosen among the segments of now.
  const mine = ordered(now, idsOf(meant));
  const moved = now.find(({ row }) => row === move.row);
  return page(
    'guide/orders.njk',
    {
      kind: GUIDE,
      name: episode.name,
      path: pathOf(episode.id),
      version: episode.version,
      heading: `${who} changed the order ${ago(episode.updatedAt, new Date())}.`,
      moved: moved ? calledSegment(moved) : 'That segment',
      now: listed(now, mine),
      mine: listed(mine, now),
      order: idsOf(mine).join(' '),
    },
    409,
  );
}

/** Saves one of two orders that met, as it was chosen: of the segments that are there now. */
export async function answerChosenOrder(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const id = idOf(req);
  const sent = req.body ?? {};
  await lockedRecord(tx, GUIDE, id);
  const episode = await mustRead(tx, module, id);
  const segments = (episode.fields.segments ?? []) as unknown as Segments;
  const after = ordered(
    segments,
    String(sent.order ?? '')
      .toLowerCase()
      .split(' '),
  );
  const path = pathOf(id);
  if (idsOf(after).join() === idsOf(segments).join()) return redirect(path, 'They stand in this order already.');
  const entry = await writeOrder(tx, episode, after);
  return redirect(path, {
    text: 'Saved your order.',
    ...(entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } }),
  });
}

/** Segments in the order of these ids; one that is not among them stays behind the one that stood before it. */
function ordered(segments: Segments, ids: readonly string[]): Segments {
  const after = ids.flatMap((id) => segments.find(({ row }) => row === id) ?? []);
  for (const [n, segment] of segments.entries()) {
    if (after.includes(segment)) continue;
    const before = segments[n - 1];
    after.splice(before ? after.indexOf(before) + 1 : 0, 0, segment);
  }
  return after;
}

function listed(segments: Segments, other: Segments) {
  return segments.map((it, n) => ({ name: calledSegment(it), differs: other[n]?.row !== it.row }));
}
