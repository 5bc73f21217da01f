import type { Request } from 'express';
import { redirect } from './reply.js';
import type { Route } from './routes.js';

/**
 * The routes, and beside each form's address that shows no page by itself one that leads to the nearest page above it: a
 * form that is shown again with its mistakes, or an error, stands in the history at the address it was sent to.
 */
export function withWaysBack(routes: Route[]): Route[] {
  const pages = new Set(routes.filter(({ method }) => method === 'get').map(({ path }) => path));
  const above = new Set(routes.filter(isPage).map(({ path }) => path));
  return routes.flatMap((route) => {
    if (route.method === 'get' || pages.has(route.path)) return [route];
    const page = pageAbove(route.path, above);
    // In the form's own place: behind it stand patterns that would take its last part for an id.
    const back = (req: Request) => redirect(addressOf(page, req.params as Record<string, string>));
    return [{ method: 'get', path: route.path, access: route.access, door: 'none', handler: back }, route];
  });
}

/** The pattern of the nearest page above a pattern; the dashboard where there is none. */
function pageAbove(path: string, pages: ReadonlySet<string>): string {
  const above = path.slice(0, path.lastIndexOf('/'));
  return above === '' || pages.has(above) ? above || '/' : pageAbove(above, pages);
}

// A download answers, and leaves one where one was.
function isPage({ method, door, path }: Route): boolean {
  return method === 'get' && door !== 'stream' && !path.endsWith('/:file');
}

function addressOf(pattern: string, params: Record<string, string>): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
