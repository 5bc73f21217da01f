import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColumnKind, formatsFor, readCell, watchColumn } from '../../src/http/table/column.js';
import { serialDay } from '../../src/http/table/dates.js';
import { choiceNamed, readTick } from '../../src/http/table/words.js';

const read = (kind: ColumnKind, format: string, cell: string) => {
  const reading = readCell(kind, cell, format);
  return 'text' in reading ? reading.text : reading.fault;
};
const formatsOf = (kind: ColumnKind, cells: string[]) => {
  const column = watchColumn(kind);
  for (const [at, cell] of cells.entries()) column.see(cell, at + 1);
  return column.found();
};
const found = (kind: ColumnKind, cells: string[]) => {
  const { certain, doubt } = formatsOf(kind, cells);
  return certain?.name ?? doubt;
};

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10));
const parts = (day: string) => {
  const [year = '', month = '', date = ''] = day.split('-');
  return {
    year,
    month,
    date,
    m: String(Number(month)),
    d: String(Number(date)),
    name: MONTHS[Number(month) - 1] ?? '',
  };
};
const written: Record<string, ((day: string) => string)[]> = {
  ymd: [
    (day) => day,
    (day) => day.replaceAll('-', '/'),
    (day) => day.replaceAll('-', '.'),
    (day) => day.replaceAll('-', ''),
  ],
  dmy: ['/', '.', '-', '. ', ' '].map(
    (sign) => (day: string) => [parts(day).d, parts(day).month, parts(day).year].join(sign),
  ),
  mdy: ['/', '-', '.'].map((sign) => (day: string) => [parts(day).m, parts(day).date, parts(day).year].join(sign)),
  named: [
    (day) => `${parts(day).d} ${parts(day).name.slice(0, 3)} ${parts(day).year}`,
    (day) => `${parts(day).name} ${parts(day).d}, ${parts(day).year}`,
    (day) => `${parts(day).date}-${parts(day).name.slice(0, 3)}-${parts(day).year}`,
    (day) => `Wed, ${parts(day).d} ${parts(day).name} ${parts(day).year}`,
  ],
};
const times = ['', ' 14:02', 'T23:59:59Z', ' 2:02:03 PM', ', 14:02', 'T00:00:00.000+02:00'];

