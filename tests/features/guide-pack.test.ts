import { describe, expect, it } from 'vitest';
import { makeProgramme } from '../support/affiliates.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insertSegments, makeEpisode } from '../support/guide.js';
import { errorAt } from '../support/item-form.js';
import { textOf, type Visitor } from '../support/visitor.js';

/** The publish pack of an episode: its checks with their mends, its pieces, and lists of chapters read back in. */
const app = useApp();
const rows = <T = Record<string, unknown>>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const TITLES = ['The bell', 'News', 'Kestrel spot', 'Main', 'Outro'];

async function episode(writer: Visitor, name: string, marks: (number | null)[], fields: Record<string, string> = {}) {
  const id = await makeEpisode(writer, { name, number: '', hook: 'The worst forecast.', ...fields });
  const segments = marks.map((actual_start, n) => ({ title: TITLES[n], planned_seconds: 60, actual_start }));
  return { id, path: `/guide/${id}/pack`, segments: await insertSegments(app.current, id, segments) };
}
const kept = (id: string) =>
  rows('select title, actual_start, no_chapter from guide_segments where episode_id = $1 order by position', [id]);
const textIn = async (writer: Visitor, path: string, file: string) => {
  const answer = await writer.agent
    .get(`${path}/files/${file}`)
    .buffer(true)
    .parse((res, done) => {
      let text = '';
      res.on('data', (piece: Buffer) => (text += piece.toString()));
      res.on('end', () => done(null, text));
    });
  return {
    text: answer.body as string,
    type: answer.headers['content-type'],
    name: answer.headers['content-disposition'],
  };
};
/** The mends of a page, by what their buttons say. */
function mendsOn(html: string): Record<string, Record<string, string[]>> {
  const forms = html.match(/<form method="post" action="[^"]*\/mends">[\s\S]*?<\/form>/g) ?? [];
  return Object.fromEntries(
    forms.map((form) => {
      const fields: Record<string, string[]> = {};
      for (const [, name = '', value = ''] of form.matchAll(/name="(act|segment|to|part)" value="([^"]*)"/g))
        fields[name] = [...(fields[name] ?? []), value];
      return [textOf(/<button[\s\S]*<\/button>/.exec(form)?.[0] ?? '').trim(), fields];
    }),
  );
}

