// Calls the club. An answer is {value}, {refusal: {code, text}}, or {away: true} without a response.
import { settings } from './words.js';

let offset = Date.parse(settings.now) - Date.now();
let online = navigator.onLine;
// Losses of the network that the browser told of.
let losses = 0;
const listeners = [];

// What the till tells of itself with each request.
export const told = { waiting: null };

export const isOnline = () => online;
export const onNetwork = listener => listeners.push(listener);

// The club's time in whole seconds, as on receipts.
export const clubNow = () => new Date(Math.floor((Date.now() + offset) / 1000) * 1000).toISOString();

function network(there) {
  if (online === there) return;
  online = there;
  // Later: a fault of a listener is not a fault of the network.
  for (const listener of listeners) queueMicrotask(() => listener(there));
}

export async function ask(path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 8000);
  const before = losses;
  try {
    const response = await fetch('/till/api/' + path, {
      method: body === undefined ? 'GET' : 'POST', signal: stop.signal, cache: 'no-store',
      headers: {
        'till-version': settings.version, ...(told.waiting === null ? {} : { 'till-waiting': told.waiting }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.status >= 500 || response.status === 429) {
      network(false);
      return { away: true };
    }
    const answer = await response.json();
    const now = response.headers.get('club-now');
    if (now) offset = Date.parse(now) - Date.now();
    // An answer that was on its way when the network went says nothing of the network now.
    if (before === losses) network(true);
    return response.ok ? { value: answer } : { refusal: answer };
  } catch {
    network(false);
    return { away: true };
  } finally {
    clearTimeout(timer);
  }
}

// Polls while offline; the browser's events are only hints.
addEventListener('offline', () => {
  losses++;
  network(false);
});
addEventListener('online', () => ask('state'));
setInterval(() => { if (!online) ask('state'); }, 5000);
// The desk sees when each till was last there.
setInterval(() => { if (online) ask('state'); }, 60_000);
