import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertSegments, makeEpisode } from '../support/guide.js';
import { textOf, type Visitor } from '../support/visitor.js';

/** The recording of an episode: by forms alone, and as a page with a clock sends what was done. */
const app = useApp();
const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const THREE = [
  { kind: 'cold_open', title: 'The bell', planned_seconds: 60, talking_points: 'Ring it\nTwice' },
  { kind: 'sponsor', planned_seconds: 30 },
  { kind: 'outro', title: 'Thanks', planned_seconds: 45 },
];

async function episode(writer: Visitor, name: string, segments: object[] = THREE) {
  const id = await makeEpisode(writer, { name });
  return { id, path: `/guide/${id}/recording`, segments: await insertSegments(app.current, id, segments) };
}
const marksOf = async (id: string) =>
  (
    await rows<{ actual_start: number | null }>(
      'select actual_start from guide_segments where episode_id = $1 order by position',
      [id],
    )
  ).map((it) => it.actual_start);
const kept = async (id: string) => (await rows('select * from guide_episodes where id = $1', [id]))[0];
const historyOf = (id: string) =>
  rows<{ act: string; changes: Record<string, unknown> }>(
    'select act, changes from history where guide_episode_id = $1 order by at, id',
    [id],
  );
/** What a page with a clock sends. */
async function sends(writer: Visitor, path: string, act: Record<string, string>) {
  const answer = await writer.post(`${path}/acts`, act);
  return {
    status: answer.status,
    said: JSON.parse(answer.text || '{}') as {
      done: boolean;
      text: string;
      marks: Record<string, number | null>;
      since: number | null;
      length: number | null;
    },
  };
}

describe('the recording view', () => {
  it('shows what is planned, and by forms alone it is started, marked, paused, undone and ended', async () => {
    const writer = await alice();
    const { id, path, segments } = await episode(writer, 'By forms');
    const first = textOf((await writer.get(path)).text);
    expect(first).toMatch(/Planned 2:15 .*Begins with The bell Ring it Twice .*Start: The bell/);
    const begun = await writer.postAndFollow(path, { act: 'start' });
    expect(textOf(begun.text)).toMatch(/Cold open, 1 of 3 The bell .*Mark next: Sponsor .*The recording began\./);
    await rows(`update guide_episodes set recording_started_at = now() - interval '70 seconds' where id = $1`, [id]);
    const marked = await writer.postAndFollow(path, { mark: segments[1] as string });
    expect(textOf(marked.text)).toMatch(/1:1\d Planned 2:15 Against plan \+0:1\d/);
    expect(await marksOf(id)).toEqual([0, expect.toSatisfy((it) => it >= 70 && it < 75), null]);
    await writer.postAndFollow(path, { act: 'undo' });
    expect(await marksOf(id)).toEqual([0, null, null]);
    expect(textOf((await writer.postAndFollow(path, { act: 'pause' })).text)).toContain('Go on');
    await rows(
      `update guide_episodes set recording_paused_at = recording_started_at + interval '80 seconds' where id = $1`,
      [id],
    );
    await writer.postAndFollow(path, { act: 'resume' });
    await writer.postAndFollow(path, { mark: segments[2] as string });
    expect(await marksOf(id)).toEqual([0, null, 80]);
    const ended = await writer.postAndFollow(path, { act: 'end' });
    expect(ended.text).toContain('data-state="ended"');
    expect(textOf(ended.text)).toMatch(/The recording ended\. .*Undo/);
    expect(await kept(id)).toMatchObject({ state: 'recorded', recording_started_at: null, recording_paused_at: null });
    expect((await kept(id))?.recording_length).toBeGreaterThanOrEqual(80);
    const told = await historyOf(id);
    expect(told.map(({ changes }) => Object.keys(changes))).toEqual([
      ['state'],
      ['segments'],
      ['state', 'record_on', 'recording_length'],
    ]);
    // Undo takes the end back, and no mark.
    await writer.postAndFollow(/action="([^"]*reversal)"/.exec(ended.text)?.[1] ?? '');
    expect([await marksOf(id), (await kept(id))?.state, (await kept(id))?.recording_length]).toEqual([
      [0, null, 80],
      'idea',
      null,
    ]);
  });

  it('tells an episode without segments, a stranger’s address, and one in the trash', async () => {
    const writer = await alice();
    const { id, path } = await episode(writer, 'Nothing yet', []);
    expect(textOf((await writer.get(path)).text)).toContain('No segments yet');
    expect(textOf((await writer.postAndFollow(path, { act: 'start' })).text)).toContain('Add a segment first.');
    expect((await writer.post(path, { act: 'undo' })).status).toBe(303);
    expect((await writer.post(path, {})).status).toBe(400);
    expect((await writer.post(path, { act: 'pause', at: '-1' })).status).toBe(400);
    await writer.postAndFollow(`/guide/${id}/delete`);
    expect((await writer.get(path)).status).toBe(404);
    expect((await writer.post(path, { act: 'start' })).status).toBe(404);
    expect((await writer.get('/guide/none/recording')).status).toBe(404);
  });

  it('lets a viewer read along, and nothing more', async () => {
    const { path } = await episode(await alice(), 'Read along');
    const { text } = await (await app.current.as('vera')).get(path);
    expect(textOf(text)).toContain('Begins with The bell');
    expect(text).not.toContain('id="take"');
  });
});

