import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertSegments, makeEpisode } from '../support/guide.js';
import { fieldsOf } from '../support/item-form.js';
import { textOf, type Visitor } from '../support/visitor.js';

/** The order of segments, which people change at once; what an episode is checked by; the one that comes after it. */
const app = useApp();
const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const bob = () => app.current.as('bob');

const TITLES = ['Open', 'News', 'Main', 'Guest', 'Close'];
const orderOf = async (id: string) =>
  (await rows<{ title: string }>('select title from guide_segments where episode_id = $1 order by position', [id])).map(
    ({ title }) => title,
  );
const versionOf = async (id: string) =>
  (await rows<{ version: number }>('select version from guide_episodes where id = $1', [id]))[0]?.version ?? 0;

async function episode(writer: Visitor, show: string, titles = TITLES) {
  const id = await makeEpisode(writer, { show });
  const segments = await insertSegments(
    app.current,
    id,
    titles.map((title) => ({ title, planned_seconds: 60 })),
  );
  return { id, segments, version: String(await versionOf(id)) };
}

describe('the order of segments', () => {
  it('is changed by a step up or down, or to a place, in one statement and with its history', async () => {
    const writer = await alice();
    const { id, segments, version } = await episode(writer, 'Stepped');
    const page = await writer.postAndFollow(`/guide/${id}/order`, { version, down: segments[0] ?? '' });
    expect(textOf(page.text)).toContain('Moved Open to 2 of 5.');
    expect(await orderOf(id)).toEqual(['News', 'Open', 'Main', 'Guest', 'Close']);
    await writer.postAndFollow(`/guide/${id}/order`, {
      version: String(await versionOf(id)),
      segment: segments[4] ?? '',
      to: '1',
    });
    expect(await orderOf(id)).toEqual(['Close', 'News', 'Open', 'Main', 'Guest']);
    const places = await rows('select position from guide_segments where episode_id = $1 order by position', [id]);
    expect(places.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    const told = textOf((await writer.get(`/guide/${id}?tab=activity`)).text);
    expect(told).toContain('Segments 5. Close (1:00) 1. Close (1:00)');
    expect(told).not.toContain('Guest (1:00)');
    // The history brings an order back.
    const [entry] = await rows<{ id: string }>(
      `select id from history where guide_episode_id = $1 and changes ? 'segments' order by at desc limit 1`,
      [id],
    );
    await writer.postAndFollow(`/guide/${id}/history/${entry?.id}/reversal`);
    expect(await orderOf(id)).toEqual(['News', 'Open', 'Main', 'Guest', 'Close']);
  });

  it('stays at its ends, and knows no segment of another episode', async () => {
    const writer = await alice();
    const { id, segments } = await episode(writer, 'Ended');
    const before = await versionOf(id);
    expect(textOf((await writer.postAndFollow(`/guide/${id}/order`, { up: segments[0] ?? '' })).text)).toContain(
      'Open is the first already.',
    );
    const other = await episode(writer, 'Ended elsewhere');
    await writer.postAndFollow(`/guide/${id}/order`, { segment: other.segments[0] ?? '', to: '2' });
    await writer.postAndFollow(`/guide/${id}/order`, { segment: segments[1] ?? '', to: '9999' });
    expect(await orderOf(id)).toEqual(['Open', 'Main', 'Guest', 'Close', 'News']);
    expect(await versionOf(id)).toBe(before + 1);
    for (const sent of [
      {},
      { up: 'x' },
      { segment: segments[0] ?? '', to: '-1' },
      { segment: segments[0] ?? '', to: '1e3' },
    ] as Record<string, string>[])
      expect((await writer.post(`/guide/${id}/order`, sent)).status).toBe(400);
  });

  it('that two tabs change at once loses nothing: the second is told both orders, and chooses', async () => {
    const [one, two] = [await alice(), await bob()];
    const { id, segments, version } = await episode(one, 'Two tabs');
    await one.get(`/guide/${id}`);
    await two.get(`/guide/${id}`);
    await one.postAndFollow(`/guide/${id}/order`, { version, segment: segments[4] ?? '', to: '1' });
    // Meanwhile another segment came, which an order of before does not know.
    await one.postAndFollow(`/guide/${id}/segments`, { kind: 'news', title: 'Late news' });
    const met = await two.post(`/guide/${id}/order`, { version, segment: segments[1] ?? '', to: '4' });
    expect(met.status).toBe(409);
    const said = textOf(met.text);
    expect(said).toContain('Choose what stays.');
    expect(said).toMatch(
      /As it stands now Close Open News Main Guest Late news As you moved it Open Main Guest Late news News Close/,
    );
    expect(await orderOf(id)).toEqual(['Close', 'Open', 'News', 'Main', 'Guest', 'Late news']);
    await two.postAndFollow(`/guide/${id}/order/choice`, { order: fieldsOf(met.text)['order'] ?? '' });
    expect(await orderOf(id)).toEqual(['Open', 'Main', 'Guest', 'Late news', 'News', 'Close']);
  });

  it('takes two moves that are sent in the same moment one after the other', async () => {
    const [one, two] = [await alice(), await bob()];
    const { id, segments, version } = await episode(one, 'Same moment');
    await two.get(`/guide/${id}`);
    const answers = await Promise.all([
      one.post(`/guide/${id}/order`, { version, segment: segments[0] ?? '', to: '5' }),
      two.post(`/guide/${id}/order`, { version, segment: segments[3] ?? '', to: '1' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect((await orderOf(id)).sort()).toEqual([...TITLES].sort());
  });

  it('takes a move that was meant for this order, though something else of the episode was changed since', async () => {
    const [one, two] = [await alice(), await bob()];
    const { id, segments, version } = await episode(one, 'Something else');
    await two.postAndFollow(`/guide/${id}/links`, { url: 'https://park.example', kind: 'mentioned' });
    await one.postAndFollow(`/guide/${id}/order`, { version, up: segments[1] ?? '' });
    expect(await orderOf(id)).toEqual(['News', 'Open', 'Main', 'Guest', 'Close']);
  });

  it('holds no more than 300, and says so', async () => {
    const writer = await alice();
    const { id } = await episode(
      writer,
      'Crowded',
      Array.from({ length: 300 }, (_, n) => `Part ${n + 1}`),
    );
    const refused = await writer.post(`/guide/${id}/segments`, { kind: 'main', title: 'One more' });
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toContain('Keep 300 at most.');
    expect((await writer.get(`/guide/${id}`)).status).toBe(200);
  });
});

describe('the checklist', () => {
  it('saves what its form ticked, and leaves what another ticked meanwhile', async () => {
    const [one, two] = [await alice(), await bob()];
    const id = await makeEpisode(one, { show: 'Ticked' });
    const checks = await rows<{ id: string }>('select id from guide_checks where episode_id = $1 order by position', [
      id,
    ]);
    const [first, second, third] = checks.map((it) => it.id);
    await two.get(`/guide/${id}`);
    await one.postAndFollow(`/guide/${id}/ticks`, { was: '', tick: [first ?? '', second ?? ''] });
    const page = await two.postAndFollow(`/guide/${id}/ticks`, { was: '', tick: [third ?? ''] });
    expect(textOf(page.text)).toContain('3 of 7');
    await one.postAndFollow(`/guide/${id}/ticks`, { was: `${first},${second},${third}`, tick: [first ?? ''] });
    expect(
      await rows('select count(*)::int as n from guide_checks where episode_id = $1 and done_on is not null', [id]),
    ).toEqual([{ n: 1 }]);
  });
});

describe('the next episode', () => {
  it('takes along what repeats of this one, and nothing that happened to it', async () => {
    const writer = await alice();
    const id = await makeEpisode(writer, {
      ...{ show: 'Repeated', season: '2', number: '11', target_length: '50:00', hook: 'Only this one' },
      ...{ person_name_0: 'Mara Host', person_part_0: 'host', person_name_1: 'Lena Guest', person_part_1: 'guest' },
    });
    await insertSegments(app.current, id, [
      { kind: 'intro', title: 'Who is here', planned_seconds: 90, actual_start: 0, talking_points: 'Names' },
      { kind: 'main', title: 'One bag', planned_seconds: 1080, actual_start: 95, talking_points: 'Batteries' },
    ]);
    await writer.postAndFollow(`/guide/${id}/links`, {
      url: 'https://letter.example',
      title: 'Letter',
      every_episode: 'true',
    });
    await writer.postAndFollow(`/guide/${id}/links`, { url: 'https://once.example', title: 'Once' });
    await writer.postAndFollow(`/guide/${id}/spots`, { company: 'Dryday', place: 'pre' });
    const form = fieldsOf((await writer.get(`/guide/${id}/next`)).text);
    expect(form).toMatchObject({ number: '12' });
    const none = await writer.post(`/guide/${id}/next`, { ...form, name: '' });
    expect(textOf(none.text)).toContain('Give it a title.');
    const made = await writer.postAndFollow(`/guide/${id}/next`, { ...form, name: 'The one after' });
    expect(textOf(made.text)).toContain('12 The one after');
    // A second press of the button leads to the one that the first made.
    await writer.postAndFollow(`/guide/${id}/next`, { ...form, name: 'The one after' });
    const all = await rows<{ id: string }>(`select * from guide_episodes where name = 'The one after'`);
    expect(all).toEqual([
      expect.objectContaining({ season: 2, number: 12, state: 'idea', target_length: 3000, hook: null }),
    ]);
    const next = all[0]?.id ?? '';
    const kept = (columns: string, table: string) =>
      rows(`select ${columns} from ${table} where episode_id = $1 order by position`, [next]);
    expect(await kept('kind, title, planned_seconds, actual_start, talking_points', 'guide_segments')).toEqual([
      { kind: 'intro', title: 'Who is here', planned_seconds: 90, actual_start: null, talking_points: 'Names' },
      { kind: 'main', title: null, planned_seconds: 1080, actual_start: null, talking_points: null },
    ]);
    expect(await kept('part', 'guide_people')).toEqual([{ part: 'host' }]);
    expect(await kept('title', 'guide_links')).toEqual([{ title: 'Letter' }]);
    expect(await kept('title', 'guide_spots')).toEqual([]);
    expect(await kept('done_on', 'guide_checks')).toHaveLength(7);
  });

  it('says of a guest that they were there before', async () => {
    const writer = await alice();
    const guest = { person_name_0: 'Yuki Lantern', person_part_0: 'guest' };
    await makeEpisode(writer, { show: 'Guests', number: '94', ...guest });
    const second = await makeEpisode(writer, { show: 'Guests', number: '117', ...guest });
    expect(textOf((await writer.get(`/guide/${second}`)).text)).toContain('Guest, second time; was in 94');
  });
});

describe('an episode on paper', () => {
  it('has its segments with what is said in each, and the scripts of its spots', async () => {
    const writer = await alice();
    const { id, segments } = await episode(writer, 'Printed');
    await writer.postAndFollow(`/guide/${id}/segments/${segments[2]}`, {
      kind: 'main',
      title: 'Main',
      talking_points: 'Batteries\nLockers',
    });
    await writer.postAndFollow(`/guide/${id}/spots`, {
      ...{
        company: 'Dryday',
        place: 'mid',
        segment_id: segments[2] ?? '',
        code: 'DRYQUEUE',
        script: 'Read this aloud.',
      },
    });
    const strange = await writer.post(`/guide/${id}/spots`, { company: 'Dryday', place: 'mid', segment_id: id });
    expect(textOf(strange.text)).toContain('Choose a segment of this episode.');
    const page = textOf((await writer.get(`/guide/${id}/print`)).text);
    for (const said of ['Batteries', 'Lockers', 'Read this aloud.', 'DRYQUEUE']) expect(page).toContain(said);
    // Of a segment that goes, its spot stays.
    await writer.postAndFollow(`/guide/${id}/segments/${segments[2]}/delete`);
    expect(await rows('select segment_id from guide_spots where episode_id = $1', [id])).toEqual([
      { segment_id: null },
    ]);
  });
});
