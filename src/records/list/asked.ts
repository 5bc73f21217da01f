import type { Form } from '../../http/form.js';
import type { Page, Sort } from '../../http/list/page.js';
import type { Chip, Query } from '../../http/list/view.js';
import type { Plan } from '../../platform/postgres/database.js';
import type { Sql } from '../../platform/postgres/sql.js';

/** A list as it was asked for; not `readable` where something of it could not be read: no row may be shown then. */
export type Asked = {
  query: Query;
  page: Page;
  /** What the page is ordered by. */
  sort: Sort;
  form: Form;
  /** In which amounts are asked for. */
  currency: string;
  readable: boolean;
  /** The conditions on the rows. */
  where: Sql;
  chips: Chip[];
  filtered: boolean;
  /** Its rows are known to be more than are counted. */
  uncounted: boolean;
  /** How a statement over its rows is planned: what a person filters by decides which way is best. */
  plan: Plan;
  /** The list's address as its records and forms carry it, with nothing left to guess. */
  from: string;
};
