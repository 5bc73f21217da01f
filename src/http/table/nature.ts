import { fileTypeFromBuffer } from 'file-type';
import { decodedAs, wideLetters } from '../letters.js';
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
  [
    /^(?:\{\s*"|\[\s*[{["])/,
    'This is JSON, which programs send to the API. Export the same as CSV, and choose that file.',
  ],
  [/^BEGIN:VCARD/i, 'These are vCards, not a table. They are brought in on a page of their own.'],
  [/^BEGIN:VCALENDAR/i, 'This is a calendar, not a table.'],
];
const ESCAPE = 27;
const MARKED = /^(?:\xff\xfe|\xfe\xff)/;

/** What a file is by how it begins: a text, or an archive that may be a workbook. Throws what else it is, in a sentence. */
export async function natureOf(beginning: Buffer): Promise<'text' | 'archive'> {
  if (beginning.length === 0) throw new TableFault('This is empty.');
  const wide = wideLetters(beginning);
  const narrow = beginning.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  // Well packed, it may hold hardly a sign that a text has not.
  if (narrow.startsWith('PK\x03\x04')) return 'archive';
  if (isProse(narrow) || MARKED.test(narrow)) return asText(wide ? decodedAs(wide, beginning) : narrow);
  const mime = (await fileTypeFromBuffer(beginning))?.mime ?? '';
  const other = OTHERS.find(([pattern]) => pattern.test(mime));
  if (other) throw new TableFault(other[1]);
  // Of letters of two bytes without a mark, their zeros alone tell, which an archive or a program has as well.
  const text = wide && decodedAs(wide, beginning);
  if (text && isProse(text)) return asText(text);
  throw new TableFault(`This is neither a text nor a workbook. ${SAVE}`);
}

function asText(text: string): 'text' {
  const written = WRITTEN.find(([pattern]) => pattern.test(text.trimStart()));
  if (written) throw new TableFault(written[1]);
  return 'text';
}

// A zero may stand in a text by mistake; where there are many signs that say nothing, it is none.
function isProse(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 9 || (code > 13 && code < 32 && code !== ESCAPE) || code === 0xfffd) controls += 1;
  }
  return controls <= text.length / 50;
}
