export { accountMail, askForMail } from './account-mail-job.js';
export { passwordChangedMail, whyOwn } from './account-mails.js';
export { type AuthDependencies, createAdmin } from './actions.js';
export { callOffAddress, type WantedAddress, wantAddress, wantedAddress } from './address-change.js';
export { callOffInvitation, forgetInvitations, INVITATION_DAYS, invitationToChange, invite } from './invitations.js';
export { MOST_BROWSERS } from './known-browsers.js';
export { letIn } from './let-in.js';
export { createLockout, type Lockout } from './lockout.js';
export { FORGET_HOURS, type LockoutStanding } from './login-attempts.js';
export { forgetMailLinks, LINK_MINUTES } from './mail-links.js';
export { confirmPassword, countWrong, lockedText, ownHash, type Refused } from './own-password.js';
export { askForNewPasskey, askForPasskey, newPasskeyIn, readAnswer } from './passkeys/ceremony.js';
export { keepChallenge, takeChallenge } from './passkeys/challenge.js';
export { confirmByPasskey } from './passkeys/log-in-by-passkey.js';
export {
  addPasskey,
  credentialsOf,
  type ListedPasskey,
  MOST_PASSKEYS,
  passkeysOf,
  removePasskey,
  renamePasskey,
} from './passkeys/passkeys.js';
export { makePassword, passwordFault, shownRules, typedPassword } from './password-check.js';
export { authRoutes } from './routes.js';
export { addressForm, codeForm, email } from './schema.js';
export { type TwoFactorChange, twoFactorMail } from './second-factor/notice.js';
export { proofFault } from './second-factor/proof-fault.js';
export { areRecoveryCodes, codesLeftText, FEW_RECOVERY_CODES } from './second-factor/recovery-codes.js';
export {
  beginTwoFactor,
  begunSecret,
  renewRecoveryCodes,
  resetTwoFactor,
  type SecondFactor,
  secondFactorOf,
  turnOff,
  turnOn,
} from './second-factor/second-factor.js';
export { SEALED_CODES } from './second-factor/secret.js';
export { shownSecret } from './second-factor/totp.js';
export {
  endOtherSessions,
  endSession,
  endSessions,
  type OpenSession,
  sessionKey,
  sessionsOf,
} from './sessions.js';
export { ensureSetupLink } from './setup-link.js';
