import { analyse } from 'chardet';
import iconv from 'iconv-lite';

/** Bytes as a text of as many signs, each of them one byte: what a file says before its letters are known. */
export type Bytes = string;
/** `guessed`: nothing said which letters these are, and they are no UTF-8. */
type Read = { text: string; guessed: boolean };

/** The letters a person may say a file was written in; the standard's names for them. */
export const LETTERS: Readonly<Record<string, string>> = {
  'windows-1252': 'Western European',
  'windows-1250': 'Central European (Windows)',
  'iso-8859-2': 'Central European (ISO)',
  'windows-1251': 'Cyrillic (Windows)',
  'koi8-r': 'Cyrillic (KOI8-R)',
  'koi8-u': 'Cyrillic (KOI8-U)',
  ibm866: 'Cyrillic (DOS)',
  'iso-8859-5': 'Cyrillic (ISO)',
  'windows-1253': 'Greek',
  'windows-1254': 'Turkish',
  'windows-1255': 'Hebrew',
  'windows-1256': 'Arabic',
  'windows-1257': 'Baltic',
  'windows-1258': 'Vietnamese',
  'windows-874': 'Thai',
  shift_jis: 'Japanese (Shift_JIS)',
  'euc-jp': 'Japanese (EUC-JP)',
  'iso-2022-jp': 'Japanese (ISO-2022-JP)',
  gb18030: 'Chinese, simplified (GB18030)',
  big5: 'Chinese, traditional (Big5)',
  'euc-kr': 'Korean',
  'iso-8859-15': 'Western European (ISO, with €)',
  'iso-8859-16': 'Romanian (ISO)',
  macintosh: 'Western European (old Macintosh)',
  'x-mac-cyrillic': 'Cyrillic (old Macintosh)',
  cp437: 'Western European (DOS)',
  cp850: 'Western European (DOS, 850)',
};

const ASCII = /^\p{ASCII}*$/u;
const USUAL = 'windows-1252';
// What a short text is taken for with less is a throw of dice.
const SURE_ENOUGH = 20;
// iconv-lite has these beside the names of letters: they would undo something else.
const NO_LETTERS = ['base64', 'hex', 'binary', 'internal'];
/** Whether signs of several bytes are led in by an escape, as in Japanese mails; each of its bytes is ASCII. */
export const isEscaped = (value: Bytes) => value.includes('\u001b$') || value.includes('\u001b(');

/** The bytes of a text as they are counted here. */
function bytesOf(bytes: Buffer): Bytes {
  return bytes.toString('latin1');
}

/** Reads a value by the letters it names, else as UTF-8 where it is that, else by `otherwise`. */
export function readLetters(value: Bytes, named: string | undefined, otherwise: string): Read {
  if (!named && ASCII.test(value) && !isEscaped(value)) return { text: value, guessed: false };
  const bytes = Buffer.from(value, 'latin1');
  const stated = named && decoded(bytes, named);
  if (stated) return { text: stated, guessed: false };
  const utf8 = isEscaped(value) ? undefined : decoded(bytes, 'utf-8');
  if (utf8 !== undefined) return { text: utf8, guessed: false };
  return { text: decoded(bytes, otherwise) ?? decodedAs(otherwise, bytes), guessed: true };
}

/** Whether a value's letters can be told without a guess. */
export function isPlain(value: Bytes, named: string | undefined): boolean {
  return !readLetters(value, named, USUAL).guessed;
}

/** What these values, whose letters nothing names, are most likely written in. */
export function likelyLetters(values: Bytes[]): string {
  const bytes = Buffer.from(values.join('\n').slice(0, 100_000), 'latin1');
  const found = analyse(bytes).filter(({ confidence }) => confidence >= SURE_ENOUGH);
  const fitting = found.map(({ name }) => standardName(name)).find((name) => name && isSound(bytes, name));
  return fitting ?? USUAL;
}

/** The bytes of a file whose signs of syntax are one byte each: UTF-16 and UTF-32 become UTF-8, any other stays as it is. */
export function withPlainSyntax(file: Buffer): Bytes {
  const wide = wideLetters(file);
  return bytesOf(wide ? Buffer.from(iconv.decode(file, wide)) : file);
}

/** Whether a text holds signs that stand for nothing: control signs, private ones, what could not be read. */
export function holdsNoSigns(text: string): boolean {
  return NO_SIGNS.test(text);
}

/** Whether a text was spoiled on its way: signs that stand for none, letters of UTF-8 read as others, letters lost for `?`. */
export function isGarbled(text: string): boolean {
  return holdsNoSigns(text) || LOST.test(text) || SWAPPED_CASE.test(text) || (text.match(RUNS) ?? []).some(isReadTwice);
}

