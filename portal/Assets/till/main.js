// The till page. One customer at a time: search field, basket, confirmation; and the queue of sales without network.
import { amountOf, cents, count, dayText, momentText, moneyText, say, settings, typed } from './words.js';
import { ask, clubNow, isOnline, onNetwork } from './talk.js';
import { all, drop, keep, receiptNumber, send, sendAll } from './queue.js';
import { cameraIsOn, closeCamera, listen, openCamera } from './scanner.js';
import { at, hush, make, qrPicture, show, tell } from './page.js';
import { addLine, basketLines, clearBasket, drawKeypad, drawTotals, isEmpty, total } from './basket.js';
import { openReturn } from './return.js';

// Current customer: {member} from the club, {find} typed without network, {guest} without a card. Null between customers.
let customer = null;
let chosen = new Set(), scannedVouchers = new Set();
let preview = { number: 0, timer: 0, answer: null };
let busy = false;

const maySpend = () => Boolean(customer?.maySpend) && isOnline();
const pointsAsked = () => maySpend() && !at('pay').hidden ? typed(at('points').value || '0') ?? 0 : 0;
const screens = ['idle', 'sale', 'done', 'back'];
const screen = name => screens.forEach(one => show(one, one === name));

export function start() {
  customer = null;
  chosen = new Set();
  scannedVouchers = new Set();
  clearBasket();
  at('points').value = '';
  at('code').value = '';
  hush();
  screen('idle');
  at('code').focus();
}

// ---- Finding the customer ------------------------------------------------------------------------------------------
let finding = 0;
async function find(text) {
  text = text.trim();
  if (!text || busy) return;
  // The code on a receipt is its number: start a return.
  if (/^T-[0-9A-Z]{5}-[0-9A-Z]{5}$/i.test(text)) return openBack(text);
  const mine = ++finding;
  hush();
  at('code').value = '';
  if (!isOnline()) return keepFind(text);
  performance.mark('scan');
  const answer = await ask('find', { text });
  if (mine !== finding) return;
  if (answer.away) return keepFind(text);
  if (answer.refusal) return refused(answer.refusal, [[say('retry'), () => at('code').focus()], ...(customer ? [] : [[say('withoutCard'), guest]])]);
  const { member, maySpend: fresh } = answer.value;
  // A voucher of the current customer is used; any other code is the next customer, or another card of this one.
  if (customer?.member?.memberId === member.memberId) {
    if (member.kind === 'voucher') useVoucher(member.voucher);
    else if (fresh || !customer.maySpend) customer = { ...answer.value, vouchers: undefined };
    drawCustomer();
    return changed();
  }
  if (customer && !customer.guest) [chosen, scannedVouchers] = [new Set(), new Set()];
  customer = answer.value;
  if (member.kind === 'voucher') useVoucher(member.voucher);
  begin();
  performance.measure('scan to member', 'scan');
}

function keepFind(text) {
  customer = { find: text };
  begin();
}

function guest() {
  customer = { guest: true };
  begin();
}

function useVoucher(code) {
  scannedVouchers.add(code);
  chosen.add(code);
}

function begin() {
  screen('sale');
  drawCustomer();
  changed();
  at('line-amount').focus();
}

