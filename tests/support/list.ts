import type { TestApp } from './app.js';
import { textOf } from './visitor.js';

/** What a person reads in the list: the names in their order, and the page around them. */
export async function readList(app: TestApp, query = '', who: 'alice' | 'bob' | 'vera' = 'alice') {
  const answer = await (await app.as(who)).get(`/inventory${query}`);
  const names = [...answer.text.matchAll(/<td class="name"[^>]*><a href="([^"]+)">([^<]+)<\/a>/g)];
  return {
    status: answer.status,
    html: answer.text,
    text: textOf(answer.text),
    names: names.map((match) => match[2]),
    links: names.map((match) => (match[1] ?? '').replaceAll('&amp;', '&')),
    next: link(answer.text, 'next'),
    previous: link(answer.text, 'prev'),
  };
}
function link(html: string, rel: string): string | undefined {
  return new RegExp(`rel="${rel}" href="/inventory([^"]*)"`).exec(html)?.[1]?.replaceAll('&amp;', '&');
}
