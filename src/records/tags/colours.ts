/** The colours that a tag may have, as the table's check names them. */
export const COLOURS = ['grey', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'violet'] as const;
export type Colour = (typeof COLOURS)[number];
