import type { JsonValue } from '../platform/postgres/sql.js';

/** The fields of a record by name. */
export type FieldValues = Record<string, JsonValue | null>;

/** A record as it stands, whatever door it was read by: days as YYYY-MM-DD, amounts in minor units. */
export type RecordState = {
  id: string;
  name: string;
  version: number;
  deletedAt: Date | null;
  updatedAt: Date;
  updatedBy: string | null;
  /** Of common records, the one that it became a part of. */
  mergedIntoId?: string | null;
  fields: FieldValues;
};
