import fc from 'fast-check';

/** Texts of what CSV, spreadsheets and Postgres's `copy` have a meaning for. */
export const awkwardText = fc.string({
  unit: fc.constantFrom(
    '\r\n',
    '\r',
    '\n',
    '\t',
    "'",
    '"',
    ',',
    ';',
    '=',
    '+',
    '-',
    '@',
    '\\',
    '.',
    ' ',
    'a',
    'é',
    '\ufeff',
  ),
});
