import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import type { RecordState } from '../../records/state.js';
import { type FoundPeople, type People, placePeople } from '../contacts/index.js';
import type { EpisodeData } from './fields.js';
import { GUIDE } from './kind.js';
import { findOwner } from './owners.js';
import { placeSpots } from './place-spots.js';
import { type HeldShow, heldShow, showOf } from './shows/held.js';

/** Finds what an episode names: its show, its people, its owner, the sponsors of its spots; its number must be free. A new one begins with what its show has in every episode. */
export async function placeEpisode(tx: WriteDoor, draft: Draft<EpisodeData>): Promise<Placed<EpisodeData>> {
  const { data, before, person } = draft;
  const errors: Record<string, string> = {};
  const spots = await placeSpots(tx, draft, errors);
  const [{ contacts, errors: strangers }] = (await placePeople(tx, [draft])) as [FoundPeople];
  Object.assign(errors, strangers);
  const owner =
    data.owner === null ? null : await findOwner(tx, data.owner, { before: ownerBefore(draft), self: person.id });
  if (owner && 'fault' in owner) errors.owner = owner.fault;
  const show = await showOf(tx, draft);
  if ('fault' in show) return { ok: false, errors: { ...errors, show: show.fault } };
  const other = await numbered(tx, show.id, data, before?.id ?? null);
  if (other) errors.number = await takenText(tx, show, data);
  if (Object.keys(errors).length > 0)
    return {
      ok: false,
      errors,
      ...(other && { links: { number: { href: `${GUIDE.path}/${other.id}`, label: `Open ${other.name}` } } }),
    };
  const placed = { ...data, show: show.name, show_id: show.id, contacts, spots };
  return {
    ok: true,
    data: before === null ? begun(placed, show, draft.sent) : placed,
    besides: { owner_id: { value: owner && 'id' in owner ? owner.id : null, type: 'uuid' } },
  };
}

/** Why an episode cannot leave the trash, as the rest of a sentence. */
export async function takenEpisode(tx: WriteDoor, { id, fields }: RecordState): Promise<string | undefined> {
  const data = fields as unknown as EpisodeData;
  const show = await heldShow(tx, String(data.show_id));
  if (!show) return 'its show lies there too. Restore that first.';
  const other = await numbered(tx, show.id, data, id);
  return other && `${other.name} has its number by now. Change that one first.`;
}

/** Whether the number of an episode `r` in the trash is free, and its show there. */
export const IS_FREE = sql`exists (select from guide_shows sh where sh.id = r.show_id and sh.deleted_at is null)
  and (r.number is null or not exists (select from guide_episodes o where o.deleted_at is null and o.show_id = r.show_id
    and o.season is not distinct from r.season and o.number = r.number))`;

// What everybody of a show is asked for in each episode, where nothing was said of it: a program or a table may say that there is none.
function begun(data: EpisodeData, { people, checklist }: HeldShow, sent: Row): EpisodeData {
  const isSaid = (name: 'contacts' | 'checklist') => data[name].length > 0 || sent[name] !== undefined;
  const checks = (checklist ?? '').split('\n').filter(Boolean);
  return {
    ...data,
    contacts: isSaid('contacts') ? data.contacts : (people.map((it) => ({ ...it, row: uuidv7() })) as People),
    checklist: isSaid('checklist') ? data.checklist : checks.map((title) => ({ row: uuidv7(), title, done_on: null })),
  };
}

function ownerBefore({ before }: Draft<EpisodeData>): string | null {
  return (before?.fields.owner_id ?? null) as string | null;
}

type Numbered = Pick<EpisodeData, 'season' | 'number'>;

async function numbered(tx: WriteDoor, show: string, { season, number }: Numbered, except: string | null) {
  if (number === null) return undefined;
  const [found] = await tx.$queryRaw<{ id: string; name: string }[]>(sql`
    select id::text, name from guide_episodes where deleted_at is null and show_id = ${show}::uuid
      and season is not distinct from ${season}::integer and number = ${number}::integer and id is distinct from ${except}::uuid`);
  return found;
}

async function takenText(tx: WriteDoor, show: HeldShow, { season, number }: Numbered): Promise<string> {
  const [free] = await tx.$queryRaw<{ number: number }[]>(sql`
    select max(number) + 1 as number from guide_episodes where deleted_at is null and show_id = ${show.id}::uuid
      and season is not distinct from ${season}::integer`);
  const where = season === null ? show.name : `season ${season} of ${show.name}`;
  return `Number ${number} of ${where} is taken. The next free one is ${free?.number ?? 1}.`;
}
