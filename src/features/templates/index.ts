export { TEMPLATES } from './kind.js';
export { templatesModule } from './module.js';
export { sendsOfCompany, sendsOfContact } from './sending/of-others.js';
export { sendingRoutes } from './sending/routes.js';
