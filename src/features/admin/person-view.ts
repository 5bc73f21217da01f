import type { Config } from '../../config.js';
import { ago, dayOf, formatDate, instant, plural, timeOf } from '../../http/format.js';
import { initials, type Person } from '../../http/person.js';
import { deviceName, deviceOf } from '../../http/user-agent.js';
import type { Kind } from '../../records/kinds.js';
import type { LockoutStanding, OpenSession, SecondFactor } from '../auth/index.js';
import { USERS } from './act-page.js';
import type { AuditLine } from './audit-lines.js';
import { ROLE_WORDS } from './person-acts.js';
import type { Decision, KnownAccount } from './queries.js';
import { BADGES, ROLES } from './view-model.js';
import { inWords } from './words.js';

type Known = {
  account: KnownAccount;
  standing: LockoutStanding | undefined;
  factor: SecondFactor;
  sessions: OpenSession[];
  owned: { kind: Kind; n: number }[];
  decisions: Decision[];
  lines: AuditLine[];
  neighbours: { previous: string | null; next: string | null };
};
type Settings = Pick<Config, 'sendsMail' | 'auth' | 'verifiesAddresses'>;

/** Everything the page of one account prints. */
export function personPage(known: Known, hasMore: boolean, settings: Settings, person: Person) {
  const { account, owned } = known;
  const { id, status } = account;
  const name = account.name ?? account.email;
  const isOwn = id === person.id;
  return {
    account: {
      id,
      name,
      email: account.email,
      path: `${USERS}/${id}`,
      initials: initials(name),
      picture_id: account.picture_id,
      role: ROLES[account.role],
    },
    badge: BADGES[status],
    is_own: isOwn,
    presses: pressing(known, person.timeZone),
    primary: primaryOf(known),
    may_reject: status === 'waiting',
    sends_link: settings.sendsMail && !isOwn && ['active', 'locked_out', 'leaving'].includes(status),
    position: position(known),
    facts: accountFacts(known, person.timeZone),
    lockout: lockoutFacts(known, settings, person.timeZone),
    factor: factorFacts(known.factor, person.timeZone),
    owned: owned.map(({ kind, n }) => [kind.title, plural(n, kind.one, kind.many)]),
    acts: isOwn ? [] : actsOn(account, known.factor),
    sessions: known.sessions.map((it) => sessionView(it, person.timeZone)),
    decisions: known.decisions.map((it) => decisionView(it, person.timeZone)),
    lines: linesView(known.lines, id, person.timeZone),
    all_lines: hasMore ? `/admin/audit?person=${id}` : undefined,
  };
}

function position({ neighbours: { previous, next } }: Known) {
  const href = (id: string | null) => id && `${USERS}/${id}`;
  return { text: '', previous: href(previous), next: href(next) };
}

function primaryOf({ account }: Known) {
  if (account.status === 'locked' || account.status === 'locked_out')
    return { label: 'Unlock', icon: 'lock-open', path: 'unlock' };
  if (account.status === 'waiting' || account.status === 'rejected') return { label: 'Let in', path: 'approval' };
  return undefined;
}

function pressing(
  { account, standing, decisions }: Known,
  timeZone: string,
): { title: string; text: string } | undefined {
  const lock = decisions.find(({ decision }) => decision === 'locked');
  if (account.status === 'locked') {
    const by = lock ? ` by ${lock.decided_by ?? 'the operator'} on ${instant(lock.at, timeZone)}` : '';
    return { title: `Locked${by}.`, text: lock?.note ?? 'Nobody can log in to it until it is unlocked.' };
  }
  if (isLockedOut(standing)) {
    const title = `Locked until ${nearInstant(standing.locked_until, timeZone)} after ${plural(standing.failures, 'wrong password', 'wrong passwords')}.`;
    return { title, text: 'It opens by itself. Sessions that are open go on.' };
  }
  if (account.status === 'leaving' && account.deletion_due_at)
    return {
      title: `Goes on ${instant(account.deletion_due_at, timeZone)}, as they asked.`,
      text: 'A login before then keeps it. Until then no mail reminds them of anything.',
    };
  if (account.status === 'waiting')
    return {
      title: `Waits since ${instant(account.created_at, timeZone)}.`,
      text: 'They can log in once you let them in.',
    };
  return undefined;
}

function isLockedOut(standing: LockoutStanding | undefined): standing is LockoutStanding & { locked_until: Date } {
  return (standing?.locked_until?.getTime() ?? 0) > Date.now();
}

function nearInstant(moment: Date, timeZone: string): string {
  const isToday = dayOf(moment, timeZone) === dayOf(new Date(), timeZone);
  return isToday ? timeOf(moment, timeZone) : instant(moment, timeZone);
}

