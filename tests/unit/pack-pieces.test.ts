import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { isLinkPattern, linkBy, ownLink } from '../../src/features/affiliates/own-links.js';
import type { ChapterPlan } from '../../src/features/guide/pack/chapters.js';
import { chaptersOf } from '../../src/features/guide/pack/chapters.js';
import { AFFILIATE_LINE, contentOf, type PackEpisode } from '../../src/features/guide/pack/content.js';
import { hasBrackets, leavable, videoDescription } from '../../src/features/guide/pack/description.js';
import { chapterList } from '../../src/features/guide/pack/formats.js';
import { guestMail, proofNote } from '../../src/features/guide/pack/letters.js';
import { htmlNotes, markdownNotes, textNotes } from '../../src/features/guide/pack/notes.js';
import { packChecks } from '../../src/features/guide/pack/pack-checks.js';
import { INTRO, placeChapters, withList } from '../../src/features/guide/pack/place-chapters.js';
import { readChapterList } from '../../src/features/guide/pack/read-chapters.js';

const NORTHGATE = { name: 'Northgate Bags', company: 'c1', domain: 'northgate.example', pattern: '?tag=mara-20' };
const typed = (url: string, title: string | null = null) => ownLink({ url, title }, [NORTHGATE]);
const SEGMENTS = ['The bell', 'News', 'Kestrel spot', 'Outro'].map((title, at) => ({
  ...{ id: String(at), title, planned: 60, startedAt: at * 60, isChapter: true, url: null },
}));
const PLAN: ChapterPlan = { segments: SEGMENTS, shift: 0, intro: null, recorded: 250 };
const GUEST = { name: 'Lena Aldous', firstName: 'Lena', part: null, isGuest: true };
const SPOT = {
  ...{
    id: 's',
    company: 'Kestrel Optics',
    title: 'Park nights',
    place: 'mid' as const,
    script: 'Folds into a pocket.',
  },
  ...{ code: 'QUEUE10', link: typed('https://kestrel.example/'), readOn: '2026-11-09', segment: '2' },
};
const EPISODE: PackEpisode = {
  ...{ name: 'Cold-weather park days', number: 117, show: 'Turnstile Hour', explicit: false, publishOn: '2026-11-25' },
  ...{
    hook: 'The worst forecast.',
    summary: 'What closes.',
    description: null,
    plan: PLAN,
    people: [GUEST],
    spots: [SPOT],
  },
  ...{ links: [typed('https://www.northgate.example/bag?x=1', 'Backpack'), typed('https://parks.example/', null)] },
  ...{ published: [], without: [] },
};
const empty: PackEpisode = {
  ...EPISODE,
  ...{ hook: null, summary: null, people: [], spots: [], links: [], plan: { ...PLAN, segments: [] } },
};

