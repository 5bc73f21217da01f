import type { Take, TakeAct } from '../features/guide/recording/take.js';

/** What was done and the server does not know yet: the act, and when it was, by this browser's clock. */
export type QueuedAct = TakeAct & { when: number };
/** How the server says a recording stands; milliseconds ago, as clocks differ. */
export type ServerTake = {
  read: number;
  since: number | null;
  still: number | null;
  length: number | null;
  segments: { id: string; planned: number; mark: number | null }[];
};
/** What this browser keeps of a recording. `asOf`: when the server last said how it stands, by the server's clock. */
export type KeptTake = { asOf: number; take: Take; queue: QueuedAct[] };
/** What the server says of an act. */
export type ActAnswer = Omit<ServerTake, 'segments'> & {
  done: boolean;
  text: string;
  marks: Record<string, number | null>;
};

const nameOf = (person: string, path: string) => `recording ${person} ${path}`;

/** What was kept of a recording; nothing where nothing was, or it cannot be read. */
export function readKept(person: string, path: string): KeptTake | undefined {
  try {
    return JSON.parse(localStorage.getItem(nameOf(person, path)) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it, until it is ended and all of it was sent. */
export function keep(person: string, path: string, kept: KeptTake): void {
  try {
    if (kept.queue.length === 0 && kept.take.clock.startedAt === null) localStorage.removeItem(nameOf(person, path));
    else localStorage.setItem(nameOf(person, path), JSON.stringify(kept));
  } catch {
    // A browser without room goes on with what it has in mind.
  }
}

/** The recording as the server says it stands, by this browser's clock. */
export function takeFrom({ since, still, length, segments }: ServerTake): Take {
  const now = Date.now();
  const clock = {
    startedAt: since === null ? null : now - since,
    pausedAt: still === null ? null : now - still,
    length,
  };
  return { clock, segments };
}

/** Sends an act; nothing where no answer came, for which the form's session may be the cause. */
export async function sendAct(form: HTMLFormElement, path: string, queued: QueuedAct): Promise<ActAnswer | undefined> {
  const body = new URLSearchParams();
  for (const name of ['csrf_token', 'form_page']) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) body.set(name, input.value);
  }
  body.set('act', queued.act);
  if ('segment' in queued) body.set('segment', queued.segment);
  body.set('at', String(queued.at));
  body.set('ago', String(Math.max(0, Date.now() - queued.when)));
  try {
    const answer = await fetch(`${path}/acts`, { method: 'post', body, headers: { Accept: 'application/json' } });
    return answer.ok && answer.headers.get('content-type')?.includes('json') ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}
