const PREFIX = 'opened:';
const KEPT = 8;
const RECORD = /^\/[a-z-]+\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Which records a person opened last in this browser: their addresses alone, so that nothing can be read out of them and a name is
 * always today's. Another person's are taken away (docs/decisions/0030).
 */
export function openedLately(person: string): string[] {
  return (read(PREFIX + person) ?? '').split(',').filter((path) => RECORD.test(path));
}

/** Puts the record of that address first; other pages are not kept. */
export function rememberOpened(person: string, path: string): void {
  if (!RECORD.test(path)) return;
  const others = openedLately(person).filter((it) => it !== path);
  forgetOpened();
  write(PREFIX + person, [path, ...others].slice(0, KEPT).join(','));
}

/** Takes away what anybody opened. */
export function forgetOpened(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Full, or switched off: the palette then begins without what was opened.
  }
}
