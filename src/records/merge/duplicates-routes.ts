import { isId } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { BadRequest } from '../../platform/errors.js';
import { pathOf } from '../kinds.js';
import { MOST_PAIRS } from '../limits.js';
import type { RecordModule } from '../module.js';
import type { Mergeable } from './links.js';
import { alikePairs, bringTogether, type PairRow, setApart } from './queries.js';
import { isMergeable } from './routes.js';

/** The standing page of a module's possible duplicates: merged from there, or kept to be two. */
export function duplicateRoutes(module: RecordModule): Route[] {
  if (!isMergeable(module)) return [];
  const path = `${module.kind.path}/possible-duplicates`;
  return userRoutes(({ get, post }) => {
    get(path, async (db, req) =>
      page('records/duplicates.njk', duplicatesView(module, await alikePairs(db, module), req)),
    );
    post(`${path}/distinct`, async (tx, req) => {
      const { low, high } = pairOf(req);
      await setApart(tx, req.person, low, high);
      const text = `Noted that these are two ${module.kind.many}.`;
      return redirect(path, {
        text,
        undo: { action: `${path}/distinct/delete`, label: 'Undo', fields: { low, high } },
      });
    });
    post(`${path}/distinct/delete`, async (tx, req): Promise<Reply> => {
      const { low, high } = pairOf(req);
      await bringTogether(tx, low, high);
      return redirect(path, 'They are possible duplicates again.');
    });
  });
}

function duplicatesView({ kind }: Mergeable, pairs: PairRow[], { person }: PersonRequest) {
  const { title, path, one, many } = kind;
  return {
    list: { label: title, href: path },
    one,
    many,
    may_write: person.role !== 'VIEWER',
    distinct_action: `${path}/possible-duplicates/distinct`,
    pairs: pairs.slice(0, MOST_PAIRS).map(({ low, high, reason, shared }) => ({
      fields: { low: low.id, high: high.id },
      sides: [low, high].map(({ id, name, detail }) => ({ name, detail, href: pathOf({ kind, id }) })),
      reason: shared ? `${reason}: ${shared}` : reason,
      // The older one goes first: more refers to it.
      merge_href: `${pathOf({ kind, id: low.id })}/merge?with=${high.id}`,
    })),
    more:
      pairs.length > MOST_PAIRS
        ? `The ${MOST_PAIRS} likeliest are shown; the next ones come as these are decided.`
        : '',
  };
}

function pairOf({ body }: PersonRequest): { low: string; high: string } {
  const { low, high } = body ?? {};
  if (!isId(low) || !isId(high) || low.toLowerCase() >= high.toLowerCase())
    throw new BadRequest('This pair cannot be found again. Start from the list of possible duplicates.');
  return { low, high };
}
