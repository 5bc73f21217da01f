import { count } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { json } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { matching, mostUsed } from './suggestion-queries.js';

const LONGEST_NAME = 200;

/** What a field that names a company asks while someone types. */
export const companySuggestionRoutes: Route[] = userRoutes(({ get }) => {
  get('/companies/suggestions', async (db, req) => {
    const typed = (one(req.query.q) ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, LONGEST_NAME);
    const found = typed === '' ? await mostUsed(db) : await matching(db, typed);
    return json(found.map(({ id, name, items }) => ({ id, label: name, detail: detail(items) })));
  });
});

function detail(items: number): string {
  if (items === 0) return '';
  return items === 1 ? '1 item' : `${count(items)} items`;
}
