import { fileSize } from '../../http/file-name.js';
import { blankForm, type Form } from '../../http/form.js';
import { count, plural } from '../../http/format.js';
import { normalForm } from '../../http/normal-form.js';
import { DELIMITERS } from '../../http/table/table.js';
import { choiceNamed } from '../../http/table/words.js';
import { writtenAs } from '../../http/writing.js';
import type { Field, Value } from '../../records/fields/field.js';
import { inputOf } from '../../records/import/cells.js';
import { keysOf } from '../../records/import/keys.js';
import { type ColumnMeaning, placesOf } from '../../records/import/mapping.js';
import type { Module } from '../../records/module.js';
import { cellsOf, formatFound, type Looked } from './looked.js';
import type { Readable } from './open.js';

/** How many samples are shown, and how many columns one page has. */
const SHOWN = 3;
const MOST_WORDS = 20;
export const COLUMNS_A_PAGE = 40;

/** What the page prints on which a person says what the columns of a table are; `from`: the first column that it shows. */
export function columnsView(opened: Readable, form: Form | undefined, from: number) {
  const { found, module, table, mapping, looked } = opened;
  const columns = table.header.slice(from, from + COLUMNS_A_PAGE).map((name, at) => {
    const n = from + at;
    return columnView(module, looked, { n, name, meaning: mapping.columns[n] ?? { to: null } });
  });
  const chosen = Object.fromEntries(
    columns.flatMap(({ n, to, formats }) => [
      [`to_${n}`, to ?? ''],
      [`format_${n}`, formats?.now ?? ''],
    ]),
  );
  const every = module.fields.inputs({ currency: '' });
  const values = {
    ...chosen,
    ...Object.fromEntries(Object.entries(mapping.every).map(([name, value]) => [`every_${name}`, value])),
    ...{ key: mapping.key ?? '', does: mapping.does, trash: mapping.trash, names: mapping.names },
    ...readingValues(opened),
  };
  const { kind } = module;
  return {
    id: found.id,
    kind,
    file: found.file_name,
    size: fileSize(found.bytes),
    form: { values: { ...blankForm(values).values }, errors: form?.errors ?? {} },
    fault: looked.fault ?? found.fault,
    remarks: table.remarks,
    is_guessed: table.lettersGuessed,
    reading: readingInputs(opened),
    columns,
    columns_said: plural(table.header.length, 'column', 'columns'),
    pages: pagesOf(table.header.length, from),
    from,
    every: Object.keys(mapping.every).flatMap((name) => {
      const input = every[name];
      return input ? [{ ...input, name: `every_${name}`, url: undefined, add: undefined, id_name: undefined }] : [];
    }),
    keys: keyOptions(module, mapping.columns),
    does: DOES,
    trash: TRASH,
    names: NAMES,
  };
}

type Column = { n: number; name: string; meaning: ColumnMeaning };

