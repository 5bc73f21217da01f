import { defineFields, duration, number, text } from '../../../records/fields/index.js';
import { rows } from '../../../records/rows/index.js';

/** A season of a show: what it is called, and how long its episodes shall be. */
type Season = { number: number | null; title: string | null; target_length: number | null };

const FIELDS = defineFields({
  number: number({ label: 'Season', min: 0, max: 9999, optional: true }),
  title: text({ label: 'Title', max: 200, optional: true, squeezed: true }),
  target_length: duration({ label: 'Target length', min: 1, max: 86_400, placeholder: '55:00' }),
});

/** The seasons of a show. An episode may stand in one that is not among them: only its name and length are not known then. */
export const SEASONS = rows<Season>({
  label: 'Seasons',
  one: 'Season',
  part: 'season',
  fields: FIELDS,
  rules: ({ number: which, title, target_length }) =>
    which === null && (title || target_length) ? { number: 'Type the number, or clear the row.' } : {},
  most: 100,
  table: { name: 'guide_seasons', by: 'show_id' },
  empty: ({ number: which, title, target_length }) => which === null && title === null && target_length === null,
  key: ({ number: which }) => String(which),
  twice: 'This season stands here twice.',
  shown: (all) => all.map(({ number: which, title }) => (title ? `${which} (${title})` : String(which))).join(', '),
});
