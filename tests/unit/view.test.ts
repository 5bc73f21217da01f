import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import nunjucks from 'nunjucks';
import { describe, expect, it } from 'vitest';
import { loadViews, viewNames } from '../../src/http/view/load.js';
import { views } from '../support/views.js';

describe('a template', () => {
  it('is taken as the build compiled it, each of them', () => {
    const built: Record<string, { of: string }> = createRequire(import.meta.url)('../../dist/views.cjs');
    const hashes = viewNames('views').map((name) => [name, { of: hashOf(readFileSync(join('views', name))) }]);
    expect(built).toMatchObject(Object.fromEntries(hashes));
  });

  it('that was changed since is compiled of what it says now', () => {
    expect(printedOf({ 'styleguide.njk': 'changed {{ 1 + 1 }}' }, 'styleguide.njk')).toBe('changed 2');
  });

  it('that is not there is named', () => {
    expect(() => views.render('none.njk', {})).toThrow('no template is called "none.njk"');
    expect(() => printedOf({ 'page.njk': '{% include "none.njk" %}' })).toThrow('no template is called "none.njk"');
  });

  it('that calls what it does not import is refused when it is loaded', () => {
    const files = { 'page.njk': '{% from "a.njk" import a %}{% include "b.njk" %}', 'a.njk': A, 'b.njk': '{{ a() }}' };
    expect(() => printedOf(files)).toThrow('b.njk calls a, which it does not import');
  });

  it('that says what is not known here is refused with its line', () => {
    expect(() => printedOf({ 'page.njk': '\n{% switch a %}{% case 1 %}{% endswitch %}' })).toThrow('page.njk, line 2');
  });
});

const hashOf = (text: Buffer) => createHash('sha256').update(text).digest('hex');

const A = '{% macro a(x, y="why", z={}) %}[{{ x }}|{{ y }}|{{ z.a }}]{% endmacro %}';
const COMPONENTS = {
  'a.njk': A,
  'set.njk': '{% set N = 3 %}{% macro n() %}{{ N }}{% endmacro %}',
  'call.njk': '{% macro frame(title) %}<{{ title }}>{{ caller() }}</{{ title }}>{% endmacro %}',
  'seen.njk': '{{ row }}/{{ text }}/{{ loop.index }}{% set text = "own" %}',
  'layout.njk':
    '<{% block head %}head{% endblock %}>{% block body %}{% block inner %}in{% endblock %}{% endblock %}{{ found }}',
  'middle.njk': '{% extends "layout.njk" %}{% block head %}{{ super() }} middle{% endblock %}',
};

