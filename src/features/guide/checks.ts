import { date, defineFields, text } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, rows } from '../../records/rows/index.js';

/** Something that is checked of an episode; done on a day. */
type Check = { title: string; done_on: string | null };
/** The checklist of an episode as it is kept, in its order. */
export type Checks = Child<Check>[];

const FIELDS = defineFields({
  title: text({ label: 'What is checked', max: 200, missing: 'Say what is checked.', squeezed: true }),
  done_on: date({ label: 'Done on' }),
});

/** The checklist of an episode, each item with a page of its own. */
export const CHECKS = rows<Check>({
  label: 'Checklist',
  one: 'Item',
  part: 'check',
  fields: FIELDS,
  most: 100,
  table: { name: 'guide_checks', by: 'episode_id' },
  apart: { asks: ['title', 'done_on'], called: calledCheck },
  empty: () => false,
  key: ({ title }) => title,
  shown: (all) => all.map((it) => `${it.title}${it.done_on ? ' (done)' : ''}`).join('; '),
});

function calledCheck(row: Row): string {
  return (row as Check).title;
}
