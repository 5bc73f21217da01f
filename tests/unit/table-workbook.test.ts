import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serialDay } from '../../src/http/table/dates.js';
import { readTable } from '../../src/http/table/read-table.js';
import type { ReadingOptions } from '../../src/http/table/table.js';
import { numberText, shownBy } from '../../src/http/table/workbook/number-format.js';
import { packed, workbookParts } from '../support/workbook.js';

const inline = (text: string) =>
  `<c t="inlineStr"><is><t>${text.replace(/[&<>]/g, (it) => `&#${it.charCodeAt(0)};`)}</t></is></c>`;
const rowOf = (...texts: string[]) => `<row>${texts.map(inline).join('')}</row>`;

/** What a person sees of a workbook: its rows, or the line with what is wrong there. */
async function seen(bytes: Buffer, asked: Partial<ReadingOptions> = {}) {
  const table = await readTable({ bytes }, asked);
  const rows: (string[] | string)[] = [];
  for await (const { line, cells, fault } of table.rows()) rows.push(fault ? `${line}: ${fault}` : cells);
  return { table, rows };
}
const ofSheet = async (rows: string, more: Omit<Parameters<typeof workbookParts>[0], 'sheets'> = {}) =>
  seen(await packed(workbookParts({ sheets: { Data: rows }, ...more })));
const refusal = (bytes: Buffer) =>
  seen(bytes).then(
    () => 'read',
    (error: Error) => error.message,
  );

