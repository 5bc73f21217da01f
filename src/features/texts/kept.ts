import type { Config } from '../../config.js';
import { BROWSER_DAYS } from '../../http/browser-cookie.js';
import { plural } from '../../http/format.js';
import { TABLE_DAYS } from '../../records/import/imports.js';
import { ASIDE_DAYS, TRASH_DAYS } from '../../records/limits.js';
import { GRACE_DAYS } from '../account/index.js';
import { ANSWERS_HOURS } from '../api-answers/index.js';
import { FORGET_HOURS, LINK_MINUTES, MOST_BROWSERS } from '../auth/index.js';
import { KEPT_HOURS } from '../data-export/index.js';
import { MAIL_KEPT_DAYS } from '../mail/index.js';
import { LOG_DAYS } from '../webhooks/index.js';

/** What is kept of a person, what for, and how long. */
type Kept = { what: string; why: string; until: string };

/** What this server keeps: made of the figures that it works by, so that it stays true whatever the text above it says. */
export function keptOf({ session, auditRetentionDays }: Config): Kept[] {
  const { idleHours, absoluteDays } = session;
  return [
    {
      what: 'Your account: name, address, picture, settings, a hash of your password, what you log in with besides',
      why: 'to let you in and nobody else',
      until: `Until it is deleted: ${days(GRACE_DAYS)} after you ask for it, or at once by an admin`,
    },
    {
      what: 'What you enter, your files, notes and tasks, and how they changed',
      why: 'it is what this is for',
      until: `Until you delete it; then ${days(TRASH_DAYS)} in the trash. Bytes of files that no record has: ${days(ASIDE_DAYS)}`,
    },
    {
      what: 'What you do to what is common',
      why: 'members see who changed what',
      until: 'As long as the record; without your name once your account is gone',
    },
    {
      what: 'Where you are logged in: browser, network address, since when, last seen',
      why: 'to show it to you, and to end what is not yours',
      until: `${days(absoluteDays)} at most, ${plural(idleHours, 'hour', 'hours')} after the last use`,
    },
    {
      what: `Which browsers you log in with: a hash of a cookie of theirs, and the last login; ${MOST_BROWSERS} at most`,
      why: 'to tell you by mail when another one logs in',
      until: `Until ${MOST_BROWSERS} others have logged in since, or the account is gone. The cookie stays for ${days(BROWSER_DAYS)}`,
    },
    {
      what: 'Wrong passwords: how many for an address, under a keyed hash of it',
      why: 'to slow down guessing',
      until: `${plural(FORGET_HOURS, 'hour', 'hours')} after the last one, or after its lock`,
    },
    {
      what: 'Links in mails to you, by their hash',
      why: 'to know them again when you follow one',
      until: `Until they are used, ${days(Math.max(...Object.values(LINK_MINUTES)) / (24 * 60))} at most`,
    },
    {
      what: 'Tokens of the API, by their hash, with their name and last use',
      why: 'to let in the programs that you give them to',
      until: 'Until you revoke them',
    },
    {
      what: 'Your webhooks: their addresses, and their secrets encrypted',
      why: 'to send there what changes, which you then keep there',
      until: 'Until you remove them',
    },
    {
      what: 'What was sent to them: which record, when, what was answered; never what the record says',
      why: 'to send it again, and for you to see what failed',
      until: days(LOG_DAYS),
    },
    {
      what: 'What the API answered a program of yours that sent a key to be answered once',
      why: 'to answer it again when it asks again',
      until: `${plural(ANSWERS_HOURS, 'hour', 'hours')} after the answer`,
    },
    {
      what: 'An export of what is yours',
      why: 'for you to take',
      until: `${plural(KEPT_HOURS, 'hour', 'hours')} after it is ready`,
    },
    {
      what: 'Tables that you bring in, and what each of their rows does; what their columns were',
      why: 'to show you what would happen before it does, and to know such columns again',
      until: `${days(TABLE_DAYS)}; what columns were until the account is gone`,
    },
    {
      what: 'Mails that this server sent',
      why: 'to send each once, and to see what failed',
      until: `${days(MAIL_KEPT_DAYS)} after they left. What you sent to a contact stays with the contact`,
    },
    {
      what: 'The audit log: who did what to which record, when, from which network address; never what it says',
      why: 'to find out what happened after an accident or an attack',
      until: auditRetentionDays === 0 ? 'As long as the server is run' : days(auditRetentionDays),
    },
    {
      what: 'The machine’s own logs (times, paths, network addresses) and backups',
      why: 'to keep it running',
      until: 'As the people who run it set it',
    },
  ];
}

const days = (n: number) => plural(n, 'day', 'days');
