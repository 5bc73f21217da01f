import { describe, expect, it } from 'vitest';
import { created, errorsOf, problemOf, useProgram } from '../support/api.js';
import { useApp } from '../support/app.js';

const app = useApp();
const alice = useProgram(app, 'alice');
const bob = useProgram(app, 'bob');
const reader = useProgram(app, 'alice', 'read');
const made = (path: string, body: object) => created(alice, path, body);
const episode = (name: string) =>
  made('/guide', {
    ...{ show: 'Coaster Talk', name },
    segments: ['Hello', 'Main', 'Bye'].map((title, n) => ({
      ...{ kind: n === 1 ? 'main' : 'intro', title, planned_seconds: 60, actual_start: n === 0 ? 0 : n * 60 },
    })),
  });

describe('the recording of an episode', () => {
  it('is started, marked, paused and ended by a program, and what is sent twice is done once', async () => {
    const { id, segments } = await episode('Recorded');
    const path = `/guide/${id}/recording`;
    const act = (body: object) => alice.post(path, body);
    expect((await reader.post(path, { act: 'start' })).status).toBe(403);
    expect(errorsOf(await act({ act: 'start', when: 1 }))).toEqual([['/when', expect.any(String)]]);
    for (const [body, at, detail] of [
      [{ act: 'fly' }, '/act', 'Send one of start, mark,'],
      [{}, '/act', 'Send one of start, mark,'],
      [{ act: 'mark' }, '/segment', 'the row of a segment'],
      [{ act: 'mark', segment: 'x' }, '/segment', 'the row of a segment'],
      [{ act: 'start', at: '5' }, '/at', 'from 0 to 604,800'],
      [{ act: 'start', at: -1 }, '/at', 'from 0 to 604,800'],
    ] as const)
      expect(errorsOf(await act(body))).toEqual([[at, expect.stringContaining(detail)]]);
    expect((await act({ act: 'start' })).body).toMatchObject({ state: 'running', length: null });
    const mark = { act: 'mark', segment: segments[1].row, at: 75 };
    for (const answer of [await act(mark), await act(mark)])
      expect(answer.body.segments.map(({ mark }: { mark: number | null }) => mark)).toEqual([0, 75, null]);
    expect(problemOf(await act({ act: 'mark', segment: id })).status).toBe(409);
    expect((await act({ act: 'pause' })).body.state).toBe('paused');
    expect((await act({ act: 'resume' })).body.state).toBe('running');
    expect((await act({ act: 'undo' })).body.segments[1].mark).toBe(null);
    await act(mark);
    expect((await act({ act: 'end', at: 200 })).body).toMatchObject({ state: 'ended', length: 200 });
    expect((await bob.get(path)).body).toMatchObject({ state: 'ended', length: 200 });
    expect((await alice.get(`/guide/${id}`)).body).toMatchObject({ state: 'recorded', recording_length: 200 });
  });
});

describe('the publish pack of an episode', () => {
  it('is read with its files, mended, shifted and given a list of chapters', async () => {
    const { id, segments, version } = await episode('Packed');
    const path = `/guide/${id}/pack`;
    const pack = (await alice.get(path)).body;
    expect(pack.chapters.map(({ start, title }: { start: number; title: string }) => [start, title])).toEqual([
      ...[
        [0, 'Hello'],
        [60, 'Main'],
      ],
      [120, 'Bye'],
    ]);
    expect(pack.files.find(({ name }: { name: string }) => name === 'chapters.txt').text).toContain('1:00 Main');
    const shift = { by: 30 };
    expect((await alice.post(`${path}/shift`, shift, { 'If-Match': `"${version + 7}"` })).status).toBe(412);
    expect(errorsOf(await alice.post(`${path}/shift`, { by: '30' }))).toEqual([['/by', 'Send whole seconds.']]);
    const shifted = await alice.post(`${path}/shift`, { by: -30 }, { 'If-Match': `"${version}"` });
    expect(shifted.status).toBe(200);
    const wanted = shifted.body.faults.flatMap(({ mends }: { mends: object[] }) => mends) as object[];
    expect(wanted.length).toBeGreaterThan(0);
    const mended = await alice.post(`${path}/mends`, wanted[0]);
    expect([mended.status, mended.body.faults.length < shifted.body.faults.length]).toEqual([200, true]);
    expect((await alice.post(`${path}/mends`, { act: 'leave_out', segment: [id] })).status).toBe(404);
    await alice.post(`${path}/shift`, { by: 0 });
    expect(errorsOf(await alice.post(`${path}/chapters`, { list: 'nothing' }))).toEqual([
      ['/list', expect.any(String)],
    ]);
    const list = '0:00 Hello\n0:40 Main\n2:10 Bye';
    const taken = await alice.post(`${path}/chapters`, { list });
    expect(taken.body.chapters.map(({ start }: { start: number }) => start)).toEqual([0, 40, 130]);
    expect((await alice.get(`/guide/${id}`)).body.segments[1]).toMatchObject({
      row: segments[1].row,
      actual_start: 40,
    });
    expect((await reader.post(`${path}/shift`, shift)).status).toBe(403);
  });
});

describe('the disclosure checklist of a deliverable', () => {
  it('is read, ticked, proven and taken back', async () => {
    const { id, deliverables } = await made('/collabs', {
      ...{ name: 'Lamp video', company: 'Brightway', currency: 'USD', compensation: 'cash', fee: '100' },
      deliverables: [{ kind: 'dedicated_video', platform: 'youtube', quantity: 1, state: 'to_do' }],
    });
    const path = `/collabs/${id}/deliverables/${deliverables[0].row}/disclosure`;
    type Listed = { rule: string; tick: object | null }[];
    const items = (await alice.get(path)).body.data as Listed;
    const [first, second] = items.map(({ rule }) => rule);
    expect(items.length).toBeGreaterThan(1);
    expect((await bob.get(path)).status).toBe(404);
    expect((await bob.post(path, { tick: [first] })).status).toBe(404);
    expect((await reader.post(path, { tick: [first] })).status).toBe(403);
    expect(errorsOf(await alice.post(path, { tick: ['x'], take_back: 'y' }))).toEqual([
      ['/tick', expect.stringContaining(String(first))],
      ['/take_back', expect.any(String)],
    ]);
    const ticks = (answer: { body: { data: Listed } }) => answer.body.data.map(({ tick }) => tick !== null);
    expect(ticks(await alice.post(path, { tick: [first] })).filter(Boolean)).toHaveLength(1);
    expect(ticks(await alice.post(path, { tick: [second], take_back: [first] })).slice(0, 2)).toEqual([false, true]);
    const proof = `${path}/${first}`;
    expect(errorsOf(await alice.post(proof, {}))).toEqual([['/link', 'Type a link, or choose a file.']]);
    expect(errorsOf(await alice.post(proof, { link: 7 }))).toEqual([['/link', 'Send a text.']]);
    expect(errorsOf(await alice.post(proof, { file_id: id }))).toEqual([['/file_id', expect.any(String)]]);
    const proven = await alice.post(proof, { link: 'https://video.example/1', place: '0:02' });
    expect(proven.body.data[0].tick).toMatchObject({ link: 'https://video.example/1', place: '0:02', file_id: null });
    expect((await alice.post(`${path}/none_such`, { link: 'https://video.example/1' })).status).toBe(404);
  });
});
