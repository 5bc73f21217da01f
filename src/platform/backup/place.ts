export type Bytes = AsyncIterable<Uint8Array>;
export type KeptBackup = { name: string; takenAt: Date; bytes: number };
/** A backup that is whole, and how a restore is told of it. */
export type Written = { path: string; bytes: number };

/** Where backups lie under their names: a folder, or a bucket of an S3 server. What has its name there is whole. */
export type BackupPlace = {
  label: string;
  /** Its backups, newest first. What has another name than ours is none of our business. */
  list(): Promise<KeptBackup[]>;
  /** Writes what comes: it is there whole, or not at all. A `BackupFault` where that cannot be. */
  write(name: string, bytes: Bytes): Promise<Written>;
  /** The bytes of a backup, by its name or by what `write` answered, as often as they are asked for; undefined where there is none. */
  open(from: string): Promise<(() => Bytes) | undefined>;
  remove(name: string): Promise<void>;
};
