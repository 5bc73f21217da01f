import { count } from '../../../http/format.js';
import { chaptersOf } from './chapters.js';
import {
  type CheckName,
  descriptionFaults,
  LONGEST_DESCRIPTION,
  type PackFault,
  planFaults,
  SHORTEST_CHAPTER,
} from './checks.js';
import type { PackEpisode } from './content.js';
import { leavable, videoDescription } from './description.js';
import { type LabelledMend, leaveOutAll, mendsOf } from './mends.js';

/** A check as it is listed; `figure` is how many there are, or how many fail. */
type PackCheck = { label: string; isMet: boolean; figure: string };
/** What fails, with what a click does about it. */
type MendedFault = PackFault & { mends: LabelledMend[] };

const MOST_SAID = 5;

/** All checks of a pack; what fails is said with its mends, the first few of many. */
export function packChecks(episode: PackEpisode): {
  checks: PackCheck[];
  faults: MendedFault[];
  more: number;
  all: LabelledMend | null;
} {
  const { plan } = episode;
  const description = videoDescription(episode);
  const faults = [...planFaults(plan), ...descriptionFaults(description)];
  const failing = (name: CheckName) => faults.filter(({ check }) => check === name).length;
  const row = (name: CheckName, label: string, figure = ''): PackCheck => {
    const failed = failing(name);
    return { label, isMet: failed === 0, figure: figure || (failed > 0 ? count(failed) : '') };
  };
  return {
    checks: [
      row('first', 'First chapter at 0:00'),
      row('enough', 'Three chapters or more', count(chaptersOf(plan).length)),
      row('order', 'In order, the last one before the end'),
      row('long', `Each ${SHORTEST_CHAPTER} seconds or longer`),
      row('description', `Description within ${count(LONGEST_DESCRIPTION)}`, count([...description].length)),
    ],
    faults: faults
      .slice(0, MOST_SAID)
      .map((fault) => ({ ...fault, mends: fault.check === 'description' ? shorter(episode) : mendsOf(plan, fault) })),
    more: Math.max(0, faults.length - MOST_SAID),
    all: leaveOutAll(plan),
  };
}

function shorter(episode: PackEpisode): LabelledMend[] {
  return leavable(episode).map(({ part, label }) => ({ act: 'shorten', part, label }));
}