function drawCustomer() {
  const { member, pays, find: text, guest: nobody } = customer;
  const online = isOnline();
  at('member-name').textContent = member ? member.firstName ?? '' : say(nobody ? 'guest' : 'kept');
  at('member-tier').textContent = member?.tier.name ?? '';
  show('member-tier', Boolean(member));
  at('member-balance').textContent = member ? count('points', member.balance.active) + (pays ? ' · ' + say('pays', moneyText(cents(pays))) : '') : '';
  at('member-kind').textContent = member ? say('kind.' + member.kind) : nobody ? say(online ? 'guest.text' : 'guest.offline') : `${text.length > 24 ? text.slice(0, 12) + '…' : text} — ${say('kept.text')}`;
  at('notices').replaceChildren(...(member?.notices ?? []).map(notice => make('li', {
    textContent: notice.kind === 'pointsEnd' ? say('notice.pointsEnd', count('points', notice.points), dayText(notice.on)) : say('notice.tierEnds', dayText(notice.on)),
  })));
  const vouchers = member?.vouchers ?? [];
  at('vouchers').replaceChildren(...(vouchers.length ? [make('h3', { textContent: say('vouchers') }), ...vouchers.map(voucher => {
    const usable = online && (maySpend() || scannedVouchers.has(voucher.code));
    if (!usable) chosen.delete(voucher.code);
    return make('label', { className: 'voucher' },
      make('input', { type: 'checkbox', checked: chosen.has(voucher.code), disabled: !usable, onchange: event => { chosen[event.target.checked ? 'add' : 'delete'](voucher.code); changed(); } }),
      make('span', {}, customer.rewards?.[voucher.reward] ?? voucher.reward, voucher.expires ? make('span', { className: 'small quiet', textContent: ' ' + say('voucher.until', dayText(voucher.expires)) }) : null));
  }), maySpend() ? null : make('p', { className: 'small quiet', textContent: say(online ? 'voucher.scan' : 'spend.offline') })].filter(Boolean) : []));
}

// ---- The basket ----------------------------------------------------------------------------------------------------
function sale() {
  const points = pointsAsked();
  const spends = points > 0 || (chosen.size > 0 && !onlyScanned());
  return {
    receipt: sale.number ??= receiptNumber('T'), at: clubNow(), store: settings.store, cashier: settings.cashier ?? undefined,
    // A rotating code is sent only to spend: it can do so once.
    member: customer.member && !spends ? customer.member.memberId : null,
    card: customer.member && spends ? customer.member.card : null, find: customer.find ?? null,
    lines: basketLines(), vouchers: [...chosen], points: points || null,
  };
}
const onlyScanned = () => [...chosen].every(code => scannedVouchers.has(code));

function changed() {
  const pay = settings.paying;
  const most = customer?.member && pay && !isEmpty() ? mostPoints(customer.member.balance.active, pay) : 0;
  const can = most > 0;
  show('pay', can && maySpend());
  at('points-most').textContent = say('pay.most', most);
  at('points-most').onclick = () => { at('points').value = most; changed(); };
  show('pay-not', can && !maySpend());
  at('pay-not').textContent = say(isOnline() ? 'spend.how' : 'spend.offline');
  at('confirm').disabled = isEmpty();
  drawTotals(null, 0);
  at('preview').textContent = '';
  preview.answer = null;
  clearTimeout(preview.timer);
  if (!customer || isEmpty()) return;
  if (!isOnline()) at('preview').textContent = customer.guest ? '' : say('preview.offline');
  else if (customer.member) preview.timer = setTimeout(ofClub, 120);
}

// The club's rule: a maximum share of the receipt, full steps, a minimum.
function mostPoints(active, { value, minimum, multipleOf, maximumShare }) {
  const most = Math.floor(Math.min(active, amountOf(total()) * maximumShare / value + 1e-9) / multipleOf) * multipleOf;
  return most >= minimum ? most : 0;
}

async function ofClub() {
  // Confirmed or cancelled before the request.
  if (!customer?.member || isEmpty()) return;
  const mine = ++preview.number;
  const answer = await ask('preview', sale());
  if (mine !== preview.number || !customer || isEmpty()) return;
  if (answer.away) return changed();
  if (answer.refusal) return refused(answer.refusal, waysFor(answer.refusal));
  hush();
  preview.answer = answer.value;
  drawTotals(cents(answer.value.payable), pointsAsked());
  at('preview').textContent = count('preview', answer.value.points.earned);
}

