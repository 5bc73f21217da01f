export { forgetDeliveries, LOG_DAYS } from './deliveries.js';
export { sendWebhooks } from './job.js';
export { SEALED_WEBHOOKS } from './signing.js';
export { oldestUntried } from './turns.js';
export { forgetSecrets } from './webhooks.js';
