// Queue of sales in IndexedDB. A sale gets its receipt number before the first try, and the club records a receipt once: repeats are
// harmless, so each sale is sent until it is answered.
import { ask } from './talk.js';

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

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
// 50 random bits: a collision between tills of a store is negligible.
export const receiptNumber = first =>
  first + [...crypto.getRandomValues(new Uint8Array(10))].map(byte => letters[byte & 31]).join('').replace(/(.{5})/, '-$1-');

export const all = async () => (await store('readonly', sales => sales.getAll())).sort((one, other) => one.at < other.at ? -1 : 1);
export const keep = sale => store('readwrite', sales => sales.put(sale));
export const drop = receipt => store('readwrite', sales => sales.delete(receipt));

// Sends one sale. An answered sale leaves the queue; a refused one stays with its reason, for the cashier.
export async function send(sale) {
  const { trouble, unsure, guest, store: _, ...body } = sale;
  const answer = await ask(guest ? 'claims' : 'sales', body);
  if (answer.value) await drop(sale.receipt);
  else if (answer.refusal && answer.refusal.code !== 'unauthenticated') await keep({ ...sale, trouble: answer.refusal.text });
  return answer;
}

// Sends the queue, oldest first, in one tab at a time; the next tab sends the rest.
export function sendAll(storeName, changed) {
  return navigator.locks.request('till-queue', async () => {
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
