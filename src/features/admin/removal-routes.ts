import type { Config } from '../../config.js';
import { blankForm, type Form, idOf, withError } from '../../http/form.js';
import { plural } from '../../http/format.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import { Conflict } from '../../platform/errors.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import type { Kind } from '../../records/kinds.js';
import { createLockout } from '../auth/index.js';
import { actContext, NOT_ONESELF, USERS } from './act-page.js';
import { type Account, accountOf, accountToChange } from './actions.js';
import { type Counted, countRemoval, REMOVAL_LIMIT_MS, removePerson } from './removal.js';

const PATH = `${USERS}/:id/removal`;

const STEP_UP = { stepUp: 'remove a person' };

/** Removing a person: what goes and what stays is said first, and their address is typed, since nothing of it comes back. */
export function adminRemovalRoutes(
  { config, database }: { config: Config; database: Database },
  kinds: readonly Kind[],
): Route[] {
  const lockout = createLockout(config);
  return adminRoutes(({ getWithoutTx, post }) => {
    getWithoutTx(
      PATH,
      (req) =>
        database.asSystem('an admin page', async (tx) => {
          const account = await accountOf(readerOf(tx), { id: idOf(req) });
          return removalPage(tx, kinds, account, req, blankForm({}, req.kept));
        }),
      STEP_UP,
    );

    post(
      PATH,
      async (tx, req) => {
        const account = await accountToChange(tx, { id: idOf(req) });
        const form = blankForm(req.body);
        const typed = String(req.body?.address ?? '')
          .trim()
          .toLowerCase();
        if (account.id === req.person.id) return removalPage(tx, kinds, account, req, form, { status: 409 });
        if (typed !== account.email) {
          const again = withError(form, 'address', `Type ${account.email}.`);
          return removalPage(tx, kinds, account, req, again, { status: 422 });
        }
        try {
          await removePerson(tx, { kinds, lockout }, account, req);
        } catch (error) {
          if (!(error instanceof Conflict)) throw error;
          return removalPage(tx, kinds, account, req, form, { status: 409, refusal: error.message });
        }
        return redirect(USERS, `${account.name ?? account.email} was removed.`);
      },
      { limitMs: REMOVAL_LIMIT_MS, ...STEP_UP },
    );
  });
}

async function removalPage(
  tx: WriteDoor,
  kinds: readonly Kind[],
  account: Account,
  req: PersonRequest,
  form: Form,
  { status = 200, refusal }: { status?: number; refusal?: string } = {},
): Promise<Reply> {
  const text = account.id === req.person.id ? NOT_ONESELF : refusal;
  const { goes, stays } = await countRemoval(tx, kinds, account.id);
  const asks = {
    label: 'Remove the person',
    stay: 'Keep them',
    moves: 'Nothing of it comes back.',
    inputs: [
      {
        control: 'field',
        name: 'address',
        label: 'Their address',
        hint: `Type ${account.email}, so that nobody is removed by mistake.`,
        autocomplete: 'off',
      },
    ],
    ...(text && { refused: { title: 'Nothing was done.', text } }),
  };
  const about = { id: account.id, name: account.name ?? account.email };
  const context = actContext('removal', about, asks, form, `${USERS}/${account.id}`);
  return page('admin/removal.njk', { ...context, goes: told(goes), stays: told(stays) }, status);
}

// What there is none of goes nowhere.
function told(counted: Counted[]): string[] {
  return counted.filter(({ n }) => n > 0).map(({ n, one, many }) => plural(n, one, many));
}
