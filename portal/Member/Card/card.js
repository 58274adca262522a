// The card on the screen: a rotating code every 30 seconds, made on this device with the device key, without network.
import { forget, load, save } from './device.js';

const front = document.getElementById('card');
const settings = JSON.parse(front.dataset.settings);
const at = id => document.getElementById(id);
const step = 30_000;
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
let mine = null, drawn = 0, qrcode = null, awake = null;

const now = () => Date.now() + (mine?.offset ?? 0);
const base32 = (number, length) => {
  let text = '';
  for (let i = 0; i < length; i++, number = Math.floor(number / 32)) text = letters[number % 32] + text;
  return text;
};

// R, card, time step, and 80 bits of HMAC-SHA256 over them: format of silo/Domain/Members/CardText.cs.
async function codeOf(number) {
  const untagged = 'R' + mine.card + base32(number, 7);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', mine.key, new TextEncoder().encode(untagged)));
  let bits = 0n;
  for (const byte of mac.subarray(0, 10)) bits = bits << 8n | BigInt(byte);
  let tag = '';
  for (let i = 0; i < 16; i++, bits >>= 5n) tag = letters[Number(bits & 31n)] + tag;
  return untagged + tag;
}

async function draw() {
  const number = Math.floor(now() / step);
  at('left').value = 30 - (now() % step) / 1000;
  if (number === drawn || !(mine || !crypto.subtle)) return;
  drawn = number;
  const text = crypto.subtle ? await codeOf(number) : (await (await fetch('/card/now', { cache: 'no-store' })).json()).rotating;
  qrcode ??= (await import(settings.qr)).default;
  const code = qrcode(0, 'M');
  code.addData(text, 'Alphanumeric');
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `-4 -4 ${size + 8} ${size + 8}`);
  svg.setAttribute('class', 'qr');
  const squares = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  squares.setAttribute('d', path);
  squares.setAttribute('fill', '#000');
  squares.setAttribute('shape-rendering', 'crispEdges');
  svg.append(squares);
  at('qr').replaceChildren(svg);
  at('qr').dataset.code = text;
}

// Fetches key, time and balance; without network the stored values stay.
async function refresh() {
  try {
    const response = await fetch('/card/key', { cache: 'no-store' });
    if (response.status === 401) {
      await forget();
      location.assign('/sign-in?back=/card');
      return;
    }
    if (!response.ok) throw new Error(response.status);
    const { key, now: told, ...rest } = await response.json();
    at('set-aside').hidden = false;
    mine = { ...rest, offset: told - Date.now(), at: Date.now() };
    if (crypto.subtle) {
      // Not extractable, not even by this page.
      mine.key = await crypto.subtle.importKey('raw', Uint8Array.from(atob(key), letter => letter.charCodeAt(0)), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      await save(mine).catch(() => { /* a browser that keeps nothing shows the card all the same */ });
    }
  } catch {
    mine ??= await load().catch(() => null);
    // Of another time, as likely as not.
    at('set-aside').hidden = true;
  }
  at('trouble').hidden = Boolean(mine);
  at('trouble').textContent = settings.words.none;
  about();
}

function about() {
  if (!mine) return;
  const say = (key, value) => settings.words[key].replace('{0}', value);
  const points = new Intl.NumberFormat(settings.language).format(mine.points);
  at('points').textContent = say(mine.points === 1 ? 'points.one' : 'points.other', points);
  at('worth').textContent = mine.worth ? '· ' + new Intl.NumberFormat(settings.language, { style: 'currency', currency: mine.currency, minimumFractionDigits: mine.decimals, maximumFractionDigits: mine.decimals }).format(mine.worth) : '';
  const minutes = Math.floor((Date.now() - mine.at) / 60_000);
  const ago = new Intl.RelativeTimeFormat(settings.language, { numeric: 'auto' });
  at('age').textContent = minutes < 2 ? '' : say('age', minutes < 120 ? ago.format(-minutes, 'minute') : minutes < 2880 ? ago.format(-Math.floor(minutes / 60), 'hour') : ago.format(-Math.floor(minutes / 1440), 'day'));
}

// Keeps the screen on while the card is shown, if supported.
async function stayAwake() {
  try {
    awake = document.visibilityState === 'visible' ? await navigator.wakeLock?.request('screen') : null;
  } catch { /* the battery is low, or it is not allowed */ }
}

let offer = null;
addEventListener('beforeinstallprompt', event => {
  event.preventDefault();
  offer = event;
  at('install-way').hidden = false;
});
at('install').onclick = () => { offer?.prompt(); at('install-way').hidden = true; };
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  stayAwake();
  refresh().then(draw);
});
addEventListener('online', () => refresh());
setInterval(refresh, 60_000);
setInterval(() => draw().catch(() => { drawn = 0; }), 250);
stayAwake();
await refresh();
await draw();

// Caches this page's files for use without network.
if (navigator.serviceWorker) {
  await navigator.serviceWorker.register('/sw.js', { scope: '/' });
  const worker = await navigator.serviceWorker.ready;
  worker.active.postMessage({ keep: 'card', files: performance.getEntriesByType('resource').map(one => one.name) });
}
