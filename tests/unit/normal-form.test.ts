import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phoneKey, phoneNumber } from '../../src/features/contacts/phone.js';
import { addressKey, normalForm } from '../../src/http/normal-form.js';
import { copyDatabase } from '../support/database.js';

let db: Awaited<ReturnType<typeof copyDatabase>>;
beforeAll(async () => {
  db = await copyDatabase();
});
afterAll(() => db.drop());

/** What the database's function of that name makes of each text. */
async function inDatabase(name: string, texts: readonly string[]): Promise<(string | null)[]> {
  const made = `select ${name}(t) as made from unnest($1::text[]) with ordinality u (t, at) order by at`;
  return (await db.rows<{ made: string | null }>(made, [texts])).map((row) => row.made);
}

/** What is typed, and its normal form. */
const FORMS: [typed: string, form: string][] = [
  // Case, in whatever script
  ['Kestrel OPTICS', 'kestrel optics'],
  ['İpek', 'ipek'],
  ['IŞIK', 'isik'],
  ['ışık', 'isik'],
  ['ΓΙΩΡΓΟΣ', 'γιωργοσ'],
  ['Γιώργος', 'γιωργοσ'],
  ['ᾼδης', 'αιδησ'],
  ['STRASSE', 'strasse'],
  ['Straße', 'strasse'],
  ['STRAẞE', 'strasse'],
  ['ԵՐԵՎԱՆ', 'երեվան'],
  ['Երևան', 'երեւան'],
  // Signs on letters, and letters that stand for one with a sign
  ['Jörg', 'jorg'],
  ['Šimić', 'simic'],
  ['Ångström', 'angstrom'],
  ['Å\u030angstro\u0308m', 'angstrom'],
  ['Søren Ærø', 'soren aero'],
  ['Łukasz Żółć', 'lukasz zolc'],
  ['Đorđe', 'dorde'],
  ['Sigríður Þórðardóttir', 'sigridur thordardottir'],
  ['Œuvre', 'oeuvre'],
  ['Đặng Thị Ngọc Ánh', 'dang thi ngoc anh'],
  ['Ħamrun', 'hamrun'],
  ['Ñandú', 'nandu'],
  ['Ўладзімір', 'уладзімір'],
  ['Алёна', 'алена'],
  ['Андрей', 'андрей'],
  ['Київ', 'киів'],
  ['שָׁלוֹם', 'שלום'],
  ['مُحَمَّد', 'محمد'],
  ['أحمد', 'احمد'],
  ['علي', 'علی'],
  ['कि', 'कि'],
  ['が', 'が'],
  // Widths, ligatures, signs and digits
  ['Ｋｅｓｔｒｅｌ　１２', 'kestrel 12'],
  ['ｶﾞ', 'ガ'],
  ['ﬁn Ⅷ', 'fin viii'],
  ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
  ['۴۵६৭', '4567'],
  ['O’Brien', "o'brien"],
  ['O´Brien', "o'brien"],
  ['“Kestrel”', '"kestrel"'],
  ['Jean\u2011Luc–Picard', 'jean-luc-picard'],
  // What is not seen, and blanks
  ['Kes\u200btrel\u2060 \u202aOp\u00adtics\u202c\ufeff', 'kestrel optics'],
  ['👩\u200d💻 Ana', '👩💻 ana'],
  ['  two\u00a0\t blanks\n', 'two blanks'],
  ['  Plain   Letters, \\ ~ and  BLANKS ', 'plain letters, \\ ~ and blanks'],
  ['   ', ''],
  ['  It`s  40 % ', "it's 40 %"],
  ['\u200b', ''],
  // Letters that are words of their own
  ['王小明', '王 小 明'],
  ['太郎 山田', '太 郎 山 田'],
  ['김철수', '김 철 수'],
  ['김철수'.normalize('NFD'), '김 철 수'],
  ['ジョン・スミス', 'ジ ョ ン ス ミ ス'],
  ['iPhone手机壳', 'iphone 手 机 壳'],
];

