import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { NOT_YOURS, type TemplateData } from './fields.js';

/** Holds a template against what is there: a shared one becomes a draft again by who made it alone. */
export async function placeTemplate(
  tx: WriteDoor,
  { data, before }: Draft<TemplateData>,
): Promise<Placed<TemplateData>> {
  if (data.state !== 'draft' || !before || before.fields.state === 'draft') return { ok: true, data };
  const [own] = await tx.$queryRaw<object[]>(
    sql`select from templates where id = ${before.id}::uuid and created_by = app_user_id()`,
  );
  return own ? { ok: true, data } : { ok: false, errors: { state: NOT_YOURS } };
}
