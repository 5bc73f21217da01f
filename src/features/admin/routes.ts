import type { Config } from '../../config.js';
import { readPage } from '../../http/list/page.js';
import { page, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import { createLockout } from '../auth/index.js';
import { accounts, countsByStatus } from './queries.js';
import { ACCOUNT_SORTS, DEFAULT_SORT, readFilter } from './schema.js';
import { usersPage } from './view-model.js';

const PAGE_SIZE = 50;

/** Who may come in: everyone who asked, those who wait first. */
export function adminUserRoutes({ config }: { config: Config }): Route[] {
  const lockout = createLockout(config);
  return adminRoutes(({ get }) => {
    get('/admin', () => redirect('/admin/users'));
    get('/admin/users', async (db, req) => {
      const { filter, fault } = readFilter(req.query);
      const asked = readPage(req.query, ACCOUNT_SORTS, { list: 'accounts', sort: DEFAULT_SORT, limit: PAGE_SIZE });
      const sort = ACCOUNT_SORTS[asked.sort];
      if (!sort) throw new NotFound();
      const lockedOut = await lockout.lockedOut(db);
      const rows = fault ? [] : await accounts(db, filter, lockedOut, asked, sort);
      const counts = await countsByStatus(db, filter, lockedOut);
      const view = usersPage({ rows, counts, filter, fault, lockedOut }, asked, req);
      return page('admin/users.njk', { ...view, sends_mail: config.sendsMail });
    });
  });
}