describe('the normal form', () => {
  it.each(FORMS)('of %j is %j', (typed, form) => {
    expect(normalForm(typed)).toBe(form);
  });

  it('is the same in the database', async () => {
    const typed = FORMS.map(([text]) => text);
    expect(await inDatabase('normal_form', typed)).toEqual(typed.map(normalForm));
  });

  it('is the same for each letter that both know, but for capitals that are newer than the database’s ICU', async () => {
    const made = await db.rows<{ letter: string; form: string }>(`
      select letter, normal_form(letter) as form
      from generate_series(1, 1114111) code, lateral (select case when code not between 55296 and 57343 then chr(code) end as letter) l
      where unicode_assigned(letter)`);
    const letters = made.filter(({ letter }) => !/[\p{Cn}\p{Co}]/u.test(letter));
    expect(letters.length).toBeGreaterThan(140_000);
    const differing = letters.flatMap(({ letter, form }) => (form === normalForm(letter) ? [] : [letter]));
    expect(differing.filter((letter) => letter.toLowerCase() === letter || letter < '\u1c89')).toEqual([]);
  });

  it('is the same for any text', async () => {
    const texts = fc.sample(text, 2_000);
    expect(await inDatabase('normal_form', texts)).toEqual(texts.map(normalForm));
  });

  it('of itself is itself', () => {
    fc.assert(fc.property(text, (it) => normalForm(normalForm(it)) === normalForm(it)));
  });

  it('does not depend on how letters are composed, nor on their case', () => {
    fc.assert(
      fc.property(text, (it) => {
        for (const other of [it.normalize('NFC'), it.normalize('NFD'), it.toUpperCase(), it.toLowerCase()])
          expect(normalForm(other)).toBe(normalForm(it));
      }),
    );
  });

  it('does not depend on what is not seen', () => {
    const unseen = fc.constantFrom('\u200b', '\u200e', '\u202a', '\u2060', '\u2066', '\ufeff', '\u00ad', '\ufe0f');
    fc.assert(
      fc.property(text, unseen, fc.nat(), (it, sign, at) => {
        // Between what is seen as letters: within one it may part a letter from its sign.
        const letters = [...new Intl.Segmenter().segment(it.normalize())].map(({ segment }) => segment);
        letters.splice(at % (letters.length + 1), 0, sign);
        expect(normalForm(letters.join(''))).toBe(normalForm(it));
      }),
    );
  });
});

// Texts of letters that differ in the ways that a form levels, and of any others that both sides know.
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'aÅøŁđßẞæÞİıςΣάё йЙїŠğ\u0301\u0308\u0306 \u3000-’明太한がｶﾞ٣３(+)%_\\'),
      fc.constantFrom(...FORMS.flatMap(([typed]) => [...typed])),
    ),
    { maxLength: 20 },
  )
  .map((letters) => letters.join(''));

/** What is typed, its key, and its number. */
const PHONES: [typed: string, key: string, number: string][] = [
  ['+1 (202) 555-0642', '+12025550642', '2025550642'],
  ['202-555-0643', '2025550643', '2025550643'],
  ['1 202 555 0643', '12025550643', '2025550643'],
  ['+1\u2011202\u2013555\u00a00643', '+12025550643', '2025550643'],
  ['\u202a+1 202 555 0643\u202c', '+12025550643', '2025550643'],
  ['+49 30 1234565', '+49301234565', '301234565'],
  ['+49 (0)30 1234565', '+49301234565', '301234565'],
  ['0049 30 1234565', '+49301234565', '301234565'],
  ['030/123 45-65', '301234565', '301234565'],
  ['＋４９ ３０ １２３４５６５', '+49301234565', '301234565'],
  ['+٤٩ ٣٠ ١٢٣٤٥٦٥', '+49301234565', '301234565'],
  ['+44 20 7946 0958 ext. 12', '+442079460958x12', '2079460958'],
  ['020 7946 0958 x12', '2079460958x12', '2079460958'],
  ['+7 495 123-45-67', '+74951234567', '4951234567'],
  ['8 (495) 123-45-67', '84951234567', '4951234567'],
  ['+354 555 1234', '+3545551234', '5551234'],
  ['+86 138 0013 8000', '+8613800138000', '3800138000'],
  ['138 0013 8000', '13800138000', '3800138000'],
  ['+39 06 1234 5678', '+39612345678', '612345678'],
  ['000', '000', '000'],
];

describe('a phone', () => {
  it.each(PHONES)('%j has the key %s and the number %s', (typed, key, number) => {
    expect([phoneKey(typed), phoneNumber(typed)]).toEqual([key, number]);
  });

  it('has the same in the database', async () => {
    const typed = [
      ...PHONES.map(([phone]) => phone),
      ...fc.sample(fc.string({ unit: fc.constantFrom(...'+0018349x() -') }), 500),
    ];
    expect(await inDatabase('phone_key', typed)).toEqual(typed.map(phoneKey));
    expect(await inDatabase('phone_number', typed)).toEqual(typed.map(phoneNumber));
  });
});

describe('an address', () => {
  it.each([
    ['Ana@X.Example', 'ana@x.example'],
    ['ana@x\u200b.example', 'ana@x.example'],
    ['JÖRG@müller.example', 'jörg@müller.example'],
    ['jo\u0308rg@müller.example', 'jörg@müller.example'],
    ['@ＡＮＡ', '@ana'],
  ])('%j has the key %s, here and in the database', async (typed, key) => {
    expect(addressKey(typed)).toBe(key);
    expect(await inDatabase('address_key', [typed])).toEqual([key]);
  });

  it('has the same key in the database whatever it is', async () => {
    const typed = fc.sample(text, 500);
    expect(await inDatabase('address_key', typed)).toEqual(typed.map(addressKey));
  });
});
