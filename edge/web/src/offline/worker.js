// The service worker: the console's own files for the time without a line. It never keeps an answer of the centre.
// VERSION and FILES are written in by the build (vite.config.ts): another build is another worker.
const NAME = "fanzha-" + VERSION;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("fanzha-") && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

// The start page comes from the centre while there is a line, so that a new build is seen at once.
async function page(request) {
  try {
    return await fetch(request);
  } catch (away) {
    const kept = await caches.match("/");
    if (kept) return kept;
    throw away;
  }
}

// A name of the build holds the hash of its content: what was kept under it is what the centre would send.
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(NAME);
    await cache.put(request, answer.clone());
  }
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/api/") || url.pathname.startsWith("/public/") || url.pathname.startsWith("/v1/")) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/") || FILES.includes(url.pathname)) event.respondWith(asset(request));
});
