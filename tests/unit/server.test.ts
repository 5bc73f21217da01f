import { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { serverOf } from '../../src/http/server.js';

it('a server makes requests and answers as its app wants them, before the app has them', async () => {
  const app = express().get('/items', (req, res) => void res.json([req.app === app, res.app === app, req.query]));
  const server = serverOf(app);
  const made: object[][] = [];
  server.prependListener('request', (req, res) => made.push([req, res]));
  const answer = await request(server).get('/items?sort=name');
  expect(answer.body).toEqual([true, true, { sort: 'name' }]);
  const [[req, res] = []] = made;
  expect(req).toBeInstanceOf(IncomingMessage);
  expect(res).toBeInstanceOf(ServerResponse);
  expect(Object.getPrototypeOf(req)).toBe(app.request);
  expect(Object.getPrototypeOf(res)).toBe(app.response);
});
