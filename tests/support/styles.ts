import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const built = JSON.parse(readFileSync('public/build/manifest.json', 'utf8')) as Record<string, string>;
const sheets = Object.values(built).flatMap((path) =>
  path.endsWith('.css') ? [[path, readFileSync(`public${path}`, 'utf8')] as const] : [],
);

/** Rules of styles that the page does not load, though something of it is what they speak of; and styles that it loads twice. */
export function styleFaults(page: Page): Promise<string[]> {
  // Through the debugger, which the page's content policy does not bind.
  return page.evaluate<string[]>(`(${FAULTS})(${JSON.stringify(sheets)})`);
}

const FAULTS = `(sheets) => {
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
  const twice = linked.filter((it, at) => linked.indexOf(it) !== at).map((it) => it + ' twice');
  const lacking = sheets.flatMap(([path, text]) =>
    linked.includes(path) ? [] : selectorsOf(text).filter((it) => !known.has(it) && speaksOfPage(it)).map((it) => path + ' ' + it),
  );
  return [...twice, ...lacking];
}`;
