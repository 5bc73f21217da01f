import { v7 as uuidv7 } from 'uuid';
import type { TestApp } from './app.js';
import { PEOPLE, type PersonName } from './people.js';
import type { Visitor } from './visitor.js';

/** The id of the record that a form's answer leads to. */
export function idIn(answer: { headers: Record<string, unknown> }): string {
  return String(answer.headers.location).split('?')[0]?.split('/').pop() as string;
}

/** A programme, made through its form. */
export async function makeProgramme(writer: Visitor, fields: Record<string, string> = {}): Promise<string> {
  const answer = await writer.post('/affiliates/programmes', {
    name: 'Wide Aisle Marketplace',
    currency: 'USD',
    submission_id: uuidv7(),
    ...fields,
  });
  if (answer.status !== 303) throw new Error(answer.text);
  return idIn(answer);
}

/** Sends the form of a new month of a programme. */
export function sendMonth(writer: Visitor, programme_id: string, fields: Record<string, string> = {}) {
  return writer.post('/affiliates', {
    programme_id,
    month: '2026-09',
    currency: 'USD',
    state: 'estimated',
    submission_id: uuidv7(),
    ...fields,
  });
}

/** Months as they are kept, past every form. */
export async function insertMonths(app: TestApp, programme: string, months: object[], who: PersonName = 'alice') {
  const all = months.map((it) => ({
    id: uuidv7(),
    user_id: PEOPLE[who].id,
    programme_id: programme,
    currency: 'USD',
    state: 'locked',
    ...it,
  }));
  const columns = [...new Set(all.flatMap((it) => Object.keys(it)))].join(', ');
  await app.db.rows(
    `insert into affiliate_months (${columns}) select ${columns} from jsonb_populate_recordset(null::affiliate_months, $1::jsonb)`,
    [JSON.stringify(all.map((it) => ({ ...it })))],
  );
  return all.map(({ id }) => id);
}
