import type { WriteDoor } from '../../platform/postgres/database.js';

/**
 * Ends every session of a person, at once and in all processes. A request that is under way may write its session again after
 * the delete, so what was signed in before this moment counts no more either.
 */
export async function endSessions(tx: WriteDoor, personId: string): Promise<void> {
  await tx.$executeRaw`update users set sessions_valid_from = ${new Date()} where id = ${personId}::uuid`;
  await tx.$executeRaw`delete from sessions where sess ->> 'userId' = ${personId}`;
}
