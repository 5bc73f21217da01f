import { z } from 'zod';
import { lengthText } from '../../../http/lengths.js';
import type { PersonRequest } from '../../../http/person.js';
import { type Reply, redirect } from '../../../http/reply.js';
import { BadRequest, NotFound } from '../../../platform/errors.js';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import type { Module } from '../../../records/module.js';
import type { Saved } from '../../../records/record/draft.js';
import { mustRead } from '../../../records/record/save.js';
import { LEAVABLE, type Leavable } from '../choices.js';
import { GUIDE } from '../kind.js';
import { saveFields } from '../save-fields.js';
import type { Segments } from '../segments.js';
import type { ChapterPlan } from './chapters.js';
import { type Mend, mended } from './mends.js';
import type { ReadPack } from './read.js';

const SENT = z.object({
  act: z.enum(['shift', 'no_intro', 'move', 'leave_out', 'take_in', 'shorten']),
  segment: z.union([z.string(), z.array(z.string())]).optional(),
  to: z.coerce.number().int().min(-86_400).max(604_800).optional(),
  part: z.string().optional(),
});

/** The mend that a form sent. */
export function readMend(body: unknown, { plan }: ReadPack): Mend {
  const read = SENT.safeParse(body ?? {});
  if (!read.success) throw new BadRequest('This cannot be read. Load the page again.');
  const { act, to, part = '' } = read.data;
  const segments = [read.data.segment ?? []].flat();
  const [segment = ''] = segments;
  const isThere = segments.length > 0 && segments.every((id) => plan.segments.some((it) => it.id === id));
  if (['move', 'leave_out', 'take_in'].includes(act) && !isThere) throw new NotFound();
  if (act === 'no_intro') return { act };
  if (act === 'shift' && to !== undefined) return { act, to };
  if (act === 'move' && to !== undefined && to >= 0) return { act, segment, to };
  if (act === 'leave_out') return { act, segments };
  if (act === 'take_in') return { act, segment };
  if (act === 'shorten' && Object.hasOwn(LEAVABLE, part)) return { act, part: part as Leavable };
  throw new BadRequest('This cannot be read. Load the page again.');
}

/** Makes a mend: a save of the episode, by its own rules and with its history, which takes it back. */
export function makeMend(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  pack: ReadPack,
  mend: Mend,
): Promise<Reply> {
  return savePlan(tx, req, module, pack, afterMend(pack, mend), 'Mended.');
}

/** How a pack is once a mend is made. */
export function afterMend(pack: ReadPack, mend: Mend): After {
  const without = mend.act === 'shorten' ? [...pack.without, mend.part] : pack.without;
  return { plan: mended(pack.plan, mend), without };
}

export type After = { plan: ChapterPlan; without?: readonly Leavable[] };

/** Saves what differs of a plan, and leads back to the pack with its undo. */
export async function savePlan(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  pack: ReadPack,
  after: After,
  said: string,
): Promise<Reply> {
  const path = `${GUIDE.path}/${pack.id}`;
  const saved = await savedPlan(tx, req, module, pack, after);
  if (saved.kind === 'invalid')
    return redirect(`${path}/pack`, { text: Object.values(saved.errors).join(' '), tone: 'warn' });
  const entry = saved.kind === 'saved' ? saved.entry : undefined;
  return redirect(`${path}/pack`, {
    text: saved.kind === 'unchanged' ? 'Nothing was to change.' : said,
    ...(entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } }),
  });
}

/** Saves what differs of a plan, by the rules of the episode and with its history. */
export async function savedPlan(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  pack: ReadPack,
  { plan, without = pack.without }: After,
): Promise<Saved> {
  const before = await mustRead(tx, module, pack.id);
  const planned = new Map(
    plan.segments.map((it, n) => [it.id, { ...it, isRenamed: it.title !== pack.plan.segments[n]?.title }]),
  );
  const segments = (before.fields.segments as unknown as Segments).map((row) => {
    const it = planned.get(String(row.row));
    return it
      ? { ...row, actual_start: it.startedAt, no_chapter: !it.isChapter, title: it.isRenamed ? it.title : row.title }
      : row;
  });
  return saveFields(tx, person, module, before, {
    segments: segments.length > 0 ? JSON.stringify(segments) : '',
    intro_offset: plan.shift === 0 ? '' : lengthText(plan.shift),
    intro_chapter: plan.intro ?? '',
    description_without: without.join(','),
  });
}
