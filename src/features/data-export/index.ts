export { forgetExports, KEPT_HOURS } from './exports.js';
export { exportData } from './job.js';
