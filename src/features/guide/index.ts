export { episodesOfCompany, episodesOfContact } from './merges.js';
export { guideModule } from './module.js';
export { showsModule } from './shows/module.js';
