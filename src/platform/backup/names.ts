const NAME = /^mouse-domination-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.tar\.gz(\.age)?$/;

/** How a backup of that moment is called. */
export function backupName(takenAt: Date, encrypted: boolean): string {
  const moment = takenAt.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  return `mouse-domination-${moment}.tar.gz${encrypted ? '.age' : ''}`;
}

/** When a backup of that name was taken; undefined for what is none of ours. */
export function takenAtOf(name: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  if (!year) return undefined;
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** The newest first. */
export function newestFirst<T extends { takenAt: Date }>(backups: T[]): T[] {
  return backups.sort((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
}

/** The entry of a table's next piece. */
export const tablePiece = (table: string, number: number) => `tables/${table}/${String(number).padStart(6, '0')}.copy`;
/** The table that an entry is a piece of. */
export const tableOf = (entry: string) => /^tables\/([^/]+)\/\d{6,}\.copy$/.exec(entry)?.[1];
/** The entry of a stored file. */
export const fileEntry = (name: string) => `files/${name}`;
/** The stored file that an entry is. */
export const fileOf = (entry: string) => /^files\/([0-9a-f.a-z-]+)$/.exec(entry)?.[1];
