import type { Route } from '../../http/routes.js';
import { companyListRoutes } from './list-routes.js';
import { companyRecordRoutes } from './record-routes.js';
import { companySuggestionRoutes } from './suggestion-routes.js';

/** The companies: the list's own paths stand before a record's. */
export const companyRoutes: Route[] = [...companyListRoutes, ...companySuggestionRoutes, ...companyRecordRoutes];
