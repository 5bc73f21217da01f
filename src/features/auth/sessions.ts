import type { WriteDoor } from '../../platform/database.js';

/** Ends every session of a person, at once and in all processes. */
export async function endSessions(tx: WriteDoor, personId: string): Promise<void> {
  await tx.$executeRaw`delete from sessions where sess ->> 'userId' = ${personId}`;
}
