/** What a field holds: days as YYYY-MM-DD; null for nothing. */
export type BulkValue = string | number | boolean | null;
export type BulkValues = Record<string, BulkValue>;
