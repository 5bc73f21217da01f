import type { ReadDoor } from '../../platform/postgres/database.js';
import { live } from '../../records/list/request.js';
import { type BoardColumn, boardColumns } from './board.js';
import { dealsHref } from './figures.js';
import { dealList } from './list.js';

/** What all open deals are worth, by stage and currency, as the board says it without a filter. */
export function openDeals(db: ReadDoor): Promise<BoardColumn[]> {
  return boardColumns(db, { where: live(dealList.alias), plan: 'ordered' });
}

/** Where the open deals of one currency are listed, of one stage or of all: the totals of both columns are the sums. */
export function openDealsHref(currency: string, stage?: string): string {
  const of = stage === undefined ? { standing: 'open' } : { stage };
  return dealsHref({ ...of, currency, columns: ['company', 'stage', 'amount', 'weighted'] });
}
