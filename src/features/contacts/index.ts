export { contactsModule } from './module.js';
