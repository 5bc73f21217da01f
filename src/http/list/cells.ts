/** What stands in one cell of the table; nothing is a dash. `small`: what it says on a phone in the place of its text. */
export type Cell = {
  text: string;
  cls?: string;
  title?: string;
  look?: { label: string; tone: string; glyph: string };
  before?: { text: string; cls: string };
  /** Where its text leads. */
  href?: string;
  small?: string;
};
