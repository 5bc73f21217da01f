import { blankForm, type Form } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { TEMPLATES } from './kind.js';
import { PROFILE_FIELDS, SENDER_PROFILE, type SenderProfile, saveProfile } from './profile.js';

const PATH = `${TEMPLATES.path}/about-you`;
const VIEW = 'templates/about-you.njk';

/** The page on which somebody says what the variables `{{me.…}}` stand for in their mails. */
export function profileRoutes(): Route[] {
  return userRoutes(({ form, post }) => {
    form(PATH, async (db, req) => page(VIEW, viewOf(await firstForm(db, req))));
    post(PATH, async (tx, req): Promise<Reply> => {
      const read = PROFILE_FIELDS.read(req.body);
      if (!read.ok) return invalid(VIEW, viewOf(read.form));
      await saveProfile(tx, read.data);
      return redirect(PATH, 'Saved. Your mails say so from now on.');
    });
  });
}

async function firstForm(db: ReadDoor, { kept }: PersonRequest): Promise<Form> {
  const row = await db.row<{ profile: SenderProfile | null }>(sql`select ${SENDER_PROFILE} as profile`);
  return blankForm(row?.profile ? PROFILE_FIELDS.inputsOf(row.profile) : {}, kept);
}

function viewOf(form: Form) {
  return {
    form,
    kind: TEMPLATES,
    path: PATH,
    fields: Object.values(PROFILE_FIELDS.inputs()),
    labels: PROFILE_FIELDS.labels,
  };
}
