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
import type { Card } from './cards.js';
import { type Happened, lastHappened } from './recent.js';

/** What the cards are made of; what no shown card needs is not asked for, and is empty. */
export type DashboardFigures = {
  due: DueSoon[];
  income: IncomeMonth[];
  stages: BoardColumn[];
  /** The deals that were won or lost in the last twelve months. */
  closed: ClosedMonth[];
  outstanding: OutstandingSum[];
  items: CurrencyFigures[];
  waiting: ItemsWaiting | undefined;
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

/** Reads what these cards need, one statement a subject. */
export async function readFigures(
  db: ReadDoor,
  modules: readonly RecordModule[],
  reader: Reader,
  shown: readonly Card[],
): Promise<DashboardFigures> {
  const { today } = reader;
  const needs = (...cards: Card[]) => cards.some((card) => shown.includes(card));
  return {
    due: needs('needs', 'agenda') ? await dueSoon(db, modules, reader) : [],
    income: needs('band', 'income') ? await incomeByMonth(db, modules, incomeSpans(today)) : [],
    stages: needs('band', 'pipeline') ? await openDeals(db) : [],
    closed: needs('pipeline') ? await closedByMonth(db, lastTwelveMonths(today)) : [],
    outstanding: needs('band', 'outstanding') ? await outstandingByAge(db, today) : [],
    items: needs('band', 'inventory') ? await inventoryFigures(db, salesSpans(today)) : [],
    waiting: needs('inventory') ? await itemsWaiting(db, today) : undefined,
    recent: needs('recent') ? await lastHappened(db, modules) : [],
  };
}

function dueSoon(db: ReadDoor, modules: readonly RecordModule[], reader: Reader): Promise<DueSoon[]> {
  const dated = [...modules.flatMap((it) => it.dated ?? []), tasksDated(kindsOf(modules))];
  return dueOf(db, dated, reader);
}
