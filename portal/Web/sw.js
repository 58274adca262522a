// Keeps card and till available offline. Pages: network first; files: cached for good, as names contain a hash.
const pages = { '/card': 'card', '/till': 'till' };
const patience = 4000;

addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));

// A page lists its files; exactly these are cached.
addEventListener('message', event => {
  const { keep, files } = event.data ?? {};
  if (Object.values(pages).includes(keep)) event.waitUntil(keepFiles(keep, files));
});

async function keepFiles(room, files) {
  const cache = await caches.open(room);
  const page = Object.keys(pages).find(path => pages[path] === room);
  const wanted = new Set(files.map(file => new URL(file, location)).filter(url => url.origin === location.origin && url.pathname.startsWith('/assets/')).map(url => url.href));
  for (const request of await cache.keys())
    if (new URL(request.url).pathname !== page && !wanted.delete(request.url)) await cache.delete(request);
  await Promise.allSettled([...wanted].map(file => cache.add(file)));
  const answer = await fetch(page);
  if (answer.ok && !answer.redirected) await cache.put(page, answer);
}

addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === 'POST' && /sign-?out|leave/i.test(url.pathname + url.search)) {
    event.waitUntil(forget(url.pathname.startsWith('/till') ? 'till' : 'card'));
    return;
  }
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(caches.match(request, { ignoreVary: true }).then(kept => kept ?? fetch(request)));
  else if (request.mode === 'navigate' && pages[url.pathname]) event.respondWith(pageOf(request, url.pathname));
});

async function pageOf(request, path) {
  const kept = () => caches.open(pages[path]).then(cache => cache.match(path));
  try {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), patience));
    const answer = await (await kept() ? Promise.race([fetch(request), late]) : fetch(request));
    if (answer.status >= 500) return await kept() ?? answer;
    if (answer.type === 'opaqueredirect' || answer.redirected) await forget(pages[path]);
    else if (answer.ok) {
      const copy = answer.clone();
      caches.open(pages[path]).then(cache => cache.put(path, copy));
    }
    return answer;
  } catch (error) {
    const page = await kept();
    if (page) return page;
    throw error;
  }
}

// Sign-out deletes the card's data from this device. Queued sales of a till stay: they belong to the shop.
async function forget(room) {
  await caches.delete(room);
  if (room === 'card') indexedDB.deleteDatabase('card');
}