describe('days of a column', () => {
  it('are read back in each format, with times cut off', () => {
    const ways = Object.entries(written).flatMap(([format, all]) => all.map((write) => ({ format, write })));
    fc.assert(
      fc.property(days, fc.constantFrom(...ways), fc.constantFrom(...times), (day, { format, write }, time) => {
        expect(read('date', format, write(day) + time)).toBe(day);
        expect(read('month', format, write(day) + time)).toBe(day.slice(0, 7));
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['ymd', '2026-2-3', '2026-02-03'],
    ['ymd', '２０２６年１１月１８日', '2026-11-18'],
    ['dmy', '١٨/١١/٢٠٢٦', '2026-11-18'],
    ['dmy', '18.11.26', '2026-11-18'],
    ['dmy', '18.11.87', '1987-11-18'],
    ['named', '31-Dec-26', '2026-12-31'],
    ['named', "1st of March '99", '1999-03-01'],
    ['named', '3. März 2026', '2026-03-03'],
    ['named', '3 de marzo de 2026', '2026-03-03'],
    ['named', '14 févr. 2026', '2026-02-14'],
    ['named', '2026-Mar-03', '2026-03-03'],
    ['serial', '46022', '2025-12-31'],
    ['serial', '46022.75', '2025-12-31'],
    ['serial', '1', '1900-01-01'],
    ['serial', '61', '1900-03-01'],
    ['serial-1904', '0', '1904-01-01'],
    ['serial-1904', '44560', '2025-12-31'],
    ['dmy', '', ''],
    ['dmy', '31/02/2026', '31/02/2026 is no day.'],
    ['ymd', '2026-02-30', '2026-02-30 is no day.'],
    ['dmy', '12/31/2026', '12/31/2026 is no day written day/month/year.'],
    ['dmy', 'soon', 'soon is no day.'],
    ['dmy', '18/11/1826', '18/11/1826 is no day.'],
    ['serial', '60', '60 is no day written a number of Excel (days from 1900).'],
    ['named', '3 listopad 2026', '3 listopad 2026 is no day.'],
    ['nothing', '2026-11-18', '2026-11-18 is no day written nothing.'],
  ])('read as %s: %s', (format, cell, said) => {
    expect(read('date', format, cell)).toBe(said);
  });

  it.each([
    [['2026-11-18', '2026-03-04', ''], 'ymd'],
    [['03/04/2026', '18/11/2026'], 'dmy'],
    [['03/04/2026', '11/18/2026'], 'mdy'],
    [['11/11/2026', '04/04/2026'], 'dmy'],
    [['', ''], 'ymd'],
    [['31/02/2026', '18/11/2026', 'soon'], 'dmy'],
    [['03/04/2026', '05/06/2026'], '03/04/2026 in line 1 may be 2026-04-03 or 2026-03-04.'],
    [['18/11/2026', '18/11/26'], 'dmy'],
    [['18/11/26'], '18/11/26 in line 1 may be 2018-11-26 or 2026-11-18.'],
    [['46022'], '46022 in line 1 may be 2025-12-31 or 2030-01-01.'],
    [['2024', '2025'], '2024 in line 1 may be 1905-07-16 or 1909-07-17.'],
    [
      ['18/11/2026', '19/11/2026', '11/20/2026'],
      'Its cells are written in more than one way: 18/11/2026 in line 1 is day/month/year, 11/20/2026 in line 3 is not.',
    ],
  ])('seem to be written: %j', (cells, said) => {
    expect(found('date', cells)).toBe(said);
  });

  it('are never decided where two orders read a cell as two days', () => {
    const unclear = days.filter((day) => Number(parts(day).date) <= 12 && parts(day).date !== parts(day).month);
    fc.assert(
      fc.property(fc.array(unclear, { minLength: 1 }), fc.constantFrom('dmy', 'mdy'), (all, format) => {
        const { certain, doubt } = formatsOf(
          'date',
          all.map((day) => written[format]?.[0]?.(day) ?? ''),
        );
        expect(certain).toBeUndefined();
        expect(doubt).toMatch(/ in line 1 may be \d{4}-\d\d-\d\d or \d{4}-\d\d-\d\d\.$/);
      }),
    );
  });

  it('are counted as Excel counts them, whatever they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 109_574 }), (n) => {
        const day = serialDay(n, 1900);
        expect(Date.parse(`${day}T00:00:00Z`)).toBe(Date.UTC(1899, 11, 30) + n * 86_400_000);
        if (n >= 1462) expect(serialDay(n - 1462, 1904)).toBe(day);
      }),
    );
  });
});

describe('months of a column', () => {
  it.each([
    ['ym', '2026-03', '2026-03'],
    ['ym', '202603', '2026-03'],
    ['ym', '2026/3', '2026-03'],
    ['my', '03/2026', '2026-03'],
    ['month-named', 'Mar 2026', '2026-03'],
    ['month-named', 'Mar-26', '2026-03'],
    ['month-named', 'marzo de 2026', '2026-03'],
    ['month-named', '2026 March', '2026-03'],
    ['named', '3 Mar 2026', '2026-03'],
    ['ym', '2026-13', '2026-13 is no month.'],
  ])('read as %s: %s', (format, cell, said) => {
    expect(read('month', format, cell)).toBe(said);
  });

  it.each([
    [['2026-03', '2026-11'], 'ym'],
    [['03/2026'], 'my'],
    [['Mar 2026', 'Dezember 2025'], 'month-named'],
    [['03/04'], '03/04 in line 1 may be 2003-04 or 2004-03.'],
    [['03/04/2026'], '03/04/2026 in line 1 may be 2026-04 or 2026-03.'],
    [['18/11/2026'], 'dmy'],
  ])('seem to be written: %j', (cells, said) => {
    expect(found('month', cells)).toBe(said);
  });
});

