import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { routerByPart } from '../../src/http/router-by-part.js';

/** An app whose patterns answer with themselves. */
function appOf(paths: string[], part?: number) {
  const { router, of } = routerByPart(part);
  for (const path of paths)
    of(path).get(path, (req, res) => void res.send(`${req.route.path} ${req.params['id'] ?? ''}`));
  return express().use(router);
}

describe('a router by part', () => {
  it('finds what one router of all patterns finds: each by its word, in any case, the first that fits', async () => {
    const app = appOf(['/', '/items', '/items/new', '/items/:id', '/deals/:id', '/items/:id/:part']);
    const answers: [string, string][] = [
      ['/', '/ '],
      ['/items', '/items '],
      ['/Items/', '/items '],
      ['/items?sort=-name', '/items '],
      ['/items/new', '/items/new '],
      ['/ITEMS/7', '/items/:id 7'],
      ['/items/7/notes', '/items/:id/:part 7'],
      ['/deals/a%20b', '/deals/:id a b'],
    ];
    for (const [path, text] of answers) expect((await request(app).get(path)).text, path).toBe(text);
    for (const path of ['/item', '/itemsx/7', '/deals', '//items', '/constructor'])
      expect((await request(app).get(path)).status, path).toBe(404);
    expect((await request(app).get('/items/%')).status).toBe(400);
    expect((await request(app).options('/items/7')).headers['allow']).toBe('GET, HEAD');
  });

  it('takes another part, and refuses a pattern that has no word there', async () => {
    const app = appOf(['/v1', '/v1/items/:id'], 2);
    expect((await request(app).get('/v1')).text).toBe('/v1 ');
    expect((await request(app).get('/v1/items/7')).text).toBe('/v1/items/:id 7');
    for (const path of ['/:module', '/*rest', '/{items}'])
      expect(() => routerByPart().of(path)).toThrow(`${path} has no word of its own in its part 1`);
  });
});
