import { expect } from 'vitest';
import type { Visitor } from './visitor.js';

export const rowsAsCsv = (rows: readonly (readonly string[])[]) =>
  rows.map((cells) => cells.map((it) => `"${it.replaceAll('"', '""')}"`).join(',')).join('\r\n');

/** Sends a table as a file and answers the address of its page. */
export async function sendTable(visitor: Visitor, module: string, bytes: string | Buffer, name = 'table.csv') {
  await visitor.get('/import');
  const sending = visitor.agent.post('/import').set('Accept', 'text/html');
  for (const [field, value] of Object.entries({ ...visitor.formTokens, module })) sending.field(field, String(value));
  const answer = await sending.attach('files', Buffer.from(bytes as string), name);
  expect(answer.status, answer.text).toBe(303);
  return String(answer.headers['location']);
}

/** Checks the rows of a table as its columns are, with what else is said of them; answers the page that shows what each does. */
export async function checkedTable(visitor: Visitor, path: string, said: Record<string, string> = {}) {
  const answer = await visitor.post(path, { go: 'check', ...said });
  return answer.status === 303 ? visitor.get(String(answer.headers['location'])) : answer;
}
