/** One way to write what stands in a column: its name as an address and a form carry it, and how people see it. */
export type CellFormat = { name: string; label: string };

/**
 * What a cell says in a format, as our own CSV has it, so that a field's `fromCell` takes it: 2026-11-18, 2026-11, 1234.5, `12.5 eur`;
 * '' for an empty one. Or why it says nothing, in a sentence.
 */
export type CellReading = { text: string } | { fault: string };

/** A format with its reading of a cell that is not empty; undefined where it is not written so. */
export type ReadingFormat = CellFormat & { read(cell: string): string | undefined };
