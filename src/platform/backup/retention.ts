import { DAY_MS } from '../clock.js';
import type { BackupPlace, KeptBackup } from './place.js';

type Retention = { daily: number; weekly: number };

// The first day of 1970 was a Thursday; weeks begin on Mondays.
const dayOf = ({ takenAt }: KeptBackup) => Math.floor(takenAt.getTime() / DAY_MS);
const weekOf = (backup: KeptBackup) => Math.floor((dayOf(backup) + 3) / 7);

/**
 * Which of these, newest first, may go at that moment: all of the last 24 hours stay, the newest of each of so many days, and of each of
 * so many weeks before those.
 */
export function outlived(backups: KeptBackup[], now: Date, { daily, weekly }: Retention): KeptBackup[] {
  const days = newestOfEach(backups, dayOf).slice(0, daily);
  const oldest = days.at(-1);
  const before = oldest ? backups.filter((it) => dayOf(it) < dayOf(oldest)) : [];
  const kept = new Set([...days, ...newestOfEach(before, weekOf).slice(0, weekly)]);
  return backups.filter((it) => !kept.has(it) && now.getTime() - it.takenAt.getTime() >= DAY_MS);
}

function newestOfEach(backups: KeptBackup[], spanOf: (backup: KeptBackup) => number): KeptBackup[] {
  const spans = new Map<number, KeptBackup>();
  for (const it of backups) if (!spans.has(spanOf(it))) spans.set(spanOf(it), it);
  return [...spans.values()];
}

/**
 * Removes the place's backups that have outlived their time, and answers their names. Called once a new one, `made`, is whole: that
 * one stays whatever the machine's clock has called it. What has another name than a backup's is left alone.
 */
export async function removeOutlived(place: BackupPlace, made: string, retention: Retention): Promise<string[]> {
  const old = outlived(await place.list(), new Date(), retention).filter(({ name }) => name !== made);
  for (const { name } of old) await place.remove(name);
  return old.map(({ name }) => name);
}
