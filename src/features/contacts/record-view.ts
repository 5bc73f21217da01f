import { count, date, dayOf } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import { CHANNEL_LABELS, languageName, ROLE_LABELS, WARMTH_LOOKS } from './choices.js';
import type { FullContact, KnownEmployment, Touches } from './contact-queries.js';
import { isCurrent, timeOf } from './employments.js';
import { POINT_FIELDS, type Point, type PointField } from './points.js';

const DAY_MS = 86_400_000;
const POINT_ICONS: Record<PointField, string> = { emails: 'mail', phones: 'phone', handles: 'at-sign' };

/** What a record's page prints of the contact itself. */
export function recordView(contact: FullContact, touches: Touches, now: Date, person: Person) {
  const { fields, points, employments } = contact.data;
  const path = `/contacts/${contact.id}`;
  const mayWrite = person.role !== 'VIEWER';
  const today = dayOf(now, person.timeZone);
  const current = employments.filter((it) => isCurrent(it, today));
  const edit = (group: string) => (mayWrite ? `${path}/edit#${group}` : null);
  return {
    name: contact.name,
    path,
    pronunciation: fields.pronunciation,
    pronouns: fields.pronouns,
    does: fields.title ?? (fields.role && ROLE_LABELS[fields.role]),
    company: current[0] && companyView(current[0]),
    look: WARMTH_LOOKS[fields.warmth],
    opted_out: fields.opted_out,
    warnings: current.filter((it) => it.do_not_contact).map(({ name, reason }) => ({ name, reason })),
    edit_href: mayWrite ? `${path}/edit` : null,
    vcard_href: `${path}/vcard`,
    more: mayWrite ? moreActions(path) : [],
    figures: figuresOf(contact, touches, path, today, person.timeZone),
    reach: POINT_FIELDS.flatMap((field) => points[field].map((point) => reachOf(field, point, points[field].length))),
    reach_edit: edit('reach'),
    companies: employments.map((it) => ({ ...companyView(it), is_current: isCurrent(it, today) })),
    companies_edit: edit('companies'),
    facts: factsOf(contact),
    facts_edit: edit('who'),
  };
}

function moreActions(path: string) {
  return [
    { label: 'Merge with…', icon: 'merge', href: `${path}/merge` },
    { label: 'Delete', icon: 'trash-2', action: `${path}/delete`, danger: true, rule: true },
  ];
}

function companyView(it: KnownEmployment) {
  return { name: it.name, href: it.is_there ? `/companies/${it.company_id}` : null, title: it.title, time: timeOf(it) };
}

function reachOf(field: PointField, { label, value, primary }: Point, ways: number) {
  return {
    icon: POINT_ICONS[field],
    label: label ?? '',
    value,
    href: hrefOf(field, value),
    is_primary: primary && ways > 1,
  };
}

// Addresses are made of what the form lets in, whatever way a row came.
function hrefOf(field: PointField, value: string): string | null {
  if (field === 'emails') return `mailto:${encodeURIComponent(value).replaceAll('%40', '@')}`;
  if (field === 'phones') return `tel:${value.replace(/ ?(ext\.?|x|#).*$/i, '').replace(/[^\d+]/g, '')}`;
  return /^https?:\/\/[^\s]+$/i.test(value) ? value : null;
}

function figuresOf(contact: FullContact, touches: Touches, path: string, today: string, timeZone: string) {
  const { last_note_at, last_task_at, next_title, next_due_on } = touches;
  const byTask = last_task_at !== null && (last_note_at === null || last_task_at > last_note_at);
  const last = byTask ? last_task_at : last_note_at;
  const planned = contact.data.fields.next_touch_on;
  return [
    {
      label: 'Your last touch',
      value: last ? sinceText(dayOf(last, timeZone), today) : null,
      words: last
        ? `${byTask ? 'a task done' : 'a note'} on ${date(dayOf(last, timeZone))}`
        : 'no note or done task of yours',
      href: byTask ? `${path}?tab=tasks#activity` : `${path}#activity`,
    },
    {
      label: 'Your next step',
      value: next_title,
      words: next_title ? dueText(next_due_on, today) : 'no open task of yours',
      href: `${path}?tab=tasks#activity`,
      is_late: next_due_on !== null && next_due_on < today,
    },
    {
      label: 'Next touch',
      value: planned && date(planned),
      words: planned ? distance(planned, today) : 'no day is set',
      is_late: planned !== null && planned < today,
    },
  ];
}

function factsOf({ data: { fields } }: FullContact) {
  const facts = [
    { label: 'First name', value: fields.first_name },
    { label: 'Last name', value: fields.last_name },
    { label: 'Pronunciation', value: fields.pronunciation },
    { label: 'Pronouns', value: fields.pronouns },
    { label: 'Title', value: fields.title },
    { label: 'Role', value: fields.role && ROLE_LABELS[fields.role] },
    { label: 'Prefers', value: fields.preferred_channel && CHANNEL_LABELS[fields.preferred_channel] },
    { label: 'Language', value: fields.language && languageName(fields.language) },
    { label: 'Time zone', value: fields.time_zone },
    { label: 'Source', value: fields.source },
  ];
  return facts.filter(({ value }) => value);
}

function sinceText(day: string, today: string): string {
  const days = Math.max(0, daysBetween(day, today));
  return days === 0 ? 'today' : days === 1 ? '1 day ago' : `${days} days ago`;
}

function dueText(day: string | null, today: string): string {
  if (day === null) return 'no day is set';
  return daysBetween(today, day) > 1 ? `due ${date(day)}` : distance(day, today);
}

function distance(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return 'today';
  if (days < 0) return `${-days} d late`;
  return days === 1 ? 'tomorrow' : `in ${count(days)} days`;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