describe('the publish pack', () => {
  it('tells what fails, and a click mends it, with an undo', async () => {
    const writer = await alice();
    const { id, path, segments } = await episode(writer, 'Too short', [0, 60, 127, 134, 200]);
    await rows('update guide_episodes set recording_length = 300 where id = $1', [id]);
    const { text } = await writer.get(path);
    expect(textOf(text)).toMatch(
      /Publish pack 4 of 5 checks .*Chapter 3 lasts 7 seconds\. Platforms want 10 or more\./,
    );
    expect(textOf(text)).toMatch(/Each 10 seconds or longer : not met 1/);
    const mends = mendsOn(text);
    expect(Object.keys(mends).slice(0, 3)).toEqual([
      'Begin chapter 4 at 3:07',
      'Begin chapter 4 at 2:17',
      'Leave chapter 3 out',
    ]);
    const mended = await writer.postAndFollow(`${path}/mends`, mends['Begin chapter 4 at 3:07']);
    expect(textOf(mended.text)).toMatch(/Publish pack 5 of 5 checks .*Mended\. .*Undo/);
    expect((await kept(id)).map((it) => it.actual_start)).toEqual([0, 60, 127, 187, 200]);
    await writer.postAndFollow(/action="([^"]*reversal)"/.exec(mended.text)?.[1] ?? '');
    expect((await kept(id)).map((it) => it.actual_start)).toEqual([0, 60, 127, 134, 200]);
    const out = await writer.postAndFollow(`${path}/mends`, mends['Leave chapter 3 out']);
    expect(textOf(out.text)).toMatch(/5 of 5 checks .*No chapters of their own Kestrel spot Take in/);
    expect((await textIn(writer, path, 'chapters.txt')).text).toBe('0:00 The bell\n1:00 News\n2:14 Main\n3:20 Outro\n');
    expect(out.text).toMatch(new RegExp(`form="take-in"[^>]*|value="${segments[2]}"`));
    await writer.postAndFollow(`${path}/mends`, { act: 'take_in', segment: segments[2] as string });
    expect((await kept(id)).every(({ no_chapter }) => no_chapter === false)).toBe(true);
  });

  it('mends a late beginning by a shift or a mark, many short ones at once, and too few', async () => {
    const writer = await alice();
    const late = await episode(writer, 'Late', [5, 60, 120]);
    const shifted = await writer.postAndFollow(
      `${late.path}/mends`,
      mendsOn((await writer.get(late.path)).text)['Shift all by −0:05'],
    );
    expect(textOf(shifted.text)).toMatch(/5 of 5 checks .*Shift all by −0:05/);
    expect((await textIn(writer, late.path, 'chapters.txt')).text).toBe(
      '0:00 The bell\n0:55 News\n1:55 Kestrel spot\n',
    );
    // Whoever edits the episode afterwards is not refused for it.
    const edit = await writer.postAndFollow(`/guide/${late.id}/segments`, {
      kind: 'outro',
      title: 'Bye',
      planned_seconds: '1:00',
    });
    expect(textOf(edit.text)).toContain('Bye');
    const short = await episode(writer, 'Short', [0, 60, 63, 66, 130]);
    const all = mendsOn((await writer.get(short.path)).text)['Leave 2 chapters out'];
    expect(textOf((await writer.postAndFollow(`${short.path}/mends`, all)).text)).toContain('5 of 5 checks');
    const few = await writer.postAndFollow(`${short.path}/mends`, {
      act: 'leave_out',
      segment: short.segments[1] as string,
    });
    expect(textOf(few.text)).toContain('There are 2 chapters.');
    const back = mendsOn(few.text)['Take “News” in again'];
    expect(textOf((await writer.postAndFollow(`${short.path}/mends`, back)).text)).toContain('5 of 5 checks');
    const none = await episode(writer, 'Empty', []);
    expect(textOf((await writer.get(none.path)).text)).toMatch(
      /There are 0 chapters\. .*None yet: they are made of the segments\./,
    );
  });

  it('shifts all by an intro, and says beside the field what cannot be read', async () => {
    const writer = await alice();
    const { id, path } = await episode(writer, 'Intro', [0, 60, 120, 180]);
    for (const [by, chapters] of [
      ['0:30', '0:00 The bell\n1:30 News\n2:30 Kestrel spot\n3:30 Main\n'],
      ['+1:00', '0:00 The bell\n2:00 News\n3:00 Kestrel spot\n4:00 Main\n'],
      ['', '0:00 The bell\n1:00 News\n2:00 Kestrel spot\n3:00 Main\n'],
    ] as const) {
      await writer.postAndFollow(`${path}/shift`, { by, intro: '' });
      expect((await textIn(writer, path, 'chapters.txt')).text).toBe(chapters);
    }
    await writer.postAndFollow(`${path}/shift`, { by: '0:30', intro: 'Theme' });
    expect((await textIn(writer, path, 'chapters.txt')).text).toMatch(/^0:00 Theme\n0:30 The bell\n/);
    const refused = await writer.post(`${path}/shift`, { by: 'thirty', intro: 'Theme tune' });
    expect([refused.status, errorAt(refused.text, 'by')]).toEqual([
      422,
      expect.stringMatching(/^Type a length such as 0:30/),
    ]);
    expect(refused.text).toContain('value="Theme tune"');
    expect((await rows('select intro_offset, intro_chapter from guide_episodes where id = $1', [id]))[0]).toEqual({
      intro_offset: 30,
      intro_chapter: 'Theme',
    });
  });

  it('leaves out what makes the description too long, where one says so', async () => {
    const writer = await alice();
    const { path, id } = await episode(writer, 'Long', [0, 60, 120], { description: 'a'.repeat(4_990) });
    const { text } = await writer.get(path);
    expect(textOf(text)).toMatch(/characters more than the 5,000 that video sites take/);
    await writer.postAndFollow(`${path}/mends`, mendsOn(text)['Leave the description out']);
    expect(textOf((await writer.get(path)).text)).toMatch(/5 of 5 checks .*Left out of the description: description\./);
    expect((await rows('select description_without from guide_episodes where id = $1', [id]))[0]).toEqual({
      description_without: 'description',
    });
  });

  it('refuses what no page of it sends, and is nobody’s of an episode in the trash', async () => {
    const writer = await alice();
    const one = await episode(writer, 'One', [0, 60, 120]);
    const two = await episode(writer, 'Two', [0, 60, 120]);
    await writer.get(one.path);
    for (const sent of [
      {},
      { act: 'burn' },
      { act: 'move', segment: one.segments[0] as string, to: 'soon' },
      { act: 'shorten', part: 'hook' },
      { act: 'shift', to: '1e9' },
    ])
      expect((await writer.post(`${one.path}/mends`, sent as never)).status).toBe(400);
    for (const segment of [two.segments[0] as string, 'none'])
      expect((await writer.post(`${one.path}/mends`, { act: 'leave_out', segment })).status).toBe(404);
    expect((await writer.get(`${one.path}/files/../secrets`)).status).toBe(404);
    expect((await writer.get(`${one.path}/files/guest-mail-1.txt`)).status).toBe(404);
    await writer.postAndFollow(`/guide/${one.id}/delete`);
    for (const page of ['', '/chapters', '/files/chapters.json'])
      expect((await writer.get(one.path + page)).status).toBe(404);
  });
});