// ---- Done ----------------------------------------------------------------------------------------------------------
async function confirm() {
  if (busy || isEmpty() || !customer) return;
  busy = true;
  at('confirm').setAttribute('aria-busy', 'true');
  try {
    const asked = sale();
    if (customer.guest) return await finishGuest(asked);
    const spends = asked.points || asked.vouchers.length > 0;
    // Stored on this till first: a reload or a power cut cannot lose it.
    await keep({ ...asked, unsure: Boolean(spends) });
    const answer = isOnline() || spends ? await send(asked) : { away: true };
    if (answer.refusal) {
      await drop(asked.receipt);
      return refused(answer.refusal, waysFor(answer.refusal));
    }
    finish(asked, answer.value?.sale, spends);
  } finally {
    busy = false;
    at('confirm').removeAttribute('aria-busy');
    drawQueue();
  }
}

async function finishGuest(asked) {
  // A sale without a card is counted too, and queued like others without network.
  const sold = { ...asked, member: null, guest: true };
  await keep(sold);
  const answer = isOnline() ? await send(sold) : { away: true };
  if (answer.refusal) {
    await drop(asked.receipt);
    return refused(answer.refusal, waysFor(answer.refusal));
  }
  finish(asked, null, false);
  at('done-title').textContent = say('done', moneyText(total()));
  at('done-text').replaceChildren(make('p', { className: 'quiet small', textContent: say('done.receipt', asked.receipt) }), ...(answer.away ? ['guest.offline', 'done.offline.text'].map(key => make('p', { textContent: say(key) })) : []));
  if (!answer.value) return;
  const { default: qrcode } = await import(settings.qr);
  at('claim').replaceChildren(qrPicture(qrcode, answer.value.url, say('done.claim')), make('p', { textContent: say('done.claim') }));
  show('claim');
  // The ledger has no receipt to print yet: print this screen for the customer.
  show('print');
  at('print').removeAttribute('href');
  at('print').onclick = () => print();
}

function finish(asked, done, spends) {
  sale.number = null;
  show('claim', false);
  const lines = done ? [
    done.payable !== amountOf(total()) ? make('p', { className: 'strong', textContent: say('done.payable', moneyText(cents(done.payable))) }) : null,
    make('p', { textContent: count('done.earned', done.points.earned) + ' ' + count('done.balance', done.balance.active) }),
    done.tier.changedFrom ? make('p', { className: 'good', textContent: say('done.tier', done.tier.code) }) : null,
    done.vouchersIssued.length ? make('p', { className: 'good', textContent: say('done.voucher') }) : null,
  ] : [make('p', { textContent: say(spends ? 'unsure.text' : 'done.offline.text') })];
  at('done-title').textContent = say(done ? 'done' : 'done.offline', moneyText(total()));
  at('done-text').replaceChildren(...lines.filter(Boolean), make('p', { className: 'quiet small', textContent: say('done.receipt', asked.receipt) }));
  at('print').onclick = null;
  at('print').href = '/till/receipt/' + encodeURIComponent(asked.receipt);
  show('print', Boolean(done));
  hush();
  customer = null;
  screen('done');
  at('next').focus();
}

function refused({ code, text }, ways) {
  if (code === 'unauthenticated') ways = [[say('signInAgain'), () => location.assign('/till/sign-in')]];
  tell(text, ways);
}

// Ways to continue after each refusal of a basket.
function waysFor({ code }) {
  const points = [say('withoutPoints'), () => { at('points').value = ''; chosen = new Set(); changed(); at('confirm').focus(); }];
  if (['card_expired', 'card_used', 'card_cannot_spend'].includes(code)) return [[say('retry'), () => { at('code').focus(); }], points];
  if (code.startsWith('pay_') || code.startsWith('voucher_') || ['insufficient_points', 'not_offered', 'unknown_voucher'].includes(code)) return [points];
  if (code === 'operation_conflict') return [[say('retry'), () => { sale.number = null; changed(); }]];
  if (code === 'member_erased' || code === 'card_replaced') return [[say('withoutCard'), guest]];
  return [[say('retry'), changed]];
}

