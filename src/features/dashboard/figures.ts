import { dayAfter } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type DueSoon, dueOf } from '../../records/due.js';
import type { DaySpan } from '../../records/income.js';
import type { Reader } from '../../records/list/define.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { lastTwelveMonths, spanBefore, yearToDate } from '../../records/report/spans.js';
import { type OutstandingSum, outstandingByAge } from '../collabs/index.js';
import {
  type CurrencyFigures,
  type FigureSpans,
  type ItemsWaiting,
  inventoryFigures,
  itemsWaiting,
} from '../inventory/index.js';
import { type BoardColumn, type ClosedMonth, closedByMonth, openDeals } from '../pipeline/index.js';
import { type IncomeMonth, incomeByMonth } from '../reports/index.js';
import { tasksDated } from '../tasks/index.js';
import { type Happened, lastHappened } from './recent.js';

/** What the cards are made of. */
export type DashboardFigures = {
  due: DueSoon[];
  income: IncomeMonth[];
  stages: BoardColumn[];
  /** The deals that were won or lost in the last twelve months. */
  closed: ClosedMonth[];
  outstanding: OutstandingSum[];
  items: CurrencyFigures[];
  waiting: ItemsWaiting;
  recent: Happened[];
};

/** This year until today, the same days a year before, and the days that followed those in that year: three spans of income. */
export function incomeSpans(today: string): [now: DaySpan, before: DaySpan, after: DaySpan] {
  const now = yearToDate(today);
  const before = spanBefore(now);
  return [now, before, { from: dayAfter(before.to, 1), to: `${before.to.slice(0, 4)}-12-31` }];
}

/** The days of which figures of sales are: this year until today, and the same days a year before. */
export function salesSpans(today: string): FigureSpans {
  const [now, before] = incomeSpans(today);
  return { now, before };
}

/** Reads what all cards need, a statement a subject, all of them at once: to ask first which are shown would be one more round trip. */
export async function readFigures(
  db: ReadDoor,
  modules: readonly RecordModule[],
  reader: Reader,
): Promise<DashboardFigures> {
  const { today } = reader;
  const [due, income, stages, closed, outstanding, items, waiting, recent] = await Promise.all([
    dueSoon(db, modules, reader),
    incomeByMonth(db, modules, incomeSpans(today)),
    openDeals(db),
    closedByMonth(db, lastTwelveMonths(today)),
    outstandingByAge(db, today),
    inventoryFigures(db, salesSpans(today)),
    itemsWaiting(db, today),
    lastHappened(db, modules),
  ]);
  return { due, income, stages, closed, outstanding, items, waiting, recent };
}

function dueSoon(db: ReadDoor, modules: readonly RecordModule[], reader: Reader): Promise<DueSoon[]> {
  const dated = [...modules.flatMap((it) => it.dated ?? []), tasksDated(kindsOf(modules))];
  return dueOf(db, dated, reader);
}
