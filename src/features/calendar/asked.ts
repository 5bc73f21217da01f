import { isIsoDate } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { DayGroup } from '../../records/dated.js';
import { isMonth } from './month.js';

/**
 * What the calendar is asked to show: all groups where none is named. `day`: that day alone, or `late`, all that is late, from the first
 * of its pages on.
 */
export type Asked = {
  month: string;
  layout: 'month' | 'agenda';
  day: string | null;
  page: number;
  kinds: string[];
  fault: string | null;
};

export const PATH = '/calendar';
export const LATE = 'late';
const PAGE = /^[1-9]\d{0,2}$/;
const isDay = (text: string) => isMonth(text.slice(0, 7)) && isIsoDate(text);

/** Reads the address of the calendar: what it does not have is said, and the present month shown. */
export function readAsked(query: Query, groups: readonly DayGroup[], today: string): Asked {
  const all = (name: string) => [query[name] ?? []].flat().map(String);
  const [month = ''] = all('month');
  const [layout = ''] = all('layout');
  const [day = ''] = all('day');
  const [page = ''] = all('page');
  const kinds = all('kind').filter(Boolean);
  const isKnown = (kind: string) => groups.some(({ name }) => name === kind);
  const strange = kinds.find((kind) => !isKnown(kind));
  const hasDay = day === LATE || isDay(day);
  const faults = [
    month !== '' && !isMonth(month) && 'Ask for a month such as 2026-11.',
    !['', 'month', 'agenda'].includes(layout) && 'Ask for the layout month or agenda.',
    day !== '' && !hasDay && 'Ask for a day such as 2026-11-21, or for late.',
    page !== '' && !PAGE.test(page) && 'Ask for a page such as 2.',
    strange !== undefined && `No kind of days is called “${strange}”.`,
  ];
  return {
    month: isDay(day) ? day.slice(0, 7) : isMonth(month) ? month : today.slice(0, 7),
    layout: layout === 'agenda' ? 'agenda' : 'month',
    day: hasDay ? day : null,
    page: PAGE.test(page) ? Number(page) : 1,
    kinds: [...new Set(kinds.filter(isKnown))],
    fault: faults.find((it) => it !== false) ?? null,
  };
}

/** The address of the calendar with what is changed of what was asked for: a month in its layout, unless a day is named. */
export function addressOf(asked: Asked, change: Partial<Asked> = {}): string {
  const { month, layout, day, page, kinds } = { ...asked, day: null, page: 1, ...change };
  const what = day ? { day, page: page > 1 ? String(page) : undefined } : { month, layout: layoutIn(layout) };
  return viewUrl(PATH, {}, { ...what, kind: kinds });
}

const layoutIn = (layout: Asked['layout']) => (layout === 'agenda' ? layout : undefined);
