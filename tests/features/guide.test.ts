import { describe, expect, it } from 'vitest';
import { idIn } from '../support/affiliates.js';
import { useApp } from '../support/app.js';
import { makeEpisode, sendEpisode } from '../support/guide.js';
import { errorAt, fieldsOf } from '../support/item-form.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** Shows with their seasons, and the guides of their episodes. */
const app = useApp();
const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const bob = () => app.current.as('bob');
const episodeAt = async (id: string) => (await rows('select * from guide_episodes where id = $1', [id]))[0];

describe('an episode', () => {
  it('is written down with its show, which is added where nobody wrote it down, and begins with the checklist of that', async () => {
    const writer = await alice();
    const id = await makeEpisode(writer, {
      show: 'Turnstile  Hour',
      season: '4',
      number: '117',
      record_on: '2026-11-09',
      publish_on: '2026-11-25',
      publish_time: '6:00',
      target_length: '55:00',
      owner: PEOPLE.alice.name,
    });
    expect(await episodeAt(id)).toMatchObject({
      ...{ season: 4, number: 117, state: 'idea', publish_time: '06:00', target_length: 3300 },
      owner_id: PEOPLE.alice.id,
    });
    const [show] = await rows('select * from guide_shows');
    expect(show).toMatchObject({ name: 'Turnstile Hour', time_zone: 'UTC' });
    const checks = await rows('select title from guide_checks where episode_id = $1 order by position', [id]);
    expect(checks[0]).toEqual({ title: 'Guest release signed' });
    const page = textOf((await writer.get(`/guide/${id}`)).text);
    for (const said of ['117 Cold-weather park days', 'Turnstile Hour', 'season 4', '55:00', '0 of 7'])
      expect(page).toContain(said);
    expect(textOf((await (await bob()).get('/guide')).text)).toContain('117 Cold-weather park days');
  });

  it('has a number of its own in its season, and is offered the next one', async () => {
    const writer = await alice();
    const first = await makeEpisode(writer, { show: 'Kerbside', season: '1', number: '1' });
    await makeEpisode(writer, { show: 'Kerbside', season: '1', number: '4' });
    const taken = await sendEpisode(writer, { show: 'Kerbside', season: '1', number: '1' });
    expect(taken.status).toBe(422);
    expect(errorAt(taken.text, 'number')).toBe('Number 1 of season 1 of Kerbside is taken. The next free one is 5.');
    expect(taken.text).toContain(`href="/guide/${first}"`);
    // Another season may have it.
    await makeEpisode(writer, { show: 'Kerbside', season: '2', number: '1' });
    const [show] = await rows<{ id: string }>(`select id from guide_shows where name = 'Kerbside'`);
    const offered = fieldsOf((await writer.get(`/guide/new?show_id=${show?.id}&season=1`)).text);
    expect(offered).toMatchObject({ show: 'Kerbside', season: '1', number: '5' });
    const page = textOf((await writer.get(`/guide/shows/${show?.id}`)).text);
    expect(page).toContain('Season 1');
    expect(page).toContain('Left out: 2 to 3');
  });

  it('keeps its number in the trash free for others, and comes back only while nobody has it', async () => {
    const writer = await alice();
    const id = await makeEpisode(writer, { show: 'Lobby Talk', number: '7' });
    await writer.postAndFollow(`/guide/${id}/delete`);
    const other = await makeEpisode(writer, { show: 'Lobby Talk', number: '7', name: 'The one that took it' });
    const refused = await writer.post(`/guide/${id}/restoration`);
    expect(textOf((await writer.open(refused.headers['location'] ?? '')).text)).toContain(
      'The one that took it has its number by now',
    );
    const form = fieldsOf((await writer.get(`/guide/${other}/edit`)).text);
    await writer.postAndFollow(`/guide/${other}`, { ...form, number: '8' });
    await writer.postAndFollow(`/guide/${id}/restoration`);
    expect(await episodeAt(id)).toMatchObject({ number: 7, deleted_at: null });
  });

  it('goes from state to state by acts that ask for what each needs', async () => {
    const writer = await alice();
    const id = await makeEpisode(writer, { show: 'Kerbside', number: '40' });
    await writer.postAndFollow(`/guide/${id}/plan`, { number: '40', record_on: '2026-11-09', publish_on: '' });
    await writer.postAndFollow(`/guide/${id}/script`);
    await writer.postAndFollow(`/guide/${id}/record`, { record_on: '2026-11-09' });
    const none = await writer.post(`/guide/${id}/schedule`, { publish_on: '' });
    expect(none.status).toBe(422);
    const early = await writer.post(`/guide/${id}/schedule`, { publish_on: '2026-11-01', publish_time: '06:00' });
    expect(errorAt(early.text, 'publish_on')).toBe('Choose 9 Nov 2026 or later, the day it is recorded.');
    await writer.postAndFollow(`/guide/${id}/schedule`, { publish_on: '2026-11-25', publish_time: '06:00' });
    expect(await episodeAt(id)).toMatchObject({ state: 'scheduled', publish_time: '06:00' });
  });
});

