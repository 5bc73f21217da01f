import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chapter } from '../../src/features/guide/pack/chapters.js';
import { chapterList, jsonChapters, mp4Chaps, podloveChapters } from '../../src/features/guide/pack/formats.js';
import { brokenRules, readChapterList } from '../../src/features/guide/pack/read-chapters.js';
import { oneLine } from '../../src/http/clean-text.js';

const chapter = (start: number, title: string): Chapter => ({ segment: null, start, title, url: null });
const read = (text: string) => {
  const { chapters, faults } = readChapterList(text);
  return [...chapters.map(({ start, title }) => `${start} ${title}`), ...faults.map((it) => `${it.place}: ${it.text}`)];
};
const same = (text: string) => readChapterList(text).chapters.map(({ start, title }) => ({ start, title }));

const title = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'0123456789:.,-–—|>=()[]*_ hsmUhrMinStd#'), minLength: 1, maxLength: 16 }),
    fc.constantFrom(
      '- 1:23 x',
      '-1:23 x',
      '1:23 x',
      ': 5 x',
      'Uhr',
      'min',
      ') x',
      '- - x',
      '>',
      '->',
      'Kapitel 3',
      '１：２３',
    ),
  )
  .map(oneLine)
  .filter((it) => it !== '' && it.isWellFormed());
const chapters = fc.array(fc.record({ start: fc.nat(359_999), title }), { minLength: 1, maxLength: 8 });

describe('a list of chapters that was given', () => {
  it('is read as the same chapters, in each of its forms, whatever they are called', () => {
    fc.assert(
      fc.property(chapters, (list) => {
        const all = list.map((it) => chapter(it.start, it.title));
        const forms = [
          chapterList(all),
          mp4Chaps(all),
          jsonChapters(all, { title: 'T', show: 'S' }),
          podloveChapters(all),
        ];
        for (const text of forms) expect(same(text)).toEqual(list);
        expect(same(chapterList(all).replaceAll('\n', '\r\n\r\n'))).toEqual(list);
      }),
      { numRuns: 1000 },
    );
  });

  it('names its version and its times as the formats want them', () => {
    const all = [{ ...chapter(0, 'Intro'), url: 'https://x.example/?a=1&b="2"' }, chapter(3723, '<Tom & "Ann">')];
    expect(JSON.parse(jsonChapters(all, { title: 'The bell', show: 'Hour' }))).toEqual({
      version: '1.2.0',
      title: 'The bell',
      podcastName: 'Hour',
      chapters: [
        { startTime: 0, title: 'Intro', url: 'https://x.example/?a=1&b="2"' },
        { startTime: 3723, title: '<Tom & "Ann">' },
      ],
    });
    expect(podloveChapters(all).split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">',
      '  <psc:chapter start="00:00:00.000" title="Intro" href="https://x.example/?a=1&amp;b=&quot;2&quot;"/>',
      '  <psc:chapter start="01:02:03.000" title="&lt;Tom &amp; &quot;Ann&quot;&gt;"/>',
      '</psc:chapters>',
      '',
    ]);
    expect(mp4Chaps(all)).toBe('00:00:00.000 Intro\n01:02:03.000 <Tom & "Ann">\n');
    expect(chapterList(all)).toBe('0:00 Intro\n1:02:03 <Tom & "Ann">');
  });
});

