const PICTURE = '\\p{Extended_Pictographic}';
const HAN = '\\p{Script=Han}';
/** A letter or sign of a script whose letters join. */
const JOINED =
  '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Nko}\\p{Script=Mandaic}\\u0640\\u064b-\\u065f\\u0670]';
/** The signs that take the vowel off a letter of the scripts of India, and what follows them may join or not. */
const VIRAMA = '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca\\u1039\\u103a\\u17d2]';

/** What is not seen and says something all the same: within a picture of several, or in how letters join or are drawn. */
const MEANT = [
  `(?<=${PICTURE}|\\ufe0f|\\p{Emoji_Modifier})\\u200d(?=${PICTURE})`,
  `(?<=${VIRAMA})[\\u200c\\u200d]`,
  `(?<=${JOINED})[\\u200c\\u200d](?=${JOINED})`,
  `(?<=${PICTURE})[\\ufe0e\\ufe0f]|(?<=[0-9#*])\\ufe0f(?=\\u20e3)`,
  `(?<=${HAN})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]`,
  `(?<=\\u{1f3f4}[\\u{e0020}-\\u{e007e}]*)[\\u{e0020}-\\u{e007f}]`,
].join('|');
const UNSEEN =
  '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]';
const UNSEEN_OR_MEANT = new RegExp(`(${MEANT})|${UNSEEN}`, 'gu');

/** Text of one line as it is kept: composed (NFC), breaks as spaces, without what is not seen; what shows nothing is nothing. */
export function oneLine(text: string): string {
  // Most text is this, and nothing of it is unseen.
  if (/^[ -~]*$/.test(text)) return text.trim();
  const line = text
    .normalize()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(UNSEEN_OR_MEANT, '$1')
    .trim();
  return showsSomething(line) ? line : '';
}

/** Running text as it is kept: composed (NFC), with its line breaks; other control characters and what turns the reading direction go. */
export function runningText(text: string): string {
  return text
    .normalize()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
}

/** Whether there is anything to see. */
export function showsSomething(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}
