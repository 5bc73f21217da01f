export { ENDED_REMINDERS } from './ended-reminders.js';
export { GRACE_DAYS, keepsWhoComesBack } from './leaving.js';
export { deleteAccounts } from './leaving-job.js';
