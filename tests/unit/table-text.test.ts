import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/http/table/read-table.js';
import { shaped } from '../../src/http/table/shape.js';
import { DELIMITERS, type ReadingOptions, type Table } from '../../src/http/table/table.js';

const bytes = (text: string, letters = 'utf-8') => ({ bytes: iconv.encode(text, letters) });

/** What is found of a table, and its rows: cells, or the line with what is wrong there. */
async function seen(source: string | Buffer, asked: Partial<ReadingOptions> = {}) {
  const table = await readTable({ bytes: Buffer.from(source as string) }, asked);
  return { table, rows: await rowsOf(table) };
}

async function rowsOf(table: Table): Promise<(string[] | string)[]> {
  const rows: (string[] | string)[] = [];
  try {
    for await (const { line, cells, fault } of table.rows()) rows.push(fault ? `${line}: ${fault}` : cells);
  } catch (error) {
    rows.push(`! ${(error as Error).message}`);
  }
  return rows;
}

const refusal = (source: string | Buffer) =>
  seen(source).then(
    () => 'read',
    (error: Error) => error.message,
  );

const ofPieces = (content: Buffer, length: number) => ({
  size: content.length,
  async *pieces() {
    for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
  },
});

describe('a text as a table', () => {
  it('is read from pieces as from memory, wherever they part it, from the first each time', async () => {
    const content = Buffer.from('Name;Preis\r\n"Lämpchen; grün";12,50\r\nFüße;3\r\n'.repeat(40));
    const { table, rows } = await seen(content);
    for (const length of [1, 7, 100_000]) {
      const fetched = await readTable(ofPieces(content, length));
      expect([fetched.options, fetched.header]).toEqual([table.options, table.header]);
      for (let time = 0; time < 2; time += 1) expect(await rowsOf(fetched)).toEqual(rows);
    }
  });

  it.each([...DELIMITERS])('is parted by %j where its rows are', async (delimiter) => {
    const { table, rows } = await seen(
      `${['Name', 'Price', 'Note'].join(delimiter)}\n${['Lamp', '12', 'new'].join(delimiter)}`,
    );
    expect(table.options).toMatchObject({ delimiter, quote: '"', letters: 'utf-8', header: true });
    expect(table.header).toEqual(['Name', 'Price', 'Note']);
    expect(rows).toEqual([['Lamp', '12', 'new']]);
  });

  it('is parted by semicolons beside commas in amounts', async () => {
    const { table, rows } = await seen('Name;Price;Paid\nLamp;1,50;2,50\nBulb;1,25;3,75\n');
    expect(table.options.delimiter).toBe(';');
    expect(rows[1]).toEqual(['Bulb', '1,25', '3,75']);
  });

  it('is parted as its first line states, which Excel writes', async () => {
    const { table, rows } = await seen('sep=|\r\na,b|c\r\n1,2|3\r\n4|5|6');
    expect(table.options.delimiter).toBe('|');
    expect(table.header).toEqual(['a,b', 'c']);
    expect(rows).toEqual([['1,2', '3'], '4: This row has 3 cells where the table has 2 columns.']);
    // It is no row of the table either where another delimiter is chosen.
    expect((await seen('sep=|\r\na,b|c\r\n1,2|3', { delimiter: ',' })).rows).toEqual([['1', '2|3']]);
  });

  it('of one column has one', async () => {
    const { table, rows } = await seen('Name\nLamp\n\nBulb\n');
    expect([table.header, rows]).toEqual([['Name'], [['Lamp'], ['Bulb']]]);
  });

  it('counts lines through quoted breaks and mixed ends of lines', async () => {
    const { rows } = await seen('a,b\r\n1,"x\r\ny\nz"\r2,3\n\n4,5\r\n6\n');
    expect(rows).toEqual([
      ['1', 'x\r\ny\nz'],
      ['2', '3'],
      ['4', '5'],
      '8: This row has 1 cell where the table has 2 columns.',
    ]);
  });

  it('keeps a quote within a cell, and knows another quote', async () => {
    expect((await seen('a,b\n5" tube,"say ""so"""\n')).rows).toEqual([['5" tube', 'say "so"']]);
    expect((await seen("a,b\n'x,y','it''s'\n", { quote: "'" })).rows).toEqual([['x,y', "it's"]]);
    expect((await seen('a,b\n"x,y\n', { quote: '' })).rows).toEqual([['"x', 'y']]);
  });

  it('tells of a quote that is never closed, with its row, and what comes before', async () => {
    expect((await seen('a,b\n1,2\n3,"4\n5,6\n')).rows).toEqual([
      ['1', '2'],
      '! A quote (") in the row that begins in line 3 is never closed.',
    ]);
    const endless = `a,b\n1,2\n3,"${'x,y\n'.repeat(1_200_000)}`;
    expect((await seen(endless)).rows[1]).toBe(
      '! The row that begins in line 3 is too long. Is a quote (") in it never closed?',
    );
  });

  it('tells of rows with too few and too many cells; empty ones behind the last column are none', async () => {
    expect((await seen('a,b,c\n1,2,3,,\n1,2\n1,2,3,4\n1,2,3')).rows).toEqual([
      ['1', '2', '3'],
      '3: This row has 2 cells where the table has 3 columns.',
      '4: This row has 4 cells where the table has 3 columns.',
      ['1', '2', '3'],
    ]);
  });

  it('tells of a header once more, of names that are missing and of one that stands twice', async () => {
    const { table, rows } = await seen('Name,,Price,Price,\nLamp,x,1,2,\nName,,Price,Price,\nBulb,,3,4,\n');
    expect(table.header).toEqual(['Name', '', 'Price', 'Price']);
    expect(table.remarks).toEqual(['Without a name: column 2.', 'More than one column is called Price.']);
    expect(rows).toEqual([['Lamp', 'x', '1', '2'], '3: This row is the header once more.', ['Bulb', '', '3', '4']]);
  });

  it('may have no header, which its first row tells or a person', async () => {
    const { table, rows } = await seen('Lamp,12.50,2026-11-18\nBulb,3.00,2026-11-19');
    expect([table.options.header, table.header, rows.length]).toEqual([false, ['', '', ''], 2]);
    expect((await seen('Lamp,12.50\n', { header: true })).table.remarks).toEqual(['There is no row below the header.']);
    expect((await seen('Name,Price\n', { header: false })).rows).toEqual([['Name', 'Price']]);
    expect((await seen('Name,2024,2025\nLamp,1,2')).table.options.header).toBe(true);
  });

  it('may have titles above its header, which are told and left out unless its first row is a row', async () => {
    const csv = 'Shelf of 2026,,\n\n,as of May,\nName,Price,City\nLamp,1,Rome\n,,Bonn\n';
    const { table, rows } = await seen(csv);
    expect(table.header).toEqual(['Name', 'Price', 'City']);
    expect(table.remarks).toEqual([
      'Stands above the table and is left out: Shelf of 2026.',
      'Stands above the table and is left out: as of May.',
    ]);
    expect(rows).toEqual([
      ['Lamp', '1', 'Rome'],
      ['', '', 'Bonn'],
    ]);
    expect((await seen(csv, { header: false })).rows).toHaveLength(5);
    expect((await seen('Name\nLamp\nBulb\n')).rows).toEqual([['Lamp'], ['Bulb']]);
  });

  it('tells of a cell of 1 MB in its row, and of a zero byte', async () => {
    const { rows } = await seen(`a,b\n1,${'x'.repeat(1024 * 1024)}\n2,\0\n3,4\n`);
    expect(rows).toEqual([
      '2: The cell in b is longer than 100,000 characters, the most that can be read.',
      '3: This row holds a zero byte, which no text has.',
      ['3', '4'],
    ]);
  });

  it('has 500 columns at most', async () => {
    const columns = (n: number) => Array.from({ length: n }, (_, at) => `c${at}`).join(',');
    expect((await seen(`${columns(500)}\n`)).table.header).toHaveLength(500);
    expect(await refusal(`${columns(501)}\n`)).toBe('This table has more than 500 columns, the most that can be read.');
  });

  it('has 1,000,000 rows at most', async () => {
    async function* endless() {
      for (let line = 1; ; line += 1) yield { line, cells: ['1'] };
    }
    const table = await shaped(endless, { header: true, isSheet: false });
    let rows = 0;
    const all = async () => {
      for await (const _ of table.rows()) rows += 1;
    };
    await expect(all()).rejects.toThrow('This table has more than 1,000,000 rows, from line 1000002 on. Split it.');
    expect(rows).toBe(1_000_000);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /^This is empty/],
    ['blanks', ' \n\n\t\n', /^This holds no row/],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex'),
      /^This is a picture/,
    ],
    ['a PDF', '%PDF-1.7\n1 0 obj', /^This is a PDF/],
    [
      'a web page',
      '\ufeff\n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>1',
      /^This is a web page/,
    ],
    ['a table of a web page', '<table border=1>', /^This is a web page/],
    ['XML', '<?xml version="1.0"?><Workbook/>', /^This is XML/],
    ['JSON', '[{"name": "Lamp"}]', /^This is JSON/],
    ['vCards', 'BEGIN:VCARD\r\nVERSION:3.0', /^These are vCards/],
    [
      'an old workbook',
      Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex'),
      /^This is a workbook of the old kind/,
    ],
    ['noise', Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 7919) % 256)), /^This is neither/],
    ['more than 50 MB', Buffer.alloc(50 * 1024 * 1024 + 1, 'a,b\n'), /^A table may have 50 MB at most/],
  ])('is not %s', async (_, source, said) => {
    expect(await refusal(source)).toMatch(said);
  });
});

