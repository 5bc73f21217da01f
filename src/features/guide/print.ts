import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { readerNow } from '../../records/list/routes.js';
import type { Module } from '../../records/module.js';
import { liveRow } from '../../records/record/routes.js';
import type { Guide } from './guide-view.js';
import { GUIDE } from './kind.js';
import { calledSegment, type Segments } from './segments.js';
import { calledSpot, type Spots } from './spots.js';

/** An episode on paper, as it is held while one records: its segments with what is said in each, and the scripts of its spots. */
export async function showPrint(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const row = await liveRow(db, req, module);
  const guide = row as unknown as Guide;
  const record = module.record.view(row, readerNow(req));
  const spots = guide.spots as Spots;
  const said = (guide.segments as Segments).map((it) => ({
    name: calledSegment(it),
    points: linesOf(it.talking_points),
    links: linesOf(it.links),
    spots: spots.filter(({ segment_id }) => segment_id === it.row).map(spotView),
  }));
  const elsewhere = spots.filter(({ segment_id }) => segment_id === null).map(spotView);
  return page('guide/print.njk', { kind: GUIDE, record, path: `${GUIDE.path}/${row.id}`, said, elsewhere });
}

function spotView(spot: Spots[number]) {
  return { name: calledSpot(spot), code: spot.code, link: spot.link, script: linesOf(spot.script) };
}

function linesOf(text: string | null): string[] {
  return text === null ? [] : text.split('\n');
}
