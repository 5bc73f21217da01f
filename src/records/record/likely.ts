import { one } from '../../http/list/page.js';
import { page, type Reply } from '../../http/reply.js';
import type { Row } from '../fields/set.js';
import type { Kind } from '../kinds.js';
import type { Likely } from './draft.js';
import type { FormLayout } from './form-layout.js';

const HINT = 'If it is likely there already, you are told here.';

/** What stands beside the fields that tell whether a record is there already, by these: what was asked about, or what is named while somebody types. */
export function likelyPlaces({ likely: places = {} }: FormLayout, { path }: Kind, asked: readonly Likely[]) {
  const all = Object.entries(places).map(([by, { beside, fields }], at) => {
    const found = asked.filter((it) => it.by === by).map((it) => linked(path, it));
    return [beside, { by, fields: fields.join(' '), hint: at === 0 ? HINT : '', asked: found }] as const;
  });
  return Object.fromEntries(all);
}

/** The likely ones as a page of their own, of which a form takes the line beside its field. */
export function likelyPage(kind: Kind, { likely: places = {} }: FormLayout, query: Row, found: Likely[]): Reply {
  const by = Object.keys(places).find((it) => it === one(query.by)) ?? 'name';
  const likely = found.map((it) => linked(kind.path, it));
  const typed = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (typeof value === 'string') typed.set(name, value);
  const href = `${kind.path}/duplicates?${typed}`;
  const hint = by === Object.keys(places)[0] ? HINT : '';
  const place = {
    by,
    hint,
    first: likely[0],
    rest: Math.max(0, likely.length - 1),
    href,
    seen: found.map(({ id }) => id).join(' '),
  };
  return page('records/likely.njk', { kind, likely, place });
}

/** The likely ones that a form had not shown yet. */
export function unseen(likely: readonly Likely[], sent: Row): Likely[] {
  const shown = seenIn(sent.seen);
  return likely.filter(({ id }) => !shown.includes(id));
}

/** The ids that a form says it has shown, of each of its places. */
export function seenIn(seen: unknown): string[] {
  return [seen]
    .flat()
    .flatMap((it) => (typeof it === 'string' ? it.split(/[ ,]+/) : []))
    .filter(Boolean);
}

function linked(path: string, it: Likely) {
  return { ...it, href: `${path}/${it.id}` };
}