describe('a page with a clock', () => {
  it('sends what was done when it can, by how long ago that was; what comes twice is done once', async () => {
    const writer = await alice();
    const { id, path, segments } = await episode(writer, 'Offline');
    await writer.get(path);
    const [, second, third] = segments as [string, string, string];
    const start = { act: 'start', at: '0', ago: '300000' };
    const acts = [
      start,
      { act: 'mark', segment: second, at: '62.9', ago: '237100' },
      { act: 'mark', segment: third, at: '95', ago: '205000' },
      { act: 'unmark', segment: third, at: '96', ago: '204000' },
      { act: 'pause', at: '100', ago: '200000' },
      { act: 'resume', at: '100', ago: '150000' },
      { act: 'mark', segment: third, at: '120', ago: '130000' },
    ];
    for (const act of acts) {
      expect((await sends(writer, path, act)).said.done).toBe(true);
      // The answer was lost: it is sent once more.
      expect((await sends(writer, path, act)).said.done).toBe(true);
    }
    expect(await marksOf(id)).toEqual([0, 62, 120]);
    const [clock] = await rows<{ elapsed: number }>(
      `select extract(epoch from now() - recording_started_at)::float8 as elapsed from guide_episodes where id = $1`,
      [id],
    );
    // 300 s ago, and 50 of them paused.
    expect(clock?.elapsed).toBeGreaterThanOrEqual(249);
    expect(clock?.elapsed).toBeLessThan(270);
    const end = { act: 'end', at: '250', ago: '0' };
    const { said } = await sends(writer, path, end);
    expect([said.length, Object.values(said.marks)]).toEqual([250, [0, 62, 120]]);
    await sends(writer, path, end);
    expect((await historyOf(id)).filter(({ changes }) => 'recording_length' in changes)).toHaveLength(1);
    expect((await historyOf(id)).filter(({ changes }) => 'segments' in changes)).toHaveLength(1);
  });

  it('is told of a segment that is gone, and that somebody records already', async () => {
    const writer = await alice();
    const { id, path, segments } = await episode(writer, 'Two tabs');
    await writer.get(path);
    await sends(writer, path, { act: 'start', at: '0', ago: '600000' });
    expect((await sends(writer, path, { act: 'start', at: '0', ago: '0' })).said).toMatchObject({
      done: false,
      text: 'It is being recorded already. Load the page again to go on with that clock.',
    });
    await rows('delete from guide_segments where id = $1', [segments[1]]);
    const gone = await sends(writer, path, { act: 'mark', segment: segments[1] as string, at: '40' });
    expect([gone.status, gone.said.done, gone.said.text]).toEqual([
      200,
      false,
      'This segment is no longer there, so its mark was not kept.',
    ]);
    const other = await episode(writer, 'Another');
    expect((await sends(writer, path, { act: 'mark', segment: other.segments[0] as string, at: '40' })).said.done).toBe(
      false,
    );
    expect(await marksOf(other.id)).toEqual([null, null, null]);
    expect(await marksOf(id)).toEqual([0, null]);
  });

  it('records anew: what was marked before goes, and the history keeps it', async () => {
    const writer = await alice();
    const { id, path } = await episode(
      writer,
      'Anew',
      THREE.map((it, n) => ({ ...it, actual_start: n * 50 })),
    );
    await rows('update guide_episodes set recording_length = 170 where id = $1', [id]);
    await writer.get(path);
    await sends(writer, path, { act: 'start', at: '0' });
    expect([await marksOf(id), (await kept(id))?.recording_length]).toEqual([[0, null, null], null]);
    const told = (await historyOf(id)).at(-1)?.changes as {
      segments: [{ rows: { actual_start: number }[] }];
      recording_length: unknown;
    };
    expect(told.segments[0].rows.map((it) => it.actual_start)).toEqual([0, 50, 100]);
    expect(told.recording_length).toEqual([170, null]);
  });

  it('tells a form that was opened before a mark that the episode changed since', async () => {
    const writer = await alice();
    const { id, path, segments } = await episode(writer, 'Meanwhile');
    const version = String((await kept(id))?.version);
    await writer.get(path);
    await sends(writer, path, { act: 'mark', segment: segments[0] as string, at: '0' });
    await writer.get(`/guide/${id}/segments/${segments[0]}/edit`);
    const late = await writer.post(`/guide/${id}/segments/${segments[0]}`, { kind: 'main', title: 'Late', version });
    expect(late.status).toBe(409);
    expect(await marksOf(id)).toEqual([0, null, null]);
  });
});
