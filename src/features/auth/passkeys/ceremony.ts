import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { ASKED_MS } from './challenge.js';

// It takes a third of a second to load, which every start of the app and of a script would pay and few need.
const webauthn = () => import('@simplewebauthn/server');

/** What passkeys are bound to: the name of the host, and the origin that a browser signs. */
export type PasskeySite = { id: string; origin: string };
type KeyOf = { credential_id: string; public_key: Uint8Array };

/** What a browser is asked so that somebody proves who they are by a passkey: by one of `known`, or by whichever they choose. */
export async function askForPasskey({ id: rpID }: PasskeySite, known: string[] = []) {
  const { generateAuthenticationOptions } = await webauthn();
  const allowCredentials = known.map((id) => ({ id }));
  return generateAuthenticationOptions({ rpID, allowCredentials, userVerification: 'required', timeout: ASKED_MS });
}

/** What a browser is asked so that it makes a passkey of a person; not on a device that has one of `known`. */
export async function askForNewPasskey(
  site: PasskeySite,
  person: { id: string; email: string; name: string },
  known: string[],
) {
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: 'Mouse Domination',
    rpID: site.id,
    userID: handleOf(person.id),
    userName: person.email,
    userDisplayName: person.name,
    timeout: ASKED_MS,
    attestationType: 'none',
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** What a form sent as a browser's answer; undefined where it is none. Nothing of it is believed before it is verified. */
export function readAnswer<T extends { id: string }>(sent: unknown): T | undefined {
  try {
    const read = typeof sent === 'string' ? JSON.parse(sent) : undefined;
    return typeof read?.id === 'string' && typeof read.response === 'object' && read.response !== null
      ? read
      : undefined;
  } catch {
    return undefined;
  }
}

/** The new passkey that a browser's answer to this challenge holds; undefined where it does not hold for this site. */
export async function newPasskeyIn(site: PasskeySite, challenge: string, response: RegistrationResponseJSON) {
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await verifyRegistrationResponse({ response, ...expected(site, challenge) }).catch(() => undefined);
  if (!verified?.verified) return undefined;
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  return { credentialId: id, publicKey, signCount: counter, transports: response.response.transports ?? [] };
}

/**
 * What an authenticator says it was used by now, where its answer to this challenge is signed by the key, for this site, by
 * whoever was verified; undefined else. The count is for the caller to hold against what is kept.
 */
export async function signCountIn(
  site: PasskeySite,
  challenge: string,
  response: AuthenticationResponseJSON,
  { credential_id: id, public_key }: KeyOf,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await webauthn();
  const credential = { id, publicKey: new Uint8Array(public_key), counter: 0 };
  const verified = await verifyAuthenticationResponse({ response, credential, ...expected(site, challenge) }).catch(
    () => undefined,
  );
  return verified?.verified ? verified.authenticationInfo.newCounter : undefined;
}

/** Whether an answer names this person as the one whom the passkey is of; one that names nobody may be anyone's. */
export function isHandleOf({ response }: AuthenticationResponseJSON, personId: string): boolean {
  return !response.userHandle || response.userHandle === Buffer.from(handleOf(personId)).toString('base64url');
}

function expected({ id, origin }: PasskeySite, expectedChallenge: string) {
  return { expectedChallenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true };
}

function handleOf(personId: string) {
  return new Uint8Array(Buffer.from(personId.replaceAll('-', ''), 'hex'));
}
