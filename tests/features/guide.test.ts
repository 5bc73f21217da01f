import { describe, expect, it } from 'vitest';
import { idIn } from '../support/affiliates.js';
import { program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { makeEpisode, sendEpisode } from '../support/guide.js';
import { checkedTable, sendTable } from '../support/imports.js';
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

  it('has no checklist where a program or a table says that there is none', async () => {
    await makeEpisode(await alice(), { show: 'Clean slate' });
    const maker = await program(app.current, 'alice');
    const sent = { show: 'Clean slate', state: 'idea' };
    const made = await maker.post('/guide', { name: 'Of a program', ...sent, checklist: [] });
    const begun = await maker.post('/guide', { name: 'Begun', ...sent });
    expect([made.body.checklist, begun.body.checklist.length]).toEqual([[], 7]);
    const table = await sendTable(await alice(), 'guide_episodes', 'name,show,checklist\nOf a table,Clean slate,""\n');
    await checkedTable(await alice(), table);
    await (await alice()).post(`${table}/bringing-in`);
    const checks = await rows(
      `select e.name, (select count(*)::int from guide_checks c where c.episode_id = e.id) as checks from guide_episodes e where name = 'Of a table'`,
    );
    expect(checks).toEqual([{ name: 'Of a table', checks: 0 }]);
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

describe('a show', () => {
  it('tells what was left out between seasons whose numbers run on, and offers the next of its last episode', async () => {
    const writer = await alice();
    for (const [season, number] of [
      ['1', '1'],
      ['1', '2'],
      ['2', '4'],
      ['2', '5'],
    ] as const)
      await makeEpisode(writer, { show: 'Runs on', season, number });
    const [show] = await rows<{ id: string }>(`select id from guide_shows where name = 'Runs on'`);
    const { text } = await writer.get(`/guide/shows/${show?.id}`);
    expect(textOf(text)).toContain('Left out: 3');
    const last = /href="(\/guide\/[\w-]{36}\/next)"/.exec(text)?.[1] ?? '';
    expect(fieldsOf((await writer.get(last)).text)).toMatchObject({ number: '6' });
    // A season that nobody began goes on where the last one ended.
    expect(fieldsOf((await writer.get(`/guide/new?show_id=${show?.id}&season=3`)).text)).toMatchObject({ number: '6' });
  });

  it('has a name of its own, and goes to the trash without its episodes alone', async () => {
    const writer = await alice();
    await makeEpisode(writer, { show: 'Kept with its episodes' });
    const twice = await writer.post('/guide/shows', { name: 'kept with its EPISODES' });
    expect(errorAt(twice.text, 'name')).toBe('There is a show of this name.');
    const [show] = await rows<{ id: string }>(`select id from guide_shows where name like 'Kept with%'`);
    const kept = await writer.postAndFollow(`/guide/shows/${show?.id}/delete`);
    expect(textOf(kept.text)).toContain('it has episodes');
    expect(await rows('select from guide_shows where deleted_at is not null')).toEqual([]);
  });
});

describe('what others know of an episode', () => {
  it('is its days, in the calendar of whose it is; and it is found by its number, its guests and its sponsors', async () => {
    const [writer, other] = [await alice(), await bob()];
    const id = await makeEpisode(writer, {
      ...{ show: 'Dated', number: '312', name: 'Lanterns at noon', owner: PEOPLE.alice.name },
      ...{ record_on: '2031-03-04', publish_on: '2031-03-18', person_name_0: 'Guest Of Days', person_part_0: 'guest' },
    });
    await writer.postAndFollow(`/guide/${id}/spots`, { company: 'Sponsor Of Days', place: 'post' });
    const month = textOf((await writer.get('/calendar?month=2031-03')).text);
    expect(month).toContain('Record: 312 Lanterns at noon');
    expect(month).toContain('Publish: 312 Lanterns at noon');
    expect(textOf((await other.get('/calendar?month=2031-03')).text)).not.toContain('Lanterns');
    expect(textOf((await other.get('/search?q=312')).text)).toContain('Lanterns at noon');
    for (const [words, isFound] of [
      ['dated', true],
      ['LANTERNS+dated', true],
      ['lanterns+datedx', false],
    ] as const)
      for (const path of ['/guide', '/search'])
        expect([words, textOf((await other.get(`${path}?q=${words}`)).text).includes('Lanterns at noon')]).toEqual([
          words,
          isFound,
        ]);
    const [guest] = await rows<{ id: string }>(`select id from contacts where name = 'Guest Of Days'`);
    const [sponsor] = await rows<{ id: string }>(`select id from companies where name = 'Sponsor Of Days'`);
    for (const path of [`/contacts/${guest?.id}`, `/companies/${sponsor?.id}`])
      expect(textOf((await other.get(`${path}?tab=episodes`)).text)).toContain('312 Lanterns at noon');
  });

  it('is numbered once where two number it in the same moment', async () => {
    const [one, two] = [await alice(), await bob()];
    await makeEpisode(one, { show: 'Numbered at once', number: '1' });
    const both = await Promise.all([one, two].map((it) => sendEpisode(it, { show: 'Numbered at once', number: '2' })));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
  });

  it('keeps its owner, its people and its number through a stranger’s odd words', async () => {
    const writer = await alice();
    for (const [fields, field, said] of [
      [{ number: '-1' }, 'number', 'Type a whole number from 0 to 999,999.'],
      [{ owner: 'Nobody Of This House' }, 'owner', 'Nobody here is called that. Choose one.'],
      [{ publish_on: '2031-01-01', publish_time: '25:00' }, 'publish_time', 'Type a time such as 06:00.'],
      [{ publish_time: '06:00' }, 'publish_on', 'Choose the day as well.'],
      [{ show: '', show_id: '' }, 'show', 'Choose a show, or type its name.'],
      [{ show: '', show_id: PEOPLE.alice.id }, 'show', 'Choose a show, or type its name.'],
    ] as [Record<string, string>, string, string][]) {
      const refused = await sendEpisode(writer, { show: 'Odd words', ...fields });
      expect([refused.status, errorAt(refused.text, field)]).toEqual([422, said]);
    }
    expect(await rows(`select from guide_shows where name = 'Odd words'`)).toEqual([]);
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
    // One that was removed and brought back comes of it again.
    const removed = await writer.post(`/guide/${id}/spots/${spot?.id}/delete`);
    expect(removed.status).toBe(303);
    expect(textOf((await writer.get(`/collabs/${collab}?tab=episodes`)).text)).not.toContain('Cold-weather park days');
    const [entry] = await rows<{ id: string }>(
      `select id from history where guide_episode_id = $1 order by at desc, id desc limit 1`,
      [id],
    );
    await writer.postAndFollow(`/guide/${id}/history/${entry?.id}/reversal`);
    expect(textOf((await writer.get(`/guide/${id}`)).text)).toContain('Park nights, secret fee');
    const nobodys = await writer.post(`/guide/${id}/spots`, { company: '', place: 'pre' });
    expect(errorAt(nobodys.text, 'company')).toBe('Say whose spot it is.');
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
