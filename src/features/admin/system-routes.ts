import type { Config } from '../../config.js';
import { count, plural, timeOf } from '../../http/format.js';
import { afterwards, page, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import type { Views } from '../../http/views.js';
import { Conflict } from '../../platform/errors.js';
import { COMMIT, VERSION } from '../../platform/version.js';
import { openOutbox } from '../mail/index.js';
import { checkSystem, type Part, type State, type SystemParts } from './system-checks.js';
import { adminTabs } from './tabs.js';

const PATH = '/admin/system';
const BADGES: Record<State, { tone: string; glyph: string; text: string }> = {
  working: { tone: 'green', glyph: 'full', text: 'Working' },
  look: { tone: 'amber', glyph: 'half', text: 'Needs a look' },
  failing: { tone: 'red', glyph: 'bang', text: 'Failing' },
  off: { tone: 'grey', glyph: 'cross', text: 'Off' },
};

/** How the parts of the server stand, asked each time, and a mail to oneself by way of all that sends one. */
export function adminSystemRoutes(parts: SystemParts & { views: Views }): Route[] {
  const { config } = parts;
  const outbox = openOutbox(parts);
  return adminRoutes(({ getWithoutTx, post }) => {
    getWithoutTx(PATH, async (req) => {
      const found = await checkSystem(parts);
      const pressing = found.filter(({ state }) => state === 'look' || state === 'failing');
      return page('admin/system.njk', {
        admin_tabs: adminTabs(PATH),
        path: PATH,
        checked: timeOf(new Date(), req.person.timeZone),
        failing: named(found.filter(({ state }) => state === 'failing')),
        groups: [
          { title: 'Needs you', parts: pressing.map(partView) },
          { title: 'Working', parts: found.filter((it) => !pressing.includes(it)).map(partView) },
        ].filter((group) => group.parts.length > 0),
        sends_mail: outbox.sends,
        facts: [
          ['Version', VERSION],
          ['Commit', COMMIT ?? 'Not known: the build was not told'],
          ['Node', process.version],
          ['Up for', upText()],
          ...settings(config),
        ],
      });
    });

    post(`${PATH}/test-mail`, async (tx, req) => {
      if (!outbox.sends) throw new Conflict('This server sends no mail.');
      const { id, name, email } = req.person;
      const mail = await outbox.write(
        tx,
        'test',
        { id, name, email },
        {
          subject: 'A test of the mail server',
          lines: ['You asked for this at the page of the system. Mails arrive.'],
          why: `You get this because you pressed "Send a test" at ${config.appUrl}.`,
        },
      );
      return afterwards(
        redirect(PATH, `A test mail goes to ${email}. If it does not arrive, this page says what it met.`),
        () => outbox.send([mail]),
      );
    });
  });
}

function partView({ name, icon, state, text, figure, used }: Part) {
  return { name, icon, badge: BADGES[state], text, figure, used, is_mail: name === 'Mail', is_queue: name === 'Queue' };
}

function named(parts: Part[]): string {
  const names = new Intl.ListFormat('en').format(parts.map(({ name }) => name));
  return parts.length === 0 ? '' : `${names} ${parts.length === 1 ? 'is' : 'are'} failing.`;
}

function upText(): string {
  const hours = Math.floor(process.uptime() / 3600);
  if (hours < 1) return plural(Math.floor(process.uptime() / 60), 'minute', 'minutes');
  return hours < 48 ? plural(hours, 'hour', 'hours') : plural(Math.floor(hours / 24), 'day', 'days');
}

// What matters to who looks after the server, and no secret among it.
function settings(config: Config): [string, string][] {
  const { maxAttempts, lockoutMinutes } = config.auth;
  return [
    ['Address', config.appUrl],
    ['Mode', config.env],
    ['Cookies over https alone', config.secureCookies ? 'Yes' : 'No'],
    [
      'Sessions',
      `${plural(config.session.idleHours, 'hour', 'hours')} idle, ${plural(config.session.absoluteDays, 'day', 'days')} at most`,
    ],
    [
      'Passwords',
      config.passwordPolicy === 'length' ? '15 characters or more' : '12 characters or more, of four kinds',
    ],
    ['Lockout', `After ${maxAttempts} wrong passwords: ${lockoutMinutes.map((it) => count(it)).join(', ')} minutes`],
    ['Addresses must be confirmed', config.verifiesAddresses ? 'Yes' : 'No'],
    ['Audit log', config.auditRetentionDays === 0 ? 'Kept for good' : plural(config.auditRetentionDays, 'day', 'days')],
  ];
}
