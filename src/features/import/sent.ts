import { blankForm, type Form } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { DELIMITERS, QUOTES, type ReadingOptions } from '../../http/table/table.js';
import { keysOf } from '../../records/import/keys.js';
import { type ColumnMeaning, everyOf, type Mapping, placesOf } from '../../records/import/mapping.js';
import type { Module } from '../../records/module.js';
import { formatFound } from './looked.js';
import type { Readable } from './open.js';

type Sent = Readonly<Record<string, unknown>>;

/** How a form says that a table is read; what it does not say is found. */
export function readingOf(sent: Sent): Partial<ReadingOptions> {
  const said = (name: string) => one(sent[name]) || undefined;
  const delimiter = DELIMITERS.find((it) => it === said('delimiter'));
  const quote = sent.quote === 'none' ? '' : QUOTES.find((it) => it !== '' && it === said('quote'));
  const [letters, sheet, header] = ['letters', 'sheet', 'header'].map(said);
  return {
    ...(letters && { letters: letters.slice(0, 40) }),
    ...(delimiter && { delimiter }),
    ...(quote !== undefined && { quote }),
    ...(sheet && { sheet: sheet.slice(0, 200) }),
    ...((header === 'yes' || header === 'no') && { header: header === 'yes' }),
  };
}

/** What a form says of the columns that it shows; others stay as they were chosen. */
export function mappingOf(
  { module, mapping, table, initial, looked }: Readable,
  sent: Sent,
): { mapping: Mapping; form: Form } {
  const places = placesOf(module).map(({ name }) => name);
  const said = mapping.columns.map((before, n) => meaningOf(before, n, places, sent));
  const formats = said.map(({ to, format }, n) =>
    formatFound(to === null ? undefined : module.fields.field(to), looked, n, format),
  );
  const columns = said.map(({ format: _, ...meaning }, n) => {
    const now = formats[n]?.now;
    return { ...meaning, ...(now && { format: now }) };
  });
  const every = Object.fromEntries(
    module.fields.names.flatMap((name) => {
      const said = one(sent[`every_${name}`]);
      const now = said ?? mapping.every[name];
      return now === undefined ? [] : [[name, now]];
    }),
  );
  const key = keyIn(module, columns, one(sent.key) ?? mapping.key);
  const chosen: Mapping = {
    header: table.header,
    columns,
    every: everyOf(module, { columns, every }, initial),
    key,
    does: oneOf(['create', 'update', 'both'], sent.does, mapping.does),
    trash: oneOf(['refuse', 'restore', 'new'], sent.trash, mapping.trash),
    names: oneOf(['add', 'find'], sent.names, mapping.names),
  };
  return {
    mapping: chosen,
    form: { ...blankForm(sent), errors: { ...doubtsOf(formats), ...faultsOf(module, chosen) } },
  };
}

function meaningOf(before: ColumnMeaning, n: number, places: readonly string[], sent: Sent): ColumnMeaning {
  const to = one(sent[`to_${n}`]);
  if (to === undefined) return before;
  const format = one(sent[`format_${n}`]);
  const words = Object.entries(sent).flatMap(([name, word]) => {
    const k = new RegExp(`^said_${n}_(\\d{1,3})$`).exec(name)?.[1];
    const code = k === undefined ? undefined : one(sent[`word_${n}_${k}`]);
    return code && typeof word === 'string' ? [[word, code] as const] : [];
  });
  return {
    to: places.includes(to) ? to : null,
    ...(format && { format }),
    ...(words.length > 0 && { words: { ...before.words, ...Object.fromEntries(words) } }),
  };
}

// A key that no column says is none.
function keyIn(module: Module, columns: readonly ColumnMeaning[], key: string | null): string | null {
  const isKey = keysOf(module).some(({ name }) => name === key);
  return isKey && columns.some(({ to }) => to === key) ? key : null;
}

// What is in doubt is asked, not guessed.
function doubtsOf(formats: readonly ({ now?: string; doubt?: string } | undefined)[]): Record<string, string> {
  return Object.fromEntries(
    formats.flatMap((it, n) => (it && !it.now ? [[`format_${n}`, it.doubt ?? 'Say how this column is written.']] : [])),
  );
}

function faultsOf(module: Module, { columns, key, does }: Mapping): Record<string, string> {
  const errors: Record<string, string> = {};
  const first = new Map<string, number>();
  for (const [n, { to }] of columns.entries()) {
    if (to === null) continue;
    const other = first.get(to);
    if (other === undefined) first.set(to, n);
    else errors[`to_${n}`] = `Column ${other + 1} is this already. Leave one of them out.`;
  }
  if (first.size === 0) errors[''] = 'Say of one column at least what it is.';
  if (does === 'update' && key === null)
    errors.key = `Choose by what ${module.kind.many} are known, or let rows make new ones.`;
  return errors;
}

function oneOf<const T extends string>(all: readonly T[], sent: unknown, before: T): T {
  return all.find((it) => it === one(sent)) ?? before;
}