describe('figures of a column', () => {
  it.each([
    ['point', '1,234.50', '1234.50'],
    ['comma', '1.234,50', '1234.50'],
    ['comma', '1 234,50', '1234.50'],
    ['comma', '1\u202f234\u00a0567,5', '1234567.5'],
    ['point', "1'234.50", '1234.50'],
    ['comma', '1’234,50', '1234.50'],
    ['point', '1,23,456.00', '123456.00'],
    ['point', '.5', '0.5'],
    ['point', '007', '7'],
    ['point', '12.500', '12.50'],
    ['point', '12.345', '12.345'],
    ['point', '(12.50)', '-12.50'],
    ['comma', '-12,50', '-12.50'],
    ['point', '12.50-', '-12.50'],
    ['point', '−12.50', '-12.50'],
    ['point', '-0', '0'],
    ['point', '$1,234.50', '1234.50 $'],
    ['point', '-$5.00', '-5.00 $'],
    ['point', '($5.00)', '-5.00 $'],
    ['comma', '1.234,50 €', '1234.50 €'],
    ['comma', 'EUR 12,5', '12.5 eur'],
    ['comma', 'kr. 100,00', '100.00 kr'],
    ['point', 'US$ 5', '5 us$'],
    ['comma', '5,-', '5'],
    ['comma', '5,--', '5'],
    ['point', '٣٤٥٫٥', '345.5'],
    ['point', '1,2,3', '1,2,3 is no amount.'],
    ['point', '12,34', '12,34 is no amount written 1,234.50.'],
    ['comma', '1.2', '1.2 is no amount written 1.234,50.'],
    ['point', '1,23.4', '1,23.4 is no amount.'],
    ['point', '0,123.5', '0,123.5 is no amount.'],
    ['point', '12 apples', '12 apples is no amount.'],
    ['point', '5 %', '5 % is no amount.'],
    ['point', '1.23E+10', '1.23E+10 is no amount.'],
    ['point', '#N/A', '#N/A is no amount.'],
  ])('an amount read as %s: %s', (format, cell, said) => {
    expect(read('amount', format, cell)).toBe(said);
  });

  it.each([
    ['amount', ['12.50', '1,234'], 'point'],
    ['amount', ['12,50', '1.234'], 'comma'],
    ['amount', ['12', '1 234'], 'point'],
    ['amount', ['1,234', '5,678'], '1,234 in line 1 may be 1234 or 1.234.'],
    ['amount', ['1.000'], '1.000 in line 1 may be 1.00 or 1000.'],
    [
      'amount',
      ['12.00', '1.234,56', '1,234.56'],
      'Its cells are written in more than one way: 12.00 in line 1 is 1,234.50, 1.234,56 in line 2 is not.',
    ],
    ['number', ['1,234', '3.0'], 'point'],
    ['number', ['1.234'], 'comma'],
    ['number', ['12', 'twelve'], 'point'],
    ['rate', ['12.5', '20'], 'point'],
    ['rate', ['12,5 %', '20%'], 'comma'],
    ['rate', ['0.15', '20'], 'point'],
    ['rate', ['0.15', '0.2'], '0.15 in line 1 may be 0.15 or 15.'],
  ] as const)('of the kind %s seem to be written: %j', (kind, cells, said) => {
    expect(found(kind, [...cells])).toBe(said);
  });

  it.each([
    ['number', 'comma', '1.234,0', '1234'],
    ['number', 'point', '1.5', '1.5 is no whole number.'],
    ['rate', 'point', '12.5 %', '12.5'],
    ['rate', 'share-point', '0.125', '12.5'],
    ['rate', 'share-comma', '1', '100'],
    ['rate', 'share-point', '0.0725', '7.25'],
    ['rate', 'share-point', '15 %', '15 % is no percentage written 0.125 for 12.5 %.'],
  ] as const)('of the kind %s read as %s: %s', (kind, format, cell, said) => {
    expect(read(kind, format, cell)).toBe(said);
  });

  it('are read back in any way of writing, and never decided where two ways differ', () => {
    const amounts = fc.record({
      minor: fc.integer({ min: -99_999_999, max: 99_999_999 }),
      locale: fc.constantFrom('en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN', 'sv-SE', 'pl-PL'),
      currency: fc.constantFrom('USD', 'EUR', 'GBP'),
      currencyDisplay: fc.constantFrom('symbol', 'code', 'none'),
    });
    fc.assert(
      fc.property(amounts, ({ minor, locale, currency, currencyDisplay }) => {
        const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
        const style =
          currencyDisplay === 'none' ? digits : ({ ...digits, style: 'currency', currency, currencyDisplay } as const);
        const cell = new Intl.NumberFormat(locale, style).format(minor / 100);
        const certain = formatsOf('amount', [cell]).certain?.name ?? 'none';
        expect(read('amount', certain, cell).split(' ')[0]).toBe((minor / 100).toFixed(2));
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 100, max: 999 }),
        fc.constantFrom('.', ','),
        (a, b, sign) => {
          expect(formatsOf('amount', [`${a}${sign}${b}`]).certain).toBeUndefined();
        },
      ),
    );
  });
});

