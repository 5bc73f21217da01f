export { ENDED_REMINDERS } from './ended-reminders.js';
