import { createViews } from '../../src/http/views.js';

/** The product's templates, compiled once a worker: they keep nothing between two pages, and compiling takes longer than starting an app. */
export const views = createViews({ production: true });
