import { dayOf, formatDate, formatMoney, plural, signedMoney } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { type ChangeBehind, changesBehind, differencesOf, MOST_LISTED, type RowDifference } from './adjustments.js';
import { REOPENING, reportHref } from './asked.js';
import type { YearClosing } from './closing.js';
import type { ToldYear } from './read.js';

/** What of a record's fields bears on its figures, and is named where it changed. */
const BEARING = [
  ...['fair_market_value', 'source', 'state', 'received_on', 'currency', 'quantity', 'brand', 'company'],
  ...[
    'sold_on',
    'sale_price',
    'buyer_shipping',
    'marketplace_fee',
    'payment_fee',
    'outbound_shipping',
    'packaging',
    'refund',
  ],
  ...['cash_price', 'cash_tax', 'inbound_shipping', 'payments'],
];
const ACTS: Record<string, string> = {
  deleted: 'moved to the trash',
  restored: 'restored from the trash',
  created: 'added',
  split: 'split into two rows',
};

/** An adjustment as it is listed: when, what, from what to what, and how much that is. */
export type Adjustment = {
  day: string;
  name: string;
  href: string | null;
  what: string;
  currency: string;
  was: string;
  is: string;
  difference: string;
};

/** What stands over a closed year: since when it is, and what changed since, which changes nothing of it. */
export async function closedView(
  db: Pick<ReadDoor, 'rows'>,
  { asked, closing, live }: ToldYear,
  modules: readonly RecordModule[],
  person: Person,
) {
  if (!closing) return null;
  const { listed, more } = await adjustmentsOf(db, closing, live, modules, person);
  const count = `${plural(listed.length, 'row', 'rows')} changed since; ${listed.length === 1 ? 'it is listed as an adjustment and changes' : 'they are listed as adjustments and change'} nothing below.`;
  return {
    title: `Closed on ${formatDate(dayOf(closing.closed_at, person.timeZone))} by ${closing.closed_by ?? 'somebody who has left'}.`,
    text:
      listed.length === 0
        ? 'These figures stay as they were. No row changed since.'
        : `These figures stay as they were. ${count}`,
    rows: listed,
    more: more ? `Only the first ${MOST_LISTED} are listed.` : '',
    year: asked.year,
    reopen: reportHref(asked).replace(/^[^?]*/, REOPENING),
  };
}

/** The adjustments of a closed year, `MOST_LISTED` at most. */
export async function adjustmentsOf(
  db: Pick<ReadDoor, 'rows'>,
  closing: YearClosing,
  live: ToldYear['live'],
  modules: readonly RecordModule[],
  { timeZone }: Pick<Person, 'timeZone'>,
): Promise<{ listed: Adjustment[]; more: boolean }> {
  const found = await differencesOf(db, closing, live);
  const differences = found.slice(0, MOST_LISTED);
  const paths = differences.map(({ path }) => path);
  const { happened, there } = await changesBehind(db, kindsOf(modules), paths, closing.closed_at);
  const listed = differences.map((it) => {
    const own = happened.filter(({ record }) => record === it.path);
    const cause = own.find(({ act, changes }) => act in ACTS || BEARING.some((name) => name in changes));
    const gone = there.get(it.path);
    const at = cause?.at ?? gone;
    return {
      day: at ? formatDate(dayOf(at, timeZone)) : '–',
      name: it.name,
      href: there.has(it.path) ? it.path : null,
      what: wordsOf(it, cause, gone, modules),
      currency: it.currency,
      was: shown(it.was_there, it.was, it.currency),
      is: shown(it.is_there, it.is, it.currency),
      difference: signedMoney((it.is ?? 0) - (it.was ?? 0), it.currency),
    };
  });
  return { listed, more: found.length > MOST_LISTED };
}

const shown = (isThere: boolean, minor: number | null, currency: string) =>
  formatMoney(isThere ? (minor ?? 0) : 0, currency);

function wordsOf(
  it: RowDifference,
  cause: ChangeBehind | undefined,
  gone: Date | null | undefined,
  modules: readonly RecordModule[],
): string {
  const of = it.kind === 'sale' ? 'its sale: ' : '';
  if (gone === undefined) return `${of}deleted for good`;
  if (gone !== null) return `${of}moved to the trash`;
  if (it.payer_changed) return `${of}from ${it.payer_was ?? 'nobody'} now ${it.payer_is ?? 'nobody'}`;
  if (!cause) return it.is_there ? `${of}changed` : `${of}counts no more`;
  if (cause.act in ACTS) return of + (ACTS[cause.act] ?? '');
  return of + changedWords(it, cause, modules);
}

// "state Received, now Returned"; of amounts the field alone, since they stand beside it.
function changedWords(
  { path, currency }: RowDifference,
  { changes }: ChangeBehind,
  modules: readonly RecordModule[],
): string {
  const module = modules.find(({ kind }) => path.startsWith(`${kind.path}/`));
  const names = BEARING.filter((name) => name in changes);
  if (!module || names.length === 0) return 'changed';
  const words = names.slice(0, 2).map((name) => {
    const label = module.label(name).toLowerCase();
    const [before, after] = changes[name] ?? [null, null];
    if (!['state', 'source', 'received_on', 'currency'].includes(name)) return `${label} changed`;
    return `${label} ${module.shown(name, before, currency) || 'empty'}, now ${module.shown(name, after, currency) || 'empty'}`;
  });
  return words.join('; ');
}