/** What our templates say, each kind of it. */
const PAGES = [
  '{{ text }}{{ none }}{{ number }}{{ truth }}{{ missing }}{{ missing.deeper.still }}',
  '{{ text | lower }}{{ text | length }}{{ list | join("&") }}{{ text | replace("<", "&") }}{{ "  x " | trim }}',
  '{{ 1 + 2 * 3 - 4 / 2 }}{{ -number }}{{ text ~ number }}{{ "a" + number }}{{ (number + 1) * 2 }}',
  '{{ "yes" if number == 2 else "no" }}{{ "only" if truth }}{{ "x" if not truth }}{{ number > 1 and text or none }}',
  '{{ "b" in list }}{{ "k" in pairs }}{{ number >= 2 }}{{ text != "" }}{{ none === null }}',
  '{% if none %}a{% elif number == 2 %}b{% else %}c{% endif %}{% if missing.x %}d{% endif %}',
  '{% for it in list %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ it }},{% else %}none{% endfor %}',
  '{% for it in empty %}{{ it }}{% else %}none{% endfor %}{% for it in missing %}{{ it }}{% else %}none{% endfor %}',
  '{% for k, v in pairs %}{{ k }}={{ v }};{% endfor %}{% for a, b in rows %}{{ a }}-{{ b }};{% endfor %}',
  '{% for row in rows %}{% for it in row %}{{ loop.index }}{{ it }}{% endfor %}{{ loop.index }}{% endfor %}',
  '{% set sum = "" %}{% for it in list %}{% set sum = sum + it %}{% endfor %}{{ sum }}',
  '{% for it in list %}{% set last = it %}{{ last }}{% endfor %}({{ last }})',
  '{% if truth %}{% set text = "set" %}{% endif %}{{ text }}{% set both %}{{ text }}<b>{% endset %}{{ both }}',
  '{% from "a.njk" import a %}{{ a() }}{{ a(text) }}{{ a(1, 2) }}{{ a(1, 2, {a: text}) }}',
  '{% from "a.njk" import a as b %}{{ b(number) }}{% from "set.njk" import n, N %}{{ n() }}{{ N }}',
  '{% macro own(x) %}{{ text }}{{ x }}{% set x = 1 %}{{ x }}{% endmacro %}{{ own(text) }}{{ own(own(2)) }}',
  '{% from "call.njk" import frame %}{% call frame("p") %}{{ text }}{% set text = 1 %}{{ text }}{% endcall %}{{ text }}',
  '{% from "call.njk" import frame %}{% for it in list %}{% call frame(it) %}{{ loop.index }}{{ it }}{% endcall %}{% endfor %}',
  '{% for row in list %}{% include "seen.njk" %};{% endfor %}{{ text }}{% include ("seen.njk" if truth) %}',
  '{% extends "layout.njk" %}{% set found = text %}lost{% block body %}{{ found }}{% set found = 1 %}{{ found }}{% endblock %}',
  '{% extends ("middle.njk" if truth else "layout.njk") %}{% block head %}top {{ super() }}{% endblock %}{% block inner %}{{ text }}{% endblock %}',
  '{% block one %}{{ text }}{% endblock %}{% block two %}{% for it in list %}{% set text = it %}{% endfor %}{{ text }}{% endblock %}{{ text }}',
  '{{ list[1] }}{{ pairs["k"] }}{{ pairs[key] }}{{ list.slice(1).length }}{{ rows[0][1] }}{{ {a: 1, "b-c": text}["b-c"] }}',
];

describe('is printed as Nunjucks itself prints it', () => {
  it.each(PAGES)('%s', (page) => {
    const both = printersOf({ 'page.njk': page, ...COMPONENTS });
    const value = fc.oneof(fc.string(), fc.constantFrom('<b>', `"'&\\\``, 'plain'), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.record({ text: fc.string(), list: fc.array(value), pairs: fc.dictionary(WORD, value) }),
        (some) => {
          const context = { ...CONTEXT, ...some };
          expect(both.ours(context)).toBe(both.theirs(context));
        },
      ),
      { numRuns: 30 },
    );
    expect(both.ours(CONTEXT)).toBe(both.theirs(CONTEXT));
  });
});

const WORD = fc.stringMatching(/^[a-z]{1,4}$/);
const CONTEXT = {
  text: '<i>T</i> & "q"',
  none: null,
  number: 2,
  truth: true,
  key: 'k',
  empty: [],
  list: ['b', '<c>'],
  pairs: { k: 'v', 'l-m': '<w>' },
  rows: [
    ['x', '<y>'],
    ['z', 1],
  ],
};

const OF_NUNJUCKS = ['join', 'length', 'lower', 'replace', 'trim'];

function printersOf(files: Record<string, string>) {
  const folder = folderOf(files);
  const theirs = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder), { autoescape: true });
  const filters = Object.fromEntries(OF_NUNJUCKS.map((name) => [name, theirs.getFilter(name)]));
  const print = loadViews(folder, filters, {});
  return {
    ours: (context: object) => print('page.njk', context),
    theirs: (context: object) => theirs.render('page.njk', context),
  };
}

function printedOf(files: Record<string, string>, name = 'page.njk'): string {
  return loadViews(folderOf(files), {}, {})(name, {});
}

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mouse-views-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
