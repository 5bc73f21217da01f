import { describe, expect, it } from 'vitest';
import { instantAt } from '../../src/http/clock.js';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';
import { type Fields, textOf } from '../support/visitor.js';

const app = useApp();
const MINUTE = 60_000;
const reminded = async (id: string) =>
  (await app.current.db.rows<{ at: Date | null }>('select reminded_at as at from tasks where id = $1', [id]))[0]?.at;
const remindAt = async (title: string) =>
  (
    await app.current.db.rows<{ at: Date | null }>('select remind_at as at from tasks where title = $1', [title])
  )[0]?.at?.toISOString();

async function send(path: string, fields: Fields, who: 'alice' | 'bob' | 'charlie' = 'alice') {
  const visitor = await app.current.as(who);
  await visitor.get('/tasks/new');
  return visitor.post(path, fields);
}
const zone = (name: 'alice' | 'bob', timeZone: string) =>
  app.current.db.rows('update users set time_zone = $1 where id = $2', [timeZone, PEOPLE[name].id]);

describe('a reminder', () => {
  it('marks its task once its time has come, in the list and in the navigation, until it is dismissed', async () => {
    const { db } = app.current;
    const past = new Date(Date.now() - MINUTE);
    const due = await insertTask(db, PEOPLE.charlie.id, { title: 'Water the plants', remind_at: past });
    const later = await insertTask(db, PEOPLE.charlie.id, {
      title: 'Not yet',
      remind_at: new Date(Date.now() + 60 * MINUTE),
    });
    const done = await insertTask(db, PEOPLE.charlie.id, { remind_at: past, done_at: past });
    const deleted = await insertTask(db, PEOPLE.charlie.id, { remind_at: past, deleted_at: past });
    const charlie = await app.current.as('charlie');
    expect((await charlie.open('/tasks')).text).not.toContain('class="n hot"');
    expect(await app.current.runJobs('remind')).toContainEqual(expect.objectContaining({ name: 'remind' }));
    expect(await reminded(due)).toBeInstanceOf(Date);
    for (const id of [later, done, deleted]) expect(await reminded(id)).toBeNull();
    const { text } = await charlie.open('/tasks');
    expect(text).toContain('class="n hot">1<');
    expect(textOf(text)).toMatch(/Water the plants.*Reminder \d/);
    expect(textOf(text)).toMatch(/Not yet.*Reminds \d/);

    await send(`/tasks/${due}/reminder/dismissal`, {}, 'charlie');
    await app.current.runJobs('remind');
    expect(await reminded(due)).toBeNull();
    expect((await charlie.open('/tasks')).text).not.toContain('class="n hot"');
  });

  it('that is moved comes again; one that stays does not', async () => {
    const past = new Date(Math.floor(Date.now() / MINUTE) * MINUTE - 5 * MINUTE);
    const id = await insertTask(app.current.db, PEOPLE.alice.id, { title: 'Ring back', remind_at: past });
    await app.current.runJobs('remind');
    const typed = (at: Date) => ({
      remind_on: at.toISOString().slice(0, 10),
      remind_time: at.toISOString().slice(11, 16),
    });
    await send(`/tasks/${id}`, { title: 'Ring him back', version: '1', ...typed(past) });
    expect(await reminded(id)).toBeInstanceOf(Date);
    await send(`/tasks/${id}`, {
      title: 'Ring him back',
      version: '2',
      ...typed(new Date(past.getTime() + 60 * MINUTE)),
    });
    expect(await reminded(id)).toBeNull();
  });

  it('is typed on the clock of the person, and kept as a moment', async () => {
    await zone('alice', 'America/New_York');
    await send('/tasks', { title: 'In New York', remind_on: '2026-12-01', remind_time: '8:30' });
    expect(await remindAt('In New York')).toBe('2026-12-01T13:30:00.000Z');
    await send('/tasks', { title: 'Without a time', remind_on: '2026-07-01' });
    expect(await remindAt('Without a time')).toBe('2026-07-01T13:00:00.000Z');
    const alice = await app.current.as('alice');
    expect(textOf((await alice.open('/tasks?q=new+york')).text)).toContain('Reminds 1 Dec, 08:30');
    await zone('alice', 'UTC');
  });

  it('at a time that the clocks leap over is asked for again', async () => {
    await zone('bob', 'Europe/Berlin');
    const answer = await send('/tasks', { title: 'Leap', remind_on: '2027-03-28', remind_time: '02:30' }, 'bob');
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(
      'The clocks go forward that night, so there is no 02:30. Choose another time.',
    );
    expect(answer.text).toContain('value="02:30"');
    await zone('bob', 'UTC');
  });
});

describe('a time on a clock', () => {
  it.each([
    ['2026-11-21', '09:00', 'UTC', '2026-11-21T09:00:00.000Z'],
    ['2026-07-01', '09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['2027-03-28', '03:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-04-05', '02:00', 'Australia/Lord_Howe', '2026-04-04T15:30:00.000Z'],
    ['2026-01-01', '00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['2026-01-01', '12:45', 'Asia/Kathmandu', '2026-01-01T07:00:00.000Z'],
  ])('%s %s in %s is %s', (day, time, timeZone, moment) => {
    expect(instantAt(day, time, timeZone)?.toISOString()).toBe(moment);
  });

  it.each([
    ['2027-03-28', '02:30', 'Europe/Berlin'],
    ['2011-12-30', '12:00', 'Pacific/Apia'],
  ])('%s %s in %s is not there', (day, time, timeZone) => {
    expect(instantAt(day, time, timeZone)).toBeUndefined();
  });
});
