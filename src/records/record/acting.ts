import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Row } from '../fields/set.js';
import type { Reader } from '../list/define.js';

/** A record that an act is about; `fields` as they are kept. */
export type ActRecord = { id: string; name: string; version: number; fields: Row };
/** A figure that comes of an act, with its sum in words. */
export type OutcomeCell = { label: string; value: string; unit?: string; words: string; tone?: 'pos' | 'neg' };
type Begun = { initial?: Record<string, string>; hints?: Record<string, string> };

/** What a module says of the forms of its acts beyond its fields: what they hold and hint at first, and what comes of them. */
export type Acting = {
  begin?(state: string, record: ActRecord, reader: Reader, db: Pick<ReadDoor, 'row'>): Promise<Begun> | Begun;
  /** The figures of what was typed, dashes before; none where an act has no such outcome. */
  outcome?(state: string, record: ActRecord, typed: Row | null): OutcomeCell[] | undefined;
};
