// While an episode is recorded its page can be read again without a network: what the page kept of itself stands in where none answers.

type Waiting = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };
type Standing = { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };

const worker = self as unknown as Standing;
const KEPT = /^\/(guide\/[0-9a-f-]{36}\/recording$|build\/)/;

self.addEventListener('install', () => void worker.skipWaiting());
self.addEventListener('activate', (event) => (event as Waiting).waitUntil(worker.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { request } = event as Fetching;
  const isKept = request.method === 'GET' && KEPT.test(new URL(request.url).pathname);
  if (isKept) (event as Fetching).respondWith(answerTo(request));
});

async function answerTo(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? Response.error();
  }
}
