export { accountMail, askForMail } from './account-mail-job.js';
export { passwordChangedMail } from './account-mails.js';
export { type AuthDependencies, createAdmin } from './actions.js';
export { callOffAddress, type WantedAddress, wantAddress, wantedAddress } from './address-change.js';
export { callOffInvitation, forgetInvitations, INVITATION_DAYS, invitationToChange, invite } from './invitations.js';
export { createLockout, type Lockout } from './lockout.js';
export { FORGET_HOURS, type LockoutStanding } from './login-attempts.js';
export { forgetMailLinks, LINK_MINUTES } from './mail-links.js';
export { confirmPassword, countWrong, lockedText, ownHash, type Refused } from './own-password.js';
export { makePassword, passwordFault, shownRules, typedPassword } from './password-check.js';
export { authRoutes } from './routes.js';
export { addressForm, email } from './schema.js';
export { type TwoFactorChange, twoFactorMail } from './second-factor/notice.js';
export { rotateSecrets } from './second-factor/rotate.js';
export { resetTwoFactor, type SecondFactor, secondFactorOf } from './second-factor/second-factor.js';
export {
  endOtherSessions,
  endSession,
  endSessions,
  type OpenSession,
  sessionKey,
  sessionsOf,
} from './sessions.js';
export { ensureSetupLink } from './setup-link.js';
