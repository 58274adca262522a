// The device's stored data of the card: key, balance and its time. Deleted at sign-out (sw.js).
const open = () => new Promise((resolve, reject) => {
  const request = indexedDB.open('card', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('kept');
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function kept(mode, work) {
  const base = await open();
  try {
    const transaction = base.transaction('kept', mode);
    const request = work(transaction.objectStore('kept'));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    base.close();
  }
}

export const load = () => kept('readonly', store => store.get('card'));
export const save = card => kept('readwrite', store => store.put(card, 'card'));
export const forget = () => kept('readwrite', store => store.clear());
