import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyNames,
  faultsOf,
  faultText,
  fillTemplate,
  namesIn,
  parseTemplate,
  sendableText,
  type Values,
} from '../../src/features/templates/render.js';
import { nearestName, VARIABLE_GROUPS, VARIABLES } from '../../src/features/templates/render-variables.js';

const filled = (text: string, values: Values = {}, language = 'en') =>
  sendableText(fillTemplate(parseTemplate(text), values, language));
const faults = (text: string) => faultsOf(parseTemplate(text)).map(faultText);
/** Intl writes no-break spaces, narrow ones among them. */
const spaced = (text: string | null) => text?.replace(/[\u00a0\u202f]/g, ' ');
/** Texts of the marks that matter, in every order. */
const marked = fc
  .array(
    fc.oneof(
      fc.constantFrom('{{', '}}', '{', '}', '|', ':', '\n', '\r\n', ' ', 'contact.first_name', 'today', 'constructor'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((it) => it.join(''));
const unmarked = fc.string().filter((it) => !it.includes('{{'));

describe('a template', () => {
  it('holds the values of its variables, and what stands in an empty place', () => {
    const values: Values = { 'contact.first_name': 'Ines', 'company.name': null };
    expect(filled('Hello {{contact.first_name}}, {{ contact.first_name|there }}!', values)).toBe('Hello Ines, Ines!');
    expect(filled('Hello {{contact.last_name | you | there}}!', values)).toBe('Hello you | there!');
    expect(filled('Hello{{contact.last_name|}}!', values)).toBe('Hello!');
  });

  it('is not sent with an empty variable, which is named once', () => {
    const parts = fillTemplate(
      parseTemplate('{{deal.amount}} {{deal.amount}} {{contact.title}} {{today|now}}'),
      {},
      'en',
    );
    expect(emptyNames(parts)).toEqual(['deal.amount', 'contact.title']);
    expect(sendableText(parts)).toBeNull();
    expect(filled('{{contact.title}}', { 'contact.title': ' \n' })).toBeNull();
  });

  it('names what it does not know, with its place and what was meant', () => {
    expect(faults('Hi {{contact.fist_name}},\n\nfrom {{ me.chanel | x }}')).toEqual([
      'There is no {{contact.fist_name}} (line 1, character 4). Did you mean {{contact.first_name}}?',
      'There is no {{me.chanel}} (line 3, character 6). Did you mean {{me.channel}}?',
    ]);
    expect(filled('{{contact.fist_name|there}}')).toBeNull();
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'contact.constructor',
    'contact.__proto__.polluted',
    '7*7',
    '',
    'cycler.__init__',
    '#each',
    'range(9)',
  ])('knows %j no more than any other unknown name', (name) => {
    expect(faults(`{{${name}}}`)).toEqual([expect.stringContaining(`There is no {{${name}}} (line 1, character 1).`)]);
    expect(filled(`{{${name}}}`)).toBeNull();
  });

  it('says where a variable is left open', () => {
    expect(faults('a {{contact.first_name\nb {{today}} {{')).toEqual([
      '{{contact.first_name is not closed (line 1, character 3). Write }} behind the name, on the same line.',
      '{{ is not closed (line 2, character 13). Write }} behind the name, on the same line.',
    ]);
    expect(faults('{{ {{today}}')).toHaveLength(1);
  });

  it.each(['{% include "x" %}', '$' + '{process.env.HOME}', '<%= 1 %>', '{# #}', '<b>&amp;</b>', '}} {', '\u202eabc'])(
    'leaves %j as it is',
    (text) => {
      expect(faults(text)).toEqual([]);
      expect(filled(text)).toBe(text);
    },
  );

  it('writes amounts in its language, exactly', () => {
    const values: Values = { 'deal.amount': { minor: 180_000n, currency: 'EUR' } };
    expect(filled('{{deal.amount}}', values)).toBe('€1,800.00');
    expect(spaced(filled('{{deal.amount}}', values, 'de'))).toBe('1.800,00 €');
    expect(spaced(filled('{{deal.amount:short}}', values, 'fr'))).toBe('1 800 €');
    expect(spaced(filled('{{deal.amount:code}}', values))).toBe('EUR 1,800.00');
    expect(filled('{{collab.fee}}', { 'collab.fee': { minor: 1_800, currency: 'JPY' } })).toBe('¥1,800');
    expect(spaced(filled('{{collab.fee}}', { 'collab.fee': { minor: -1_234, currency: 'KWD' } }))).toBe('-KWD 1.234');
    expect(filled('{{collab.fee:short}}', { 'collab.fee': { minor: 1_850, currency: 'GBP' } })).toBe('£18.50');
    const large = { minor: 9_007_199_254_740_993n, currency: 'USD' };
    expect(filled('{{collab.fee}}', { 'collab.fee': large }, 'en-US')).toBe('$90,071,992,547,409.93');
  });

  it('writes days and numbers in its language', () => {
    const values: Values = { today: { day: '2026-12-07' }, 'me.average_views': { count: 18_400 } };
    expect(filled('{{today}} {{me.average_views}}', values)).toBe('7 December 2026 18,400');
    expect(filled('{{today}} {{me.average_views}}', values, 'de')).toBe('7. Dezember 2026 18.400');
    expect(filled('{{today}}', values, 'en-US')).toBe('December 7, 2026');
    expect(filled('{{today:short}}, {{today:month}}, {{today:day}}', values)).toBe(
      '7 Dec 2026, December 2026, 7 December',
    );
    expect(filled('{{today:full}}', values, 'es')).toBe('lunes, 7 de diciembre de 2026');
    expect(filled('{{today}}', values, 'th')).toContain('2026');
  });

  it.each(['', 'xx', 'not a language', '😀'])('is written as English in the unknown language %j', (language) => {
    expect(filled('{{today}}', { today: { day: '2026-12-07' } }, language)).toBe('7 December 2026');
  });

  it('names a format that a variable does not have', () => {
    expect(faults('{{today:longest}} {{contact.title:upper}} {{deal.amount:constructor}}')).toEqual([
      '{{today:longest}} has no such format (line 1, character 1). Did you mean {{today:long}}?',
      '{{contact.title:upper}} has no such format (line 1, character 19). Did you mean {{contact.title}}?',
      '{{deal.amount:constructor}} has no such format (line 1, character 43). Did you mean {{deal.amount:long}}?',
    ]);
  });

  it('takes a value as text, whatever it looks like', () => {
    const sly = '{{me.email}} {% x %} $& $1 <script>';
    expect(filled('a {{company.name}} b', { 'company.name': sly, 'me.email': 'secret' })).toBe(`a ${sly} b`);
  });

  it.each(['{{', '{{a}}', '{{today}}', '{', '}}', '{{today|', '\n{{'])(
    'is taken apart quickly when it is 1 MB of %j',
    (bit) => {
      const text = bit.repeat(1_000_000 / bit.length);
      const begun = performance.now();
      const parts = parseTemplate(text);
      faultsOf(parts).map(faultText);
      expect(performance.now() - begun).toBeLessThan(3_000);
      expect(parts.map(({ raw }) => raw).join('') === text).toBe(true);
    },
  );
});

describe('for every text', () => {
  it('the parts together are the text, and each variable begins at its place', () => {
    fc.assert(
      fc.property(marked, (text) => {
        const parts = parseTemplate(text);
        expect(parts.map(({ raw }) => raw).join('')).toBe(text);
        for (const part of parts) {
          if (part.kind === 'text') continue;
          const { offset, line, column } = part.kind === 'variable' ? part.at : part.fault.at;
          expect(text.startsWith(part.raw, offset)).toBe(true);
          const before = text.slice(0, offset).split('\n');
          expect([line, column]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1]);
        }
      }),
    );
  });

  it('text without two braces is left as it is', () => {
    fc.assert(
      fc.property(unmarked, (text) => {
        expect(filled(text)).toBe(text);
      }),
    );
  });

  it('what is sent holds each value as it is, wherever its variable stands', () => {
    fc.assert(
      fc.property(unmarked, fc.string(), unmarked, (before, value, after) => {
        fc.pre(value.trim() !== '' && !before.endsWith('{'));
        const text = `${before}{{contact.name}}${after}`;
        expect(filled(text, { 'contact.name': value })).toBe(before + value + after);
      }),
    );
  });

  it('it is sent exactly when nothing in it is unknown and nothing is empty', () => {
    fc.assert(
      fc.property(marked, (text) => {
        const parts = parseTemplate(text);
        const shown = fillTemplate(parts, {}, 'en');
        const blocked = faultsOf(parts).length > 0 || emptyNames(shown).length > 0;
        expect(sendableText(shown) === null).toBe(blocked);
      }),
    );
  });
});

describe('the known names', () => {
  it('are each stated once, in a group, and are what they themselves are nearest to', () => {
    const names = VARIABLES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(VARIABLE_GROUPS.flatMap(({ variables }) => variables)).toEqual(VARIABLES);
    for (const name of names) expect(nearestName(name.toUpperCase())).toBe(name);
    expect(namesIn(parseTemplate(names.map((it) => `{{${it}}}{{${it}}}`).join('')))).toEqual(names);
  });

  it('are found without their group, and with a slip; what is far from all is none', () => {
    expect(nearestName('first_name')).toBe('contact.first_name');
    expect(nearestName('First Name')).toBe('contact.first_name');
    expect(nearestName('deal.ammount')).toBe('deal.amount');
    expect(nearestName('weather')).toBeNull();
    expect(nearestName('x'.repeat(1_000_000))).toBeNull();
  });
});