describe('a workbook as a table', () => {
  it('is read by its first sheet that can be seen, or the one that is chosen', async () => {
    const bytes = await packed(
      workbookParts({
        sheets: {
          Old: rowOf('no'),
          Items: rowOf('Name', 'Price') + rowOf('Lamp', '12'),
          Other: rowOf('City') + rowOf('Rome'),
        },
        states: { Old: 'state="veryHidden"' },
      }),
    );
    const { table, rows } = await seen(bytes);
    expect(table).toMatchObject({ kind: 'workbook', sheets: ['Items', 'Other'], header: ['Name', 'Price'] });
    expect([table.options.sheet, rows]).toEqual(['Items', [['Lamp', '12']]]);
    expect((await seen(bytes, { sheet: 'Other' })).rows).toEqual([['Rome']]);
    expect((await seen(bytes, { sheet: 'Old' })).table.options.sheet).toBe('Items');
  });

  it('is read by the first of its sheets that has a row, and says so of one without any', async () => {
    const sheets = { Cover: '', Blank: rowOf('', ' '), Items: rowOf('Name', 'Price') + rowOf('Lamp', '12') };
    const { table, rows } = await seen(await packed(workbookParts({ sheets })));
    expect(table).toMatchObject({ sheets: ['Cover', 'Blank', 'Items'], options: { sheet: 'Items' } });
    expect(rows).toEqual([['Lamp', '12']]);
    expect(await refusal(await packed(workbookParts({ sheets: { Cover: '', Blank: '' } })))).toBe(
      'This holds no row with anything in it.',
    );
  });

  it('has texts once for all cells, with signs that XML cannot hold, and without how they are pronounced', async () => {
    const strings =
      '<si><t xml:space="preserve"> a&amp;b </t></si><si><r><t>bold</t></r><r><t> and not</t></r><rPh><t>no</t></rPh></si><si><t>x_x000D_\ny_x005F_x000D_</t></si><si/>';
    const cells = [0, 1, 2, 3, 9].map((n) => `<c t="s"><v>${n}</v></c>`).join('');
    const { rows } = await ofSheet(`${rowOf('a', 'b', 'c', 'd', 'e')}<row>${cells}</row>`, { strings });
    expect(rows).toEqual([[' a&b ', 'bold and not', 'x\r\ny_x000D_', '', '']]);
  });

  it('has cells where they say they are, and lines as it numbers them', async () => {
    const rows = `<row r="2"><c r="B2" t="str"><v>Name</v></c><c r="D2" t="str"><v>Price</v></c></row>
      <row r="5"/><row r="7"><c r="B7" t="str"><v>Lamp</v></c><c r="XFD7" s="1"/></row>
      <row r="9"><c r="B9" t="str"><v>Bulb</v></c><c r="F9" t="e"><v>#N/A</v></c></row><row r="10"><c r="ZZ10"><v>1</v></c></row>`;
    const { table, rows: read } = await ofSheet(rows);
    expect(table.header).toEqual(['', 'Name', '', 'Price', '', '']);
    expect(read).toEqual([
      ['', 'Lamp', '', '', '', ''],
      '9: The cell in column F holds an error of the spreadsheet, #N/A.',
      '10: This row has 501 cells where the table has 6 columns.',
    ]);
  });

  it('has what formulas came to; one without is told', async () => {
    const cells = '<c><f>1+1</f><v>2</v></c><c t="str"><f>A1</f><v></v></c><c t="b"><f>1=1</f><v>1</v></c>';
    const { rows } = await ofSheet(`${rowOf('a', 'b', 'c')}<row>${cells}</row><row><c/><c><f>1+1</f><v/></c></row>`);
    expect(rows).toEqual([
      ['2', '', 'true'],
      '3: The formula in column B has no value in this file. Open it in a spreadsheet and save it.',
    ]);
  });

  it('has days, times, percentages and numbers as they are shown', async () => {
    const styles = `<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy;@"/><numFmt numFmtId="165" formatCode="00000"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs>${[0, 14, 164, 22, 10, 165, 46, 20].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`;
    const numbers = ['0.30000000000000004', '46022', '46022', '46022.5', '0.125', '123', '1.5', '0.25'];
    const cells = numbers.map((value, at) => `<c s="${at}"><v>${value}</v></c>`).join('');
    const rows = `${rowOf(...numbers.map((_, at) => `c${at}`))}<row>${cells}</row>`;
    const shown = ['0.3', '2025-12-31', '2025-12-31', '2025-12-31 12:00:00', '12.5%', '00123', '36:00:00', '6:00:00'];
    expect((await ofSheet(rows, { styles })).rows).toEqual([shown]);
    expect((await ofSheet(rows, { styles, settings: 'date1904="1"' })).rows[0]?.[1]).toBe('2030-01-01');
  });

  it('is read from a disk as from memory, from the first row each time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'table-'));
    const files = {
      'a.xlsx': await packed(workbookParts({ sheets: { Data: rowOf('a', 'b') + rowOf('1', '2') } })),
      'a.csv': Buffer.from('a,b\n1,2\n'),
    };
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await writeFile(path, content);
      const table = await readTable({ path });
      for (let time = 0; time < 2; time += 1) {
        for await (const row of table.rows()) expect(row).toEqual({ line: 2, cells: ['1', '2'] });
      }
    }
    await rm(folder, { recursive: true });
  });

  it('tells of a cell of 1 MB, and has 500 columns at most', async () => {
    const { rows } = await ofSheet(rowOf('a', 'b') + rowOf('1', 'x'.repeat(1024 * 1024)) + rowOf('2', '3'));
    expect(rows).toEqual([
      '2: The cell in b is longer than 100,000 characters, the most that can be read.',
      ['2', '3'],
    ]);
    const wide = (n: number) =>
      packed(workbookParts({ sheets: { Data: rowOf(...Array.from({ length: n }, (_, at) => `c${at}`)) } }));
    expect((await seen(await wide(500))).table.header).toHaveLength(500);
    expect(await refusal(await wide(501))).toBe('This table has more than 500 columns, the most that can be read.');
  });
});

