import { page } from '../../http/reply.js';
import { publicRoutes } from '../../http/routes.js';
import { sample } from './sample.js';

/** Every component in every state, outside production. */
export const styleguideRoutes = publicRoutes((routes) => {
  routes.get('/styleguide', () => page('styleguide.njk', sample));
});
