import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nunjucks from 'nunjucks';
import { describe, expect, it } from 'vitest';
import { viewLoader, viewNames } from '../../src/http/view-files.js';

describe('a template', () => {
  it('is taken as the build compiled it, each of them', () => {
    const loader = viewLoader('views');
    const compiledNow = viewNames('views').filter((name) => typeof loader.getSource(name).src === 'string');
    expect(compiledNow).toEqual([]);
  });

  it('that was changed since is compiled of what it says now', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mouse-views-'));
    writeFileSync(join(folder, 'styleguide.njk'), 'changed {{ 1 + 1 }}');
    expect(new nunjucks.Environment(viewLoader(folder)).render('styleguide.njk')).toBe('changed 2');
  });

  it('that is not there is named', () => {
    expect(() => viewLoader('views').getSource('none.njk')).toThrow('no template is called "none.njk"');
  });
});
