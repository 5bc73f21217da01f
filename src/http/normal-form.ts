// The functions `normal_form` and `address_key` of the database, letter for letter: tests/unit/normal-form.test.ts holds them together.

/** Signs that a letter carries: they go, but for the breve of й, which makes another letter. */
const SIGNS = String.raw`\u0300-\u0344\u0346-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f`;
/** What is not seen. */
const UNSEEN = String.raw`\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}`;
/** Letters of scripts that put no blank between words: each is a word of its own, so that two are enough, and a blank is no matter. */
const WORDLESS = String.raw`\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3040-\u30fa\u30fc-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\u{16fe0}-\u{18d08}\u{1b000}-\u{1b2ff}\u{20000}-\u{3ffff}`;
const BLANKS = String.raw`\u0000-\u0020\u007f-\u00a0\u1680\u2028\u2029\u30fb`;

const SIGNS_OR_UNSEEN = new RegExp(`([Ии]\\u0306)|[${SIGNS}${UNSEEN}]+`, 'gu');
const WORDLESS_LETTER = new RegExp(`([${WORDLESS}])`, 'gu');
const IS_WORDLESS = new RegExp(`^[${WORDLESS}]$`, 'u');
const RUN_OF_BLANKS = new RegExp(`[${BLANKS}]+`, 'gu');

// These come apart into a blank and a sign.
const ACCENTS = pairs('´`΄\u1fef\u1ffd', "'''''");
const LETTERS = new Map([
  ...pairs('`‘’‚‛ʹʻʼʽʾʿˈ′‵“”„‟«»', `${"'".repeat(14)}${'"'.repeat(6)}`),
  ...pairs('ςøłđðħŧŋɨƀɓɖɗƒǥƙƚɲƴƶ‐‒–—―−ىيكة', 'σolddhtnibbddfgklnyz------ییکه'),
  ...[0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66].flatMap(digitsFrom),
  ...[0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810].flatMap(digitsFrom),
  ...([
    ['ß', 'ss'],
    ['æ', 'ae'],
    ['œ', 'oe'],
    ['þ', 'th'],
  ] as const),
]);

/**
 * A text as it is looked for, and held against others: without case, signs on its letters, widths and what is not seen, its digits
 * from 0 to 9, one blank between words and around each letter of a script that parts none.
 */
export function normalForm(text: string): string {
  if (/^[!-_a-~]*$/.test(text)) return text.toLowerCase();
  const bare = mapped(text, ACCENTS).normalize('NFKD').replace(SIGNS_OR_UNSEEN, '$1');
  // Through capitals, as case is folded: ß is SS, and ı is I.
  const folded = mapped(bare.toUpperCase().toLowerCase(), LETTERS).normalize('NFC');
  return folded.replace(WORDLESS_LETTER, ' $1 ').replace(RUN_OF_BLANKS, ' ').trim();
}

/** What makes two addresses the same one: their letters without case, their signs with them, for another sign is another address. */
export function addressKey(text: string): string {
  const seen = text.replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '');
  return seen.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Whether it is a letter that is a word of its own. */
export function isWordless(letter: string): boolean {
  return IS_WORDLESS.test(letter);
}

function mapped(text: string, letters: ReadonlyMap<string, string>): string {
  return text.replace(/[^!-_a-~ ]/gu, (letter) => letters.get(letter) ?? letter);
}

function pairs(from: string, to: string): Map<string, string> {
  const plain = [...to];
  return new Map([...from].map((letter, at) => [letter, plain[at] ?? '']));
}

function digitsFrom(zero: number): [string, string][] {
  return Array.from({ length: 10 }, (_, digit) => [String.fromCodePoint(zero + digit), String(digit)]);
}
