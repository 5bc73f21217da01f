import { fileTypeFromBuffer } from 'file-type';
import { wideLetters } from '../letters.js';
import { TableFault } from './table.js';

// What a workbook may be saved as instead, said with each file that is none.
const SAVE = 'Save the table as .xlsx or .csv and choose that file.';
const OLD =
  'This is a workbook of the old kind (.xls), or one with a password. Save it as .xlsx without a password, or as .csv.';

const OTHERS: [RegExp, string][] = [
  [/^application\/x-cfb$/, OLD],
  [/^application\/pdf$/, `This is a PDF, not a table. ${SAVE}`],
  [/^image\//, `This is a picture, not a table. ${SAVE}`],
  [/^(?:audio|video)\//, `This is a recording, not a table. ${SAVE}`],
  [/gzip|zstd|7z|rar|tar|bzip2|x-xz/, `This is a packed archive. Unpack it and choose the table in it.`],
];
const WRITTEN: [RegExp, string][] = [
  [/^%PDF-/, `This is a PDF, not a table. ${SAVE}`],
  [/^\{\\rtf/, `This is a text document, not a table. ${SAVE}`],
  [
    /^(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|meta|body|table|style|script)\b/is,
    `This is a web page, whatever its name ends in. Open it in a spreadsheet. ${SAVE}`,
  ],
  [/^<(?:\?xml|[a-z]+[\s>:])/i, `This is XML, not a table. Open it in a spreadsheet. ${SAVE}`],
  [/^(?:\{\s*"|\[\s*[{["])/, `This is JSON, not a table. ${SAVE}`],
  [/^BEGIN:VCARD/i, 'These are vCards. Bring them in at the contacts.'],
  [/^BEGIN:VCALENDAR/i, 'This is a calendar, not a table.'],
];
const ESCAPE = 27;

/** What a file is by how it begins: a text, or an archive that may be a workbook. Throws what else it is, in a sentence. */
export async function natureOf(beginning: Buffer): Promise<'text' | 'archive'> {
  if (beginning.length === 0) throw new TableFault('This is empty.');
  if (wideLetters(beginning)) return 'text';
  const bytes = beginning.toString('latin1');
  const written = WRITTEN.find(([pattern]) => pattern.test(bytes.replace(/^\xef\xbb\xbf/, '').trimStart()));
  if (written) throw new TableFault(written[1]);
  // A zero may stand in a text by mistake; where there are many signs that say nothing, it is none.
  const controls = beginning.filter((it) => it < 9 || (it > 13 && it < 32 && it !== ESCAPE)).length;
  if (controls <= bytes.length / 50) return 'text';
  if (bytes.startsWith('PK\x03\x04')) return 'archive';
  const mime = (await fileTypeFromBuffer(beginning))?.mime ?? '';
  const other = OTHERS.find(([pattern]) => pattern.test(mime));
  throw new TableFault(other?.[1] ?? `This is neither a text nor a workbook. ${SAVE}`);
}