function columnView(module: Module, looked: Looked, { n, name, meaning }: Column) {
  const cells = cellsOf(looked, n);
  const field = meaning.to === null ? undefined : module.fields.field(meaning.to);
  const formats = field && formatsView(formatFound(field, looked, n, meaning.format));
  const read = formats ? { ...meaning, format: formats.now } : meaning;
  return {
    formats,
    n,
    name: short(name) || `Column ${count(n + 1)}`,
    to: meaning.to,
    options: placesOf(module).map((place) => ({ value: place.name, label: place.label })),
    samples: [...new Set(cells)]
      .slice(0, SHOWN)
      .map((cell) => sampleOf(formats?.doubt ? undefined : field, cell, read)),
    is_empty: cells.length === 0,
    words: field ? wordsOf(field, cells, meaning, n) : [],
  };
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The ways in which a column may be written, with how many of its cells each reads where that is not all. */
function formatsView(found: ReturnType<typeof formatFound>) {
  if (!found) return undefined;
  const options = found.fits
    .filter(({ format, read }) => read > 0 || format.name === found.now)
    .map(({ format, read, unread }) => ({
      value: format.name,
      label: unread === 0 ? format.label : `${format.label} (${count(read)} of ${count(read + unread)})`,
    }));
  return { now: found.now, doubt: found.doubt, options };
}

/** A cell, and what it is read as where that reads otherwise. */
function sampleOf(field: Field | undefined, cell: string, meaning: ColumnMeaning) {
  const said = short(cell);
  if (!field) return { said };
  const input = writtenAs('en', () => (field.said ? { text: field.fromCell(cell) } : inputOf(field, cell, meaning)));
  if ('fault' in input) return { said, fault: behind(said, input.fault) };
  const read = writtenAs('en', () => field.parse({ currency: 'USD' }).safeParse(input.text));
  if (!read.success) return { said, fault: behind(said, read.error.issues[0]?.message ?? '') };
  const shown = field.shown(read.data as Value, { currency: 'USD' });
  return shown === cell.trim() ? { said } : { said, shown };
}

// A fault that begins with the cell stands behind it.
function behind(said: string, fault: string): string {
  return fault.startsWith(`${said} `) ? fault.slice(said.length + 1) : fault;
}

/** The words of a column of a choice that mean none of ours, each with the choice that it was said to mean. */
function wordsOf(field: Field, cells: readonly string[], meaning: ColumnMeaning, n: number) {
  const { options } = field.input;
  if (!options || field.kind === 'choices') return [];
  const words = new Map(cells.map((cell) => [normalForm(cell.trim()), cell.trim()] as const));
  return [...words]
    .filter(([, said]) => choiceNamed(said, options) === undefined)
    .slice(0, MOST_WORDS)
    .map(([word, said], k) => ({
      said,
      word,
      name: `word_${n}_${k}`,
      said_name: `said_${n}_${k}`,
      options: options.map(({ value, label }) => ({ value, label, selected: meaning.words?.[word] === value })),
    }));
}

function keyOptions(module: Module, columns: readonly ColumnMeaning[]) {
  const filled = keysOf(module).filter(({ name }) => columns.some(({ to }) => to === name));
  return filled.map(({ name, label }) => ({ value: name, label }));
}

function pagesOf(all: number, from: number) {
  if (all <= COLUMNS_A_PAGE) return null;
  const to = Math.min(all, from + COLUMNS_A_PAGE);
  return {
    text: `Columns ${count(from + 1)}–${count(to)} of ${count(all)}`,
    previous: from > 0 ? Math.max(0, from - COLUMNS_A_PAGE) : null,
    next: to < all ? to : null,
  };
}

function readingValues({ table: { options } }: Readable): Record<string, string> {
  return {
    letters: options.letters,
    delimiter: options.delimiter,
    quote: options.quote || 'none',
    header: options.header ? 'yes' : 'no',
    sheet: options.sheet,
  };
}

const CALLED: Record<string, string> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar |' };
const LETTERS: Record<string, string> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Western (windows-1252)',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16, big first',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  'windows-1250': 'Central European (windows-1250)',
  'windows-1251': 'Cyrillic (windows-1251)',
  'koi8-r': 'Cyrillic (KOI8-R)',
  'windows-1253': 'Greek (windows-1253)',
  'windows-1254': 'Turkish (windows-1254)',
  shift_jis: 'Japanese (Shift JIS)',
  gb18030: 'Chinese (GB 18030)',
  macintosh: 'Old Mac',
  ibm866: 'DOS Cyrillic',
};

/** What is asked of how a table is read: of a text its letters and signs, of a workbook its sheet. */
function readingInputs({ table: { kind, options, sheets } }: Readable) {
  const header = {
    name: 'header',
    label: 'First row',
    options: [
      { value: 'yes', label: 'Names the columns' },
      { value: 'no', label: 'Is a row like others' },
    ],
  };
  if (kind === 'workbook')
    return [{ name: 'sheet', label: 'Sheet', options: sheets.map((it) => ({ value: it, label: it })) }, header];
  const letters = Object.entries({ [options.letters]: options.letters, ...LETTERS });
  return [
    { name: 'letters', label: 'Letters', options: letters.map(([value, label]) => ({ value, label })) },
    {
      name: 'delimiter',
      label: 'Cells are parted by',
      options: DELIMITERS.map((it) => ({ value: it, label: CALLED[it] ?? it })),
    },
    {
      name: 'quote',
      label: 'Quoted by',
      options: [
        { value: '"', label: 'Double quotes' },
        { value: "'", label: 'Single quotes' },
        { value: 'none', label: 'Nothing' },
      ],
    },
    header,
  ];
}

const DOES = [
  { value: 'both', label: 'Add and change' },
  { value: 'create', label: 'Only add new ones' },
  { value: 'update', label: 'Only change known ones' },
];
const TRASH = [
  { value: 'refuse', label: 'Refuse the row' },
  { value: 'restore', label: 'Restore and change it' },
  { value: 'new', label: 'Add a new one' },
];
const NAMES = [
  { value: 'add', label: 'Add them' },
  { value: 'find', label: 'Refuse the row' },
];