describe('the pieces of a pack', () => {
  it('are files of their types; links are one’s own where a programme matches, others’ see theirs', async () => {
    const writer = await alice();
    const company = await insertCompany(app.current.db, { name: 'Northgate', domain: 'northgate.example' });
    const { id, path, segments } = await episode(writer, 'Pieces', [0, 60, 120], {
      person_name_0: 'Lena Aldous',
      person_part_0: 'guest',
    });
    await writer.postAndFollow(`/guide/${id}/links`, {
      url: 'https://shop.northgate.example/bag',
      title: 'Backpack',
      kind: 'product',
    });
    await writer.postAndFollow(`/guide/${id}/links`, {
      url: 'https://pod.example/117',
      title: 'Podcast',
      kind: 'published',
    });
    await writer.postAndFollow(`/guide/${id}/spots`, {
      company: 'Northgate',
      company_id: company,
      place: 'mid',
      title: 'Bags',
      code: 'QUEUE',
      link: 'https://other.example/x',
      segment_id: segments[2] as string,
    });
    expect(textOf((await writer.get(path)).text)).not.toContain('with the disclosure line');
    await makeProgramme(writer, { name: 'Northgate Bags', company: 'Northgate', company_id: company });
    expect(textOf((await writer.get(path)).text)).toContain(
      'Backpack Northgate Bags does not say how its links are made.',
    );
    await rows(`update affiliate_programmes set link_pattern = '?tag=mara-20' where name = 'Northgate Bags'`);
    expect(textOf((await writer.get(path)).text)).toContain('Backpack by Northgate Bags, with the disclosure line');
    const notes = await textIn(writer, path, 'show-notes.md');
    expect(notes.text).toContain('[Backpack](<https://shop.northgate.example/bag?tag=mara-20>)');
    expect(notes.text).toContain('affiliate links');
    expect([notes.type, notes.name]).toEqual([
      expect.stringContaining('text/markdown'),
      expect.stringContaining('show-notes.md'),
    ]);
    // A spot's link is of its company, wherever it leads.
    expect((await textIn(writer, path, 'description.txt')).text).toContain(
      'code QUEUE: https://other.example/x?tag=mara-20',
    );
    expect(JSON.parse((await textIn(writer, path, 'chapters.json')).text)).toMatchObject({
      version: '1.2.0',
      podcastName: 'Turnstile Hour',
      chapters: [{ startTime: 0 }, { startTime: 60 }, { startTime: 120 }],
    });
    expect((await textIn(writer, path, 'chapters.psc')).text).toContain(
      '<psc:chapter start="00:01:00.000" title="News"/>',
    );
    expect((await textIn(writer, path, 'guest-mail-1.txt')).text).toMatch(/is out: Pieces\n\nHi Lena,/);
    expect((await textIn(writer, path, 'proof-note-1.txt')).text).toContain('Place: Mid-roll, at 2:00\nLength: 1:00');
    const bob = await app.current.as('bob');
    expect((await textIn(bob, path, 'show-notes.md')).text).toContain('(<https://shop.northgate.example/bag>)');
    expect(textOf((await (await app.current.as('vera')).get(path)).text)).not.toContain('Leave out');
  });
});

