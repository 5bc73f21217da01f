import { blankForm, type Form, parseForm } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, localPath, page, type Reply, redirect } from '../../http/reply.js';
import { BadRequest } from '../../platform/errors.js';
import { type AccountDependencies, changeSettings, ownName } from './actions.js';
import { nameForm, shortcutsForm, themeForm } from './schema.js';

const ROLES = { ADMIN: 'Admin', USER: 'Member', VIEWER: 'Viewer, reads everything and changes nothing' };

/** The account's own page, and the settings that other pages switch. */
export function settingsPages({ database }: AccountDependencies) {
  return {
    async showAccount(req: PersonRequest): Promise<Reply> {
      const form = blankForm({ name: await ownName(database, req.person.id) }, req.kept);
      return page('account/show.njk', accountPage(req, form));
    },
    async saveName(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(nameForm, req.body);
      if (!parsed.ok) return invalid('account/show.njk', accountPage(req, parsed.form));
      await changeSettings(database, req, parsed.data);
      return redirect('/account', 'Name saved.');
    },
    async saveTheme(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(themeForm, req.body);
      if (!parsed.ok) throw new BadRequest(parsed.form.errors.theme ?? 'Choose a theme.');
      await changeSettings(database, req, parsed.data);
      return redirect(pageBefore(req));
    },
    async saveShortcuts(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(shortcutsForm, req.body);
      if (!parsed.ok) throw new BadRequest('Switch the shortcuts on or off.');
      await changeSettings(database, req, parsed.data);
      return redirect('/help/keyboard', parsed.data.shortcuts ? 'Shortcuts are on.' : 'Shortcuts are off.');
    },
  };
}

function accountPage(req: PersonRequest, form: Form) {
  return { form, role_label: ROLES[req.person.role] };
}

// The form says where it stands; without that, the page the browser says it came from, on this server alone.
function pageBefore(req: PersonRequest): string {
  const referer = req.get('referer') ?? '';
  const here = URL.canParse(referer) && new URL(referer).host === req.get('host') ? new URL(referer) : undefined;
  return (here && localPath(here.pathname + here.search)) ?? localPath(req.body?.return_to) ?? '/';
}
