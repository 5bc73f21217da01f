import { count } from '../format.js';
import type { CellFormat, CellReading, ReadingFormat } from './cell-format.js';
import { DATE_FORMATS, MONTH_FORMATS } from './dates.js';
import { AMOUNT_FORMATS, NUMBER_FORMATS, RATE_FORMATS } from './figures.js';

/** What may stand in a column, where that can be written in more than one way; choices and ticks are words, see `words.ts`. */
export type ColumnKind = 'date' | 'month' | 'amount' | 'number' | 'rate';

/** How many of a column's cells one format reads, with the first that it does not, and some as they then read. */
type FormatFit = {
  format: CellFormat;
  read: number;
  unread: number;
  misfit?: { line: number; cell: string; fault: string };
  examples: { line: number; cell: string; text: string }[];
};

/**
 * How a column seems to be written. `certain`: the one format that reads each cell that any reads, or the first of several that read
 * each alike; none where a person must say it, and then `doubt` says why, with cells of the column.
 */
type ColumnFormats = {
  cells: number;
  certain: CellFormat | undefined;
  doubt: string | undefined;
  fits: FormatFit[];
};

const KINDS: Readonly<Record<ColumnKind, { formats: readonly ReadingFormat[]; is: string }>> = {
  date: { formats: DATE_FORMATS, is: 'day' },
  month: { formats: MONTH_FORMATS, is: 'month' },
  amount: { formats: AMOUNT_FORMATS, is: 'amount' },
  number: { formats: NUMBER_FORMATS, is: 'whole number' },
  rate: { formats: RATE_FORMATS, is: 'percentage' },
};
const EXAMPLES = 5;
const MOST_KNOWN = 10_000;
const SHOWN = 40;

/** The formats that a column of a kind may be in, the plainest first. */
export function formatsFor(kind: ColumnKind): readonly CellFormat[] {
  return KINDS[kind].formats;
}

/** Reads a cell in a format that `formatsFor` names; an unknown name reads nothing. */
export function readCell(kind: ColumnKind, cell: string, format: string): CellReading {
  const written = cell.trim();
  if (written === '') return { text: '' };
  const { formats, is } = KINDS[kind];
  const chosen = formats.find(({ name }) => name === format);
  const text = chosen?.read(written);
  if (text !== undefined) return { text };
  const shown = written.length > SHOWN ? `${written.slice(0, SHOWN)}…` : written;
  const isOtherwise = formats.some((it) => it !== chosen && it.read(written) !== undefined);
  return { fault: isOtherwise ? `${shown} is no ${is} written ${chosen?.label ?? format}.` : `${shown} is no ${is}.` };
}

type Example = FormatFit['examples'][number];
type Pair = { line: number; cell: string; texts: [string, string] };

/** Looks at a column cell by cell, keeping a few, and says at any time how it seems to be written so far. */
export function watchColumn(kind: ColumnKind): { see(cell: string, line: number): void; found(): ColumnFormats } {
  const { formats } = KINDS[kind];
  const fits = formats.map(
    (format) => ({ format, read: 0, unread: 0, missed: 0, examples: [] as Example[] }) as Watched,
  );
  const apart = new Map<string, Pair>();
  const known = new Map<string, (string | undefined)[]>();
  let cells = 0;
  const textsOf = (cell: string) => {
    const before = known.get(cell);
    if (before) return before;
    const texts = formats.map((it) => it.read(cell));
    if (known.size < MOST_KNOWN) known.set(cell, texts);
    return texts;
  };
  const see = (cell: string, line: number) => {
    const written = cell.trim();
    if (written === '') return;
    cells += 1;
    const texts = textsOf(written);
    const isReadable = texts.some((it) => it !== undefined);
    for (const [at, fit] of fits.entries()) note(fit, { line, cell: written, text: texts[at] }, isReadable);
    noteApart(apart, texts, line, written);
  };
  return { see, found: () => concluded(kind, cells, fits, apart) };
}

type Watched = Omit<FormatFit, 'misfit'> & { missed: number; misfit?: Omit<Example, 'text'> };

function note(
  fit: Watched,
  { line, cell, text }: Omit<Example, 'text'> & { text: string | undefined },
  isReadable: boolean,
): void {
  if (text === undefined) {
    fit.unread += 1;
    // What another format reads says more than what none does.
    if (isReadable && fit.missed++ === 0) fit.misfit = { line, cell };
    fit.misfit ??= { line, cell };
    return;
  }
  fit.read += 1;
  if (fit.examples.length < EXAMPLES && !fit.examples.some((it) => it.cell === cell))
    fit.examples.push({ line, cell, text });
}

// For each two formats the first cell that they read as two things.
function noteApart(apart: Map<string, Pair>, texts: (string | undefined)[], line: number, cell: string): void {
  for (const [one, text] of texts.entries()) {
    for (let other = one + 1; text !== undefined && other < texts.length; other += 1) {
      const another = texts[other];
      if (another === undefined || another === text || apart.has(`${one} ${other}`)) continue;
      apart.set(`${one} ${other}`, { line, cell, texts: [text, another] });
    }
  }
}

function concluded(kind: ColumnKind, cells: number, watched: Watched[], apart: Map<string, Pair>): ColumnFormats {
  const fitting = watched.flatMap(({ missed }, at) => (missed === 0 ? [at] : []));
  const doubt = fitting.length === 0 ? mixture(watched) : doubtAmong(fitting, apart);
  const certain = doubt === undefined ? watched[fitting[0] ?? 0]?.format : undefined;
  const fits = watched.map(({ missed, misfit, ...fit }): FormatFit => {
    if (!misfit) return fit;
    const read = readCell(kind, misfit.cell, fit.format.name);
    return { ...fit, misfit: { ...misfit, fault: 'fault' in read ? read.fault : '' } };
  });
  return { cells, certain, doubt, fits };
}

function doubtAmong(fitting: number[], apart: Map<string, Pair>): string | undefined {
  for (const one of fitting) {
    for (const other of fitting) {
      const pair = apart.get(`${one} ${other}`);
      if (pair) return `${pair.cell} in line ${count(pair.line)} may be ${pair.texts[0]} or ${pair.texts[1]}.`;
    }
  }
  return undefined;
}

function mixture(watched: Watched[]): string {
  const most = watched.reduce((one, other) => (other.read > one.read ? other : one));
  const misfit = most.misfit;
  const example = most.examples[0];
  if (!misfit || !example) return 'Its cells are written in more than one way.';
  return `Its cells are written in more than one way: ${example.cell} in line ${count(example.line)} is ${most.format.label}, ${misfit.cell} in line ${count(misfit.line)} is not.`;
}
