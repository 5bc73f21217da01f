import { invalidBody } from '../../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../../http/api/route.js';
import { lengthText } from '../../../http/lengths.js';
import { readerOf } from '../../../http/list/sql.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { actRoute } from '../../../records/api/acts.js';
import { fieldsOf, refusedForm } from '../../../records/api/pointers.js';
import { ID_OR_NONE, object } from '../../../records/api/schemas.js';
import { lockedRecord } from '../../../records/live.js';
import type { Module } from '../../../records/module.js';
import { GUIDE } from '../kind.js';
import { chaptersOf } from './chapters.js';
import { placedOf } from './chapters-page.js';
import type { Mend } from './mends.js';
import { packChecks } from './pack-checks.js';
import { piecesOf } from './pieces.js';
import { withList } from './place-chapters.js';
import { type ReadPack, readPack } from './read.js';
import { readChapterList } from './read-chapters.js';
import { type After, afterMend, readMend, savedPlan } from './save.js';
import { readShift } from './shift.js';

const text = { type: 'string' };
const whole = { type: 'integer' };
const textOrNone = { type: ['string', 'null'] };
const MEND = {
  type: 'object',
  properties: {
    act: { type: 'string', enum: ['shift', 'no_intro', 'move', 'leave_out', 'take_in', 'shorten'] },
    segment: { type: ['string', 'array'], items: text },
    ...{ to: whole, part: text },
  },
  required: ['act'],
};
const LABELLED = { ...MEND, properties: { ...MEND.properties, label: text }, required: ['act', 'label'] };
const PACK = object({
  chapters: {
    type: 'array',
    items: object({ segment: ID_OR_NONE, start: { type: 'number' }, title: text, url: textOrNone }),
  },
  checks: { type: 'array', items: object({ label: text, met: { type: 'boolean' } }) },
  faults: { type: 'array', items: object({ text, mends: { type: 'array', items: LABELLED } }) },
  files: { type: 'array', items: object({ name: text, piece: text, media_type: text, text }) },
});

/** The publish pack of an episode, for programs: its pieces as text, what is wrong with it, and the mends of that. */
export function packApi(module: Module): ApiRoute[] {
  const { kind } = module;
  const act = (noun: string, verb: string, summary: string, takes: object, afterOf: AfterOf) =>
    actRoute(module, {
      noun: `pack/${noun}`,
      verb,
      summary,
      takes: { type: 'object', ...takes },
      gives: PACK,
      hold: async (tx, id) => void (await lockedRecord(tx, GUIDE, id)),
      async handler(tx, req, { id }) {
        const pack = await readPack(readerOf(tx), id);
        await save(tx, req, module, pack, afterOf(pack, req));
        return told(readerOf(tx), req);
      },
    });
  return [
    {
      method: 'get',
      door: 'read',
      path: `/v1${kind.path}/:id/pack`,
      id: `read_pack_of_${kind.name}`,
      group: kind.title,
      status: 200,
      summary:
        'Reads the publish pack of an episode: its chapters, what platforms would refuse with what mends it, and each file as text',
      gives: PACK,
      refuses: [404],
      handler: (db, req) => told(db, req),
    },
    act('mends', 'mend_pack_of', 'Makes a mend, such as the pack offers it beside a fault', MEND, (pack, { body }) => {
      fieldsOf(body, [...Object.keys(MEND.properties), 'label']);
      return afterMend(pack, readMend(body, pack) as Mend);
    }),
    act(
      'shift',
      'shift_pack_of',
      'Shifts all chapters by so many seconds, below nought where the beginning was cut, with a chapter for an added intro',
      { properties: { by: whole, intro: textOrNone }, required: ['by'] },
      shifted,
    ),
    act(
      'chapters',
      'take_chapters_of',
      'Takes a list of chapters over, as lines of times and titles, JSON Chapters or Podlove: each line is of the segment of its title, else of its order',
      { properties: { list: text, titles: { type: 'boolean' } }, required: ['list'] },
      listed,
    ),
  ];
}

type AfterOf = (pack: ReadPack, req: ApiRequest) => After;

function shifted({ plan }: ReadPack, { body }: ApiRequest): After {
  const { by, intro = plan.intro } = fieldsOf(body, ['by', 'intro']);
  if (!Number.isInteger(by)) throw invalidBody([{ pointer: '/by', detail: 'Send whole seconds.' }]);
  const read = readShift({ by: lengthText(Number(by)), intro: intro ?? '' });
  if (!read.ok) throw refusedForm(read.form.errors);
  return { plan: { ...plan, shift: read.data.by, intro: read.data.intro } };
}

function listed({ plan }: ReadPack, { body }: ApiRequest): After {
  const { list, titles = false } = fieldsOf(body, ['list', 'titles']);
  if (typeof list !== 'string') throw invalidBody([{ pointer: '/list', detail: 'Send a text.' }]);
  const read = readChapterList(list);
  const { kept, placed } = placedOf(plan, read, []);
  const faults = [
    ...read.faults,
    ...placed.flatMap(({ place, fault }) => (fault === null ? [] : [{ place, text: fault }])),
  ];
  if (faults.length > 0)
    throw invalidBody(
      faults.map((it) => ({ pointer: '/list', detail: it.place ? `${it.place}: ${it.text}` : it.text })),
    );
  return { plan: withList(plan, kept, titles === true) };
}

async function save(tx: WriteDoor, req: ApiRequest, module: Module, pack: ReadPack, after: After): Promise<void> {
  const saved = await savedPlan(tx, req, module, pack, after);
  if (saved.kind === 'invalid')
    throw invalidBody(Object.values(saved.errors).map((detail) => ({ pointer: '', detail })));
}

async function told(db: Pick<ReadDoor, 'row'>, req: ApiRequest): Promise<ApiAnswer> {
  const pack = await readPack(db, req.params.id);
  const { checks, faults } = packChecks(pack);
  const files = piecesOf(pack, req.person.name).flatMap(({ label, files: all }) =>
    all.map(({ file, type, text: content }) => ({ name: file, piece: label, media_type: type, text: content })),
  );
  return {
    body: {
      chapters: chaptersOf(pack.plan),
      checks: checks.map(({ label, isMet }) => ({ label, met: isMet })),
      faults: faults.map(({ text: said, mends }) => ({ text: said, mends: mends.map(sendable) })),
      files,
    },
  };
}

// A mend as it is sent back: segments are named by one parameter, one or several.
function sendable({ label, ...mend }: Mend & { label: string }) {
  const { segments, ...others } = mend as Mend & { segments?: string[] };
  return { ...others, ...(segments && { segment: segments }), label };
}
