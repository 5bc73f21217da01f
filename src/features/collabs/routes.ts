import { type Route, userRoutes } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { disclosureRoutes } from './disclosure/routes.js';
import { showLocks } from './locks-page.js';
import { suggestCollabs } from './named.js';
import { OUTSTANDING_PATH } from './outstanding.js';
import { showOutstanding } from './outstanding-page.js';

/** The collabs: what fields ask while somebody types, what is locked by quarter, what is outstanding, the disclosure of deliverables, then the pages of every module. */
export function collabRoutes(module: Module, parts: RecordParts): Route[] {
  const asked = userRoutes(({ get }) => {
    get(`${module.kind.path}/suggestions`, suggestCollabs);
    get(`${module.kind.path}/locks`, showLocks);
    get(OUTSTANDING_PATH, showOutstanding);
  });
  return [...asked, ...disclosureRoutes(module), ...moduleRoutes(module, parts)];
}
