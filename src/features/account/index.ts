export { ENDED_REMINDERS } from './ended-reminders.js';
export { keepsWhoComesBack } from './leaving.js';
export { deleteAccounts } from './leaving-job.js';