describe('a list of chapters that is read in', () => {
  it('shows what it would do first, then sets when the segments began, with an undo', async () => {
    const writer = await alice();
    const { id, path } = await episode(writer, 'Read in', [0, 60, 120, null]);
    const { text } = await writer.get(`${path}/chapters`);
    expect(text).toContain('0:00 The bell\n1:00 News\n2:00 Kestrel spot\n3:00 Main</textarea>');
    const list = 'Kapitel:\r\n０：００　The Bell\r\n1:05,5 - news\r\n2:40 Main';
    const looked = await writer.post(`${path}/chapters`, { list });
    expect(looked.status).toBe(200);
    expect(textOf(looked.text)).toMatch(/Line 3 1:05 news .*marked at 1:06, was 1:00, in whole seconds; called “News”/);
    expect(textOf(looked.text)).toContain('1 segment has no chapter then: Kestrel spot.');
    expect((await kept(id)).map((it) => it.actual_start)).toEqual([0, 60, 120, null]);
    const taken = await writer.postAndFollow(`${path}/chapters`, { list, titles: 'true', take: 'true' });
    expect(textOf(taken.text)).toMatch(/The chapters are taken over\. .*Undo/);
    expect(await kept(id)).toEqual([
      { title: 'The Bell', actual_start: 0, no_chapter: false },
      { title: 'news', actual_start: 66, no_chapter: false },
      { title: 'Kestrel spot', actual_start: 120, no_chapter: true },
      { title: 'Main', actual_start: 160, no_chapter: false },
    ]);
  });

  it('says each fault by its line, keeps what was typed, and asks which segment is meant', async () => {
    const writer = await alice();
    const { id, path, segments } = await episode(writer, 'Faults', [0, 60, 120]);
    await writer.get(`${path}/chapters`);
    const list = '0:00 The bell\n1:75 News\nwithout a time';
    const refused = await writer.post(`${path}/chapters`, { list });
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toMatch(
      /Line 2: 1:75 has 75 seconds; 59 are the most\. Line 3: “without a time” has no time/,
    );
    expect(refused.text).toContain('1:75 News\nwithout a time</textarea>');
    const odd = { list: '0:05 The bell\n0:12 Unheard of' };
    const asked = await writer.post(`${path}/chapters`, { ...odd, take: 'true' });
    expect(asked.status).toBe(422);
    expect(textOf(asked.text)).toMatch(/Line 1: The first chapter begins at 0:05\..* There are 2 chapters\./);
    expect(textOf(asked.text)).toContain('No segment is called so.');
    expect(
      (
        await writer.post(`${path}/chapters`, {
          ...odd,
          segment_1: segments[0] as string,
          segment_0: segments[0] as string,
          take: 'true',
        })
      ).status,
    ).toBe(422);
    await writer.postAndFollow(`${path}/chapters`, {
      ...odd,
      segment_0: segments[0] as string,
      segment_1: 'none',
      take: 'true',
    });
    expect((await kept(id)).map((it) => [it.actual_start, it.no_chapter])).toEqual([
      [5, false],
      [60, true],
      [120, true],
    ]);
    for (const wrong of [undefined, '', 'x'.repeat(200_001), '{"chapters":1}', ['0:00 a', '0:00 b']])
      expect((await writer.post(`${path}/chapters`, wrong === undefined ? {} : { list: wrong })).status).toBe(422);
  });
});
