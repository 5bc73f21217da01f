import { unreadableAddress } from '../../http/api/problem.js';
import type { ApiRoute } from '../../http/api/route.js';
import { one } from '../../http/list/page.js';
import { ID, object } from '../../records/api/schemas.js';
import type { RecordModule } from '../../records/module.js';
import { readSought } from '../../records/search.js';
import { searchRecords } from './queries.js';

const text = { type: 'string' };
const textOrNone = { type: ['string', 'null'] };

/** The search over all records that one may see, for programs. */
export function searchApi(modules: readonly RecordModule[]): ApiRoute[] {
  const found = object({ module: text, id: ID, name: text, detail: textOrNone, note: textOrNone });
  return [
    {
      method: 'get',
      door: 'read',
      path: '/v1/search',
      id: 'search',
      group: 'Search',
      status: 200,
      summary: 'Finds records of all modules by words, ten of each at most, the closest first',
      query: [{ name: 'q', about: 'The words', schema: text }],
      gives: object({ data: { type: 'array', items: found } }),
      refuses: [422],
      async handler(db, { query }) {
        const sought = readSought(one(query.q)?.replaceAll('\0', ''));
        if (!sought) throw tooShort;
        const rows = await searchRecords(db, modules, sought);
        return {
          body: {
            data: rows.map(({ kind, id, name, detail, note }) => ({ module: kind.name, id, name, detail, note })),
          },
        };
      },
    },
  ];
}

const tooShort = unreadableAddress([{ parameter: 'q', detail: 'Send two letters or more as the parameter q.' }]);
