import { parseForm, withError } from '../../http/form.js';
import type { PersonRequest } from '../../http/person.js';
import { invalid, localPath, page, type Reply, redirect } from '../../http/reply.js';
import { BadRequest } from '../../platform/errors.js';
import { type AccountDependencies, changeSettings, ownAccount } from './actions.js';
import { nameForm, numbersForm, remindersForm, shortcutsForm, themeForm, workForm } from './schema.js';
import { accountPage } from './view-model.js';

/** The account's own page, and the settings that other pages switch. */
export function settingsPages({ config, database }: AccountDependencies) {
  const pageOf = async (req: PersonRequest, typed?: Record<string, unknown>, errors?: Record<string, string>) =>
    accountPage(req.person, await ownAccount(database, req.person.id), { sendsMail: config.sendsMail, typed, errors });

  return {
    async showAccount(req: PersonRequest): Promise<Reply> {
      return page('account/show.njk', await pageOf(req, req.kept));
    },
    async saveName(req: PersonRequest): Promise<Reply> {
      const parsed = parseForm(nameForm, req.body);
      if (!parsed.ok) return invalid('account/show.njk', await pageOf(req, parsed.form.values, parsed.form.errors));
      await changeSettings(database, req, parsed.data);
      return redirect('/account', 'Name saved.');
    },
    async saveNumbers(req: PersonRequest): Promise<Reply> {
      const { form, ...parsed } = parseForm(numbersForm, req.body);
      if (!parsed.ok) return invalid('account/show.njk', await pageOf(req, form.values, form.errors));
      if (req.body?.show === '1') return page('account/show.njk', await pageOf(req, form.values));
      const { time_zone: timeZone, currency, locale } = parsed.data;
      await changeSettings(database, req, { timeZone, currency, locale });
      return redirect('/account', 'Time and numbers saved.');
    },
    async saveWork(req: PersonRequest): Promise<Reply> {
      const { form, ...parsed } = parseForm(workForm, req.body);
      if (!parsed.ok) return invalid('account/show.njk', await pageOf(req, form.values, form.errors));
      await changeSettings(database, req, { weeklyDeliverables: parsed.data.weekly_deliverables });
      return redirect('/account', 'Limit saved.');
    },
    async saveReminders(req: PersonRequest): Promise<Reply> {
      const { form, ...parsed } = parseForm(remindersForm, req.body);
      if (!parsed.ok) return invalid('account/show.njk', await pageOf(req, form.values, form.errors));
      if (!config.sendsMail) {
        const { values, errors } = withError(form, '', 'This server sends no mail.');
        return invalid('account/show.njk', await pageOf(req, values, errors));
      }
      await changeSettings(database, req, { reminderMail: parsed.data.reminder_mail });
      return redirect('/account', 'Reminders saved.');
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

// The form says where it stands; without that, the page the browser says it came from, on this server alone.
function pageBefore(req: PersonRequest): string {
  const referer = req.get('referer') ?? '';
  const here = URL.canParse(referer) && new URL(referer).host === req.get('host') ? new URL(referer) : undefined;
  return (here && localPath(here.pathname + here.search)) ?? localPath(req.body?.return_to) ?? '/';
}
