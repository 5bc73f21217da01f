import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupName, newestFirst, takenAtOf } from '../../src/platform/backup/names.js';
import type { KeptBackup } from '../../src/platform/backup/place.js';
import { outlived } from '../../src/platform/backup/retention.js';

/** Two days after the newest of the backups below, so that none is too young to go. */
const NOW = new Date('2026-11-29T12:00Z');
const at = (moment: string): KeptBackup => {
  const takenAt = new Date(`${moment}Z`);
  return { name: backupName(takenAt, false), takenAt, bytes: 1 };
};
const gone = (backups: KeptBackup[], daily: number, weekly: number) =>
  outlived(newestFirst(backups), NOW, { daily, weekly }).map(({ takenAt }) => takenAt.toISOString().slice(0, 16));

describe('the name of a backup', () => {
  it('says when it was taken, and nothing else is a backup', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
        fc.boolean(),
        (moment, encrypted) => {
          const second = new Date(Math.floor(moment.getTime() / 1000) * 1000);
          expect(takenAtOf(backupName(moment, encrypted))).toEqual(second);
        },
      ),
    );
    for (const name of [
      'mouse-domination-20260131T031500Z.tar.gz.partial',
      'mouse-domination-20261331T031500Z.tar.gz',
      'mouse-domination-20260131T031500Z.tar',
      'a-mouse-domination-20260131T031500Z.tar.gz',
      'mouse.dump',
    ])
      expect(takenAtOf(name)).toBeUndefined();
  });
});

describe('what has outlived its time', () => {
  it('is all but the newest of each of the last days, and of each of the weeks before', () => {
    const backups = [
      '2026-11-27T03:15',
      '2026-11-27T01:00',
      '2026-11-26T03:15',
      // A Monday, and the Sunday before it, which is of another week.
      '2026-11-23T03:15',
      '2026-11-22T03:15',
      '2026-11-20T03:15',
      '2026-11-10T03:15',
      '2026-11-03T03:15',
    ].map(at);
    expect(gone(backups, 2, 3)).toEqual(['2026-11-27T01:00', '2026-11-20T03:15', '2026-11-03T03:15']);
    expect(gone(backups, 1, 0)).toHaveLength(7);
    expect(gone(backups, 100, 100)).toEqual(['2026-11-27T01:00']);
  });

  it('is nothing of the last 24 hours', () => {
    const backups = ['2026-11-29T11:00', '2026-11-29T03:15', '2026-11-28T12:01', '2026-11-28T11:59'].map(at);
    expect(gone(backups, 1, 0)).toEqual(['2026-11-28T11:59']);
  });

  it('is never the newest one, nor more than the figures say', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 400 * 24 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 20 }), (hours, daily, weekly) => {
        const backups = newestFirst(
          [...new Set(hours)].map((hour) =>
            at(new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString().slice(0, 19)),
          ),
        );
        const old = outlived(backups, new Date('2027-12-31'), { daily, weekly });
        expect(old).not.toContain(backups[0]);
        expect(backups.length - old.length).toBeLessThanOrEqual(daily + weekly);
        const days = new Set(backups.map(({ takenAt }) => takenAt.toISOString().slice(0, 10))).size;
        expect(backups.length - old.length).toBeGreaterThanOrEqual(Math.min(days, daily));
      }),
    );
  });
});
