import { blankForm, type Form, withError } from '../../http/form.js';
import { plural } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { signOut } from '../../http/middleware/session.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { publicRoutes, type Route, userRoutes } from '../../http/routes.js';
import type { Kind } from '../../records/kinds.js';
import { type Counted, countRemoval } from '../admin/index.js';
import { type AccountDependencies, WHY } from './actions.js';
import { askToLeave, GRACE_DAYS } from './leaving.js';

const PATH = '/account/delete';
const LEFT = '/auth/left';
const STEP_UP = { stepUp: 'delete your account' };

/** Deleting one's own account: what goes and what stays, asked for by typing one's address. */
export function leavingRoutes(deps: AccountDependencies, kinds: readonly Kind[]): Route[] {
  const view = async (req: PersonRequest, form: Form) => {
    const counts = await deps.database.asSystem(WHY, (tx) => countRemoval(tx, kinds, req.person.id));
    return {
      form,
      days: GRACE_DAYS,
      sends_mail: deps.config.sendsMail,
      goes: shown(counts.goes),
      stays: shown(counts.stays),
    };
  };

  async function leave(req: PersonRequest): Promise<Reply> {
    const typed = one(req.body?.address) ?? '';
    if (typed.trim().toLowerCase() !== req.person.email) {
      const form = withError(blankForm({ address: typed }), 'address', `Type ${req.person.email} to go on.`);
      return invalid('account/delete.njk', await view(req, form));
    }
    await askToLeave(deps, req);
    await signOut(req);
    return redirect(LEFT);
  }

  return [
    ...userRoutes(({ getWithoutTx, postWithoutTx }) => {
      getWithoutTx(PATH, async (req) => page('account/delete.njk', await view(req, blankForm())), STEP_UP);
      postWithoutTx(PATH, leave, { ownAccount: true, ...STEP_UP });
    }),
    ...publicRoutes(({ get }) => {
      get(LEFT, () => page('auth/left.njk', { days: GRACE_DAYS }));
    }),
  ];
}

function shown(counts: readonly Counted[]) {
  return counts.filter(({ n }) => n > 0).map(({ title, n, one, many }) => [title, plural(n, one, many)]);
}
