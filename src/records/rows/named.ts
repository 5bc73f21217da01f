import { isId } from '../../http/form.js';
import type { Row } from '../fields/set.js';

/** The parts of a field of rows by which a form prints and reads them. */
type Formed = {
  sent(name: string, body: Row, asSent?: Row): { n: number; sent: Row }[];
  inputs(name: string, value: readonly never[]): Record<string, string>;
  printed(...asked: never[]): { cells: object[] };
};

/**
 * Rows of which each names something else in its field `name` and holds the id of that, unseen, in its field `id`. A form says
 * besides what each was called when it was opened: a name that stands as it was shown means what it was shown for, whatever that
 * is called by now, and one that was typed means what is called so.
 */
export function namedRows<R extends Formed>(rows: R, part: string, label: string): R {
  const shown = { name: 'shown', label, optional: true, control: 'none' } as const;
  return {
    ...rows,
    sent: (name, body, asSent) =>
      rows.sent(name, body, asSent).map(({ n, sent }) => ({ n, sent: asShown(sent, body, n) })),
    inputs: (name, value) => ({
      ...rows.inputs(name, value),
      ...Object.fromEntries(value.map((row, n) => [`${part}_shown_${n}`, String((row as Row).name ?? '')])),
    }),
    printed(...asked) {
      const printed = rows.printed(...asked);
      return { ...printed, cells: [...printed.cells, shown] };
    },
  };

  function asShown(sent: Row, body: Row, n: number): Row {
    const isSame = isId(sent.id) && body[`${part}_shown_${n}`] === sent.name;
    return { ...sent, id: isSame ? sent.id : undefined };
  }
}
