export { earnedByProgramme, earnedHref, hasMonths, type ProgrammeSum } from './by-programme.js';
export { affiliatesModule } from './module.js';
export { type LinkProgramme, linkProgrammes, type OwnLink, ownLink } from './own-links.js';
export { programmesModule } from './programmes/module.js';
export { programmesOfCompany } from './programmes/of-company.js';
