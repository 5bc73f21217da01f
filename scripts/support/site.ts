import { certificateEnds } from '../../src/platform/certificate.js';
import { type Finding, fault, off, ok, warning } from './finding.js';

type Answer = { status: number; headers: Headers; body: string };

const SILENT_MS = 5_000;
const DAY_S = 86_400;
const CERTIFICATE_DAYS = 14;
const HEADERS = ['content-security-policy', 'x-content-type-options', 'referrer-policy', 'permissions-policy'];
const PART = {
  probes: 'probes',
  headers: 'headers',
  cookie: 'cookie',
  files: 'files',
  certificate: 'certificate',
  signIn: 'sign-in',
} as const;

/** A site as a browser outside meets it: cookies are kept, redirects told and not followed, nothing waited for longer than 5 s. */
export function openSite(address: string) {
  const cookies = new Map<string, string>();
  return {
    address,
    async ask(path: string, form?: Record<string, string>): Promise<Answer> {
      const answer = await fetch(new URL(path, address), {
        method: form ? 'POST' : 'GET',
        body: form ? new URLSearchParams(form) : null,
        headers: { accept: 'text/html', cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        redirect: 'manual',
        signal: AbortSignal.timeout(SILENT_MS),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    },
    cookies: () => [...cookies.keys()],
  };
}
type Site = ReturnType<typeof openSite>;

/** Whether the site answers at all, and which release does; `otherRelease` is how bad another than that is. */
export async function probesFound(site: Site, release?: string, otherRelease = warning): Promise<Finding[]> {
  const alive = await site.ask('/alive');
  if (alive.status !== 200 || alive.body !== 'ok')
    return [
      fault(
        PART.probes,
        `${site.address}/alive answers ${alive.status} and not "ok": something else answers there.`,
        'Look at the proxy or tunnel and at DNS: they must lead to the port of the app.',
      ),
    ];
  const ready = await site.ask('/ready');
  if (ready.status !== 200)
    return [
      fault(
        PART.probes,
        `/ready answers ${ready.status}: ${ready.body.trim()}.`,
        'RUNBOOK.md, "Health and probes", says what each answer means.',
      ),
    ];
  return [
    ok(PART.probes, `${site.address} answers and is ready.`),
    ...(await healthFound(site, release, otherRelease)),
  ];
}

// Proxies keep it from who asks from outside.
async function healthFound(site: Site, release: string | undefined, otherRelease: typeof warning): Promise<Finding[]> {
  const answer = await site.ask('/health');
  if (answer.status !== 200)
    return release ? [off(PART.probes, `Which release answers is not told there (/health: ${answer.status}).`)] : [];
  const { status, version = '', ...parts } = JSON.parse(answer.body) as Record<string, string>;
  const away = Object.keys(parts).filter((name) => parts[name] === 'unavailable');
  return [
    !release || isRelease(version, release)
      ? ok(PART.probes, `It is release ${version}.`)
      : otherRelease(PART.probes, `It is release ${version}, and not ${release}.`, 'RUNBOOK.md, "Two versions run".'),
    ...(status === 'healthy'
      ? []
      : [warning(PART.probes, `/health says ${status}: ${away.join(', ')} away.`, 'Run the doctor on that machine.')]),
  ];
}

// By its whole name, such as 1.4.0+0123abc, by its version alone, or by its commit, of which seven letters tell it.
function isRelease(running: string, asked: string): boolean {
  const [version, commit = ''] = running.split('+');
  return [running, version].includes(asked) || (/^[0-9a-f]{7,40}$/.test(asked) && commit.startsWith(asked.slice(0, 7)));
}

/**
 * What the sign-in page brings: the headers that guard it, a cookie that a browser keeps, style sheets and scripts of their types.
 * `inside`: the app is asked past its proxy, by http, where it gives no cookie that is for https.
 */
export async function signInPageFound(site: Site, inside = false): Promise<Finding[]> {
  const page = await site.ask('/auth/login');
  if (page.status !== 200 || !/name="csrf_token"/.test(page.body))
    return [fault(PART.signIn, `/auth/login answers ${page.status} without its form.`, 'Read the log of the app.')];
  return [headersFound(page, site), ...(inside ? [] : [cookieFound(site)]), ...(await filesFound(page, site))];
}

function headersFound({ headers }: Answer, { address }: Site): Finding {
  const wanted = [...HEADERS, ...(address.startsWith('https:') ? ['strict-transport-security'] : [])];
  const lacking = wanted.filter((name) => !headers.has(name));
  return lacking.length === 0
    ? ok(PART.headers, `${wanted.length} headers guard the pages.`)
    : fault(
        PART.headers,
        `The sign-in page comes without ${lacking.join(', ')}.`,
        'Something between here and the app takes them away, or APP_URL is not https: compare both.',
      );
}

// The app sets a cookie for https alone where it believes that https was used: what its proxy says, if that one is trusted.
function cookieFound(site: Site): Finding {
  const [name] = site.cookies();
  if (name) return ok(PART.cookie, `A browser is given its cookie (${name}).`);
  return fault(
    PART.cookie,
    'The sign-in page sets no cookie: nobody can sign in.',
    'The app does not believe its proxy that https was used. Set TRUST_PROXY to the address that the proxy has, and see that it sends X-Forwarded-Proto.',
  );
}

const TYPES: Record<string, RegExp> = { css: /^text\/css/, js: /^(text|application)\/javascript/ };

async function filesFound({ body }: Answer, site: Site): Promise<Finding[]> {
  const files = [...body.matchAll(/(?:href|src)="(\/[^"]+\.(css|js))"/g)];
  const faults: Finding[] = [];
  for (const [, path = '', ending = ''] of files) {
    const { status, headers } = await site.ask(path);
    const type = headers.get('content-type') ?? 'no type';
    if (status !== 200 || !TYPES[ending]?.test(type))
      faults.push(
        fault(
          PART.files,
          `${path} answers ${status} as ${type}.`,
          'The app was not built whole, or the proxy keeps old files.',
        ),
      );
  }
  if (files.length === 0)
    return [fault(PART.files, 'The sign-in page names no style sheet.', 'The app was not built: npm run build.')];
  return faults.length > 0
    ? faults
    : [ok(PART.files, `${files.length} style sheets and scripts come with their types.`)];
}

/** For how long the certificate of an https address is good. */
export async function certificateFound(address: string, now: number): Promise<Finding[]> {
  if (!address.startsWith('https:')) return [];
  const days = Math.floor((await certificateEnds(address)) / DAY_S - now / 1000 / DAY_S);
  const remedy = 'Renew it: RUNBOOK.md, "The certificate ends".';
  if (days < 0) return [fault(PART.certificate, 'The certificate has ended.', remedy)];
  const text = `The certificate is good for ${days} more days.`;
  return [days < CERTIFICATE_DAYS ? warning(PART.certificate, text, remedy) : ok(PART.certificate, text)];
}

/** Signs in as somebody, sees a page of theirs, and signs out again. */
export async function signInFound(site: Site, email: string, password: string): Promise<Finding[]> {
  const token = (body: string) => /name="csrf_token" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const form = await site.ask('/auth/login');
  const { status, headers, body } = await site.ask('/auth/login', { csrf_token: token(form.body), email, password });
  if (status !== 303)
    return [
      fault(PART.signIn, `Signing in answers ${status}. ${saidIn(body)}`.trim(), 'Try the account in a browser.'),
    ];
  const at = new URL(headers.get('location') ?? '/', site.address).pathname;
  if (at.startsWith('/auth/'))
    return [
      warning(
        PART.signIn,
        `The account was led on to ${at}: it has more to do first.`,
        'Take one that signs in by its password alone.',
      ),
    ];
  const page = await site.ask('/account');
  if (page.status !== 200)
    return [fault(PART.signIn, `Signed in, and /account answers ${page.status}.`, 'Read the log of the app.')];
  await site.ask('/auth/logout', { csrf_token: token(page.body) });
  return [ok(PART.signIn, `${email} signs in, sees a page and signs out.`)];
}

// What the page says of the fault, without its marks.
function saidIn(body: string): string {
  const [, text = ''] = /role="alert">([\s\S]*?)<\/p>/.exec(body) ?? [];
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
