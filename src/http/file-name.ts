const MAX = 255;
const NAMELESS = 'file';

/**
 * The name of a file as its sender calls it, fit to be shown and to be offered for saving: the last part of a path alone, on one
 * line, without what turns the reading direction, composed (NFC), at most 255 characters with its ending kept.
 */
export function fileName(sent: string): string {
  const last = sent.toWellFormed().normalize().split(/[/\\]/).at(-1) ?? '';
  const name = last
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\ufffd]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  // A name of dots is a folder's, or hides the file.
  return /[^.\s]/.test(name) ? shortened(name) : NAMELESS;
}

/** How much it is, for people: 840 B, 12.4 KB, 3.1 MB. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [amount, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB'];
  return `${amount < 100 ? amount.toFixed(1).replace(/\.0$/, '') : Math.round(amount)} ${unit}`;
}

function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= MAX) return name;
  const ending = /\.[\p{L}\p{N}]{1,16}$/u.exec(name)?.[0] ?? '';
  return letters.slice(0, MAX - [...ending].length).join('') + ending;
}
