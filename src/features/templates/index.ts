export { TEMPLATES } from './kind.js';
export { templatesModule } from './module.js';
