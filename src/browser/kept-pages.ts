/** Lets this page be read again without a network, while it is recorded: itself, and what it is drawn with. */
export async function keepPage(worker: string): Promise<void> {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return;
  await navigator.serviceWorker.register(worker, { scope: '/guide/' });
  const page = await fetch(location.pathname);
  // Somebody who is logged out by now gets another page.
  if (!page.ok || page.redirected) return;
  const cache = await caches.open(KEPT_PAGES);
  await cache.put(location.pathname, page);
  const links = [
    ...document.querySelectorAll<HTMLLinkElement>('link:is([rel=stylesheet], [rel=preload], [rel=modulepreload])'),
  ];
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[src]')];
  const icons = document.querySelector('svg use')?.getAttribute('href')?.split('#')[0];
  // Some are named twice, which a cache refuses.
  const files = new Set([
    ...links.map(({ href }) => href),
    ...scripts.map(({ src }) => src),
    ...(icons ? [icons] : []),
  ]);
  await cache.addAll([...files]);
}

const KEPT_PAGES = 'recording';

/** Forgets the pages that were kept. */
export async function forgetPages(): Promise<void> {
  if ('caches' in window) await caches.delete(KEPT_PAGES);
}