describe('a list of chapters that was typed', () => {
  it.each([
    ['0:00 Intro', '0 Intro'],
    ['1:02:03 Ein Gespräch', '3723 Ein Gespräch'],
    ['75:30 Late', '4530 Late'],
    ['  \t00 : 05 :\u00a007\u3000 Odd spaces ', '307 Odd spaces'],
    ['０：００　はじめに', '0 はじめに'],
    ['１２：３４ ： Full width', '754 Full width'],
    ['٣:١٥ Arabic digits', '195 Arabic digits'],
    ['0:09,5 Komma', '9.5 Komma'],
    ['00:00:12.250 - Title', '12.25 Title'],
    ['(1:00) Title', '60 Title'],
    ['[1:00]: Title', '60 Title'],
    ['**1:00** Title', '60 Title'],
    ['- 1:00 – Title', '60 Title'],
    ['3. 1:00 Title', '60 Title'],
    ['Kapitel 3: 12:30 Uhr Pause', '750 Pause'],
    ['Chapter 2 - 12:30 Pause', '750 Pause'],
    ['ab 2:05 Min. Der Markt', '125 Der Markt'],
    ['Der Markt: 2:05', '125 Der Markt'],
    ['Closing (1:02:03)', '3723 Closing'],
    ['1h 2m 3s Words', '3723 Words'],
    ['1 Std. 2 Min. 3 Sek. Wörter', '3723 Wörter'],
    ['2 Minuten 5 Sekunden: Wörter', '125 Wörter'],
    ['\u200e0:05 \u202bTitle\u202c', '5 Title'],
  ])('reads %j', (line, is) => {
    expect(read(line)).toEqual([is]);
  });

  it('says each line that cannot be read, and passes over headings and empty ones', () => {
    expect(
      read(
        [
          '\ufeffKapitel:',
          '0:00 Eins',
          '',
          'Zwei',
          '1:75 Drei',
          '1:5 Vier',
          '1:61:00 Fünf',
          '-0:05 Sechs',
          '2:00',
          '0:01:02:03 Acht',
          '1:00 - 2:00 Neun',
          '1000:00:00 Zehn',
          `${'x'.repeat(3000)} 1:00`,
        ].join('\r\n'),
      ),
    ).toEqual([
      '0 Eins',
      'Line 4: “Zwei” has no time such as 3:15 in front.',
      'Line 5: 1:75 has 75 seconds; 59 are the most.',
      'Line 6: 1:5 is not clear. Minutes behind hours, and seconds, have two digits: 3:05.',
      'Line 7: 1:61:00 has 61 minutes; beside hours 59 are the most.',
      'Line 8: -0:05 lies before the beginning.',
      'Line 9: Nothing stands behind 2:00. Type what the chapter is called.',
      'Line 10: 0:01:02:03 has 4 parts. Type hours, minutes and seconds, such as 1:02:03.',
      'Line 11: It has two times. Type the one at which it begins.',
      'Line 12: 1000:00:00 is 100 hours or more.',
      'Line 13: This line is too long to be a chapter.',
    ]);
    expect(read('  \n ')).toEqual([': Type or paste a list of chapters.']);
    expect(read('Kapitel')).toEqual([': No line has a time and a title.']);
    expect(read('{"chapters": 3}')).toEqual([': This is no file of JSON chapters.']);
    expect(read('{')).toEqual([': This is no file of JSON chapters.']);
    expect(read('{"chapters":[{"startTime":"x"},{"startTime":5,"title":" "},{"startTime":-5,"title":"a"}]}')).toEqual([
      'Chapter 1: It has no startTime in seconds, or no title.',
      'Chapter 2: It has no title.',
      'Chapter 3: It lies before the beginning.',
    ]);
    expect(read('<html>')).toEqual([': This is no file of Podlove Simple Chapters.']);
    expect(
      read('<psc:chapters><psc:chapter start="now" title="a"/><psc:chapter start="12.5" title="b"/></psc:chapters>'),
    ).toEqual(['12.5 b', 'Chapter 1: Its start is no time such as 00:03:15.']);
    expect(read('<a>'.repeat(60_000))).toEqual([': This is no file of Podlove Simple Chapters.']);
    expect(read('x'.repeat(200_001))).toEqual([': This is too long to be a list of chapters.']);
    expect(read('0:00 a\n'.repeat(1_001))).toEqual([': It has 1,001 chapters; 1000 are the most.']);
  });

  it('says each rule that it breaks, by its line', () => {
    const rules = (text: string, end = 600) =>
      brokenRules(readChapterList(text), end).map(({ place, text: it }) => `${place}: ${it}`);
    expect(rules('0:00 Eins\n1:00 Zwei\n2:00 Drei')).toEqual([]);
    expect(rules('Kapitel\n０：０５ Eins\n1:00 Zwei')).toEqual([
      'Line 2: The first chapter begins at 0:05. Platforms want it at 0:00.',
      ': There are 2 chapters. Platforms want 3 or more.',
    ]);
    expect(rules('0:00 Eins\n2:00 Zwei\n1:00 Drei\n1:05 Vier\n11:00 Fünf')).toEqual([
      'Line 3: Chapter 3 begins at 1:00, before chapter 2 at 2:00.',
      'Line 3: Chapter 3 lasts 5 seconds. Platforms want 10 or more.',
      'Line 5: Chapter 5 begins at 11:00, which is behind the end, 10:00.',
    ]);
  });

  it('is read without a fault of ours, and quickly, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const list = readChapterList(text);
        for (const it of list.chapters) expect(it.start >= 0 && it.title !== '').toBe(true);
      }),
    );
    const began = performance.now();
    for (const bit of ['0:', '1 ', ' : ', '- ', '1h', '٣', '(', 'a - '])
      readChapterList(
        bit
          .repeat(2_000 / bit.length)
          .concat('\n')
          .repeat(90),
      );
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
