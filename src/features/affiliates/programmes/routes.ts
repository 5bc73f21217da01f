import { type Route, userRoutes } from '../../../http/routes.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Module, RecordParts } from '../../../records/module.js';
import { moduleRoutes } from '../../../records/module-routes.js';
import { suggestNamed } from '../../../records/named.js';
import { companyName } from '../../companies/index.js';

/** The programmes: what a field asks while somebody types, then the pages of every module. */
export function programmeRoutes(module: Module, parts: RecordParts): Route[] {
  const asked = userRoutes(({ get }) => {
    get(`${module.kind.path}/suggestions`, (db, req) =>
      suggestNamed(db, req, module.kind, companyName(sql`t.company_id`)),
    );
  });
  return [...asked, ...moduleRoutes(module, parts)];
}
