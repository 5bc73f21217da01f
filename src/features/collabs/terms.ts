import { formatDate } from '../../http/format.js';
import { REACH_LABELS } from './choices.js';
import type { CollabData } from './fields.js';
import { COLLABS } from './kind.js';
import { calledExclusivity, calledRight, type Exclusivities, type Rights, whereWords } from './rights.js';

type Collab = CollabData & { id: string };
type Span = { from_on: string | null; until_on: string | null };

/** What the other side of a collab may use, and what one may not do for others, as its page shows them. */
export function termRows(collab: Collab, today: string) {
  const path = (part: string, row: string | null) => `${COLLABS.path}/${collab.id}/${part}/${row}/edit`;
  const days = ({ from_on, until_on }: Span) => ({
    from: from_on && formatDate(from_on),
    until: until_on && formatDate(until_on),
    is_over: until_on !== null && until_on < today,
  });
  return {
    rights: (collab.rights as Rights).map((it) => ({
      ...{ name: calledRight(it), where: whereWords(it), edit_href: path('rights', it.row), ...days(it) },
    })),
    exclusivities: (collab.exclusivities as Exclusivities).map((it) => ({
      ...{ name: calledExclusivity(it), where: `${whereWords(it)}; ${REACH_LABELS[it.reach].toLowerCase()}` },
      ...{ edit_href: path('exclusivities', it.row), ...days(it) },
    })),
  };
}
