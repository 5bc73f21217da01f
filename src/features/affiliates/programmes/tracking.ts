import { normalForm } from '../../../http/normal-form.js';
import { defineFields, text } from '../../../records/fields/index.js';
import { type Child, rows } from '../../../records/rows/index.js';

/** An id by which a programme tells one's links apart, and where they stand. */
type TrackingId = { code: string | null; used_for: string | null };
/** The tracking ids of a programme as they are kept. */
export type TrackingIds = Child<TrackingId>[];

const FIELDS = defineFields({
  code: text({ label: 'Tracking id', max: 100, optional: true, squeezed: true }),
  used_for: text({ label: 'Used for', max: 200, optional: true, placeholder: 'Video descriptions' }),
});

/** The tracking ids of a programme; a month of a programme with several is entered for each. */
export const TRACKING_IDS = rows<TrackingId>({
  label: 'Tracking ids',
  one: 'Tracking id',
  part: 'tracking',
  fields: FIELDS,
  rules,
  most: 50,
  table: { name: 'affiliate_tracking_ids', by: 'programme_id' },
  empty: ({ code, used_for }) => code === null && used_for === null,
  key: ({ code }) => normalForm(code ?? ''),
  twice: 'This id stands here twice.',
  shown: (all) => all.map(({ code, used_for }) => (used_for ? `${code} (${used_for})` : String(code))).join(', '),
});

function rules({ code, used_for }: Partial<TrackingId>) {
  return code === null && used_for ? { code: 'Type the id, or clear the row.' } : {};
}