describe('a segment', () => {
  it('is added and changed on a page of its own, and none of negative or unsaid length', async () => {
    const writer = await alice();
    const id = await makeEpisode(writer, { show: 'Segmented' });
    const add = (fields: Record<string, string>) => writer.post(`/guide/${id}/segments`, { kind: 'main', ...fields });
    await add({ title: 'Winter hours', planned_seconds: '8:00', talking_points: 'Gates\nTrains' });
    await add({ kind: 'intro', planned_seconds: '90 s' });
    for (const [typed, said] of [
      ['-1:00', 'A length cannot be less than nothing. Type minutes and seconds, such as 8:00.'],
      ['\u22121:00', 'A length cannot be less than nothing. Type minutes and seconds, such as 8:00.'],
      ['8', 'Say what 8 is: 8:00 for minutes, or 8 s for seconds.'],
      ['25:00:00', 'Type a length from 0:00 to 24:00:00.'],
      ['soon', 'Type minutes and seconds, such as 8:00.'],
    ] as const) {
      const refused = await add({ title: 'Kept as typed', planned_seconds: typed });
      expect(refused.status).toBe(422);
      expect(errorAt(refused.text, 'planned_seconds')).toBe(said);
      expect(fieldsOf(refused.text)).toMatchObject({ title: 'Kept as typed', planned_seconds: typed });
    }
    const kept = await rows(
      'select kind, title, planned_seconds from guide_segments where episode_id = $1 order by position',
      [id],
    );
    expect(kept).toEqual([
      { kind: 'main', title: 'Winter hours', planned_seconds: 480 },
      { kind: 'intro', title: null, planned_seconds: 90 },
    ]);
    expect(textOf((await writer.get(`/guide/${id}`)).text)).toContain('9:30');
  });
});

describe('a sponsor spot', () => {
  it('comes of a collab of one’s own, which nobody else sees', async () => {
    const writer = await alice();
    const id = await makeEpisode(writer, { show: 'Sponsored' });
    const collab = idIn(
      await writer.post('/collabs', {
        name: 'Park nights, secret fee',
        company: 'Kestrel',
        currency: 'USD',
        state: 'agreed',
        compensation: 'cash',
      }),
    );
    await writer.postAndFollow(`/guide/${id}/spots`, {
      company: 'Kestrel',
      place: 'mid',
      code: 'QUEUELIGHT10',
      collab: 'Park nights, secret fee',
    });
    const [spot] = await rows<{ id: string }>('select id from guide_spots where episode_id = $1', [id]);
    expect(await rows('select user_id, collab_id from guide_spot_sources where spot_id = $1', [spot?.id])).toEqual([
      { user_id: PEOPLE.alice.id, collab_id: collab },
    ]);
    expect(textOf((await writer.get(`/guide/${id}`)).text)).toContain('Park nights, secret fee');
    const other = await bob();
    for (const path of [
      `/guide/${id}`,
      `/guide/${id}?tab=activity`,
      `/guide/${id}/spots/${spot?.id}/edit`,
      '/guide/export.csv',
    ]) {
      const { text } = await other.get(path);
      expect(text).not.toContain('secret fee');
      expect(text).not.toContain(collab);
    }
    expect(textOf((await other.get(`/guide/${id}`)).text)).toContain('QUEUELIGHT10');
    // What another changes of the spot leaves whose it is.
    await other.postAndFollow(`/guide/${id}/spots/${spot?.id}`, {
      company: 'Kestrel',
      place: 'pre',
      code: 'QUEUELIGHT10',
      collab: '',
    });
    expect(textOf((await writer.get(`/guide/${id}`)).text)).toContain('Park nights, secret fee');
    const stranger = await other.post(`/guide/${id}/spots`, {
      company: 'Kestrel',
      place: 'pre',
      collab: 'Park nights, secret fee',
      collab_id: collab,
    });
    expect(stranger.status).toBe(422);
    expect(errorAt(stranger.text, 'collab')).toBe('No collab of yours is called that. Choose one of the list.');
    expect(await rows('select from guide_spots where episode_id = $1', [id])).toHaveLength(1);
    expect(textOf((await writer.get(`/collabs/${collab}?tab=episodes`)).text)).toContain('Cold-weather park days');
  });
});