describe('a column', () => {
  it('says of each format what it reads, with examples and the first cell it does not', () => {
    const column = watchColumn('amount');
    for (const [at, cell] of ['1,50', 'n/a', '1.234,50', '12.00', ' '].entries()) column.see(cell, at + 2);
    const { cells, fits } = column.found();
    expect(cells).toBe(4);
    expect(fits).toEqual([
      {
        format: expect.objectContaining({ name: 'point' }),
        read: 1,
        unread: 3,
        misfit: { line: 2, cell: '1,50', fault: '1,50 is no amount written 1,234.50.' },
        examples: [{ line: 5, cell: '12.00', text: '12.00' }],
      },
      {
        format: expect.objectContaining({ name: 'comma' }),
        read: 2,
        unread: 2,
        misfit: { line: 5, cell: '12.00', fault: '12.00 is no amount written 1.234,50.' },
        examples: [
          { line: 2, cell: '1,50', text: '1.50' },
          { line: 4, cell: '1.234,50', text: '1234.50' },
        ],
      },
    ]);
  });

  it('whose format is certain reads each cell that any format reads, and as that format does', () => {
    const cell = fc.oneof(
      days.map((it) => written.dmy?.[0]?.(it) ?? ''),
      days.map((it) => written.mdy?.[0]?.(it) ?? ''),
      fc.string({ unit: fc.constantFrom(...'0123456789/-. '), maxLength: 10 }),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 5 }), (cells) => {
        const { certain, doubt } = formatsOf('date', cells);
        expect(certain === undefined).toBe(doubt !== undefined);
        if (!certain) return;
        for (const it of cells) {
          const all = formatsFor('date').map(({ name }) => readCell('date', it, name));
          if (all.some((one) => 'text' in one)) expect(readCell('date', it, certain.name)).toHaveProperty('text');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('words in a column', () => {
  it.each([
    ['Yes', 'true'],
    ['x', 'true'],
    ['✔', 'true'],
    ['JA', 'true'],
    ['TRUE', 'true'],
    ['0', 'false'],
    ['Não', 'false'],
    [' ', ''],
    ['maybe', 'maybe is neither yes nor no.'],
  ])('are yes or no: %s', (cell, said) => {
    const reading = readTick(cell);
    expect('text' in reading ? reading.text : reading.fault).toBe(said);
  });

  const choices = [
    { value: 'in_progress', label: 'In progress' },
    { value: 'done', label: 'Done!' },
    { value: 'us', label: 'USA' },
    { value: 'usa', label: 'Other' },
  ];
  it.each([
    ['in_progress', 'in_progress'],
    ['IN-PROGRESS', 'in_progress'],
    [' in  progress ', 'in_progress'],
    ['done', 'done'],
    ['USA', 'us'],
    ['usa', 'usa'],
    ['Usa', undefined],
    ['late', undefined],
    ['', undefined],
    ['–', undefined],
  ])('name a choice by its code or label in any spelling: %s', (cell, value) => {
    expect(choiceNamed(cell, choices)).toBe(value);
  });
});