// ---- The queue -----------------------------------------------------------------------------------------------------
async function drawQueue() {
  const sales = await all();
  const label = at('waiting');
  label.hidden = sales.length === 0;
  label.textContent = count('waiting', sales.length);
  label.classList.toggle('bad', sales.some(one => one.trouble));
  if (!sales.length) show('queue', false);
  at('queue-list').replaceChildren(...sales.map(one => make('li', {},
    make('div', { className: 'row' }, make('span', { textContent: momentText(one.at) + ' · ' + one.receipt }),
      make('strong', { className: 'numbers', textContent: moneyText(one.lines.reduce((sum, line) => sum + cents(line.amount), 0)) })),
    one.trouble ? make('p', { className: 'bad small', textContent: one.trouble }) : one.unsure ? make('p', { className: 'warn small', textContent: say('queue.unsure') }) : null,
    one.trouble ? make('div', { className: 'ways' },
      make('button', { type: 'button', className: 'secondary', textContent: say('retry'), onclick: async () => { await send({ ...one, trouble: undefined }); drawQueue(); } }),
      make('button', { type: 'button', className: 'secondary outline', textContent: say('queue.discard'), onclick: async () => { await drop(one.receipt); drawQueue(); } })) : null)));
}

const flush = () => sendAll(settings.store, drawQueue);

function drawNetwork(there) {
  at('network').textContent = say(there ? 'online' : 'offline');
  at('network').className = 'badge ' + (there ? 'good' : 'bad');
  if (customer) {
    // Back online: look up the customer typed without network.
    if (there && customer.find) find(customer.find);
    drawCustomer();
    changed();
  }
  if (there) flush();
}

// ---- Wiring --------------------------------------------------------------------------------------------------------
async function camera() {
  if (cameraIsOn()) {
    closeCamera(at('video'));
  } else {
    show('camera');
    try {
      await openCamera(at('video'), settings, find);
    } catch {
      closeCamera(at('video'));
      tell(say('camera.none'), [[say('typeIt'), () => at('code').focus()]]);
    }
  }
  show('camera', cameraIsOn());
  at('camera-open').textContent = say(cameraIsOn() ? 'camera.close' : 'camera');
  at('camera-open').setAttribute('aria-pressed', String(cameraIsOn()));
}

function openBack(receipt = '') {
  if (!isOnline()) return tell(say('return.offline'), [[say('retry'), () => openBack(receipt)]]);
  start();
  screen('back');
  openReturn(receipt, done => {
    sale.number = null;
    screen('done');
    at('done-title').textContent = say('done.return');
    at('done-text').replaceChildren(...done.map(text => make('p', { textContent: text })));
    show('claim', false);
    show('print', false);
    at('next').focus();
  }, refused);
}

const keys = {
  F2: () => at('code').focus(),
  F4: () => customer ? at('line-amount').focus() : guest(),
  F7: () => openBack(),
  F8: () => { if (!at('pay').hidden) at('points').focus(); },
  F9: () => at('back').hidden ? confirm() : at('back-form').requestSubmit(),
  F10: camera,
  Escape: start,
};
addEventListener('keydown', event => {
  if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (!busy) keys[event.key]();
});
listen(find);
at('find').onsubmit = event => { event.preventDefault(); find(at('code').value); };
at('line').onsubmit = event => { event.preventDefault(); addLine(changed); };
at('points').oninput = changed;
at('confirm').onclick = confirm;
at('cancel').onclick = at('back-close').onclick = at('next').onclick = start;
at('without').onclick = guest;
at('return-open').onclick = () => openBack();
at('camera-open').onclick = camera;
at('waiting').onclick = () => { show('queue', at('queue').hidden); at('queue').scrollIntoView(); };
at('queue-send').onclick = flush;
onNetwork(drawNetwork);
drawKeypad();
start();
drawNetwork(isOnline());
drawQueue();
ask('state').then(answer => { if (answer.refusal) refused(answer.refusal); });
if (navigator.serviceWorker) {
  navigator.serviceWorker.register('/sw.js', { scope: '/' });
  // Caches this page's files, code reader included, for a reload offline.
  navigator.serviceWorker.ready.then(worker => worker.active.postMessage({
    keep: 'till', files: [...performance.getEntriesByType('resource').map(one => one.name), settings.qr, settings.detector, settings.wasm],
  }));
}
document.documentElement.dataset.ready = 'true';
