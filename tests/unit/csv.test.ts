import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLines, csvText, readCsvText } from '../../src/http/csv.js';
import { awkwardText } from '../support/csv.js';

// What ends a record is told, as csv-parse would take the first line's end for the only one and read on past others.
const read = (text: string) => parse(text, { record_delimiter: ['\r\n', '\n', '\r'] }) as string[][];

describe('a text in a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+41 79', "'+41 79"],
    ['-5', "'-5"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['\ry', "'\ry"],
    ["'=1", "''=1"],
    ["''-5", "'''-5"],
    ['lamp\n=1', "lamp\n'=1"],
    ['lamp\r\n@x\r-y', "lamp\r\n'@x\r'-y"],
    ['\r=1', "'\r'=1"],
    ['\r\n=1', "\r\n'=1"],
  ])('is disarmed in each line that begins like a formula: %j', (text, cell) => {
    expect(csvText(text)).toBe(cell);
    expect(readCsvText(cell)).toBe(text);
  });

  it.each(['', 'lamp', "'lamp'", "'", 'a=b', ' =1', 'one\n\ntwo', 'one\r\n\r\ntwo', "it's\n'so'"])(
    'stays as it is where none does: %j',
    (text) => {
      expect(csvText(text)).toBe(text);
      expect(readCsvText(text)).toBe(text);
    },
  );

  it('is empty where there is no text', () => {
    expect(csvText(null)).toBe('');
  });

  it('has no line left that a spreadsheet would run', () => {
    fc.assert(
      fc.property(awkwardText, (text) => {
        for (const line of csvText(text).split(/\r\n|\n|\r/)) expect(line).not.toMatch(/^[=+\-@\t]/);
        expect(csvText(text)).not.toMatch(/^\r(?!\n)/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is read back exactly, whatever it is', () => {
    for (const texts of [awkwardText, fc.string({ unit: 'binary' })])
      fc.assert(
        fc.property(texts, (text) => {
          expect(readCsvText(csvText(text))).toBe(text);
        }),
        { numRuns: 2000 },
      );
  });
});

describe('lines of CSV', () => {
  it('quote a cell for any end of a line in it', () => {
    expect(csvLines([['a\nb', 'a\rb', 'a\r\nb', 'a b']])).toBe('"a\nb","a\rb","a\r\nb",a b\r\n');
  });

  it('are read back exactly by a strict reader that knows every end of a line', () => {
    const rows = fc.array(fc.array(awkwardText, { minLength: 3, maxLength: 3 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, (cells) => {
        const lines = csvLines(cells.map((row) => row.map(csvText)));
        expect(read(lines).map((row) => row.map(readCsvText))).toEqual(cells);
      }),
      { numRuns: 500 },
    );
  });
});
