import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A workbook's parts by their paths, packed as an XLSX is. */
export async function packed(parts: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content as string), path);
  zip.end();
  return buffer(zip.outputStream);
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (all: [id: string, type: string, target: string][]) =>
  `<Relationships>${all.map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

type Parts = {
  sheets: Record<string, string>;
  strings?: string;
  styles?: string;
  settings?: string;
  states?: Record<string, string>;
};

/** The parts of a workbook whose sheets hold these rows of XML. */
export function workbookParts({
  sheets,
  strings = '',
  styles = '',
  settings = '',
  states = {},
}: Parts): Record<string, string> {
  const names = Object.keys(sheets);
  return {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<?xml version="1.0"?><x:workbook xmlns:x="main"><x:workbookPr ${settings}/><x:sheets>${names
      .map((name, at) => `<x:sheet name="${name}" sheetId="${at + 9}" ${states[name] ?? ''} r:id="rId${at}"/>`)
      .join('')}</x:sheets></x:workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...names.map((_, at): [string, string, string] => [`rId${at}`, 'worksheet', `worksheets/sheet${at}.xml`]),
      ['rIdStrings', 'sharedStrings', '/xl/sharedStrings.xml'],
      ['rIdStyles', 'styles', 'styles.xml'],
    ]),
    'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
    'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, at) => [
        `xl/worksheets/sheet${at}.xml`,
        `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
  };
}
