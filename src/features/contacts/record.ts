import { formatDate } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { daysBetween } from '../../platform/clock.js';
import { join, sql } from '../../platform/postgres/sql.js';
import { distanceText } from '../../records/due.js';
import type { Declared } from '../../records/module.js';
import { type Fact, factsFrom, filled } from '../../records/record/facts.js';
import type { RecordRow } from '../../records/record/state.js';
import { lastTouch, type Touches, touchColumns } from '../../records/touches.js';
import { type CompanyStanding, companyStanding } from '../companies/index.js';
import { WARMTH_LOOKS } from './choices.js';
import { type Employments, employmentTime, isCurrent } from './employments.js';
import { CONTACT_FIELDS, type ContactData } from './fields.js';
import { CONTACTS } from './kind.js';
import { whatTheyDo } from './list.js';
import type { OfContact } from './of-contact.js';
import { POINT_FIELDS, type PointField, type Points } from './points.js';

/** A contact as its page reads it; how each of its companies stands, by the id of the row. */
type ContactRow = RecordRow & ContactData & Touches & { standings: Record<string, CompanyStanding> };

const TOUCHES = { note: 'a note', task: 'a task done', mail: 'a mail' };
const POINT_ICONS: Record<PointField, string> = { emails: 'mail', phones: 'phone', handles: 'at-sign' };

/** The page of a contact: who it is, what the reader did with them, how to reach them, where they work. */
export function contactRecord(others: readonly OfContact[]): Declared['record'] {
  return {
    select: () =>
      join([
        ...others.flatMap(({ figures }) => figures?.() ?? []),
        touchColumns(
          CONTACTS,
          'c',
          others.flatMap(({ touched }) => touched ?? []),
        ),
        sql`(select coalesce(jsonb_object_agg(w.id, ${companyStanding(sql`w.company_id`)}), '{}')
        from contact_companies w where w.contact_id = c.id) as standings`,
      ]),
    besideButtons: true,
    view: (row, { person, today }) => viewOf(row as ContactRow, person, today, others),
  };
}

function viewOf(row: ContactRow, person: Person, today: string, others: readonly OfContact[]) {
  const path = `/contacts/${row.id}`;
  const companies = companiesOf(row, today);
  const current = companies.filter((it) => it.is_current);
  return {
    pronouns: row.pronouns,
    does: whatTheyDo(row),
    company: current[0],
    look: WARMTH_LOOKS[row.warmth],
    opted_out: row.opted_out,
    warnings: current.filter((it) => it.do_not_contact),
    vcard_href: `${path}/vcard`,
    figures: [...figuresOf(row, path, today, person.timeZone), ...others.flatMap(({ strip }) => strip?.(row) ?? [])],
    reach: POINT_FIELDS.flatMap((field) => reachOf(field, row[field])),
    companies,
    groups: [{ title: 'About', group: 'who', facts: factsOf(row) }],
  };
}

function companiesOf({ companies, standings }: ContactRow, today: string) {
  return (companies as Employments).map((it) => {
    const standing = standings[it.row ?? ''];
    return {
      name: it.name,
      title: it.title,
      time: employmentTime(it),
      is_current: isCurrent(it, today),
      href: standing?.is_there ? `/companies/${it.id}` : null,
      do_not_contact: standing?.do_not_contact,
      reason: standing?.reason,
    };
  });
}

function reachOf(field: PointField, ways: Points) {
  return ways.map(({ label, value, primary }) => ({
    icon: POINT_ICONS[field],
    label: label ?? '',
    value,
    href: hrefOf(field, value ?? ''),
    is_primary: primary && ways.length > 1,
  }));
}

// Addresses are made of what the form lets in, whatever way a row came.
function hrefOf(field: PointField, value: string): string | null {
  if (field === 'emails') return `mailto:${encodeURIComponent(value).replaceAll('%40', '@')}`;
  if (field === 'phones') return `tel:${value.replace(/ ?(ext\.?|x|#).*$/i, '').replace(/[^\d+]/g, '')}`;
  return /^https?:\/\/[^\s]+$/i.test(value) ? value : null;
}

function figuresOf(row: ContactRow, path: string, today: string, timeZone: string) {
  const { next_step: next, next_touch_on: planned } = row;
  const last = lastTouch(row, timeZone);
  return [
    {
      label: 'Your last touch',
      value: last ? sinceText(last.on, today) : null,
      words: last ? `${TOUCHES[last.by]} on ${formatDate(last.on)}` : 'no note, mail or done task of yours',
      href: last?.by === 'task' ? `${path}?tab=tasks#activity` : `${path}#activity`,
    },
    {
      label: 'Your next step',
      value: next?.title,
      words: next ? dueText(next.due_on, today) : 'no open task of yours',
      href: `${path}?tab=tasks#activity`,
      is_late: isPast(next?.due_on, today),
    },
    {
      label: 'Next touch',
      value: planned && formatDate(planned),
      words: planned ? distanceText(planned, today) : 'no day is set',
      is_late: isPast(planned, today),
    },
  ];
}

function factsOf(row: ContactRow): Fact[] {
  const facts = factsFrom(CONTACT_FIELDS, row);
  const channel = facts('preferred_channel').map((it) => ({ ...it, label: 'Prefers' }));
  const who = facts('first_name', 'last_name', 'pronunciation', 'pronouns', 'title', 'role');
  return filled([...who, ...channel, ...facts('language', 'time_zone', 'source')]);
}

function isPast(day: string | null | undefined, today: string): boolean {
  return typeof day === 'string' && day < today;
}

function sinceText(day: string, today: string): string {
  const days = Math.max(0, daysBetween(day, today));
  return days === 0 ? 'today' : days === 1 ? '1 day ago' : `${days} days ago`;
}

function dueText(day: string | null, today: string): string {
  if (day === null) return 'no day is set';
  return daysBetween(today, day) > 1 ? `due ${formatDate(day)}` : distanceText(day, today);
}