describe('what is no workbook that can be read', () => {
  const parts = workbookParts({ sheets: { Data: rowOf('Name') } });
  const sheet = 'xl/worksheets/sheet0.xml';

  it.each<[string, Record<string, string | Buffer>, RegExp]>([
    ['a binary workbook', { ...parts, 'xl/workbook.bin': '' }, /^This is a binary workbook/],
    ['OpenDocument', { mimetype: 'x', 'content.xml': '<a/>' }, /^This is a file of OpenDocument/],
    ['Numbers', { 'Index/Document.iwa': 'x' }, /^This is a file of Numbers/],
    ['a letter', { ...parts, 'word/document.xml': '<a/>' }, /^This is a document/],
    ['an archive', { 'table.csv': 'a,b' }, /^This is a packed archive and no workbook/],
    ['one without a sheet', workbookParts({ sheets: {} }), /^This workbook has no sheet that can be seen/],
    ['one with empty sheets', workbookParts({ sheets: { Data: '<row/>' } }), /^This holds no row/],
    [
      'a bomb of much the same',
      { ...parts, [sheet]: Buffer.alloc(30 * 1024 * 1024, '<row/>') },
      /^This workbook unpacks to more/,
    ],
    [
      'a bomb of texts',
      { ...parts, 'xl/sharedStrings.xml': Buffer.alloc(30 * 1024 * 1024, '<si/>') },
      /^This workbook unpacks to more/,
    ],
    [
      'one of many parts',
      Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`x${at}`, ''])),
      /^This workbook unpacks to more/,
    ],
    [
      'an element without an end',
      { ...parts, [sheet]: `<row><c t="${'x'.repeat(5_000_000)}` },
      /^A cell of this workbook is longer/,
    ],
  ])('%s is told', async (_, content, said) => {
    expect(await refusal(await packed(content))).toMatch(said);
  });

  it('breaks off where a part is larger than it says', async () => {
    const whole = await packed({ ...parts, [sheet]: Buffer.alloc(9 * 1024 * 1024, '<row/>') });
    // The directory's entry of the sheet, which states the size once unpacked.
    const entry = whole.lastIndexOf(sheet) - 46;
    whole.writeUInt32LE(100, entry + 24);
    const before = process.memoryUsage().rss;
    expect(await refusal(whole)).toBe('This workbook is damaged and cannot be unpacked. Save it once more.');
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  it('is told of one that is cut off or spoiled anywhere, and never breaks', async () => {
    const whole = await packed(workbookParts({ sheets: { Data: rowOf('Name', 'Price') + rowOf('Lamp', '1') } }));
    expect(await refusal(whole.subarray(0, whole.length - 30))).toBe(
      'This workbook is damaged and cannot be unpacked. Save it once more.',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        async (at, byte) => {
          const spoiled = Buffer.from(whole);
          spoiled[at] = byte;
          expect(await refusal(spoiled)).toMatch(/^read$|^[A-Z].*\.$/);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('numbers of a workbook', () => {
  it.each<[number, string | undefined, unknown]>([
    [0, undefined, 'plain'],
    [14, undefined, 'day'],
    [9, undefined, 'percent'],
    [164, 'General', 'plain'],
    [164, '#,##0.00 "days"', 'plain'],
    [164, '[$-409]mmm\\-yy', 'day'],
    [164, '[$€-407]#,##0.00', 'plain'],
    [164, '[Red]0.00', 'plain'],
    [164, 'm/d/yy h:mm AM/PM', 'day'],
    [164, 'mm:ss', 'time'],
    [164, '[h]:mm', 'length'],
    [164, '0.0%', 'percent'],
    [164, '000', { digits: 3 }],
  ])('are shown by format %i, %s', (id, code, shown) => {
    expect(shownBy(id, code)).toEqual(shown);
  });

  it.each([
    ['1e-7', '0.0000001'],
    ['1E+20', '100000000000000000000'],
    ['-0.1', '-0.1'],
    ['1.10', '1.1'],
    ['x', 'x'],
  ])('stand plainly: %s', (value, text) => {
    expect(numberText(value, 'plain', 1900)).toBe(text);
  });

  it('lose nothing of 15 digits, and days nothing at all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
        fc.integer({ min: 0, max: 6 }),
        (n, power) => {
          const value = n / 10 ** power;
          expect(Number(numberText(String(value), 'plain', 1900))).toBe(Number(value.toPrecision(15)));
          expect(numberText(String(value), 'plain', 1900)).not.toMatch(/e/i);
        },
      ),
    );
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 109_574 }), (n) => {
        expect(numberText(String(n), 'day', 1900)).toBe(serialDay(n, 1900));
      }),
    );
  });
});
