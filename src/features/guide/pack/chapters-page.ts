import { blankForm, type Form } from '../../../http/form.js';
import { plural } from '../../../http/format.js';
import { lengthText } from '../../../http/lengths.js';
import type { PersonRequest } from '../../../http/person.js';
import { page, type Reply } from '../../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import type { Module } from '../../../records/module.js';
import { GUIDE } from '../kind.js';
import { chaptersOf, endOf } from './chapters.js';
import { chapterList } from './formats.js';
import { INTRO, NONE, type PlacedChapter, placeChapters, withList } from './place-chapters.js';
import { type ReadPack, readPack } from './read.js';
import { brokenRules, type ReadList, readChapterList } from './read-chapters.js';
import { savePlan } from './save.js';

const TEMPLATE = 'guide/chapters.njk';

/** The page on which a list of chapters is typed or pasted; it begins with the one that stands. */
export async function showChapters(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const pack = await readPack(db, req.params.id);
  return page(TEMPLATE, {
    chapters: chaptersView(pack, blankForm({ list: chapterList(chaptersOf(pack.plan)) }, req.kept)),
  });
}

/** Reads a list: what it would do is shown first, each line with its segment, and done once that is sent. */
export async function answerChapters(
  tx: WriteDoor,
  req: PersonRequest,
  module: Module,
  pack: ReadPack,
): Promise<Reply> {
  const body: Record<string, unknown> = req.body ?? {};
  const form = blankForm({ list: textOf(body.list), titles: body.titles === 'true' ? 'true' : '' });
  const list = readChapterList(textOf(body.list));
  if (list.faults.length > 0) return page(TEMPLATE, { chapters: chaptersView(pack, form, { list }) }, 422);
  const chosen = list.chapters.map((_, n) => textOf(body[`segment_${n}`]) || undefined);
  const { placed, kept } = placedOf(pack.plan, list, chosen);
  const takes = body.take === 'true';
  if (takes && placed.every(({ fault }) => fault === null)) {
    return savePlan(
      tx,
      req,
      module,
      pack,
      { plan: withList(pack.plan, kept, body.titles === 'true') },
      'The chapters are taken over.',
    );
  }
  return page(TEMPLATE, { chapters: chaptersView(pack, form, { list, placed }) }, takes ? 422 : 200);
}

/** The lines of a list, each with its segment, and those that are taken over. */
export function placedOf(plan: ReadPack['plan'], { chapters }: ReadList, chosen: readonly (string | undefined)[]) {
  const placed = placeChapters(plan, chapters, chosen);
  return { placed, kept: placed.filter(({ segment }) => segment !== NONE && segment !== INTRO) };
}

type Looked = { list: ReadList; placed?: PlacedChapter[] };

function chaptersView(pack: ReadPack, form: Form, looked?: Looked) {
  const path = `${GUIDE.path}/${pack.id}`;
  const { plan } = pack;
  const name = pack.number === null ? pack.name : `${pack.number} ${pack.name}`;
  const view = { title: name, guide_href: path, pack_href: `${path}/pack`, action: `${path}/pack/chapters`, form };
  if (!looked) return view;
  const { list, placed } = looked;
  const rules = placed ? brokenRules(list, endOf(plan)) : [];
  return { ...view, faults: list.faults, rules, check: placed && checkView(pack, placed) };
}

function checkView({ plan }: ReadPack, placed: PlacedChapter[]) {
  const used = new Set(placed.map(({ segment }) => segment));
  const left = plan.segments.filter(({ id, isChapter }) => isChapter && !used.has(id));
  return {
    options: [
      ...plan.segments.map(({ id, title }, n) => ({ value: id, label: `${n + 1} ${title}` })),
      ...(plan.intro === null ? [] : [{ value: INTRO, label: plan.intro }]),
      { value: NONE, label: 'Leave this line out' },
    ],
    rows: placed.map((it, n) => ({
      n,
      place: it.place,
      start: lengthText(it.start),
      title: it.title,
      segment: it.segment ?? '',
      fault: it.fault ?? '',
      change: changeOf(plan, it),
    })),
    left:
      left.length === 0
        ? ''
        : `${plural(left.length, 'segment has', 'segments have')} no chapter then: ${left.map(({ title }) => title).join(', ')}.`,
  };
}

// What of its segment would change: when it begins, and what it is called.
function changeOf({ segments }: ReadPack['plan'], { segment, startedAt, start, title }: PlacedChapter): string {
  const now = segments.find(({ id }) => id === segment);
  if (!now) return '';
  const rounded = Number.isInteger(start) ? '' : ', in whole seconds';
  const moved =
    now.startedAt === startedAt
      ? 'as marked'
      : `marked at ${lengthText(startedAt)}${now.startedAt === null ? '' : `, was ${lengthText(now.startedAt)}`}${rounded}`;
  return now.title === title ? moved : `${moved}; called “${now.title}”`;
}

function textOf(sent: unknown): string {
  return typeof sent === 'string' ? sent : '';
}
