import { Parser } from 'htmlparser2';
import { decodedPieces } from '../../letters.js';
import { TableFault } from '../table.js';

/** What is done where an element begins and ends, and with the text within; names come without their prefix. */
type Handlers = {
  begin(name: string): void;
  attribute?(name: string, value: string): void;
  text?(text: string): void;
  end?(name: string): void;
};

const LONGEST_PIECE = 4_000_000;

/** Reads XML as it comes, element by element; gives a turn to whoever waits after each piece of it. */
export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  { begin, attribute, text, end }: Handlers,
): AsyncGenerator<void> {
  const parser = new Parser(
    {
      onopentagname: (name) => begin(local(name)),
      onattribute: attribute && ((name, value) => attribute(local(name), value)),
      ontext: text,
      onclosetag: end && ((name) => end(local(name))),
    },
    { xmlMode: true },
  );
  let since = 0;
  for await (const piece of decodedPieces(bytes, 'utf-8')) {
    const last = piece.lastIndexOf('>');
    since = last < 0 ? since + piece.length : piece.length - last;
    // An element without an end would be kept whole.
    if (since > LONGEST_PIECE) throw new TableFault('A cell of this workbook is longer than can be read.');
    parser.write(piece);
    yield;
  }
  parser.end();
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
