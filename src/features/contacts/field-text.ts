import { date } from '../../http/format.js';
import { CHANNEL_LABELS, languageName, ROLE_LABELS, WARMTH_LOOKS } from './choices.js';
import { employmentsOf, timeOf } from './employments.js';
import { FIELDS, type FieldName } from './fields.js';
import { pointsOf } from './points.js';

const CHOICES: Partial<Record<FieldName, (value: string) => string | undefined>> = {
  role: (value) => ROLE_LABELS[value as keyof typeof ROLE_LABELS],
  preferred_channel: (value) => CHANNEL_LABELS[value as keyof typeof CHANNEL_LABELS],
  warmth: (value) => WARMTH_LOOKS[value as keyof typeof WARMTH_LOOKS]?.label,
  language: languageName,
};

/** The value of a field as people read it, '' for none; an unknown choice is shown as it is. */
export function fieldText(name: FieldName, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  const { kind } = FIELDS[name];
  const text = String(value);
  if (kind === 'tick') return value ? 'yes' : 'no';
  if (kind === 'date') return date(text);
  if (kind === 'points') return pointsLine(text);
  if (kind === 'companies') return companiesLine(text);
  return CHOICES[name]?.(text) || text;
}

function pointsLine(text: string): string {
  const points = pointsOf(text);
  const marked = points.length > 1;
  return points
    .map(({ label, value, primary }) => {
      const about = [label, marked && primary ? 'primary' : null].filter(Boolean).join(', ');
      return about ? `${value} (${about})` : value;
    })
    .join('; ');
}

function companiesLine(text: string): string {
  return employmentsOf(text)
    .map((it) => {
      const about = [it.title, timeOf(it)].filter(Boolean).join(', ');
      return about ? `${it.name} (${about})` : it.name;
    })
    .join('; ');
}
