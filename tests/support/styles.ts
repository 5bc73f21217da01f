import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const built = JSON.parse(readFileSync('public/build/manifest.json', 'utf8')) as Record<string, string>;
const sheets = Object.values(built).flatMap((path) =>
  path.endsWith('.css') ? [[path, readFileSync(`public${path}`, 'utf8')] as const] : [],
);

/** Rules of styles that the page does not load, though something of it is what they speak of. */
export function missingStyles(page: Page): Promise<string[]> {
  // Through the debugger, which the page's content policy does not bind.
  return page.evaluate<string[]>(`(${MISSING})(${JSON.stringify(sheets)})`);
}

const MISSING = `(sheets) => {
  const linked = [...document.querySelectorAll('link[rel=stylesheet]')].map((it) => new URL(it.href).pathname);
  const selectorsOf = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    const walk = (rules) => [...rules].flatMap((it) => [...(it.selectorText ? [it.selectorText] : []), ...walk(it.cssRules ?? [])]);
    return walk(sheet.cssRules);
  };
  const STATES = /::[\\w-]+|:(hover|focus-visible|focus-within|focus|active|checked|open|target|popover-open|disabled|invalid)(?![\\w-])/g;
  const speaksOfPage = (selector) => {
    try {
      return document.querySelector(selector.replace(STATES, '')) !== null;
    } catch {
      return false;
    }
  };
  const known = new Set(sheets.flatMap(([path, text]) => (linked.includes(path) ? selectorsOf(text) : [])));
  return sheets.flatMap(([path, text]) =>
    linked.includes(path) ? [] : selectorsOf(text).filter((it) => !known.has(it) && speaksOfPage(it)).map((it) => path + ' ' + it),
  );
}`;
