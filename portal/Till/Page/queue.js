// Queue of sales in IndexedDB. A sale gets its receipt number before the first try, and the club records a receipt once: repeats are
// harmless, so each sale is sent until it is answered.
import { ask } from './talk.js';
import { settings } from './words.js';

const open = new Promise((resolve, reject) => {
  const request = indexedDB.open('till', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('sales', { keyPath: 'receipt' });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function store(mode, work) {
  const transaction = (await open).transaction('sales', mode, { durability: 'strict' });
  const request = work(transaction.objectStore('sales'));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

// What was typed for a customer is an address or a phone number: it waits encrypted, and only the club reads it, as the box of
// silo/Contracts/Cards/Cards.cs. Without HTTPS browsers cannot encrypt.
async function sealed(sale) {
  if (!sale.find || !crypto.subtle) return sale;
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0)), curve = { name: 'ECDH', namedCurve: 'P-256' };
  const club = await crypto.subtle.importKey('raw', bytes(settings.seal), curve, false, []);
  const mine = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', mine.publicKey)), nonce = crypto.getRandomValues(new Uint8Array(12));
  const agreed = await crypto.subtle.importKey('raw', await crypto.subtle.deriveBits({ name: 'ECDH', public: club }, mine.privateKey, 256), 'HKDF', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: point, info: new TextEncoder().encode('loyaltyclub box') }, agreed, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const text = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new TextEncoder().encode(sale.find)));
  const { find: _, ...rest } = sale;
  return { ...rest, sealed: btoa(String.fromCharCode(...point, ...nonce, ...text)) };
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
// 50 random bits: a collision between tills of a store is negligible.
export const receiptNumber = first =>
  first + [...crypto.getRandomValues(new Uint8Array(10))].map(byte => letters[byte & 31]).join('').replace(/(.{5})/, '-$1-');

export const all = async () => (await store('readonly', sales => sales.getAll())).sort((one, other) => one.at < other.at ? -1 : 1);
export const keep = async sale => {
  const kept = await sealed(sale);
  return store('readwrite', sales => sales.put(kept));
};
export const drop = receipt => store('readwrite', sales => sales.delete(receipt));

// Sends one sale. An answered sale leaves the queue; a refused one stays with its reason, for the cashier.
export async function send(sale) {
  const { trouble, unsure, guest, store: _, ...body } = sale;
  const answer = await ask(guest ? 'claims' : 'sales', body);
  if (answer.value) await drop(sale.receipt);
  else if (answer.refusal && answer.refusal.code !== 'unauthenticated') await keep({ ...sale, trouble: answer.refusal.text });
  return answer;
}

// One run after the other; in one tab at a time where the browser has locks. Without HTTPS it has none: two tabs may then send one sale,
// which the club records once.
let last = Promise.resolve();
const inTurn = work => navigator.locks ? navigator.locks.request('till-queue', work) : last = last.then(work, work);

// Sends the queue, oldest first.
export function sendAll(storeName, changed) {
  return inTurn(async () => {
    await changed();
    for (const sale of await all()) {
      // The till may now have another store's key: such a sale waits.
      if (sale.trouble || sale.store !== storeName) continue;
      const answer = await send(sale);
      await changed();
      if (answer.away || answer.refusal?.code === 'unauthenticated') return;
    }
  });
}
