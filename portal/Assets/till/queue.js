// Sales that wait, in the browser's own database. Each has its receipt number from before the first try, and the club records
// a receipt once: sending one twice is harmless, so every sale is sent until it is answered.
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
// 50 random bits: no two tills of a store ever draw the same.
export const receiptNumber = first =>
  first + [...crypto.getRandomValues(new Uint8Array(10))].map(byte => letters[byte & 31]).join('').replace(/(.{5})/, '-$1-');

export const all = async () => (await store('readonly', sales => sales.getAll())).sort((one, other) => one.at < other.at ? -1 : 1);
export const keep = sale => store('readwrite', sales => sales.put(sale));
export const drop = receipt => store('readwrite', sales => sales.delete(receipt));

// Sends one sale. What is answered leaves the queue; what is refused stays, with the reason, for the cashier to see.
export async function send(sale) {
  const { trouble, unsure, guest, store: _, ...body } = sale;
  const answer = await ask(guest ? 'claims' : 'sales', body);
  if (answer.value) await drop(sale.receipt);
  else if (answer.refusal && answer.refusal.code !== 'unauthenticated') await keep({ ...sale, trouble: answer.refusal.text });
  return answer;
}

// Sends what waits, oldest first, one page of this browser at a time; the next one then sees what is left.
export function sendAll(storeName, changed) {
  return navigator.locks.request('till-queue', async () => {
    await changed();
    for (const sale of await all()) {
      // Another store's key may be signed in by now: that sale waits for its own.
      if (sale.trouble || sale.store !== storeName) continue;
      const answer = await send(sale);
      await changed();
      if (answer.away || answer.refusal?.code === 'unauthenticated') return;
    }
  });
}
