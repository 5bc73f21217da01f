import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLE_LABELS } from '../../src/features/contacts/choices.js';
import { CONTACT_FIELDS, type ContactData } from '../../src/features/contacts/fields.js';
import { POINT_FIELDS, pointKey } from '../../src/features/contacts/points.js';
import { readCardFile, readCards } from '../../src/features/contacts/vcard/file.js';
import { cardsText } from '../../src/features/contacts/vcard/write.js';
import { oneLine } from '../../src/http/clean-text.js';
import { readCsvText } from '../../src/http/csv.js';
import { withOnePrimary } from '../../src/records/rows/index.js';

const ID = '01900000-0000-7000-8000-0000000000aa';
const { emails, phones, handles, companies } = CONTACT_FIELDS.all;
const TEXTS = { emails, phones, handles, companies };
const readContact = (body: object) => CONTACT_FIELDS.read(body);
function readText(text: string) {
  const file = readCardFile(Buffer.from(text));
  return 'fault' in file ? [] : readCards(file, undefined).cards;
}
/** A card as it is read, its rows as the texts of an export. */
function card(...lines: string[]) {
  const [read] = readText(['BEGIN:VCARD', ...lines, 'END:VCARD'].join('\r\n'));
  if (!read) throw new Error('no card');
  const texts = Object.entries(TEXTS).map(([name, field]) => [
    name,
    readCsvText(field.cell(read.fields[name])) || null,
  ]);
  return { ...read, fields: { ...read.fields, ...Object.fromEntries(texts) } };
}

// Text as the form stores it: on one line, trimmed, with something to see in it, spaces folded.
const stored = (max: number) =>
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: max })
    .map((it) => oneLine(it.replace(/[\p{C}\p{Z}]+/gu, ' ')).replace(/ +/g, ' '))
    .filter((it) => /[\p{L}\p{N}]/u.test(it) && it.isWellFormed());
const word = (max: number) => fc.stringMatching(new RegExp(`^[a-zA-Z0-9äöüß@_.-]{1,${max}}$`));
const label = fc.option(
  fc.oneof(
    fc.constantFrom('work', 'home', 'mobile', 'Work', 'CELL', 'Instagram', 'pref', 'voice', 'a;b,c\\d'),
    stored(50),
  ),
);
const withLabels = (value: fc.Arbitrary<string>, kind: 'email' | 'phone' | 'handle') =>
  fc
    .uniqueArray(fc.record({ row: fc.constant(null), value, label, primary: fc.boolean() }), {
      maxLength: 6,
      selector: (it) => pointKey(kind, it.value),
    })
    .map((points) =>
      withOnePrimary(
        points.map((it) => ({ ...it, label: it.label?.replaceAll(':', ' ').replace(/\s+/g, ' ').trim() || null })),
      ),
    );
const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10));
const employment = fc
  .record({ name: stored(80), title: fc.option(stored(80)), days: fc.tuple(fc.option(day), fc.option(day)) })
  .map(({ name, title, days }) => {
    const [from_on, to_on] = days[0] && days[1] && days[0] > days[1] ? [days[1], days[0]] : days;
    return { row: null, name, title, from_on, to_on, id: null };
  });

