import { describe, expect, it } from 'vitest';
import { OLDER_TIME_ZONES } from '../../src/http/older-time-zones.js';
import { TIME_ZONE_OPTIONS, timeZoneName, timeZoneOf } from '../../src/http/time-zones.js';

/** What the clocks of a time zone show at some moments of winter and summer. */
function clockOf(timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'long', hour12: false });
  return ['2026-01-15T12:00Z', '2026-07-15T12:00Z'].map((at) => format.format(new Date(at)).slice(0, 16)).join(' ');
}

describe('timeZoneOf', () => {
  it.each([
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['us/eastern', 'America/New_York'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Asia/Rangoon', 'Asia/Yangon'],
    ['Asia/Katmandu', 'Asia/Kathmandu'],
    ['Atlantic/Faeroe', 'Atlantic/Faroe'],
    ['America/Godthab', 'America/Nuuk'],
    ['America/Indianapolis', 'America/Indiana/Indianapolis'],
    ['Africa/Asmera', 'Africa/Asmara'],
    ['Pacific/Enderbury', 'Pacific/Kanton'],
    ['Iceland', 'Atlantic/Reykjavik'],
    ['Europe/Amsterdam', 'Europe/Amsterdam'],
    ['europe/BERLIN', 'Europe/Berlin'],
    [' Europe/Berlin ', 'Europe/Berlin'],
    ['America/New York', 'America/New_York'],
    ['Europe, Amsterdam', 'Europe/Amsterdam'],
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Zulu', 'UTC'],
    ['etc/gmt+5', 'Etc/GMT+5'],
    ['Etc/GMT-14', 'Etc/GMT-14'],
    ['EST5EDT', 'America/New_York'],
    ['CET', 'Europe/Brussels'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(timeZoneOf(typed)).toBe(kept);
    expect(timeZoneOf(timeZoneName(kept))).toBe(kept);
  });

  it.each([
    '',
    ' ',
    'Mars/Olympus',
    'Europe',
    'Berlin time',
    '+01:00',
    'UTC+1',
    'Etc/GMT+15',
    'posix/UTC',
    'constructor',
    '😀',
  ])('%j is none', (typed) => expect(timeZoneOf(typed)).toBeUndefined());

  it('offers each zone once, by the name of today, and this Node knows its clock', () => {
    const offered = TIME_ZONE_OPTIONS.map(({ value }) => value);
    expect(offered.length).toBeGreaterThan(400);
    expect(new Set(offered).size).toBe(offered.length);
    for (const zone of offered) {
      expect(timeZoneOf(zone)).toBe(zone);
      expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
    }
    expect(offered).toEqual(
      expect.arrayContaining(['UTC', 'Asia/Kolkata', 'Europe/Kyiv', 'America/Argentina/Buenos_Aires']),
    );
    expect(offered).not.toContain('Asia/Calcutta');
  });

  it('has an older name stand for a zone with the same clock', () => {
    for (const [zone, older] of Object.entries(OLDER_TIME_ZONES))
      for (const name of older.split(' ')) {
        expect(timeZoneOf(name)).toBe(zone);
        expect([name, clockOf(name)]).toEqual([name, clockOf(zone)]);
      }
  });
});
