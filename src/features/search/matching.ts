import { normalForm } from '../../http/normal-form.js';

/** A text in pieces, of which some are what was typed. */
export type Piece = { text: string; hit: boolean };

/** How well a name fits what was typed: 0 it is that, 1 it begins so, 2 the words stand in it, 3 they do not. */
export function closeness(name: string, typed: string): number {
  const [text, sought] = [normalForm(name), normalForm(typed)];
  if (sought === '') return 3;
  if (text === sought) return 0;
  return text.startsWith(sought) ? 1 : beginsWords(text, sought) ? 2 : 3;
}

/** Whether each word that was typed begins one of the text's, whatever their order. */
export function beginsWords(text: string, typed: string): boolean {
  const words = normalForm(text).split(/[^\p{L}\p{N}]+/u);
  return normalForm(typed)
    .split(' ')
    .every((sought) => words.some((word) => word.startsWith(sought)));
}

/** The name with the words that were typed marked in it, in whatever case and with whatever accents it is written. */
export function pieces(name: string, typed: string): Piece[] {
  const words = typed
    .split(/\s+/)
    .map((word) => normalForm(word).replaceAll(' ', ''))
    .filter(Boolean);
  // A letter's form may be longer than it is, so each place in the form knows its letter.
  const letters = name.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];
  const forms = letters.map((letter) => (/\s/.test(letter) ? ' ' : normalForm(letter)));
  const letterAt = forms.flatMap((form, at) => [...form].map(() => at));
  const form = forms.join('');
  const hits = new Set<number>();
  for (const word of words)
    for (let at = form.indexOf(word); at >= 0; at = form.indexOf(word, at + word.length)) {
      const [from, to] = [form.slice(0, at), word].map((it) => [...it].length) as [number, number];
      for (const letter of letterAt.slice(from, from + to)) hits.add(letter);
    }
  return letters.reduce<Piece[]>((all, text, at) => {
    const last = all.at(-1);
    if (last?.hit === hits.has(at)) last.text += text;
    else all.push({ text, hit: hits.has(at) });
    return all;
  }, []);
}

/** How much of a long text is shown, and how many of its words before the first that was typed. */
const SHOWN = 140;
const WORDS_BEFORE = 4;

/** The piece of a long text around the first of the words that were typed; where none stands in it, its beginning. */
export function around(text: string, typed: string): string {
  const sought = typed.split(/\s+/).map(bare).filter(Boolean);
  // A script without blanks comes in parts, so each is looked at together with the next.
  const parts = text.match(/\S{1,24}\s*/gu) ?? [];
  const holds = (at: number) => {
    const here = bare(`${parts[at]}${parts[at + 1] ?? ''}`);
    return sought.some((word) => here.includes(word));
  };
  const first = parts.findIndex((_, at) => holds(at));
  const from = Math.max(0, first - WORDS_BEFORE);
  const piece = parts.slice(from).join('').replace(/\s+/g, ' ').trim();
  const letters = [...piece.slice(0, SHOWN * 2)];
  const cut = letters.length > SHOWN ? `${letters.slice(0, SHOWN).join('').trimEnd()} …` : piece;
  return from > 0 ? `… ${cut}` : cut;
}

const bare = (text: string) => normalForm(text).replaceAll(' ', '');
