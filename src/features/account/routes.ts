import { blankForm, type Form, parseForm, withError } from '../../http/form.js';
import { signIn } from '../../http/middleware/session.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, localPath, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { BadRequest } from '../../platform/errors.js';
import { createLockout, passwordFault, shownRules } from '../auth/index.js';
import { type AccountDependencies, changePassword, changeSettings, ownName } from './actions.js';
import { nameForm, passwordForm, shortcutsForm, themeForm } from './schema.js';

const OWN = { ownAccount: true };
const ROLES = { ADMIN: 'Admin', USER: 'Member', VIEWER: 'Viewer, reads everything and changes nothing' };

/** One's own account: name, theme, password. */
export function accountRoutes(deps: AccountDependencies): Route[] {
  const { config, database, metrics } = deps;
  const lockout = createLockout(config, () => metrics.lockouts.inc());

  return userRoutes(({ get, postWithoutTx }) => {
    get('/account', async (_db, req) =>
      page('account/show.njk', accountPage(req, blankForm({ name: await ownName(database, req.person.id) }, req.kept))),
    );

    postWithoutTx(
      '/account',
      async (req) => {
        const parsed = parseForm(nameForm, req.body);
        if (!parsed.ok) return invalid('account/show.njk', accountPage(req, parsed.form));
        await changeSettings(database, req, parsed.data);
        return redirect('/account', 'Name saved.');
      },
      OWN,
    );

    postWithoutTx(
      '/account/theme',
      async (req) => {
        const parsed = parseForm(themeForm, req.body);
        if (!parsed.ok) throw new BadRequest(parsed.form.errors.theme ?? 'Choose a theme.');
        await changeSettings(database, req, parsed.data);
        return redirect(pageBefore(req));
      },
      OWN,
    );

    postWithoutTx(
      '/account/shortcuts',
      async (req) => {
        const parsed = parseForm(shortcutsForm, req.body);
        if (!parsed.ok) throw new BadRequest('Switch the shortcuts on or off.');
        await changeSettings(database, req, parsed.data);
        return redirect('/help/keyboard', parsed.data.shortcuts ? 'Shortcuts are on.' : 'Shortcuts are off.');
      },
      OWN,
    );

    get('/account/password', (_db, req) => page('account/password.njk', passwordPage(req, blankForm())));

    postWithoutTx('/account/password', (req) => newPassword(req), OWN);
  });

  async function newPassword(req: PersonRequest): Promise<Reply> {
    const again = (form: Form) => invalid('account/password.njk', passwordPage(req, form));
    const parsed = parseForm(passwordForm, req.body);
    if (!parsed.ok) return again(parsed.form);
    const { form, data } = parsed;
    const fault = passwordFault(data.new_password, req.person, config.passwordPolicy);
    if (fault) return again(withError(form, 'new_password', fault));
    if (data.new_password === data.current_password) {
      return again(withError(form, 'new_password', 'Choose another one than the current password.'));
    }
    const change = await changePassword(deps, lockout, req, data);
    if (change.kind === 'wrong')
      return again(withError(form, 'current_password', 'This is not your current password.'));
    if (change.kind === 'locked') {
      const wait = change.minutes === 1 ? '1 minute' : `${change.minutes} minutes`;
      return again(withError(form, '', `Account locked. Try again in ${wait}.`));
    }
    await signIn(req, req.person.id, config);
    return redirect('/account', 'Password changed. Every other session has ended.');
  }

  function passwordPage(req: PersonRequest, form: Form) {
    const sent = req.method === 'POST' ? { password: req.body?.new_password, owner: req.person } : undefined;
    const policy = config.passwordPolicy;
    return { form, policy, rules: shownRules(policy, sent), must_change: req.person.mustChangePassword };
  }
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
