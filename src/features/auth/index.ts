export { type AuthDependencies, createAdmin } from './actions.js';
export { createLockout, type Lockout } from './lockout.js';
export { makePassword, passwordFault, shownRules, typedPassword } from './password-check.js';
export { authRoutes } from './routes.js';
export { email } from './schema.js';
export { endSessions } from './sessions.js';
export { ensureSetupLink } from './setup-link.js';