const points = fc.record({
  emails: withLabels(
    word(12).map((it) => `${it.replace(/[@]/g, 'a')}@x.example`),
    'email',
  ),
  phones: withLabels(fc.stringMatching(/^\+[1-9][0-9]{4,12}$/), 'phone'),
  handles: withLabels(
    fc.oneof(
      word(20),
      word(10).map((it) => `https://x.example/${it}`),
    ),
    'handle',
  ),
});
const contact = fc
  .record({
    columns: fc.record({
      first_name: stored(60),
      last_name: fc.option(stored(60)),
      pronunciation: fc.option(stored(60)),
      pronouns: fc.option(stored(40)),
      title: fc.option(stored(80)),
      role: fc.option(fc.constantFrom(...(Object.keys(ROLE_LABELS) as (keyof typeof ROLE_LABELS)[]))),
      language: fc.option(fc.constantFrom('de', 'en-GB', 'zh-Hant')),
      time_zone: fc.option(fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC')),
    }),
    points,
    companies: fc.array(employment, { maxLength: 5 }),
  })
  .map(({ columns, points: rows, companies: jobs }): ContactData => {
    const ours = {
      preferred_channel: null,
      opted_out: false,
      warmth: 'cold',
      next_touch_on: null,
      source: null,
    } as const;
    return { ...columns, ...ours, ...rows, companies: jobs };
  });

describe('a vCard', () => {
  it('that was written is read as the same contact, whatever stands in it', () => {
    fc.assert(
      fc.property(contact, (data) => {
        const name = [data.first_name, data.last_name].filter(Boolean).join(' ');
        const text = cardsText([{ id: ID, name, ...data }]);
        expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
        const [read, ...others] = readText(text);
        expect(others).toEqual([]);
        expect(read).toMatchObject({ leftOut: [], id: ID, fault: '', at: 1 });
        const again = readContact(read?.fields ?? {});
        expect(again.form.errors).toEqual({});
        expect(again.ok && again.data).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it('has its lines folded at 75 octets, in whole letters, and its signs escaped', () => {
    const data = readContact({ first_name: 'Ä'.repeat(60), title: 'a,b;c\\d', emails: 'work: a@x.example' });
    if (!data.ok) throw new Error('not a contact');
    const text = cardsText([{ id: ID, name: 'Ä'.repeat(60), ...data.data }]);
    expect(text).toContain('TITLE:a\\,b\\;c\\\\d\r\n');
    expect(text).toContain('EMAIL;TYPE=INTERNET,WORK,PREF:a@x.example\r\n');
    expect(text).not.toContain('\uFFFD');
    expect(text.startsWith('BEGIN:VCARD\r\nVERSION:3.0\r\n')).toBe(true);
    expect(text).not.toMatch(/NOTE|warm|cold/i);
  });

  it('of version 4.0 is read', () => {
    const { fields } = card(
      'VERSION:4.0',
      'FN:Ana Ruiz',
      'N:Ruiz;Ana;María;;',
      'EMAIL;TYPE=work;PREF=1:ana@x.example',
      'EMAIL:ana@home.example',
      'TEL;TYPE="work,cell";VALUE=uri:tel:+1-407-555-0134;ext=12',
      'ORG:Kestrel\\, Inc.;Press',
      'LANG:es-mx',
      'TZ:Europe/Madrid',
      'SOCIALPROFILE;SERVICE-TYPE=Mastodon:https://social.example/@ana',
      'NOTE:not for us',
      'PHOTO:data:image/png;base64,AAAA',
    );
    expect(fields).toMatchObject({
      first_name: 'Ana María',
      last_name: 'Ruiz',
      emails: 'work: ana@x.example (primary)\nana@home.example',
      phones: 'work: +1-407-555-0134 ext 12',
      handles: 'Mastodon: https://social.example/@ana',
      companies: 'Kestrel, Inc.',
      language: 'es-MX',
      time_zone: 'Europe/Madrid',
    });
  });

  it('of version 3.0 with groups and folded lines is read, as telephones write it', () => {
    const { fields } = card(
      'VERSION:3.0',
      'N:Ruiz;Ana;;;',
      'item1.EMAIL;type=INTERNET;type=pref:ana@x.exa',
      ' mple',
      'item1.X-ABLabel:_$!<Other>!$_',
      'item2.TEL:+1 407 555',
      'item2.X-ABLABEL:Studio\\, 2nd floor',
      'IMPP;X-SERVICE-TYPE=Skype;type=HOME:skype:ana.ruiz',
    );
    expect(fields).toMatchObject({
      emails: 'other: ana@x.example (primary)',
      phones: 'Studio, 2nd floor: +1 407 555',
      handles: 'Skype: ana.ruiz',
    });
  });

  it('of version 2.1 is read, quoted-printable and all', () => {
    const { fields } = card(
      'VERSION:2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=',
      'ller;J=C3=B6rg',
      'TEL;WORK;VOICE:+49 30 555',
      'TEL;CELL:+49 170 555',
      'TITLE;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Gesch=E4ftsf=FChrer',
      'EMAIL;PREF;INTERNET:j@x.example',
    );
    expect(fields).toMatchObject({
      first_name: 'Jörg',
      last_name: 'Müller',
      title: 'Geschäftsführer',
      phones: 'work: +49 30 555\nmobile: +49 170 555',
      emails: 'j@x.example (primary)',
    });
  });

  it.each([
    [['FN:Ana de la Ruiz'], { first_name: 'Ana de la', last_name: 'Ruiz' }],
    [['FN:Ana'], { first_name: 'Ana', last_name: '' }],
    [['N:Ruiz;;;;', 'FN:Ruiz'], { first_name: 'Ruiz', last_name: '' }],
    [['N:;;;;', 'FN:Kestrel', 'ORG:Kestrel'], { first_name: 'Kestrel', last_name: '' }],
    [['NICKNAME:Lampy,Lu', 'ORG:Kestrel', 'EMAIL:a@x.example'], { first_name: 'Lampy', last_name: '' }],
    [['ORG:Kestrel;Press', 'EMAIL:a@x.example'], { first_name: 'Kestrel', last_name: '' }],
    [['EMAIL:a@x.example', 'TEL:+1 555 0100'], { first_name: 'a@x.example', last_name: '' }],
    [['FN:a@x.example', 'NICKNAME:Lu', 'EMAIL:a@x.example'], { first_name: 'Lu', last_name: '' }],
    [['TEL:+1 555 0100'], { first_name: '+1 555 0100', last_name: '' }],
    [['X-SOCIALPROFILE:@lu'], { first_name: '@lu', last_name: '' }],
    [['N:;;;Dr.;', 'FN:Dr. Ana Ruiz'], { first_name: 'Dr. Ana', last_name: 'Ruiz' }],
    [['UID:x'], { first_name: '', last_name: '' }],
  ])('names somebody by what it has: %j', (lines, names) => {
    expect(card('VERSION:3.0', ...lines).fields).toMatchObject(names);
  });

  it('leaves out what no form would take, and says what', () => {
    const { fields, leftOut } = card('N:;Ana;;;', 'TEL:1-800-FLOWERS', 'EMAIL:nowhere', 'TEL:+1 555 0100', 'TZ:-05:00');
    expect(fields).toMatchObject({ phones: '+1 555 0100', emails: null, time_zone: '' });
    expect(leftOut).toEqual(['nowhere', '1-800-FLOWERS', 'time zone -05:00']);
  });

  it('leaves out titles and lines that are none, and says so', () => {
    const { leftOut } = card(
      'N:Ruiz;Ana;;Dr.;PhD',
      'what is this',
      'PHOTO;ENCODING=BASE64:AAAA',
      'BBBB',
      'TZ:Raleigh/North America',
    );
    expect(leftOut).toEqual(['line 3, which cannot be read', 'time zone Raleigh/North America', 'Dr.', 'PhD']);
  });

  it.each([
    ['America/New_York', 'America/New_York'],
    ['asia/calcutta', 'Asia/Kolkata'],
    ['-0500', ''],
    ['-05:00; EST; Raleigh/North America', ''],
  ])('keeps the time zone %j as %j', (said, zone) => {
    expect(card('N:;Ana;;;', `TZ;VALUE=text:${said.replaceAll(';', '\\;')}`).fields.time_zone).toBe(zone);
  });

  it.each([
    [['EMAIL;PREF=2:b@x.example', 'EMAIL;PREF=1:a@x.example'], 'a@x.example'],
    [['EMAIL:b@x.example', 'EMAIL;PREF=100:a@x.example'], 'a@x.example'],
    [['EMAIL;PREF=5:a@x.example', 'EMAIL;PREF=5:b@x.example'], 'a@x.example'],
    [['EMAIL;PREF=10:b@x.example', 'EMAIL;PREF=9:a@x.example'], 'a@x.example'],
    [['EMAIL;PREF=0:b@x.example', 'EMAIL;PREF=7:a@x.example'], 'a@x.example'],
    [['EMAIL;PREF=101:b@x.example', 'EMAIL;TYPE=pref:a@x.example'], 'a@x.example'],
    [['EMAIL;PREF=2:b@x.example', 'EMAIL;TYPE=work,PREF:a@x.example'], 'a@x.example'],
    [['EMAIL;INTERNET:b@x.example', 'EMAIL;PREF;INTERNET:a@x.example'], 'a@x.example'],
    [['EMAIL:b@x.example', 'EMAIL:a@x.example', 'EMAIL;PREF=1:A@x.example'], 'a@x.example'],
    [['EMAIL;PREF=1:nowhere', 'EMAIL:b@x.example', 'EMAIL;PREF=2:a@x.example'], 'a@x.example'],
  ])('prefers the way that is wanted most: %j', (lines, first) => {
    const data = readText(['BEGIN:VCARD', 'N:;Ana;;;', ...lines, 'END:VCARD'].join('\n'))[0]?.fields ?? {};
    const kept = readContact(data);
    expect(kept.ok && kept.data.emails.filter(({ primary }) => primary).map(({ value }) => value)).toEqual([first]);
  });

  it('is read in no time, however long and broken it is', () => {
    const began = performance.now();
    for (const text of [
      'QUOTED-PRINTABLE'.repeat(60_000),
      `N;ENCODING=QUOTED-PRINTABLE:${'=\r\n '.repeat(200_000)}`,
      `EMAIL;${'"'.repeat(500_000)}`,
      `N:${'\\'.repeat(500_000)}`,
      `FN:${' x'.repeat(400_000)}`,
      ` ${'\r\n '.repeat(300_000)}`,
      `TEL:${'1 '.repeat(300_000)}ext`,
      `EMAIL:${'a@'.repeat(300_000)}`,
      'BEGIN:VCARD\r\n'.repeat(70_000),
      'END:VCARD '.repeat(70_000),
      `N:${'\u200b'.repeat(300_000)}`,
      `\u200b\u00a0 \t`.repeat(200_000),
      `AGENT:${'BEGIN:VCARD'.repeat(50_000)}`,
      `FN:${'ü?'.repeat(300_000)}`,
    ])
      for (const it of [text, `BEGIN:VCARD\n${text}\nEND:VCARD`])
        for (const { fields } of readText(it)) readContact(fields);
    const gap = `a:${' '.repeat(30_000)}\u2028x`;
    readContact({ first_name: 'Ana', emails: gap, phones: gap, handles: gap, companies: gap });
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe('the texts of what repeats', () => {
  it('have a line behind every sign that ends one', () => {
    const values = emails.said('work: a@x.example\u2028b@x.example\u2029c@x.example').map(({ value }) => value);
    expect(values).toEqual(['a@x.example', 'b@x.example', 'c@x.example']);
  });

  it('are read back as they were', () => {
    fc.assert(
      fc.property(points, fc.array(employment, { maxLength: 8 }), (all, employments) => {
        const texts = POINT_FIELDS.map((name) => [name, CONTACT_FIELDS.all[name].cell(all[name])]);
        const body = { first_name: 'Ana', ...Object.fromEntries(texts), companies: companies.cell(employments) };
        const cells = Object.fromEntries(
          Object.entries<string>(body).map(([name, cell]) => [name, CONTACT_FIELDS.field(name)?.fromCell(cell)]),
        );
        const read = readContact(cells);
        expect(read.ok && read.data).toMatchObject({ ...all, companies: employments });
      }),
    );
  });
});
