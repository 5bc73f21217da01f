import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MOST_READ } from '../../src/features/contacts/vcard/borders.js';
import { MOST_BYTES, MOST_CARDS } from '../../src/features/contacts/vcard/file.js';
import { fileSize } from '../../src/http/file-name.js';
import { MAX_FILE_BYTES, MAX_FILES_SENT } from '../../src/http/uploads/limits.js';
import { ASIDE_DAYS, DUE_DAYS, MOST_FILES, ROWS_AT_ONCE, TRASH_DAYS, UNDO_DAYS } from '../../src/records/limits.js';
import { prose } from '../support/runbook.js';

const read = (path: string) => readFileSync(path, 'utf8');
const templates = readdirSync('views', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.njk') && !path.startsWith('styleguide/'))
  .map((path) => `views/${path}`);

describe('the limits of the product', () => {
  it('are those that the runbook names', () => {
    const files = prose.split('\n').find((line) => line.startsWith('| files |'));
    expect(files).toContain(`| ${fileSize(MAX_FILE_BYTES)} each, ${MAX_FILES_SENT} in a form, ${MOST_FILES} a record;`);
    const swept = prose.split('\n').filter((line) => line.includes('swept') && / days\b/.test(line));
    expect(swept.length).toBeGreaterThan(0);
    for (const line of swept) expect(line).toContain(`${ASIDE_DAYS} days`);
    // An upload larger than nginx lets through would end at nginx's own page.
    const sizes = read('docs/ops/nginx/nginx.conf').matchAll(/client_max_body_size (\d+)m/g);
    const largest = Math.max(...[...sizes].map(([, megabytes]) => Number(megabytes) * 1024 * 1024));
    expect(largest).toBeGreaterThan(MAX_FILE_BYTES * MAX_FILES_SENT);
  });

  it('are those that the papers name', () => {
    const paper = read('docs/architecture.md');
    expect(paper).toContain(`up to ${ROWS_AT_ONCE.toLocaleString('en')} rows in the request's transaction`);
    expect(paper).toContain(`an undo within ${UNDO_DAYS} days`);
    const [cards, lines] = [MOST_CARDS, MOST_READ].map((most) => most.toLocaleString('en'));
    expect(paper).toContain(`${fileSize(MOST_BYTES)}, ${cards} cards and ${lines} lines at most`);
    expect(read('docs/decisions/0022-letters-of-a-value.md')).toContain(`${lines} in all`);
  });

  it('are those that the tables check', () => {
    const migration = read('prisma/migrations/20261121160000_records/migration.sql');
    expect(migration).toContain(`size integer not null check (size between 0 and ${MAX_FILE_BYTES})`);
  });

  it('stand in no template as a figure', () => {
    const figures = new RegExp(`\\b(${TRASH_DAYS}|${DUE_DAYS}) days|\\b${fileSize(MAX_FILE_BYTES)}\\b`);
    // How long jobs are kept is the queue's.
    const found = templates.filter((path) => path !== 'views/admin/_failed_jobs.njk' && figures.test(read(path)));
    expect(found).toEqual([]);
  });
});
