import { posix } from 'node:path';
import { TableFault, type TableRow, type WholeSource } from '../table.js';
import { type Part, partsOf, unpacked } from './archive.js';
import { type Shown, shownBy } from './number-format.js';
import { sheetRows } from './sheet.js';
import { type SharedStrings, sharedStrings } from './strings.js';
import { readXml } from './xml.js';

const MB = 1024 * 1024;
const MOST = { sheet: 600 * MB, strings: 100 * MB, other: 10 * MB };
const SAVE = 'Save the table as .xlsx or .csv and choose that file.';
const OTHERS: [RegExp, string][] = [
  [/^xl\/workbook\.bin$/, `This is a binary workbook (.xlsb). ${SAVE}`],
  [/^content\.xml$/, `This is a file of OpenDocument (.ods). ${SAVE}`],
  [/^Index(?:\/Document\.iwa|\.zip)$/, `This is a file of Numbers. Export it as .xlsx or .csv and choose that file.`],
  [/^word\/|^ppt\//, `This is a document, not a workbook. ${SAVE}`],
];
const NONE = `This is a packed archive and no workbook. Unpack it and choose the table in it.`;
const NO_SHEET = 'This workbook has no sheet that can be seen.';

type Sheet = { name: string; relation: string; isHidden: boolean };
type Relation = { id: string; type: string; target: string };
/** A workbook: its sheets that can be seen, one at least, and the rows of each, from the first each time. */
export type Workbook = { sheets: { name: string; rows(): AsyncGenerator<TableRow> }[] };

/** Opens a workbook; throws `TableFault` where it is none, or unpacks to too much. */
export async function openWorkbook(source: WholeSource): Promise<Workbook> {
  const parts = await partsOf(source);
  const within = (part: Part | undefined, most: number) => (part ? unpacked(source, part, most) : nothing());
  const path = await workbookPath(within(parts.get('_rels/.rels'), MOST.other), parts);
  const { sheets, base } = await sheetsOf(within(parts.get(path), MOST.other));
  const folder = path.replace(/[^/]*$/, '');
  const related = await relationsOf(within(parts.get(`${folder}_rels/${path.slice(folder.length)}.rels`), MOST.other));
  const partOf = (relation: Relation | undefined) => relation && parts.get(resolved(folder, relation.target));
  const typed = (type: string) => partOf(related.find((it) => it.type.endsWith(`/${type}`)));
  const seen = sheets.flatMap(({ name, relation, isHidden }) => {
    const part = isHidden
      ? undefined
      : partOf(related.find(({ id, type }) => id === relation && type.endsWith('/worksheet')));
    return part ? [{ name, part }] : [];
  });
  if (seen.length === 0) throw new TableFault(NO_SHEET);
  const formats = await formatsIn(within(typed('styles'), MOST.other));
  let strings: Promise<SharedStrings> | undefined;
  async function* rows(part: Part) {
    strings ??= sharedStrings(within(typed('sharedStrings'), MOST.strings));
    yield* sheetRows(within(part, MOST.sheet), { strings: await strings, formats, base });
  }
  return { sheets: seen.map(({ name, part }) => ({ name, rows: () => rows(part) })) };
}

async function workbookPath(xml: AsyncIterable<Buffer>, parts: Map<string, Part>): Promise<string> {
  const main = (await relationsOf(xml)).find(({ type }) => type.endsWith('/officeDocument'));
  const path = main ? resolved('', main.target) : '';
  const other = OTHERS.find(([pattern]) => [...parts.keys()].some((it) => pattern.test(it)));
  if (other) throw new TableFault(other[1]);
  if (!parts.has(path)) throw new TableFault(NONE);
  return path;
}

async function relationsOf(xml: AsyncIterable<Buffer>): Promise<Relation[]> {
  const found = (await elementsOf(xml)).filter(({ name }) => name === 'Relationship');
  return found.map(({ attributes: { Id: id = '', Type: type = '', Target: target = '' } }) => ({ id, type, target }));
}

async function sheetsOf(xml: AsyncIterable<Buffer>): Promise<{ sheets: Sheet[]; base: 1900 | 1904 }> {
  const elements = await elementsOf(xml);
  const settings = elements.find(({ name }) => name === 'workbookPr')?.attributes;
  const sheets = elements
    .filter(({ name }) => name === 'sheet')
    .map(({ attributes: { name = '', id = '', state = 'visible' } }) => ({
      name,
      relation: id,
      isHidden: state !== 'visible',
    }));
  return { sheets, base: /^(?:1|true)$/.test(settings?.date1904 ?? '') ? 1904 : 1900 };
}

// The formats of cells in their order; those of named styles, which look the same, stand in another list.
async function formatsIn(xml: AsyncIterable<Buffer>): Promise<Shown[]> {
  const elements = await elementsOf(xml);
  const codes = new Map(
    elements.flatMap(({ within, attributes: { numFmtId, formatCode } }) =>
      within === 'numFmts' ? [[Number(numFmtId), formatCode] as const] : [],
    ),
  );
  return elements
    .filter(({ name, within }) => name === 'xf' && within === 'cellXfs')
    .map(({ attributes: { numFmtId } }) => shownBy(Number(numFmtId), codes.get(Number(numFmtId))));
}

type Element = { name: string; within: string; attributes: Record<string, string> };

async function elementsOf(xml: AsyncIterable<Buffer>): Promise<Element[]> {
  const found: Element[] = [];
  const open: string[] = [];
  const begin = (name: string) => {
    found.push({ name, within: open.at(-1) ?? '', attributes: Object.create(null) });
    open.push(name);
  };
  const attribute = (name: string, value: string) => {
    const last = found.at(-1);
    if (last) last.attributes[name] = value;
  };
  for await (const _ of readXml(xml, { begin, attribute, end: () => open.pop() }));
  return found;
}

function resolved(folder: string, target: string): string {
  return target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
}

async function* nothing(): AsyncGenerator<Buffer> {}
