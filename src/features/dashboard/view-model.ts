import { dayOf, longDay, shortDate } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { DueSoon } from '../../records/due.js';
import { type CurrencyFigures, type RecentRow, type ResaleMonth, STATES } from '../inventory/index.js';
import { dueView } from './due-view.js';
import { bandView, countsView } from './figures-view.js';
import { resaleView } from './resale-view.js';

type Parts = {
  day: string;
  person: Person;
  due: DueSoon[];
  figures: CurrencyFigures[];
  resale: ResaleMonth[];
  recent: RecentRow[];
};

const ACTS: Record<string, string> = {
  created: 'added',
  changed: 'changed',
  deleted: 'moved to the trash',
  restored: 'restored',
  split: 'split',
};

/** What the dashboard prints. Each figure is a link to the list of the rows it was made of. */
export function dashboardView({ day, person, due, figures, resale, recent }: Parts) {
  const told = { day, figures, currency: person.currency };
  return {
    heading: longDay(day),
    may_write: person.role !== 'VIEWER',
    is_new: figures.length === 0 && due.every(({ rows }) => rows.length === 0),
    ...dueView(due),
    band: bandView(told),
    counts: countsView(told),
    resale: resaleView(day, resale, figures, person.currency),
    recent: recent.map((row) => ({
      href: `/inventory/${row.item_id}`,
      sentence: happened(row),
      at: shortDate(dayOf(row.at, person.timeZone)),
    })),
  };
}

function happened({ name, act, state }: RecentRow): string {
  const label = STATES.of(state)?.label.toLowerCase();
  return act !== 'created' && label ? `${name} is now ${label}` : `${name} ${ACTS[act] ?? 'changed'}`;
}
