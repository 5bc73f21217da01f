import { describe, expect, it } from 'vitest';
import { link } from '../../src/records/fields/index.js';

/** What is kept of a typed web address, and what is none. */
const { parse } = link({ label: 'Link', max: 40 });
const read = (typed: string) => {
  const { success, data, error } = parse({ currency: '' } as never).safeParse(typed);
  return success ? data : error.issues.map(({ message }) => message).join();
};

describe('a web address', () => {
  it.each([
    ['https://a.example/x?y=1#z', 'https://a.example/x?y=1#z'],
    ['HTTP://a.example', 'HTTP://a.example'],
    ['youtube.com/watch?v=Ridecam', 'https://youtube.com/watch?v=Ridecam'],
    ['www.a.example', 'https://www.a.example'],
    ['a.example:8443/x', 'https://a.example:8443/x'],
    ['straße.example?q', 'https://straße.example?q'],
    ['xn--e1afmkfd.xn--p1ai', 'https://xn--e1afmkfd.xn--p1ai'],
    ['', null],
  ])('%s is kept as %s', (typed, kept) => expect(read(typed)).toBe(kept));

  it.each([
    'nope',
    'draft.mp4',
    'v1.2',
    '10.0.0.1/x',
    'me@a.example',
    'me:secret@a.example',
    'javascript:alert(1)',
    'ftp://a.example/x',
    'a.example and more',
    'a..example',
    '.example',
  ])('%s is none', (typed) => expect(read(typed)).toBe('Type a web address such as https://example.com.'));

  it('is no longer with its scheme than may be kept', () => {
    expect(read(`a.example/${'x'.repeat(22)}`)).toBe(`https://a.example/${'x'.repeat(22)}`);
    expect(read(`a.example/${'x'.repeat(23)}`)).toBe('Use 40 characters at most.');
  });
});
