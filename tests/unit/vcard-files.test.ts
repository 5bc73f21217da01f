import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS, type ContactData } from '../../src/features/contacts/fields.js';
import { readCardFile, readCards } from '../../src/features/contacts/vcard/file.js';
import { isGarbled, LETTERS } from '../../src/http/letters.js';

const BOM = '\uFEFF';
const ana = 'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ruiz;Ana;;;\r\nEMAIL:ana@x.example\r\nEND:VCARD';
const bob = 'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Stone;Bob;;;\r\nEMAIL:bob@x.example\r\nEND:VCARD';
const both = ['Ana Ruiz ana@x.example', 'Bob Stone bob@x.example'];
const lines = (...all: (string | Buffer)[]) =>
  Buffer.concat(all.flatMap((it) => [typeof it === 'string' ? Buffer.from(it) : it, Buffer.from('\r\n')]));
const card = (...all: (string | Buffer)[]) => lines('BEGIN:VCARD', ...all, 'END:VCARD');
const joined = (...all: (string | Buffer)[]) =>
  Buffer.concat(all.map((it) => (typeof it === 'string' ? Buffer.from(it) : it)));
const in_ = (letters: string, text: string) => iconv.encode(text, letters);
const quoted = (bytes: Buffer) => [...bytes].map((it) => `=${it.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** What is seen of a file: names with addresses and what is in doubt, or why a card is refused and in which line. */
function seen(file: Buffer | string, chosen?: string): string[] | string {
  const read = readCardFile(Buffer.from(file as string));
  if ('fault' in read) return read.fault;
  const { cards } = readCards(read, chosen);
  const shown = cards.map(({ fields, fault, at, doubt }) => {
    if (fault) return `line ${at}: ${fault.split(/[,.:]/)[0]}`;
    const { data } = CONTACT_FIELDS.read(fields) as { data?: ContactData };
    return [fields.first_name, fields.last_name, data?.emails[0]?.value, doubt].filter(Boolean).join(' ');
  });
  return read.outside.length > 0 ? [...shown, `outside: ${read.outside.join(' ')}`] : shown;
}

describe('the borders of cards', () => {
  it.each<[string, string | Buffer, string[] | string]>([
    ['in two lines', `${ana}\r\n${bob}\r\n`, both],
    ['an end and a beginning on one line', `${ana}${bob}`, both],
    ['a blank between them', `${ana} ${bob}`, both],
    ['a mark of UTF-8 before each', `${BOM}${ana}\r\n${BOM}${bob}`, both],
    ['a mark of UTF-8 between them on one line', `${ana}${BOM}${bob}`, both],
    ['a sign without a width before it', `${ana}\r\n\u200b${bob}`, both],
    ['signs of direction before and behind it', `\u200e${ana}\u200f\r\n\u202a${bob}\u202c\r\n`, both],
    ['a blank that does not break before it', `${ana}\r\n\u00a0${bob}`, both],
    ['a soft hyphen and a wide blank before it', `${ana}\r\n\u00ad\u3000${bob}`, both],
    ['zeros between them', `${ana}\r\n\0\0${bob}`, both],
    ['blanks before it', `${ana}\r\n   ${bob}`, both],
    ['a tab before it', `\t${ana}\r\n\t${bob}`, both],
    ['all of a card moved in', `${ana.replace(/^/gm, '  ')}\r\n${bob.replace(/^/gm, '\t')}`, both],
    ['blanks behind it', `${ana.replaceAll('VCARD', 'VCARD  \t')}\r\n${bob}`, both],
    ['blanks around the colon', `${ana.replaceAll(':VCARD', ' : VCARD')}\r\n${bob}`, both],
    ['lower case', `${ana.toLowerCase()}\r\n${bob}`, ['ana ruiz ana@x.example', both[1] ?? '']],
    ['mixed case', `${ana.replaceAll('VCARD', 'vCard').replace('BEGIN', 'Begin')}\r\n${bob}`, both],
    ['groups before borders', `${ana.replace('BEGIN', 'a.BEGIN').replace('END', 'a.END')}\r\n${bob}`, both],
    ['lines that end with LF', `${ana}\n${bob}`.replaceAll('\r\n', '\n'), both],
    ['lines that end with CR', `${ana}\r${bob}`.replaceAll('\r\n', '\r'), both],
    ['lines that end with CR CR LF', `${ana}\r\n${bob}`.replaceAll('\r\n', '\r\r\n'), both],
    ['lines that end otherwise each', `${ana.replace('\r\n', '\n').replace('0\r\n', '0\r')}\r\r\n${bob}`, both],
    ['empty lines between all', `${ana}\r\n${bob}`.replaceAll('\r\n', '\r\n\r\n'), both],
    ['text between them', `Hello,\r\n${ana}\r\n-- \r\nBob:\r\n${bob}\r\nbye`, [...both, 'outside: 1 7 8 14']],
    ['text before it on its line', `Here: ${ana}\r\n${bob}`, [...both, 'outside: 1']],
    ['an empty file', '', 'No vCard was found in this. One begins with BEGIN:VCARD.'],
    ['no card at all', 'FN:Ana\r\n', 'No vCard was found in this. One begins with BEGIN:VCARD.'],
    ['no end at all', ana.replace('\r\nEND:VCARD', ''), ['line 1: The card has no end']],
    [
      'no end before the next',
      `${ana.replace('\r\nEND:VCARD', '')}\r\n${bob}`,
      ['line 1: The card has no end', both[1] ?? ''],
    ],
    [
      'an end that lost its line',
      `${ana.replace('\r\nEND', 'END')}\r\n${bob}`,
      ['line 1: The card has no end', both[1] ?? ''],
    ],
    [
      'neither end nor beginning',
      `${ana.replace('\r\nEND:VCARD', '')}\r\n${bob.replace('BEGIN:VCARD\r\n', '')}`,
      ['line 1: Two cards run into one another here'],
    ],
    [
      'a beginning that is spoiled',
      `${ana}\r\n${bob.replace('BEGIN', 'BEG1N')}`,
      [both[0] ?? '', 'line 10: A card ends here that has no beginning', 'outside: 6 7 8 9'],
    ],
    [
      'an end twice',
      `${ana}\r\nEND:VCARD\r\n${bob}`,
      [both[0] ?? '', 'line 6: A card ends here that has no beginning', both[1] ?? ''],
    ],
    ['a card within a card', `${ana.replace('\r\nEND', `\r\nAGENT:\r\n${bob}\r\nTEL:+1 555\r\nEND`)}`, both],
    ['a card that begins behind AGENT', ana.replace('\r\nEND', `\r\nAGENT:${bob}\r\nTITLE:Boss\r\nEND`), both],
    [
      'a card as the text of AGENT',
      ana.replace('\r\nEND', `\r\nAGENT:${bob.replaceAll('\r\n', '\\n').replaceAll(';', '\\;')}\\n\r\nEND`),
      both,
    ],
    ['a card within one without a word', ana.replace('\r\nEND', `\r\n${bob}\r\nEND`), both],
    ['an agent at an address', ana.replace('\r\nEND', '\r\nAGENT;VALUE=uri:CID:1@x.example\r\nEND'), [both[0] ?? '']],
    [
      'borders in a quoted-printable note',
      ana.replace('\r\nEND', '\r\nNOTE;ENCODING=QUOTED-PRINTABLE:see=\r\nBEGIN:VCARD=\r\nEND:VCARD=0D=0A\r\nEND'),
      [both[0] ?? ''],
    ],
    [
      'borders in a folded note',
      ana.replace('\r\nEND', '\r\nNOTE:see\r\n BEGIN:VCARD\r\n for more\r\nEND'),
      [both[0] ?? ''],
    ],
    [
      'an end in a folded note',
      ana.replace('\r\nEND', '\r\nNOTE:see\r\n\tEND:VCARD\r\n there\r\nEND'),
      [both[0] ?? ''],
    ],
    ['a name folded with a tab', ana.replace('Ruiz', 'Ru\r\n\tiz'), [both[0] ?? '']],
    ['a border that is folded', `${ana}\r\n${bob}`.replace('N:Ruiz', 'N:Ru\r\n iz'), both],
    ['a name folded with CR CR LF', ana.replace('Ruiz', 'Ru\r\n iz').replaceAll('\r\n', '\r\r\n'), [both[0] ?? '']],
    [
      'a soft break with blanks behind it',
      ana.replace('N:Ruiz', 'N;ENCODING=QUOTED-PRINTABLE:Ru= \t\r\niz'),
      [both[0] ?? ''],
    ],
    ['a head that is folded', ana.replace('N:Ruiz', 'N;ENCODING=\r\n QUOTED-PRINTABLE:Ru=\r\niz'), [both[0] ?? '']],
    ['a name without its line behind it', `${ana}\r\n${bob}`.replace('BEGIN:VCARD\r\n', 'BEGIN:VCARD '), both],
  ])('are found with %s', (_what, file, expected) => {
    expect(seen(file)).toEqual(expected);
  });

  it('of two widths in one file are told with their line', () => {
    const mixed = joined(`${ana}\r\n`, in_('utf-16le', bob));
    expect(seen(mixed)).toBe('From line 6 on the file is written in other letters. Split it there.');
    expect(seen(joined(in_('utf-16le', `${ana}\r\n`), bob))).toMatch(/^From line \d+ on the file is written/);
  });
});

describe('the letters of a value', () => {
  const jose = 'José Ruiz';
  it.each<[string, Buffer, string[]]>([
    ['UTF-8', card('FN:José Ruiz'), [jose]],
    [
      'UTF-16 with its mark',
      joined(Buffer.from([0xff, 0xfe]), in_('utf-16le', card('FN:José Ruiz').toString())),
      [jose],
    ],
    [
      'UTF-16 the other way round',
      joined(Buffer.from([0xfe, 0xff]), in_('utf-16be', card('FN:José Ruiz').toString())),
      [jose],
    ],
    ['UTF-16 without its mark', in_('utf-16le', card('FN:José Ruiz').toString()), [jose]],
    ['UTF-16BE without its mark', in_('utf-16be', card('FN:José Ruiz').toString()), [jose]],
    ['UTF-32', joined(in_('utf-32le', BOM + card('FN:José Ruiz').toString())), [jose]],
    [
      'a letter cut by a fold',
      card(joined('FN:Jos', Buffer.from([0xc3])), joined(' ', Buffer.from([0xa9]), ' Ruiz')),
      [jose],
    ],
    ['a letter cut by a soft break', card('FN;ENCODING=QUOTED-PRINTABLE:Jos=C3=', '=A9 Ruiz'), [jose]],
    ['a letter cut by a soft break and a fold', card('FN;QUOTED-PRINTABLE:Jos=C3=', ' =A9 Ruiz'), [jose]],
    [
      'windows-1251, quoted',
      card(`N;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:${quoted(in_('windows-1251', 'Иванов;Иван'))}`),
      ['Иван Иванов'],
    ],
    [
      'windows-1251 under another name',
      card(`N;CHARSET=cp1251;QUOTED-PRINTABLE:${quoted(in_('windows-1251', 'Иванов;Иван'))}`),
      ['Иван Иванов'],
    ],
    [
      'KOI8-R, quoted',
      card(`FN;CHARSET=KOI8-R;ENCODING=QUOTED-PRINTABLE:${quoted(in_('koi8-r', 'Иван Иванов'))}`),
      ['Иван Иванов'],
    ],
    ['KOI8-R as it is', card(joined('FN;CHARSET=koi8-r:', in_('koi8-r', 'Иван Иванов'))), ['Иван Иванов']],
    [
      'Shift_JIS with a backslash in a letter',
      card(joined('N;CHARSET=Shift_JIS:', in_('shift_jis', '表;ソ;;;'))),
      ['ソ 表'],
    ],
    [
      'Shift_JIS, quoted',
      card(`N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:${quoted(in_('shift_jis', '山田;太郎'))}`),
      ['太郎 山田'],
    ],
    ['GB18030', card(joined('FN;CHARSET=GB18030:', in_('gb18030', '王小明'))), ['王小明']],
    ['Big5', card(joined('FN;CHARSET=Big5:', in_('big5', '許功蓋'))), ['許功蓋']],
    [
      'EUC-KR in base64',
      card(`FN;CHARSET=EUC-KR;ENCODING=BASE64:${in_('euc-kr', '김철수').toString('base64')}`),
      ['김철수'],
    ],
    ['ISO-2022-JP', card(joined('FN;CHARSET=ISO-2022-JP:', Buffer.from('\u001b$B;3ED\u001b(B', 'latin1'))), ['山田']],
    ['ISO-8859-2', card(joined('FN;CHARSET=iso-8859-2:', in_('iso-8859-2', 'Łukasz Šimić'))), ['Łukasz Šimić']],
    [
      'ISO-8859-16, which Node does not know',
      card(joined('FN;CHARSET=iso-8859-16:', in_('iso-8859-16', 'Ștefan Țurcanu'))),
      ['Ștefan Țurcanu'],
    ],
    [
      'windows-1252 from 80 to 9F',
      card(joined('FN;CHARSET=windows-1252:', in_('windows-1252', 'Œuvre O’Neil'))),
      ['Œuvre O’Neil'],
    ],
    [
      'UTF-16 in base64',
      card(`FN;CHARSET=UTF-16;ENCODING=B:${in_('utf-16le', BOM + jose).toString('base64')}`),
      [jose],
    ],
    ['base64 in N', card(`N;ENCODING=B:${Buffer.from('Ruiz;José;;;').toString('base64')}`), [jose]],
    ['base64 in a bare word', card(`N;BASE64:${Buffer.from('Ruiz;José;;;').toString('base64')}`), [jose]],
    ['base64 that is none', card('N;ENCODING=B:Ruiz;José;;;'), [jose]],
    ['letters in quotes', card(joined('FN;CHARSET="latin1":', in_('windows-1252', jose))), [jose]],
    [
      'one value of two',
      joined(card(joined('FN;CHARSET=latin1:', in_('windows-1252', jose))), card('FN:Иван Иванов')),
      [jose, 'Иван Иванов'],
    ],
    [
      'a byte that is none in a note',
      joined(card('FN:José Ruiz'), card(joined('FN:Bob Stone\r\nNOTE:', Buffer.from([0xe9])))),
      [jose, 'Bob Stone'],
    ],
    ['no name for them', card(joined('FN:', in_('windows-1252', 'Jürgen Müller'))), ['Jürgen Müller guessed']],
    [
      'a name that is none',
      card(joined('FN;CHARSET=x-unknown:', in_('windows-1252', 'Jürgen Müller'))),
      ['Jürgen Müller guessed'],
    ],
    [
      'the name of others',
      card(joined('FN;CHARSET=UTF-8:', in_('windows-1252', 'Jürgen Müller'))),
      ['Jürgen Müller guessed'],
    ],
    ['a name of others that reads all', card('FN;CHARSET=ISO-8859-1:José Ruiz'), ['JosÃ© Ruiz garbled']],
    ['letters that were lost', card('FN:Jos\uFFFD Ruiz'), ['Jos\uFFFD Ruiz garbled']],
    ['letters that became question marks', card('FN:J?rgen M?ller'), ['J?rgen M?ller garbled']],
    ['control signs of another kind', card('FN:J\u0096rg'), ['J rg garbled']],
    [
      'signs that are not seen',
      card('FN:\u202aAna\u202c Ru\u200biz', 'EMAIL:\u200eana@x.example\u200b'),
      ['Ana Ruiz ana@x.example'],
    ],
    ['UTF-8 read twice', card('FN:MÃ¼ller'), ['MÃ¼ller garbled']],
    ['quoted-printable without a word', card('FN:M=C3=BCller'), ['M=C3=BCller garbled']],
  ])('are read in %s', (_what, file, expected) => {
    expect(seen(file)).toEqual(expected);
  });

  it('are those that a person chooses, where nothing names them', () => {
    const file = joined(card(joined('FN:', in_('koi8-r', 'Иван Иванов'))), card('FN;CHARSET=UTF-8:José Ruiz'));
    expect(seen(file, 'koi8-r')).toEqual(['Иван Иванов', 'José Ruiz']);
    expect(seen(file, 'windows-1251')).not.toContain('Иван Иванов');
  });

  it('are offered by names that all can be read by', () => {
    for (const letters of Object.keys(LETTERS)) {
      const file = card(joined('FN:', Buffer.from([0xd3, 0xc1])));
      expect(seen(file, letters), letters).toHaveLength(1);
    }
  });

  it.each([
    'Müller',
    'Łukasz',
    'Zoë Ångström',
    'Ñandú',
    'İpek Şahin',
    'Ωμέγα',
    'Сергей',
    'Ёлкин',
    'Ðorđe',
    '王小明',
    '김철수',
    'ã',
    'São João',
    'الياس',
    'Œuvre',
    'René & Éric',
    'ßÑä',
  ])('of %s are not taken for spoiled ones', (name) => {
    expect(isGarbled(name)).toBe(false);
  });

  it.each([
    'MÃ¼ller',
    'RenÃ©',
    'М�',
    'Ð˜Ð²Ð°Ð½',
    'РњР°СЂРёСЏ',
    'Oâ€™Neil',
    'M├╝ller',
    'M√ºller',
    'J\u0096rg',
    '????',
    'хБЮМ',
    '\uE000',
  ])('of %s are seen to be spoiled', (name) => {
    expect(isGarbled(name)).toBe(true);
  });
});

describe('a card as programs of all ages write it', () => {
  const SAMPLES: Record<string, string> = {
    'utf-8': 'äßøłđ山김Ж',
    'windows-1252': 'äöüßéÑ',
    'iso-8859-2': 'ąćęłńśžŠ',
    'windows-1251': 'абвжяю',
    'koi8-r': 'абвжяю',
    'windows-1253': 'αβγΩώ',
    shift_jis: '山田太郎ソ表ア',
    gb18030: '王小明北京',
    big5: '許功蓋陳',
    'euc-kr': '김철수이영희',
    'euc-jp': '山田太郎ソ表',
  };
  const written = fc.constantFrom(...Object.keys(SAMPLES)).chain((letters) => {
    const name = fc
      .array(fc.constantFrom(...(SAMPLES[letters] ?? ''), 'a', 'B', '7'), { minLength: 1, maxLength: 30 })
      .map((it) => it.join(''));
    return fc.record({
      letters: fc.constant(letters),
      last: name,
      first: name,
      how: fc.constantFrom('quoted', 'base64', 'plain'),
      fold: fc.constantFrom('', '\r\n ', '\r\n\t', '\n '),
      end: fc.constantFrom('\r\n', '\n', '\r', '\r\r\n'),
      every: fc.integer({ min: 1, max: 40 }),
    });
  });

  it('is read as it was meant, whatever letters, encoding and folding it has', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 3 }), (cards) => {
        const file = Buffer.concat(
          cards.map(({ letters, last, first, how, fold, end, every }) => {
            const bytes = in_(letters, `${last};${first};;;`);
            const value =
              how === 'quoted' ? quoted(bytes) : how === 'base64' ? bytes.toString('base64') : bytes.toString('latin1');
            const encoding = how === 'quoted' ? ';ENCODING=QUOTED-PRINTABLE' : how === 'base64' ? ';ENCODING=B' : '';
            // A soft break stands between signs that are written as three.
            const step = how === 'quoted' ? every * 3 : every;
            const pieces = value.match(new RegExp(`[\\s\\S]{1,${step}}`, 'g')) ?? [''];
            const joint = how === 'quoted' ? '=\r\n' : fold;
            const text = `BEGIN:VCARD\r\nVERSION:3.0\r\nN;CHARSET=${letters}${encoding}:${pieces.join(joint)}\r\nEND:VCARD\r\n`;
            return Buffer.from(text.replace(/\r\n|\n/g, end), 'latin1');
          }),
        );
        const read = readCardFile(file);
        if ('fault' in read) throw new Error(read.fault);
        const names = readCards(read, undefined).cards.map(({ fields, fault, doubt }) => [
          fields.first_name,
          fields.last_name,
          fault,
          doubt,
        ]);
        expect(names).toEqual(cards.map(({ first, last }) => [first, last, '', undefined]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a file that was made to hold up the server', () => {
  const head = 'BEGIN:VCARD\nVERSION:3.0\n';
  const end = 'FN:Ana Ruiz\nEND:VCARD\n';
  const ana = ['Ana Ruiz'];
  const tooLong = ['line 1: The card has more than 5'];
  const tooMany = 'Bring in 2,000 cards at most at once. Split the file.';
  // What took half a minute to hours, or had no room to be read in, takes a second.
  it.each<[string, () => string, string[] | string]>([
    ['labels looked for', () => `${head}${'a.TEL:202555\n'.repeat(100_000)}${end}`, tooLong],
    ['nothing to see in a card', () => `${head}${'\x01'.repeat(9_000_000)}${end}`, ana],
    ['nothing to see before a card', () => `${'\x01'.repeat(9_000_000)}${head}${end}`, ana],
    ['signs without a width', () => `${head}${'\u200b'.repeat(3_000_000)}${end}`, ana],
    ['borders on one line', () => 'BEGIN:VCARD'.repeat(800_000), tooMany],
    ['ends on one line', () => 'END:VCARD'.repeat(800_000), tooMany],
    ['borders behind blanks', () => `${' '.repeat(8e6)}${'BEGIN:VCARD'.repeat(9e4)}\n${' '.repeat(8e5)}\n`, tooMany],
    ['ends of lines', () => `${head}${'\r'.repeat(3_000_000)}x\n${end}`, ana],
    ['one parameter', () => `${head}FN;X=${'a'.repeat(9_000_000)}:b\n${end}`, ana],
    ['parameters', () => `${head}FN${';a'.repeat(3_000_000)}:b\n${end}`, ana],
    [
      'lines that go on',
      () => `${head}NOTE;ENCODING=QUOTED-PRINTABLE;X=${'a'.repeat(1_000_000)}:=\n${'=\n'.repeat(500_000)}\n${end}`,
      ana,
    ],
    ['cards in cards', () => 'BEGIN:VCARD AGENT:x '.repeat(200_000), Array(4).fill('line 1: The card has no end')],
  ])(
    'is read in its time with ever so many %s',
    (_what, file, expected) => {
      const text = file();
      const started = performance.now();
      expect(seen(text)).toEqual(expected);
      expect(performance.now() - started).toBeLessThan(10_000);
    },
    30_000,
  );

  it('takes about four times as long when it is four times as large', () => {
    const took = (cards: number, each: number) => {
      const file = `${head}${'a.TEL:202555\n'.repeat(each)}${end}`.repeat(cards);
      const started = performance.now();
      expect(seen(file)).toHaveLength(cards);
      return performance.now() - started;
    };
    took(4, 1_000);
    const small = took(4, 1_000);
    expect(took(4, 4_000)).toBeLessThan(10 * Math.max(small, 50));
  });

  it('keeps the first label of a group, and none of another', () => {
    const grouped = card(
      'a.TEL:+1 555',
      'a.X-ABLABEL:Desk',
      'a.X-ABLABEL:Hall',
      'b.X-ABLABEL:Door',
      'TEL:+1 556',
      'FN:A',
    );
    const read = readCardFile(grouped);
    const [only] = 'fault' in read ? [] : readCards(read, undefined).cards;
    const { data } = CONTACT_FIELDS.read(only?.fields ?? {}) as { data?: ContactData };
    expect(data?.phones.map(({ label }) => label)).toEqual(['Desk', null]);
  });
});

it('refuses a file of more lines than are read in one go', () => {
  const card = ['BEGIN:VCARD', 'VERSION:3.0', 'FN:Ana', ...Array<string>(60).fill('TEL:1'), 'END:VCARD'].join('\r\n');
  const file = (cards: number) => Buffer.from(Array<string>(cards).fill(card).join('\r\n'));
  expect(readCardFile(file(1_900))).toMatchObject({ cards: { length: 1_900 } });
  const many = card.replaceAll('TEL:1', 'TEL:1\r\nTEL:2');
  const longer = Buffer.from(Array<string>(1_900).fill(many).join('\r\n'));
  expect(readCardFile(longer)).toEqual({ fault: 'Bring in 150,000 lines at most at once. Split the file.' });
});
