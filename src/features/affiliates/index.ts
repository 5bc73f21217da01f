export { affiliatesModule } from './module.js';
export { type LinkProgramme, linkProgrammes, type OwnLink, ownLink } from './own-links.js';
export { programmesModule } from './programmes/module.js';
export { programmesOfCompany } from './programmes/of-company.js';
export { monthsReport } from './report-by-month.js';
export { affiliatesReport } from './report-by-programme.js';
