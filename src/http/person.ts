import type { Request } from 'express';

export type Role = 'ADMIN' | 'USER' | 'VIEWER';

export type Person = {
  id: string;
  email: string;
  name: string;
  initials: string;
  /** Their picture, where they have one; their initials stand for them else. */
  pictureId?: string | null;
  role: Role;
  theme: 'system' | 'light' | 'dark';
  /** Whether single letters are shortcuts. */
  shortcuts: boolean;
  timeZone: string;
  currency: string;
  /** How numbers and dates are written for them: one of `LOCALES`. */
  locale: string;
  /** How many deliverables they want to have live in a week; null for as many as come. */
  weeklyDeliverables: number | null;
  /** An admin set the password: the person is led to the form that changes it and nowhere else. */
  mustChangePassword: boolean;
  /** When their account goes, which they asked for and, by coming back, take back. */
  deletionDueAt?: Date | null;
  /** An admin of a server that wants two-factor of admins: led to setting it up and nowhere else. */
  mustSetUpTwoFactor: boolean;
  /** Whether they may prove who they are by a passkey as well. */
  hasPasskey: boolean;
  /** For admins: how many people wait for approval, 1,000 at most. */
  waiting: number;
  /** How many tasks are due or reminded of by now, 1,000 at most. */
  due: number;
};

/** A request whose sender is known; what `userRoutes` and `adminRoutes` hand to their handlers. */
export type PersonRequest = Request & { person: Person };

export type Flash = {
  text: string;
  tone?: 'good' | 'plain' | 'warn';
  undo?: { action: string; label: string; fields?: Record<string, string> };
  /** Where more is to be seen of it. */
  link?: { href: string; label: string };
};

/** A login whose password was right and whose second step is still owed: whose, since when, and the page that was asked for. */
export type HalfLogin = { personId: string; at: number; next: string };

/** What a passkey is asked to sign: it counts once, for one thing, and for a few minutes. */
export type Challenge = { value: string; for: 'login' | 'new_passkey' | 'confirmation'; at: number };

declare module 'express-session' {
  interface SessionData {
    userId: string;
    signedInAt: number;
    /** When the person last proved who they are, at login or since. */
    confirmedAt: number;
    touchedAt: number;
    /** The password was right, and the second step is still owed. */
    half: HalfLogin;
    /** What a passkey must sign next, for what, and since when. */
    challenge: Challenge;
    flash: Flash;
    /** What the person's browser said of itself at login. */
    userAgent: string;
    clientAddress: string;
    /** The hash by which the account knows this browser again. */
    browser: string;
  }
}

declare global {
  namespace Express {
    interface Request {
      /** The request id: on every log line and in X-Request-Id. */
      id: string;
      /** When it came, as `Date.now()` says it. */
      cameAt: number;
      /** How long it has waited for the database so far; how long its body took on the way does not count. */
      waitedMs: number;
      nonce: string;
      /** Whether this page carries the first token of its session, which must be stored before it is sent. */
      tokenMade?: boolean;
      person?: Person;
      /** Whose the session was when it was read. */
      sessionPerson?: Person;
      /** What was typed into this page's form before its session ended, when the person came back for it. */
      kept?: Record<string, unknown>;
    }
  }
}

/** What stands for a name in a small circle: the first letters of its first and last word. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((it) => [...(it ?? '')][0]) : [...(words[0] ?? '?')].slice(0, 2);
  return letters.join('').toUpperCase();
}
