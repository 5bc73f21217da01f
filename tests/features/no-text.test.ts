import { describe, expect, it } from 'vitest';
import { readQuery } from '../../src/http/form-text.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { tokenOf } from '../support/uploads.js';

const app = useApp();

// Half a character twice, an overlong one, a byte that is never text, a character cut off.
describe.each(['%ED%A0%80', '%ED%B0%80', '%C0%80', '%FF', '%E4%B8'])('bytes that are no text, as %s', (bytes) => {
  it('are read as the replacement character in a query', async () => {
    const answer = await (await app.current.as('alice')).get(`/search?q=ab${bytes}`);
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/name="q" value="ab\uFFFD+"/);
    expect(answer.text).not.toContain(bytes);
  });

  it('are read as the replacement character in a form, and kept as that', async () => {
    const visitor = await app.current.as('alice');
    const body = `csrf_token=${await tokenOf(visitor)}&title=Spoiled+${bytes}`;
    expect((await visitor.agent.post('/tasks').type('form').send(body)).status).toBe(303);
    const rows = await app.current.db.rows<{ title: string }>(
      `delete from tasks where title like 'Spoiled%' returning title`,
    );
    expect(rows.map((row) => row.title)).toEqual([expect.stringMatching(/^Spoiled \uFFFD+$/)]);
  });

  it('are one text in a query, in the body of a form and in bytes that nothing escapes', () => {
    const raw = Buffer.from(bytes.replaceAll('%', ''), 'hex').toString();
    expect(readQuery(`q=${bytes}`).q).toBe(raw);
    expect(readQuery(`q=${raw}`).q).toBe(raw);
  });

  it('name nothing in a path', async () => {
    expect((await (await app.current.as('alice')).get(`/inventory/${bytes}`)).status).toBe(404);
  });

  it('are no text of the name of a file either, in a part of a form with files', async () => {
    const visitor = await app.current.as('alice');
    const item = await insertItem(app.current.db, PEOPLE.alice.id, { name: 'Spoiled' });
    const name = Buffer.from(bytes.replaceAll('%', ''), 'hex');
    const part = (head: string, content: Buffer | string) =>
      Buffer.concat([
        Buffer.from(`--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
        Buffer.from(content as string),
        Buffer.from('\r\n'),
      ]);
    const file = Buffer.concat([
      Buffer.from('--x\r\nContent-Disposition: form-data; name="files"; filename="ab'),
      name,
      Buffer.from('.txt"\r\nContent-Type: text/plain\r\n\r\nText\r\n'),
    ]);
    const body = Buffer.concat([
      part('name="csrf_token"', await tokenOf(visitor)),
      part('name="back"', name),
      file,
      Buffer.from('--x--\r\n'),
    ]);
    const answer = await visitor.agent
      .post(`/inventory/${item}/files`)
      .type('multipart/form-data; boundary=x')
      .send(body);
    expect(answer.status).toBe(303);
    const [row] = await app.current.db.rows('select name from attachments where inventory_item_id = $1', [item]);
    // A name is cleaned of the replacement character too.
    expect(row?.name).toBe('ab .txt');
  });
});

it('finds rows of a list by the replacement character, where its query holds bytes that are no text', async () => {
  const answer = await (await app.current.as('alice')).get('/inventory?q=%FFlamp');
  expect(answer.status).toBe(200);
  expect(answer.text).toMatch(/value="\uFFFDlamp"/);
  expect(answer.text).not.toContain('%FF');
});

it('takes 5,000 fields of a form and no more', async () => {
  const visitor = await app.current.as('alice');
  const start = `csrf_token=${await tokenOf(visitor)}&title=Full`;
  const send = (fields: number) =>
    visitor.agent
      .post('/tasks')
      .set('Accept', 'text/html')
      .type('form')
      .send(start + '&x=1'.repeat(fields - 2));
  expect((await send(5_000)).status).toBe(303);
  const answer = await send(5_001);
  expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('256 KB in 5,000 fields')]);
});

it('leaves a percent sign that was typed as it is', async () => {
  const visitor = await app.current.as('alice');
  await visitor.post('/tasks', { title: 'Take 100% of %ED%A0%80' });
  expect(await app.current.db.rows(`select from tasks where title = 'Take 100% of %ED%A0%80'`)).toHaveLength(1);
});
