import { checkbox as ticked } from '../../http/form.js';
import { severalOf } from '../../http/list/filter.js';
import { sql } from '../../platform/postgres/sql.js';
import { type BulkField, bulkTick } from '../bulk/field.js';
import { asPlain, type Common, type Field } from './field.js';
import { filterOf, type Indexed, yesOrNoFilter } from './filter.js';
import { byTick } from './sort.js';

type Options = Omit<Common, 'initial'> & {
  /** As one question, or as two boxes. */
  filter?: 'yes or no' | 'several';
  /** It can be set in many records: what its two values are called there. */
  bulk?: { yes: string; no: string } & Pick<BulkField, 'beside'>;
};
const BOXES = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];
const schema = ticked();

/** Whether something holds. */
export function tick(o: Options): Field<boolean> {
  const { filter, bulk, hint, ...common } = o;
  const { label } = o;
  return {
    ...asPlain,
    ...common,
    kind: 'tick',
    optional: false,
    input: { control: 'checkbox', hint },
    stored: { type: 'boolean' },
    parse: () => schema,
    schema: { type: 'boolean' },
    sort: byTick,
    shown: (value) => (value ? 'yes' : 'no'),
    ...(filter && {
      filter: (name: string, column: (name: string) => Indexed) => {
        const { at } = column(name);
        if (filter === 'yes or no') return yesOrNoFilter(name, label, (yes) => sql`${at} = ${yes}`);
        const shape = { [name]: severalOf(BOXES.map(({ value }) => value)) };
        return filterOf(label, shape, { control: 'ticks', options: BOXES }, (sent) => {
          const asked = sent[name] ?? [];
          if (asked.length === 0) return {};
          const chip = BOXES.filter(({ value }) => asked.includes(value)).map((it) => it.label);
          return { where: sql`${at} = any(${asked}::boolean[])`, chip: chip.join(', ') };
        });
      },
    }),
    ...(bulk && {
      bulk: (name: string): BulkField => ({ name, label, ...bulkTick(bulk.yes, bulk.no), beside: bulk.beside }),
    }),
  };
}
