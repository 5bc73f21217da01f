import { Secret, TOTP } from 'otpauth';
import { encodeQR } from 'qr';

const STEP_SECONDS = 30;
const SECRET_BYTES = 20;
/** How many steps a phone's clock may be off, either way. */
const STEPS_BESIDE = 1;
/** How many squares of white a scanner wants around the code. */
const QUIET_ZONE = 4;

/** A new secret, in base32 as apps take it: 160 bits, as RFC 4226 recommends. */
export function makeTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** The step whose code this is, in the step of `at` or one beside it; undefined where it is of none of them. */
export function stepOfCode(secret: string, code: string, at = Date.now()): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: at, window: STEPS_BESIDE });
  return delta === null ? undefined : Math.floor(at / 1000 / STEP_SECONDS) + delta;
}

/** What an app is given: its address for a tap, its drawing for a camera, and the secret in groups of four for typing. */
export function shownSecret(secret: string, account: string) {
  const uri = totpOf(secret, account).toString();
  return { uri, qr: drawn(uri), groups: secret.match(/.{1,4}/g)?.join(' ') ?? '' };
}

function totpOf(secret: string, label = ''): TOTP {
  const issuer = 'Mouse Domination';
  return new TOTP({
    issuer,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_SECONDS,
  });
}

/** One path of all dark squares, for an svg of `size` units a side. */
function drawn(text: string): { size: number; path: string } {
  const rows = encodeQR(text, 'raw', { border: QUIET_ZONE });
  const squares = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size: rows.length, path: squares.join('') };
}
