export { TEMPLATES } from './kind.js';
export { templatesModule } from './module.js';
export { ENDED_LETTERS } from './sending/ended-letters.js';
export { sendsOfCompany, sendsOfContact } from './sending/of-others.js';
export { sendingRoutes } from './sending/routes.js';
