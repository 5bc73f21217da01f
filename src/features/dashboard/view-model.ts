import { longDay } from '../../http/format.js';
import type { Reader } from '../../records/list/define.js';
import type { RecordModule } from '../../records/module.js';
import { ARRANGE_PATH } from './arrange.js';
import { bandView } from './band-view.js';
import type { Layout } from './cards.js';
import { dueView } from './due-view.js';
import type { DashboardFigures } from './figures.js';
import { incomeView } from './income-view.js';
import { recentView } from './recent.js';
import { agesView, stagesView, stockView } from './work-view.js';

/** What the dashboard prints. Each figure is a link to the list of the rows it was made of. */
export function dashboardView(
  layout: Layout,
  figures: DashboardFigures,
  { person, today }: Reader,
  modules: readonly RecordModule[],
) {
  const { currency: own } = person;
  return {
    heading: longDay(today),
    arrange_href: ARRANGE_PATH,
    may_write: person.role !== 'VIEWER',
    is_new: !layout.own && isEmpty(figures),
    cards: layout.cards.filter(({ shown }) => shown).map(({ name }) => name),
    ...dueView(figures.due),
    band: bandView(figures, today, own),
    income: incomeView(figures.income, modules, today, own),
    stages: stagesView(figures, today, own),
    ages: agesView(figures.outstanding, own),
    stock: stockView(figures, today, own),
    recent: recentView(figures.recent, modules, person.timeZone),
  };
}

// Who has nothing yet is told how to begin once, not by each card.
function isEmpty({ due, income, stages, outstanding, items, recent }: DashboardFigures): boolean {
  const found = [
    due.flatMap(({ rows }) => rows),
    income,
    stages.flatMap(({ sums }) => sums),
    outstanding,
    items,
    recent,
  ];
  return found.every((rows) => rows.length === 0);
}