function accountFacts({ account, sessions }: Known, timeZone: string): [string, string | null][] {
  const at = (moment: Date | null) => (moment ? instant(moment, timeZone) : null);
  const address = account.last_login_ip ? ` from ${account.last_login_ip}` : '';
  const changed = account.password_changed_at && `Changed ${formatDate(dayOf(account.password_changed_at, timeZone))}`;
  return [
    ['State', BADGES[account.status].text],
    ['Role', ROLES[account.role]],
    ['Asked', at(account.created_at)],
    ...(account.deletion_due_at
      ? ([['Goes', `${at(account.deletion_due_at)}, as they asked`]] as [string, string][])
      : []),
    ['Last sign-in', account.last_login_at && `${at(account.last_login_at)}${address}`],

    ['Last seen', sessions[0] ? ago(new Date(sessions[0].seen_at), new Date()) : null],
    [
      'Email',
      account.email_verified_at
        ? `Confirmed ${formatDate(dayOf(account.email_verified_at, timeZone))}`
        : 'Not confirmed',
    ],
    ['Password', account.must_change_password ? 'Must be changed at the next sign-in' : changed],
  ];
}

function lockoutFacts({ account, standing }: Known, { auth }: Settings, timeZone: string): [string, string | null][] {
  const isLocked = isLockedOut(standing);
  const opens = isLocked ? nearInstant(standing.locked_until, timeZone) : null;
  return [
    ['Lockout', isLocked ? 'Locked out' : 'None'],
    ['Wrong in a row', `${standing?.failures ?? 0} of ${auth.maxAttempts}`],
    ...(isLocked
      ? ([
          ['Locked', nearInstant(standing.last_failed_at, timeZone)],
          ['Opens', opens],
        ] as [string, string | null][])
      : []),
    ['Locks this year', String(account.lockouts)],
  ];
}

function sessionView({ key, user_agent, client_address, signed_in_at, seen_at }: OpenSession, timeZone: string) {
  const device = deviceOf(user_agent);
  const began = `signed in ${formatDate(dayOf(new Date(signed_in_at), timeZone))}`;
  const facts = [`Seen ${ago(new Date(seen_at), new Date())}`, client_address, began].filter(Boolean).join(', ');
  return { key, name: deviceName(device), icon: device.icon, facts };
}

function factorFacts({ since, codesLeft, passkeys }: SecondFactor, timeZone: string): [string, string | null][] {
  return [
    ['App', since ? `On, since ${formatDate(dayOf(since, timeZone))}` : 'Off'],
    ['Passkeys', passkeys > 0 ? String(passkeys) : 'None'],
    ...(since ? ([['Recovery codes', `${codesLeft} left`]] as [string, string][]) : []),
  ];
}

function actsOn(account: KnownAccount, { since, passkeys }: SecondFactor) {
  const isLocked = account.status === 'locked';
  const name = account.name ?? account.email;
  return [
    { icon: 'user-cog', title: 'Role', text: ROLE_WORDS[account.role], path: 'role', label: 'Change the role' },
    {
      icon: 'key-round',
      title: 'Password',
      text: 'The next login leads to the form that changes it, and nowhere else.',
      path: 'new-password',
      label: 'Force a new one',
    },
    ...(since || passkeys > 0
      ? [
          {
            icon: 'shield',
            title: 'Second factor',
            text: 'For a lost phone. They log in with the password alone, until they set a new one.',
            path: 'two-factor-reset',
            label: 'Reset',
          },
        ]
      : []),
    ...(isLocked
      ? []
      : [
          {
            icon: 'ban',
            title: 'Lock',
            text: 'Ends the sessions and stops logging in. Nothing is deleted.',
            path: 'lock',
            label: 'Lock…',
            danger: true,
          },
        ]),
    {
      icon: 'trash-2',
      title: 'Remove',
      text: `What is ${name}’s own goes for good; what is shared stays, without the name.`,
      path: 'removal',
      label: 'Remove…',
      danger: true,
    },
  ];
}

const DECIDED: Record<string, string> = {
  approved: 'Let in',
  rejected: 'Rejected',
  locked: 'Locked',
  unlocked: 'Unlocked',
};

function decisionView({ decision, at, decided_by, note }: Decision, timeZone: string) {
  return {
    what: DECIDED[decision] ?? decision,
    when: `${instant(at, timeZone)} by ${decided_by ?? 'the operator'}`,
    note,
  };
}

const BAD = new Set(['login_failed', 'lockout', 'locked', 'rejected']);
const LINE_ICONS: Record<string, string> = { lockout: 'lock', locked: 'lock', login: 'log-in', exported: 'download' };

function linesView(lines: AuditLine[], id: string, timeZone: string) {
  const months = new Map<string, object[]>();
  for (const line of lines) {
    const day = dayOf(line.at, timeZone);
    const label = day === dayOf(new Date(), timeZone) ? 'Today' : formatDate(day);
    months.set(label, [...(months.get(label) ?? []), lineView(line, id, timeZone)]);
  }
  return [...months].map(([label, entries]) => ({ label, entries }));
}

function lineView(line: AuditLine, id: string, timeZone: string) {
  const by = line.actor_id && line.actor_id !== id ? ` by ${line.actor ?? 'somebody who is gone'}` : '';
  const about = line.subject_id === id || !line.subject_kind ? '' : `: ${inWords(line.subject_kind).toLowerCase()}`;
  const from = line.client_address ? `, from ${line.client_address}` : '';
  return {
    icon: LINE_ICONS[line.act] ?? 'circle-dot',
    tone: BAD.has(line.act) ? 'bad' : '',
    text: `${inWords(line.act)}${about}${by}${from}`,
    time: timeOf(line.at, timeZone),
    at: line.at.toISOString(),
  };
}
