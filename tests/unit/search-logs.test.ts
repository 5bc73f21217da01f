import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { searchLogs } from '../support/search-logs.js';

const line = (fields: object) => JSON.stringify({ level: 30, path: '/inventory/0190', ...fields });
const CLEAN = [line({ status: 200 }), line({ err: { stack: 'at /app/node_modules/@node-rs/argon2/index.js:1' } })];

it.each([
  ['a session, in a cookie', { cookie: 's%3AQ1w2e3r4t5y6u7i8.sig' }],
  ['a password with blanks', { body: 'Lantern parade 9' }],
  ['a password with blanks, in a query', { url: '/x?p=Lantern%20parade%209' }],
  ['a mail address', { detail: 'Key (email)=(mara@quillways.example) already exists.' }],
  ['a mail address in a query', { url: '/x?q=mara%40quillways.example' }],
  ['a token of the API', { header: 'Bearer mdt_abcdefgh12345678' }],
  ['the database’s address', { at: 'postgres://mouse:secret@127.0.0.1:5432/mouse' }],
  ['the hash of a password', { params: ['$argon2id$v=19$m=65536'] }],
])('the search of a run’s logs finds %s', (_what, fields) => {
  const folder = mkdtempSync(join(tmpdir(), 'mouse-logs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, '1.secrets'), '"Q1w2e3r4t5y6u7i8"\n"Lantern parade 9"\n');
  writeFileSync(join(folder, '1.log'), CLEAN.join('\n'));
  expect(searchLogs(folder)).toEqual({ lines: 2, faults: [] });
  writeFileSync(join(folder, '2.log'), line(fields));
  const { lines, faults } = searchLogs(folder);
  expect([lines, faults.length]).toEqual([3, 1]);
});