describe('the letters of a table', () => {
  const german = `Name;Preis;Größe\r\n${'Müller;1.234,50;groß\r\nJürgen Weiß;20,00;für später\r\n'.repeat(20)}`;

  it.each([
    ['utf-8', 'utf-8', false],
    ['utf-16le', 'utf-16le', false],
    ['utf-16be', 'utf-16be', false],
    ['windows-1252', 'windows-1252', true],
  ])('are found: %s', async (written, found, guessed) => {
    const table = await readTable(bytes(german, written));
    expect([table.options.letters, table.lettersGuessed, table.options.delimiter]).toEqual([found, guessed, ';']);
    expect(table.header).toEqual(['Name', 'Preis', 'Größe']);
    expect((await rowsOf(table))[0]).toEqual(['Müller', '1.234,50', 'groß']);
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'])(
    'are said by a mark, which is no part of the first name: %s',
    async (letters) => {
      const table = await readTable({ bytes: iconv.encode('Name,Price\nLamp,1', letters, { addBOM: true }) });
      expect([table.options.letters, table.header]).toEqual([letters, ['Name', 'Price']]);
    },
  );

  it('are looked for in the whole text', async () => {
    const late = `Name,Note\n${'Lamp,plain\n'.repeat(20_000)}${'Müller,für Größe\n'.repeat(9)}`;
    const table = await readTable(bytes(late, 'windows-1252'));
    expect([table.options.letters, table.lettersGuessed]).toEqual(['windows-1252', true]);
    expect((await rowsOf(table)).at(-1)).toEqual(['Müller', 'für Größe']);
  });

  it('may hold the sign for what could not be read, where all of it is UTF-8', async () => {
    for (const asked of [{}, { letters: 'utf-8' }])
      expect((await seen(Buffer.from('Name\nM\ufffdller'), asked)).rows).toEqual([['M\ufffdller']]);
  });

  it('are taken as chosen; where they are not that, the row says so', async () => {
    expect((await seen(iconv.encode('Имя\nАнна', 'koi8-r'), { letters: 'koi8-r' })).rows).toEqual([['Анна']]);
    expect((await seen(iconv.encode('Name\nMüller\nLamp', 'windows-1252'), { letters: 'utf-8' })).rows).toEqual([
      '2: This row holds signs that cannot be read as utf-8. Choose other letters, or mend the row.',
      ['Lamp'],
    ]);
  });
});

describe('any table', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'abcdéßZ019 -,;\t|"\n\'.@/=&'), maxLength: 8 });
  const tables = fc
    .integer({ min: 2, max: 6 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

  it.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])(
    'is read back as it was written, in %s',
    async (letters) => {
      await fc.assert(
        fc.asyncProperty(
          tables,
          fc.constantFrom(...DELIMITERS),
          fc.constantFrom('\n', '\r\n', '\r'),
          async (cells, delimiter, end) => {
            const header = cells[0]?.map((_, at) => `Column ${at}`) ?? [];
            const text = stringify([header, ...cells], { delimiter, record_delimiter: end, quoted_match: /[\r\n]/ });
            const table = await readTable(
              { bytes: iconv.encode(text, letters, { addBOM: letters.startsWith('utf-16') }) },
              { letters },
            );
            expect(table.options.delimiter).toBe(delimiter);
            expect(table.header).toEqual(header);
            const filled = cells.filter((row) => row.some((it) => /\S/.test(it)));
            expect(await rowsOf(table)).toEqual(filled);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('that is any bytes at all is read or refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (any) => {
        const said = await refusal(Buffer.from(any));
        expect(said === 'read' || /^[A-Z].*\.$/.test(said)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });
});
