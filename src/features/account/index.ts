export { unsubscribed, unsubscribeUrl } from './unsubscribe-token.js';