describe('show notes', () => {
  it('say the same in text, Markdown and HTML', () => {
    const content = contentOf(EPISODE);
    expect(textNotes(content)).toBe(
      [
        ...['117 Cold-weather park days', '', 'The worst forecast.', '', 'What closes.', ''],
        ...[
          'Chapters',
          '0:00 The bell',
          '1:00 News',
          '2:00 Kestrel spot',
          '3:00 Outro',
          '',
          'Guest',
          'Lena Aldous',
          '',
        ],
        ...['Sponsor', 'Kestrel Optics: Park nights, code QUEUE10: https://kestrel.example/', ''],
        ...['Links', 'Backpack: https://www.northgate.example/bag?x=1&tag=mara-20', 'https://parks.example/', ''],
        ...['This episode has paid promotion by Kestrel Optics.', '', AFFILIATE_LINE, ''],
      ].join('\n'),
    );
    expect(markdownNotes(content)).toContain(
      '## Links\n\n- [Backpack](<https://www.northgate.example/bag?x=1&tag=mara-20>)',
    );
    expect(htmlNotes(content)).toContain(
      '<li><a href="https://www.northgate.example/bag?x=1&amp;tag=mara-20">Backpack</a></li>',
    );
    expect(htmlNotes(content)).toContain('<li>2:00 Kestrel spot</li>');
    expect(textNotes(contentOf(empty))).toBe('117 Cold-weather park days\n');
  });

  it('hold what was typed as it was typed, never as marks', () => {
    const reader = markdownIt();
    const text = fc
      .string({ unit: fc.constantFrom(...'ab 1.)#+-=*_~`[]()<>&;|!\\"\'/:é漢'), minLength: 1, maxLength: 24 })
      .map((it) => it.trim().replace(/\s+/g, ' '))
      .filter((it) => it !== '');
    fc.assert(
      fc.property(text, text, (name, hook) => {
        const content = contentOf({
          ...empty,
          name,
          number: null,
          hook,
          links: [{ ...typed('https://a.example/?a=1&copy=2'), title: name }],
        });
        const said = (html: string) =>
          html
            .replace(/<[^>]*>/g, '\n')
            .replace(
              /&(amp|lt|gt|quot|#39);/g,
              (_, of: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[of] ?? '',
            )
            .split('\n')
            .map((it) => it.trim())
            .filter(Boolean);
        expect(said(reader.render(markdownNotes(content)))).toEqual([name, hook, 'Links', name]);
        expect(said(htmlNotes(content))).toEqual([name, hook, 'Links', name]);
        expect(reader.render(markdownNotes(content))).toContain('href="https://a.example/?a=1&amp;copy=2"');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the description of a video', () => {
  it('has the chapters as a list that is read back, and no sign that video sites refuse', () => {
    const told = { ...EPISODE, hook: 'Tom <3 & Ann' };
    const text = videoDescription(told);
    expect(text).toContain(
      'Tom ‹3 & Ann\n\nWhat closes.\n\n0:00 The bell\n1:00 News\n2:00 Kestrel spot\n3:00 Outro\n\nGuest\n',
    );
    expect([hasBrackets(told), hasBrackets(EPISODE)]).toEqual([true, false]);
  });

  it('that is too long can leave out what makes it so', () => {
    const long = { ...EPISODE, description: 'a'.repeat(4_900) };
    expect(packChecks(long).faults.map(({ text, mends }) => [text, mends.map(({ label }) => label)])).toEqual([
      [
        expect.stringMatching(/^The description has \d+ characters more than the 5,000 that video sites take\.$/),
        ['Leave the description out'],
      ],
    ]);
    expect(packChecks({ ...long, without: ['description'] }).faults).toEqual([]);
    expect(leavable({ ...EPISODE, summary: 'a'.repeat(6_000), without: ['links'] }).map(({ part }) => part)).toEqual([
      'guests',
    ]);
    const linkless = videoDescription({ ...EPISODE, without: ['links'] });
    expect(linkless).not.toContain('northgate');
    expect(linkless).not.toContain(AFFILIATE_LINE);
    expect([...videoDescription({ ...empty, hook: 'é'.repeat(4_999) })].length).toBe(5_000);
    expect(packChecks({ ...empty, hook: '😀'.repeat(4_999), plan: PLAN }).checks.at(-1)?.isMet).toBe(false);
  });
});

describe('the checks of a pack', () => {
  it('are five, each with its figure, and what fails is told first, the first few of many', () => {
    expect(packChecks(EPISODE)).toMatchObject({ faults: [], more: 0, all: null });
    expect(
      packChecks(EPISODE).checks.map(({ label, isMet, figure }) => `${isMet ? '✓' : '✗'} ${label} ${figure}`),
    ).toEqual([
      '✓ First chapter at 0:00 ',
      '✓ Three chapters or more 4',
      '✓ In order, the last one before the end ',
      '✓ Each 10 seconds or longer ',
      expect.stringMatching(/^✓ Description within 5,000 \d\d\d$/),
    ]);
    const short = SEGMENTS.flatMap((it) =>
      [0, 1, 2].map((n) => ({ ...it, id: `${it.id}${n}`, startedAt: it.startedAt + n })),
    );
    const { faults, more, checks, all } = packChecks({ ...EPISODE, plan: { ...PLAN, segments: short } });
    expect([faults.length, more, checks[3]?.figure, all?.label]).toEqual([5, 3, '8', 'Leave 8 chapters out']);
  });
});

describe('the letters of a pack', () => {
  it('tell a guest that the episode is out, or when it will be', () => {
    const soon = guestMail(EPISODE, GUEST, 'Mara Quill');
    expect(soon.subject).toBe(
      'Your episode of Turnstile Hour comes out on Wednesday, 25 November: Cold-weather park days',
    );
    expect(soon.text).toMatch(/^Hi Lena,\n\n/);
    const out = guestMail(
      { ...EPISODE, published: [typed('https://pod.example/117', 'Podcast')] },
      GUEST,
      'Mara Quill',
    );
    expect(out.subject).toBe('Your episode of Turnstile Hour is out: Cold-weather park days');
    expect(out.text).toContain('Here it is:\nPodcast: https://pod.example/117\n');
    expect(out.text).toMatch(/Mara Quill\n$/);
  });

  it('prove to a sponsor where, when and how long their spot was', () => {
    const { text } = proofNote({ ...EPISODE, plan: { ...PLAN, shift: 30 } }, SPOT);
    expect(text.split('\n').slice(0, 8)).toEqual([
      'Sponsor: Kestrel Optics, Park nights',
      'Episode: Turnstile Hour, 117 Cold-weather park days',
      'Published: 25 Nov 2026',
      'Place: Mid-roll, at 2:30',
      'Length: 1:00',
      'Read: 9 Nov 2026',
      'Code: QUEUE10',
      'Link: https://kestrel.example/',
    ]);
    expect(
      proofNote({ ...EPISODE, publishOn: null }, { ...SPOT, segment: null, readOn: null, code: null }).text,
    ).toContain('Published: not yet\nPlace: Mid-roll\nRead: not yet\nLink');
  });
});

describe("one's own affiliate links", () => {
  it('take the place of links of that company or domain, and of no other', () => {
    expect(typed('https://www.northgate.example/bag')).toMatchObject({
      url: 'https://www.northgate.example/bag?tag=mara-20',
      programme: 'Northgate Bags',
    });
    expect(typed('https://shop.northgate.example/a?tag=other#part').url).toBe(
      'https://shop.northgate.example/a?tag=mara-20#part',
    );
    for (const url of [
      'https://notnorthgate.example/',
      'https://northgate.example.evil.example/',
      'https://x.example/?northgate.example',
    ])
      expect(typed(url)).toMatchObject({ url, programme: null });
    expect(ownLink({ url: 'https://x.example/', title: null, company: 'c1' }, [NORTHGATE]).programme).toBe(
      'Northgate Bags',
    );
    const part = {
      name: 'Part',
      company: null,
      domain: 'shop.northgate.example',
      pattern: 'https://go.example/r?id=7&to={link}',
    };
    expect(ownLink({ url: 'https://shop.northgate.example/a?b=1', title: null }, [NORTHGATE, part])).toMatchObject({
      url: 'https://go.example/r?id=7&to=https%3A%2F%2Fshop.northgate.example%2Fa%3Fb%3D1',
      programme: 'Part',
    });
    expect(
      ownLink({ url: 'https://northgate.example/', title: null }, [{ ...NORTHGATE, pattern: null }]),
    ).toMatchObject({
      url: 'https://northgate.example/',
      programme: null,
      note: 'Northgate Bags does not say how its links are made.',
    });
    expect(linkBy('?a=1', 'nothing')).toBeUndefined();
  });

  it('are made by parameters or by an address with the place of the link', () => {
    for (const right of ['?tag=mara-20', '?a=1&b=2', 'https://go.example/?to={link}', 'https://go.example/{link}'])
      expect(isLinkPattern(right)).toBe(true);
    for (const wrong of ['?', '?tag', '?=x', 'tag=mara', 'https://go.example/', 'javascript:{link}', 'https://{link}/'])
      expect(isLinkPattern(wrong)).toBe(false);
  });
});

describe('a list that is read back', () => {
  const lists = (plan: ChapterPlan) => readChapterList(chapterList(chaptersOf(plan))).chapters;

  it('changes nothing where nothing was changed in it', () => {
    const title = fc.constantFrom('One', 'Two', 'one', 'Théatre', '- 1:23', 'Intro');
    const segments = fc
      .array(fc.tuple(title, fc.nat(90), fc.option(fc.nat(400)), fc.boolean()), { minLength: 1, maxLength: 8 })
      .map((all) =>
        all.map(([name, planned, startedAt, isChapter], at) => ({
          id: `s${at}`,
          title: name,
          planned,
          startedAt,
          isChapter,
          url: null,
        })),
      );
    fc.assert(
      fc.property(segments, fc.nat(40), fc.option(fc.constant('Intro')), (all, shift, intro) => {
        const plan = { segments: all, shift, intro, recorded: null };
        fc.pre(chaptersOf(plan).length > 0);
        const back = withList(plan, placeChapters(plan, lists(plan)), true);
        expect(chaptersOf(back)).toEqual(chaptersOf(plan));
      }),
      { numRuns: 500 },
    );
  });

  it('is of the segments of its titles, else of those that somebody chose, else of none', () => {
    const list = readChapterList('0:00 the BELL\n1:07.6 News\n1:50 Something else').chapters;
    const placed = placeChapters(PLAN, list);
    expect(placed.map((it) => [it.segment, it.startedAt, it.fault])).toEqual([
      ['0', 0, null],
      ['1', 68, null],
      [null, 110, 'No segment is called so. Choose the one it is of, or leave the line out.'],
    ]);
    const chosen = placeChapters(PLAN, list, [undefined, undefined, '3']);
    expect(withList(PLAN, chosen, false).segments.map((it) => [it.startedAt, it.isChapter, it.title])).toEqual([
      [0, true, 'The bell'],
      [68, true, 'News'],
      [120, false, 'Kestrel spot'],
      [110, true, 'Outro'],
    ]);
    expect(placeChapters(PLAN, list, ['0', '0', 'stranger']).map(({ fault }) => fault)).toEqual([
      'Two lines are of this segment.',
      'Two lines are of this segment.',
      'Choose a segment of this episode.',
    ]);
    const ordered = readChapterList('0:00 a\n1:00 b\n2:00 c\n3:00 d').chapters;
    expect(placeChapters(PLAN, ordered).map(({ segment }) => segment)).toEqual(['0', '1', '2', '3']);
    const shifted = { ...PLAN, shift: 30, intro: 'Theme' };
    expect(
      placeChapters(shifted, readChapterList('0:00 Theme\n0:10 The bell').chapters).map((it) => [it.segment, it.fault]),
    ).toEqual([
      [INTRO, null],
      ['0', 'It would begin before the recording does. Look at what all is shifted by.'],
    ]);
  });
});
