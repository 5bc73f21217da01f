/** A text in pieces, of which some are what was typed. */
export type Piece = { text: string; hit: boolean };

/** How well a name fits what was typed: 0 it is that, 1 it begins so, 2 the words stand in it, 3 they do not. */
export function closeness(name: string, typed: string): number {
  const [text, sought] = [plain(name), plain(typed)];
  if (sought === '') return 3;
  if (text === sought) return 0;
  return text.startsWith(sought) ? 1 : beginsWords(text, sought) ? 2 : 3;
}

/** Whether each word that was typed begins one of the text's, whatever their order. */
export function beginsWords(text: string, typed: string): boolean {
  const words = plain(text).split(/[^\p{L}\p{N}]+/u);
  return plain(typed)
    .split(' ')
    .every((sought) => words.some((word) => word.startsWith(sought)));
}

/** The name with the words that were typed marked in it, as far as it is written as they are. */
export function pieces(name: string, typed: string): Piece[] {
  const text = name.toLowerCase();
  const words = plain(typed).split(' ').filter(Boolean);
  // Where a capital takes more letters than its small one, places in one are none in the other.
  if (text.length !== name.length || words.length === 0) return [{ text: name, hit: false }];
  const parts = name.split(new RegExp(`(${words.map(literal).join('|')})`, 'giu'));
  return parts.flatMap((part, at) => (part ? [{ text: part, hit: at % 2 === 1 }] : []));
}

const literal = (word: string) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
