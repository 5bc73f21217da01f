import { openedFrom, type Place, placeView } from '../../http/list/address.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { neighbours } from './list-queries.js';
import { readList } from './list-request.js';

// What a list hands on names its currency; this one is never asked for.
const NAMED_BY_THE_LIST = { currency: 'USD' };

/** The place that `from` and `at` of a record's address name; undefined when it was not opened from a list. */
export async function placeOf(db: ReadDoor, query: Query, id: string): Promise<Place | undefined> {
  const opened = openedFrom(query);
  if (!opened) return undefined;
  const asked = await readList(db, opened.view, NAMED_BY_THE_LIST);
  if (!asked.readable) return undefined;
  const found = await neighbours(db, asked.filter, asked.page, id);
  return found && placeView('/inventory', opened, found);
}
