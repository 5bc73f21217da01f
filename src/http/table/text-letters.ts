import { type Bytes, isEscaped, likelyLetters, wideLetters } from '../letters.js';
import { piecesOf } from './source.js';
import type { TableSource } from './table.js';

const MUCH = 100_000;
// Of a run of bytes that are no ASCII, with what stands around it.
const TELLING = /[^\r\n]{0,200}[\x80-\xff][^\r\n]{0,200}/g;
const MARKED = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/;

/** The letters of a text: those its mark or its zeros say, else UTF-8 where all of it is that, else the likely ones. */
export async function lettersOf(
  source: TableSource,
  beginning: Buffer,
): Promise<{ letters: string; guessed: boolean }> {
  const wide = wideLetters(beginning);
  if (wide) return { letters: wide, guessed: false };
  if (!isEscaped(beginning.toString('latin1')) && (await isUtf8(source))) return { letters: 'utf-8', guessed: false };
  if (MARKED.test(beginning.toString('latin1', 0, 3))) return { letters: 'utf-8', guessed: false };
  return { letters: likelyLetters(await tellingPieces(source)), guessed: true };
}

/** Whether all of a text is UTF-8. */
export async function isUtf8(source: TableSource): Promise<boolean> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of piecesOf(source)) strict.decode(piece, { stream: true });
    strict.decode();
    return true;
  } catch {
    return false;
  }
}

async function tellingPieces(source: TableSource): Promise<Bytes[]> {
  const found: Bytes[] = [];
  let much = 0;
  for await (const piece of piecesOf(source)) {
    for (const telling of piece.toString('latin1').match(TELLING) ?? []) {
      found.push(telling);
      much += telling.length;
    }
    if (much > MUCH) break;
  }
  return found;
}
