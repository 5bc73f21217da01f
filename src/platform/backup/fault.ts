/** A backup or restore that cannot be: its message says why, and what to do. Nothing was written, unless it says so. */
export class BackupFault extends Error {
  override name = 'BackupFault';
}
