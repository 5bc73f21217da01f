import type { Config } from '../../config.js';
import { isId } from '../../http/form.js';
import { readPage } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { afterwards, localPath, page, type Reply, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import type { Views } from '../../http/views.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import { openOutbox } from '../mail/index.js';
import { type Account, accountToChange, approve, reject } from './actions.js';
import { approvalMail } from './approval-mail.js';
import { accounts, countsByStatus } from './queries.js';
import { ACCOUNT_SORTS, DEFAULT_SORT, readFilter } from './schema.js';
import { usersPage } from './view-model.js';

const PATH = '/admin/users';
const PAGE_SIZE = 50;

/** Who may come in: everyone who asked, those who wait first. */
export function adminUserRoutes(deps: { config: Config; views: Views; queue: Queue }): Route[] {
  const outbox = openOutbox(deps);
  return adminRoutes(({ get, post }) => {
    get(PATH, async (db, req) => {
      const filter = readFilter(req.query);
      const asked = readPage(req.query, ACCOUNT_SORTS, { sort: DEFAULT_SORT, limit: PAGE_SIZE });
      const sort = ACCOUNT_SORTS[asked.sort];
      if (!sort) throw new NotFound();
      const rows = await accounts(db, filter, asked, sort);
      return page('admin/users.njk', usersPage(rows, await countsByStatus(db, filter), filter, asked, req));
    });

    post(`${PATH}/:id/approval`, async (tx, req) => {
      const account = await asked(tx, req);
      const approved = await approve(tx, account, req);
      if (!outbox.sends) return back(req, `${named(account)} can log in now. Tell them: no mail is sent.`);
      const mail = approved
        ? await outbox.write(tx, 'approval', account, approvalMail(deps.config, account))
        : undefined;
      return afterwards(back(req, `${named(account)} can log in now. A mail tells them.`), () => outbox.send([mail]));
    });

    post(`${PATH}/:id/rejection`, async (tx, req) => {
      const account = await asked(tx, req);
      await reject(tx, account, req);
      return back(req, `${named(account)} was rejected. You can approve them later.`);
    });
  });
}

async function asked(tx: WriteDoor, req: PersonRequest): Promise<Account> {
  const { id } = req.params;
  if (typeof id !== 'string' || !isId(id)) throw new NotFound();
  return accountToChange(tx, { id });
}

// Back to the view that the button was pressed in, when it was a view of this list, or the account's own page.
function back(req: PersonRequest, text: string): Reply {
  const view = localPath(req.body?.return_to);
  const isHere = view === PATH || view?.startsWith(`${PATH}?`) || view === `${PATH}/${req.params.id}`;
  return redirect(isHere && view ? view : PATH, text);
}

function named({ name, email }: Account): string {
  return name ?? email;
}