// Control signs but the blanks among them, private use, halves of a sign, the sign for what could not be read.
const NO_SIGNS = /(?![\t-\r])\p{Cc}|\p{Co}|\p{Cs}|[\uFFFD-\uFFFF]/u;
// `J?rg`, `???`, and quoted-printable that nobody undid.
const LOST = /\p{L}\?\p{L}|\?\?|(?:=[0-9A-F]{2}){2}/u;
// KOI8-R and windows-1251 taken for each other.
const SWAPPED_CASE = /(?<!\p{L})[а-яё][А-ЯЁ]{2}/u;
const RUNS = /\P{ASCII}{2,}/gu;
const TAKEN_FOR = ['windows-1252', 'windows-1251', 'macintosh', 'cp437', 'cp850'];

// Two signs may meet by chance that are one in UTF-8, but hardly one of these scripts, or a sign of no script.
const LETTERS_OF_UTF8 =
  /^(?:[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Arab}\p{sc=Hebr}\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\uac00-\ud7a3\p{sc=Thai}\u00a0]|(?=\p{sc=Zyyy})[\p{P}\p{S}])+$/u;
// In windows-1251 a pair such as Рё is one; a whole name of such pairs is none.
const FEWEST: Readonly<Record<string, number>> = { 'windows-1251': 2 };

function isReadTwice(run: string): boolean {
  return TAKEN_FOR.some((letters) => {
    const bytes = iconv.encode(run, letters);
    if (iconv.decode(bytes, letters) !== run) return false;
    const meant = decoded(bytes, 'utf-8');
    return meant !== undefined && meant.length >= (FEWEST[letters] ?? 1) && LETTERS_OF_UTF8.test(meant);
  });
}

/** A text by strict reading; undefined where the bytes are none of these letters, or the letters are not known. */
function decoded(bytes: Buffer, label: string): string | undefined {
  const name = standardName(label);
  if (name === undefined) return undefined;
  if (name === 'utf-16le' && bytes[0] === 0xfe && bytes[1] === 0xff) return decoded(bytes, 'utf-16be');
  try {
    return byNode(name) ? new TextDecoder(name, { fatal: true }).decode(bytes) : iconv.decode(bytes, name);
  } catch {
    return undefined;
  }
}

/** A text in letters that `LETTERS` or Unicode names; what is none of them becomes U+FFFD. */
export function decodedAs(name: string, bytes: Buffer): string {
  return byNode(name) ? new TextDecoder(name).decode(bytes) : iconv.decode(bytes, name);
}

/** As `decodedAs` a file that comes piece by piece; its mark goes. */
export async function* decodedPieces(pieces: AsyncIterable<Buffer>, name: string): AsyncGenerator<string> {
  const reader = byNode(name) ? new TextDecoder(name) : iconv.getDecoder(name);
  const read = (piece: Buffer) => ('decode' in reader ? reader.decode(piece, { stream: true }) : reader.write(piece));
  for await (const piece of pieces) yield read(piece);
  yield ('decode' in reader ? reader.decode() : reader.end()) ?? '';
}

// Node 20 reads the signs of windows-1252 from 80 to 9F as if they were ISO-8859-1's, and knows no ISO-8859-16.
function byNode(name: string): boolean {
  return name !== 'windows-1252' && nodeName(name) !== undefined;
}

function standardName(label: string): string | undefined {
  const known = nodeName(label);
  if (known) return known;
  const plain = label.toLowerCase().replace(/[^a-z0-9]/g, '');
  return iconv.encodingExists(label) && !NO_LETTERS.includes(plain) ? label.toLowerCase() : undefined;
}

function nodeName(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function isSound(bytes: Buffer, name: string): boolean {
  const text = decoded(bytes, name);
  return text !== undefined && !isGarbled(text);
}

/** The letters of more than one byte a file begins in: by its mark, else by where zeros stand, of which signs of syntax have one. */
export function wideLetters(file: Buffer): string | undefined {
  const mark = bytesOf(file.subarray(0, 4));
  if (mark === '\xff\xfe\0\0' || mark === '\0\0\xfe\xff') return 'utf-32';
  if (mark.startsWith('\xff\xfe')) return 'utf-16le';
  if (mark.startsWith('\xfe\xff')) return 'utf-16be';
  const sample = file.subarray(0, 64);
  const zeros = (odd: number) => sample.filter((byte, at) => byte === 0 && at % 2 === odd).length;
  const some = sample.length / 8;
  if (zeros(1) > some && zeros(0) <= some) return 'utf-16le';
  return zeros(0) > some && zeros(1) <= some ? 'utf-16be' : undefined;
}
