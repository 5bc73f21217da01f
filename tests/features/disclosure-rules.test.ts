import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPENSATION_LABELS, DELIVERABLE_LABELS, PLATFORM_LABELS } from '../../src/features/collabs/choices.js';
import {
  aboutOf,
  checklist,
  openOf,
  progressOf,
  unprovenOf,
  waitsFor,
} from '../../src/features/collabs/disclosure/checklist.js';
import { enoughOf, rulesFor, US_RULES } from '../../src/features/collabs/disclosure/rules.js';

/** Which rules apply is a pure function of what one is paid by, where and what it is. */
const keys = <T extends object>(of: T) => fc.constantFrom(...(Object.keys(of) as (keyof T)[]));
const collab = fc.record({
  compensation: keys(COMPENSATION_LABELS),
  tracking_link: fc.option(fc.constant('https://shop.example/?ref=1')),
  promo_code: fc.option(fc.constant('MARA10')),
});
const row = fc.record({ kind: keys(DELIVERABLE_LABELS), platform: fc.option(keys(PLATFORM_LABELS)) });
const ticks = fc.array(
  fc.record({ rule: fc.constantFrom('gone', ...US_RULES.rules.map(({ id }) => id)), proven: fc.boolean() }),
);
const ids = (it: object, of: object) => rulesFor(aboutOf({ ...it }, { ...of })).map(({ id }) => id);
const cash = { compensation: 'cash' };

describe('the rules of disclosure', () => {
  it('always ask for the relationship and the claims, each once, whatever it is', () => {
    fc.assert(
      fc.property(collab, row, (it, of) => {
        const all = ids(it, of);
        expect(all).toEqual(expect.arrayContaining(['relationship', 'claims']));
        expect(new Set(all).size).toBe(all.length);
        // One says where the words stand, for everything that can be published.
        expect(all.some((id) => ['near', 'on_picture', 'in_front'].includes(id))).toBe(true);
      }),
    );
  });

  it('ask for a note beside links where a link, a code or a share earns, and nowhere else', () => {
    fc.assert(
      fc.property(collab, row, (it, of) => {
        const earns =
          it.compensation === 'affiliate' || it.compensation === 'mixed' || it.tracking_link || it.promo_code;
        expect(ids(it, of).includes('link_note')).toBe(Boolean(earns));
      }),
    );
  });

  it('ask for a platform’s box where it has one', () => {
    const boxes = ['youtube', 'instagram', 'tiktok', 'facebook', 'twitch', 'pinterest'];
    fc.assert(
      fc.property(collab, row, (it, of) => {
        const all = ids(it, of);
        expect(all.includes('platform_box')).toBe(of.platform !== null && boxes.includes(of.platform));
        expect(all.includes('children')).toBe(of.platform === 'youtube');
        expect(all.includes('not_description')).toBe(all.includes('near'));
      }),
    );
  });

  it.each([
    ['short', 'youtube', ['relationship', 'near', 'not_description', 'platform_box', 'children', 'claims']],
    ['story', 'instagram', ['relationship', 'on_picture', 'platform_box', 'claims']],
    ['podcast_read', 'podcast', ['relationship', 'near', 'not_description', 'claims']],
    ['newsletter', 'newsletter', ['relationship', 'in_front', 'claims']],
    ['live', 'twitch', ['relationship', 'near', 'repeated', 'not_description', 'platform_box', 'claims']],
    ['integrated_video', null, ['relationship', 'near', 'not_description', 'claims']],
  ])('of a %s on %s for cash are these', (kind, platform, expected) => {
    expect(ids(cash, { kind, platform })).toEqual(expected);
  });

  it('say what is enough in the words of the kind, else of the pay', () => {
    const [relationship, near] = US_RULES.rules;
    const about = aboutOf({ compensation: 'product' }, { kind: 'podcast_read', platform: 'podcast' });
    expect(relationship && enoughOf(relationship, about)).toContain('They gave me this');
    expect(near && enoughOf(near, about)).toContain('Spoken within the same read');
  });

  it('name a version, a country and a source of each, and use no id twice', () => {
    expect([US_RULES.version, US_RULES.country]).toEqual(['2026-11', 'United States']);
    expect(new Set(US_RULES.rules.map(({ id }) => id)).size).toBe(US_RULES.rules.length);
    for (const { source } of US_RULES.rules) {
      expect(source.name).not.toBe('');
      expect(new URL(source.href).protocol).toBe('https:');
    }
  });
});

describe('a list with its ticks', () => {
  it('counts the ticks of rules that apply, and no other', () => {
    fc.assert(
      fc.property(collab, row, ticks, (it, of, given) => {
        const items = checklist(aboutOf({ ...it }, { ...of }), given);
        const applying = ids(it, of);
        const ticked = applying.filter((id) => given.some(({ rule }) => rule === id));
        expect(openOf(items).map(({ id }) => id)).toEqual(applying.filter((id) => !ticked.includes(id)));
        expect(progressOf(items).text).toBe(`${ticked.length} of ${applying.length}`);
        expect(progressOf(items).all).toBe(openOf(items).length === 0);
        expect(progressOf(items).pips.filter(({ cls }) => cls === 'on')).toHaveLength(ticked.length);
        expect(unprovenOf(items).length).toBeGreaterThanOrEqual(openOf(items).length);
      }),
    );
  });

  it('says in words what it waits for', () => {
    expect(waitsFor([1])).toBe('“Live” waits for one item');
    expect(waitsFor([1, 2, 3])).toBe('“Live” waits for three items');
    expect(waitsFor(new Array(12))).toBe('“Live” waits for 12 items');
  });
});
