import { viewUrl } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { DayGroup } from '../../records/dated.js';
import { isMonth } from './month.js';

/** What the calendar is asked to show: all groups where none is named. */
export type Asked = { month: string; layout: 'month' | 'agenda'; kinds: string[]; fault: string | null };

export const PATH = '/calendar';

/** Reads the address of the calendar: what it does not have is said, and the present month shown. */
export function readAsked(query: Query, groups: readonly DayGroup[], today: string): Asked {
  const all = (name: string) => [query[name] ?? []].flat().map(String);
  const [month = ''] = all('month');
  const [layout = ''] = all('layout');
  const kinds = all('kind').filter(Boolean);
  const known = kinds.filter((kind) => groups.some(({ name }) => name === kind));
  const fault =
    month !== '' && !isMonth(month)
      ? 'Ask for a month such as 2026-11.'
      : known.length < kinds.length
        ? `No kind of days is called “${kinds.find((kind) => !known.includes(kind))}”.`
        : null;
  return {
    month: isMonth(month) ? month : today.slice(0, 7),
    layout: layout === 'agenda' ? 'agenda' : 'month',
    kinds: [...new Set(known)],
    fault,
  };
}

/** The address of the calendar as it was asked for, with what is changed of it. */
export function addressOf(asked: Asked, change: Partial<Asked> = {}): string {
  const { month, layout, kinds } = { ...asked, ...change };
  return viewUrl(PATH, {}, { month, layout: layout === 'agenda' ? layout : undefined, kind: kinds });
}
