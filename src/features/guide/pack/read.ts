import { isId } from '../../../http/form.js';
import { NotFound } from '../../../platform/errors.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { type LinkProgramme, linkProgrammes, type OwnLink, ownLink } from '../../affiliates/index.js';
import { companyName } from '../../companies/index.js';
import { contactFirstName, contactName } from '../../contacts/index.js';
import { LEAVABLE, type Leavable } from '../choices.js';
import { calledSegment } from '../segments.js';
import { showName } from '../shows/named.js';
import type { PackEpisode, PackPerson, PackSpot } from './content.js';

type SegmentRow = {
  id: string;
  kind: string;
  title: string | null;
  planned: number | null;
  mark: number | null;
  links: string | null;
  no_chapter: boolean;
};
type LinkRow = { title: string | null; url: string; kind: string };
type SpotRow = Omit<PackSpot, 'link'> & { company_id: string; link: string | null };
type EpisodeRow = Omit<PackEpisode, 'plan' | 'spots' | 'links' | 'published' | 'without' | 'publishOn'> & {
  publish_on: string | null;
  intro_offset: number | null;
  intro_chapter: string | null;
  recording_length: number | null;
  description_without: string | null;
  segments: SegmentRow[];
  people: PackPerson[];
  spots: SpotRow[];
  links: LinkRow[];
  programmes: LinkProgramme[];
};
/** An episode as its pack is made of it, and its own id. */
export type ReadPack = PackEpisode & { id: string };

/** What the pack of an episode is made of, with the reader's own affiliate links, in one statement; one in the trash is not there. */
export async function readPack(db: Pick<ReadDoor, 'row'>, asked: unknown): Promise<ReadPack> {
  const row = isId(asked)
    ? await db.row<EpisodeRow & { id: string }>(sql`${PACK} where e.id = ${asked}::uuid and e.deleted_at is null`)
    : undefined;
  if (!row) throw new NotFound();
  const {
    programmes,
    publish_on,
    intro_offset,
    intro_chapter,
    recording_length,
    description_without,
    segments,
    ...others
  } = row;
  const own = (link: { title: string | null; url: string; company?: string }): OwnLink => ownLink(link, programmes);
  const typed = [...row.links, ...segments.flatMap(({ links }) => linksOf(links))];
  return {
    ...others,
    publishOn: publish_on,
    plan: {
      segments: segments.map((it) => ({
        id: it.id,
        title: calledSegment(it),
        planned: it.planned ?? 0,
        startedAt: it.mark,
        isChapter: !it.no_chapter,
        url: linksOf(it.links).map((link) => own(link).url)[0] ?? null,
      })),
      shift: intro_offset ?? 0,
      intro: intro_chapter,
      recorded: recording_length,
    },
    spots: row.spots.map(({ company_id, link, ...spot }) => ({
      ...spot,
      link: link === null ? null : own({ title: null, url: link, company: company_id }),
    })),
    links: once(typed.filter((it) => it.kind !== 'published')).map(own),
    published: once(row.links.filter(({ kind }) => kind === 'published')).map((it) => ownLink(it, [])),
    without: (description_without?.split(',') ?? []).filter((it): it is Leavable => Object.hasOwn(LEAVABLE, it)),
  };
}

// The web addresses of a text, one a line; what is none stays a talking point of theirs.
function linksOf(lines: string | null): LinkRow[] {
  const addresses = lines?.split('\n').filter((it) => /^https?:\/\/\S+$/i.test(it) && URL.canParse(it)) ?? [];
  return addresses.map((url) => ({ title: null, url, kind: 'mentioned' }));
}

function once(links: readonly LinkRow[]): LinkRow[] {
  return links.filter(({ url }, n) => links.findIndex((it) => it.url === url) === n);
}

const PACK = sql`
  select e.id::text, e.name, e.number, ${showName(sql`e.show_id`)} as show, e.hook, e.summary, e.description, e.explicit,
    e.publish_on::text, e.intro_offset, e.intro_chapter, e.recording_length, e.description_without, ${linkProgrammes} as programmes,
    (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'kind', g.kind, 'title', g.title, 'planned', g.planned_seconds,
      'mark', g.actual_start, 'links', g.links, 'no_chapter', g.no_chapter) order by g.position, g.id), '[]')
    from guide_segments g where g.episode_id = e.id) as segments,
    (select coalesce(jsonb_agg(jsonb_build_object('name', ${contactName(sql`k.contact_id`)}, 'firstName', ${contactFirstName(sql`k.contact_id`)},
      'part', k.part, 'isGuest', k.part is not distinct from 'guest') order by k.position, k.id), '[]')
    from guide_people k where k.episode_id = e.id) as people,
    (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'company', ${companyName(sql`s.company_id`)}, 'company_id', s.company_id,
      'title', s.title, 'place', s.place, 'script', s.script, 'code', s.code, 'link', s.link, 'readOn', s.read_on::text,
      'segment', s.segment_id) order by s.position, s.id), '[]')
    from guide_spots s where s.episode_id = e.id) as spots,
    (select coalesce(jsonb_agg(jsonb_build_object('title', l.title, 'url', l.url, 'kind', l.kind) order by l.position, l.id), '[]')
    from guide_links l where l.episode_id = e.id) as links
  from guide_episodes e`;
