import { choice, date, number, text } from '../../records/fields/index.js';
import { DELIVERABLE_LABELS, PLATFORM_LABELS } from './choices.js';

/** Something that is to be delivered: what it is, where, how many, and the day it goes live. */
export type Promised = {
  kind: keyof typeof DELIVERABLE_LABELS;
  title: string | null;
  platform: keyof typeof PLATFORM_LABELS | null;
  channel: string | null;
  quantity: number;
  live_on: string | null;
};

/** Its fields, be it wanted of a deal or agreed in a collab. */
export const PROMISED = {
  kind: choice({ label: 'What', of: DELIVERABLE_LABELS, initial: 'integrated_video' }),
  title: text({ label: 'Title', max: 200, optional: true, placeholder: '90 s in the park-day video' }),
  platform: choice({ label: 'Platform', of: PLATFORM_LABELS, optional: true }),
  channel: text({ label: 'Channel', max: 200, optional: true, hint: 'Which of yours.' }),
  quantity: number({ label: 'How many', min: 1, max: 1000, initial: '1' }),
  live_on: date({ label: 'Live on' }),
} as const;

/** What it is called: "2 × Short: Night shoot". */
export function calledPromised({ kind, title, quantity }: Pick<Promised, 'kind' | 'title' | 'quantity'>): string {
  const what = DELIVERABLE_LABELS[kind] ?? String(kind);
  return `${quantity > 1 ? `${quantity} × ` : ''}${what}${title ? `: ${title}` : ''}`;
}
