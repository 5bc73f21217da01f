import type { Option } from './form.js';
import { OLDER_TIME_ZONES } from './older-time-zones.js';

const older = Object.entries(OLDER_TIME_ZONES).map(([present, names]) => [present, names.split(' ')] as const);
const present = new Map(older.flatMap(([name, olderNames]) => olderNames.map((it) => [it, name] as const)));

// Node 20 lists the names of before, later ones those of today.
const offered = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map((name) => present.get(name) ?? name)])];
offered.sort((a, b) => Number(b === 'UTC') - Number(a === 'UTC') || (a < b ? -1 : 1));

// 14 hours before Greenwich to 12 behind it; the sign is the database's, which is the other way round than people write it.
const fixed = [...Array(27).keys()].map((n) => n - 14).filter((hours) => hours !== 0);
const fixedNames = fixed.map((hours) => `Etc/GMT${hours < 0 ? hours : `+${hours}`}`);

const known = new Map([
  ...[...offered, ...fixedNames].map((name) => [keyOf(name), name] as const),
  ...[...present].map(([name, today]) => [keyOf(name), today] as const),
]);

/** The message beside a field where something was typed that is none. */
export const NO_TIME_ZONE = 'Type a time zone such as Europe/Berlin.';

/** The time zone in its present spelling, whether typed by this or an older name, in any case; undefined for what is none. */
export function timeZoneOf(text: string): string | undefined {
  return known.get(keyOf(text));
}

/** A time zone as people read it: America/New York. `timeZoneOf` reads it back. */
export function timeZoneName(zone: string): string {
  return zone.replaceAll('_', ' ');
}

/** The time zones that a form offers by name, each with its older names. */
export const TIME_ZONE_OPTIONS: readonly (Option & { detail?: string })[] = offered.map((value) => ({
  value,
  label: timeZoneName(value),
  ...(OLDER_TIME_ZONES[value] && value !== 'UTC' && { detail: timeZoneName(olderPlaces(value)) }),
}));

function olderPlaces(zone: string): string {
  return (OLDER_TIME_ZONES[zone] ?? '').replaceAll(' ', ', ');
}

function keyOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\s*[,/]\s*/g, '/')
    .replace(/\s+/g, '_');
}
