import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft } from '../../records/record/draft.js';
import { companyById, findOrAddCompanies } from '../companies/index.js';
import type { EpisodeData } from './fields.js';
import { placeSource } from './spot-sources.js';
import type { Spots } from './spots.js';

type Errors = Record<string, string>;
const NOBODYS = 'Say whose spot it is.';

/** Finds the sponsors of the spots of an episode, and adds those that are not there; notes of what of one's own a spot comes. */
export async function placeSpots(tx: WriteDoor, draft: Draft<EpisodeData>, errors: Errors): Promise<Spots> {
  const { data, before, person, sent } = draft;
  const was = (before?.fields.spots ?? []) as unknown as Spots;
  const placed: Spots = [];
  for (const [n, spot] of data.spots.entries()) {
    const known = was.find(({ row }) => row === spot.row);
    const company = await sponsorOf(tx, person.id, spot, known);
    if ('fault' in company) errors[`spot_company_${n}`] = company.fault;
    else placed.push({ ...spot, ...company, segment_id: segmentOf(data, spot, known, errors, n) });
  }
  const changed = formOf(data, sent);
  if (changed?.row && before && Object.keys(errors).length === 0) {
    const n = data.spots.indexOf(changed);
    const faults = await placeSource(tx, { episode: before.id, spot: changed.row, sent });
    for (const [name, text] of Object.entries(faults)) errors[`spot_${name}_${n}`] = text;
  }
  return placed;
}

// The spot whose own form was sent; of one that was removed nothing is noted, so that what it came of is found again with it.
function formOf({ spots }: EpisodeData, sent: Draft['sent']): Spots[number] | undefined {
  if (sent.part !== 'spots') return undefined;
  return sent.row === null ? spots.at(-1) : spots.find(({ row }) => row === sent.row);
}

type Sponsor = Pick<Spots[number], 'company' | 'company_id'>;

// A name that was left as it stood stays with its company, whatever that is called by now.
async function sponsorOf(
  tx: WriteDoor,
  person: string,
  { company, company_id }: Sponsor,
  known: Sponsor | undefined,
): Promise<Sponsor | { fault: string }> {
  if (known && company === known.company && (company_id === known.company_id || company_id === null))
    return { company, company_id: known.company_id };
  if (company === null && company_id !== null) {
    const found = await companyById(tx, company_id);
    return found
      ? { company: found.name, company_id: found.id }
      : { fault: 'This company is no longer there. Type its name.' };
  }
  if (company === null) return { fault: NOBODYS };
  const [found] = await findOrAddCompanies(tx, person, [{ id: company_id, name: company }]);
  return found ? { company: found.name, company_id: found.id } : { fault: NOBODYS };
}

// A segment that is gone by now is left, one of another episode was never offered.
function segmentOf(
  { segments }: EpisodeData,
  { segment_id }: Spots[number],
  known: Spots[number] | undefined,
  errors: Errors,
  n: number,
): string | null {
  if (segment_id === null || segments.some(({ row }) => row === segment_id)) return segment_id;
  if (known?.segment_id !== segment_id) errors[`spot_segment_id_${n}`] = 'Choose a segment of this episode.';
  return null;
}
