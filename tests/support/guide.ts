import { v7 as uuidv7 } from 'uuid';
import { idIn } from './affiliates.js';
import type { TestApp } from './app.js';
import type { Visitor } from './visitor.js';

/** Sends the form of a new episode. */
export function sendEpisode(writer: Visitor, fields: Record<string, string> = {}) {
  return writer.post('/guide', {
    name: 'Cold-weather park days',
    show: 'Turnstile Hour',
    state: 'idea',
    type: 'full',
    submission_id: uuidv7(),
    ...fields,
  });
}

/** An episode, made through its form. */
export async function makeEpisode(writer: Visitor, fields: Record<string, string> = {}): Promise<string> {
  const answer = await sendEpisode(writer, fields);
  if (answer.status !== 303) throw new Error(answer.text);
  return idIn(answer);
}

/** Segments as they are kept, past every form. */
export async function insertSegments(app: TestApp, episode: string, segments: object[]): Promise<string[]> {
  const all = segments.map((it, position) => ({ id: uuidv7(), episode_id: episode, kind: 'main', position, ...it }));
  if (all.length === 0) return [];
  const columns = [...new Set(all.flatMap((it) => Object.keys(it)))].join(', ');
  await app.db.rows(
    `insert into guide_segments (${columns}) select ${columns} from jsonb_populate_recordset(null::guide_segments, $1::jsonb)`,
    [JSON.stringify(all)],
  );
  return all.map(({ id }) => id);
}
