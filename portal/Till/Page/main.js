// The till page. One customer at a time: search field, basket, confirmation; and the queue of sales without network.
import { amountOf, cents, count, dayText, momentText, moneyText, numberText, say, settings, typedPoints } from './words.js';
import { ask, clubNow, isOnline, onNetwork, told } from './talk.js';
import { all, drop, keep, receiptNumber, send, sendAll } from './queue.js';
import { cameraIsOn, closeCamera, listen, openCamera } from './scanner.js';
import { at, hush, make, qrPicture, show, tell } from './page.js';
import { addReward, addLine, basketLines, clearBasket, drawKeypad, drawLines, drawTotals, dropRewards, rewardNames, rewardPoints, rewards, hasGoods, isEmpty, lift, put, total } from './basket.js';
import { openReturn } from './return.js';

// Current customer: {member} from the club, {find} typed without network, {guest} without a card. Null between customers.
let customer = null;
// Vouchers of the customer whose own code was scanned, which needs no card.
let scannedVouchers = new Set();
let preview = { number: 0, timer: 0, answer: null };
let busy = false;

const maySpend = () => Boolean(customer?.maySpend) && isOnline();
const onHold = () => Boolean(customer?.member?.notices.some(notice => notice.kind === 'onHold'));
// Null for a text that is no number of points.
const pointsAsked = () => maySpend() && !at('pay').hidden ? typedPoints(at('points').value || '0') : 0;
// Points that the customer may still spend with this sale, by what they have and by how they were found.
const pointsLeft = () => Math.max(0, Math.min(customer?.member?.balance.active ?? 0, customer?.most ?? Infinity) - rewardPoints());
const screens = ['idle', 'sale', 'done', 'back'];
const screen = name => screens.forEach(one => show(one, one === name));

export function start() {
  customer = null;
  scannedVouchers = new Set();
  sale.number = null;
  clearBasket();
  at('points').value = '';
  at('code').value = '';
  hush();
  closeJoin();
  screen('idle');
  at('code').focus();
}

// Drops the sale: at once where there is nothing to lose, else after a question, and it can be taken back.
function cancel() {
  if (!at('join').hidden) {
    closeJoin();
    return at(customer ? 'line-amount' : 'code').focus();
  }
  if (at('sale').hidden || isEmpty()) return start();
  if (isAsking()) return stay();
  tell(say('drop.ask', moneyText(total())), [[say('drop.stay'), stay], [say('drop.go'), () => {
    const lifted = { customer, scannedVouchers, number: sale.number, lines: lift(), points: at('points').value };
    start();
    tell(say('drop.done'), [[say('drop.undo'), () => {
      ({ customer, scannedVouchers } = lifted);
      sale.number = lifted.number;
      at('points').value = lifted.points;
      put(lifted.lines, changed);
      begin();
    }]], '');
    at('code').focus();
  }]], 'ask');
}

const isAsking = () => !at('message').hidden && at('message').classList.contains('ask');

function stay() {
  hush();
  at('line-amount').focus();
}

// ---- Finding the customer ------------------------------------------------------------------------------------------
// The number of a receipt of ours. A scanner set to another keyboard than the till's reads its hyphens as other signs.
const ownReceipt = /^T[^0-9A-Z]?[0-9A-Z]{5}[^0-9A-Z]?[0-9A-Z]{5}$/i;
let finding = 0;
async function find(text) {
  text = text.trim();
  if (!text || busy) return;
  // The code on a receipt is its number: start a return.
  if (ownReceipt.test(text)) return openBack(text);
  const mine = ++finding;
  hush();
  at('code').value = '';
  if (!isOnline()) return keepFind(text);
  performance.mark('scan');
  const answer = await ask('find', { text });
  if (mine !== finding) return;
  if (answer.away) return keepFind(text);
  if (answer.refusal) {
    // Nobody has this phone or e-mail: mistyped, or new.
    const isNew = answer.refusal.code === 'unknown_member';
    return refused(answer.refusal, [[say('retry'), () => at('code').focus()], ...(isNew ? [[say('join.with', text.slice(0, 40)), () => join(text)]] : []), ...(customer ? [] : [[say('withoutCard'), guest]])]);
  }
  take(answer.value, text);
  performance.measure('scan to member', 'scan');
}

// ---- Joining: one field, and the points of this sale count ----
function openJoin() {
  if (!isOnline()) return tell(say('join.offline'), [[say('retry'), openJoin]]);
  show('join');
  at('join-text').focus();
}

function closeJoin() {
  show('join', false);
  at('join').reset();
}

async function join(text) {
  if (busy) return;
  // The same for the same text, so that a second try after a lost answer enrols nobody twice.
  if (join.text !== text) [join.text, join.id] = [text, receiptNumber('J')];
  hush();
  const answer = await ask('members', { text, operationId: join.id });
  if (answer.away) return tell(say('join.offline'), [[say('retry'), () => join(text)]]);
  if (answer.refusal) return refused(answer.refusal, [[say('retry'), () => { openJoin(); at('join-text').value = text; at('join-text').select(); }]]);
  closeJoin();
  take(answer.value, text);
}

// The customer whom the club has named.
function take(answer, text) {
  const { member } = answer;
  const found = { ...answer, card: member.card ?? (member.kind === 'static' ? text : null) };
  // Another card of the customer may allow more; any other code is the next customer.
  const same = customer?.member?.memberId === member.memberId;
  if (!same) {
    sale.number = null;
    dropRewards(() => true);
    scannedVouchers = new Set();
    at('points').value = '';
  }
  if (!same || found.maySpend || !customer.maySpend) customer = found;
  if (member.kind === 'voucher') {
    scannedVouchers.add(member.voucher);
    const known = member.vouchers.find(voucher => voucher.code === member.voucher);
    if (!rewards('voucher').includes(member.voucher)) addReward({ kind: 'voucher', key: member.voucher }, rewardName(known?.reward));
  }
  begin();
}

function keepFind(text) {
  dropRewards(() => true);
  customer = { find: text };
  begin();
}

function guest() {
  hush();
  dropRewards(() => true);
  customer = { guest: true };
  begin();
}

const rewardName = code => customer?.rewards?.[code] ?? code ?? say('voucher');

function begin() {
  screen('sale');
  closeJoin();
  changed();
  // On a phone the panel stays in sight.
  at('line-amount').focus({ preventScroll: true });
}

// A reward of the panel, with the button that puts it into the basket.
function rewardRow(reward, name, note, action, usable) {
  const chosen = rewards(reward.kind).includes(reward.key);
  const label = reward.kind !== 'points' && chosen ? say('inBasket') : say(action);
  return make('li', { className: 'reward-row' },
    make('span', {}, name, make('span', { className: 'small quiet', textContent: note })),
    usable === null ? null : make('button', {
      type: 'button', className: 'secondary', disabled: !usable || label !== say(action), textContent: label, ariaLabel: `${label}: ${name}`,
      onclick: () => {
        addReward(reward, name);
        changed();
        at(hasGoods() ? 'line-amount' : 'confirm').focus();
      },
    }));
}

function part(id, heading, rows, note) {
  at(id).replaceChildren(...(rows.length ? [make('h3', { textContent: say(heading) }), make('ul', { className: 'rewards' }, ...rows), note ? make('p', { className: 'small quiet', textContent: note }) : null].filter(Boolean) : []));
}

function drawCustomer() {
  const { member, pays, find: text, guest: nobody, reach = [], next } = customer;
  const online = isOnline(), may = maySpend(), held = onHold();
  at('member-name').textContent = member ? member.firstName ?? say('member') : say(nobody ? 'guest' : 'kept');
  at('member-tier').textContent = member?.tier.name ?? '';
  show('member-tier', Boolean(member));
  at('member-balance').textContent = member ? count('points', member.balance.active) + (may && pays ? ' · ' + say('pays', moneyText(cents(pays))) : '') : '';
  at('member-kind').textContent = member ? say('kind.' + member.kind + ((may || held) && member.kind !== 'rotating' && member.kind !== 'voucher' ? '.spends' : ''))
    : nobody ? say(online ? 'guest.text' : 'guest.offline') : `${text.length > 24 ? text.slice(0, 12) + '…' : text} — ${say('kept.text')}`;
  at('member-joined').textContent = customer.joined ? say('joined.' + customer.joined) : '';
  show('join-guest', Boolean(nobody) && online);
  at('notices').replaceChildren(...(member?.notices ?? []).map(notice => make('li', {
    textContent: notice.kind === 'onHold' ? say('refusal.on_hold')
      : notice.kind === 'pointsEnd' ? say('notice.pointsEnd', count('points', notice.points), dayText(notice.on))
      : say('notice.tierEnds', dayText(notice.on)),
  })));
  // What the member set aside on their phone, and the vouchers: theirs already.
  part('set-aside', 'setAside', (member?.reservations ?? []).filter(one => one.reward).map(one =>
    rewardRow({ kind: 'reservation', key: one.id }, rewardName(one.reward), count('setAside.left', Math.max(0, Math.ceil((Date.parse(one.expiresAt) - Date.parse(clubNow())) / 60_000))), 'handOver', online && !held)));
  const usable = voucher => online && !held && (may || scannedVouchers.has(voucher.code));
  part('vouchers', 'vouchers', (member?.vouchers ?? []).map(voucher =>
    rewardRow({ kind: 'voucher', key: voucher.code }, rewardName(voucher.reward), voucher.expires ? say('voucher.until', dayText(voucher.expires)) : '', 'use', usable(voucher))),
  held || member?.vouchers.every(usable) ? '' : say(online ? 'voucher.scan' : 'spend.offline'));
  // What points would pay, with the member's presence.
  part('reach', 'reach', held ? [] : may ? reach.map(reward => rewardRow({ kind: 'points', key: reward.code, points: reward.cost }, reward.name, count('points', reward.cost), 'take', reward.cost <= pointsLeft() - (pointsAsked() ?? 0)))
    : reach.length ? [make('li', { className: 'reward-row', textContent: reach.map(reward => reward.name).join(' · ') })] : [], may ? '' : say(online ? 'reach.how' : 'spend.offline'));
  // Near is what costs at most twice what there is, and the first reward of all.
  at('near').textContent = next && (!reach.length || next.missing <= member.balance.active) ? count('near', next.missing, next.name) : '';
  part('stamps', 'stamps', (member?.stamps ?? []).map(card => make('li', { className: 'reward-row' },
    make('span', {}, card.name, card.size - card.count <= card.size / 3 ? make('span', { className: 'small quiet', textContent: say('stamps.left', stampCount(card, card.size - card.count)[0], rewardName(card.reward)) }) : null),
    make('strong', { className: 'numbers', textContent: say('stamps.of', ...stampCount(card, card.count)) }))));
}

// ---- The basket ----------------------------------------------------------------------------------------------------
function sale() {
  const points = pointsAsked(), take = rewards('points'), vouchers = rewards('voucher');
  const spends = points > 0 || take.length > 0 || vouchers.some(code => !scannedVouchers.has(code));
  // A card is sent only to spend: a code that changes does so for one receipt.
  const card = spends ? customer.card ?? null : null;
  return {
    receipt: sale.number ??= receiptNumber('T'), at: clubNow(), store: settings.store, cashier: settings.cashier ?? undefined,
    member: customer.member && !card ? customer.member.memberId : null, card, find: customer.find ?? null,
    lines: basketLines(), vouchers, handOver: rewards('reservation'), take, points: points || null,
  };
}

function changed() {
  // Nothing is spent without network or on hold, and points and vouchers not without the customer's presence.
  dropRewards(reward => !isOnline() || onHold() || (reward.kind !== 'reservation' && !customer?.maySpend && !scannedVouchers.has(reward.key)));
  drawLines(changed);
  const pay = settings.paying;
  const most = customer?.member && pay && hasGoods() ? mostPoints(pointsLeft(), pay) : 0;
  const can = most > 0;
  show('pay', can && maySpend());
  at('points-most').textContent = say('pay.most', numberText(most));
  at('points-most').onclick = () => { at('points').value = most; changed(); };
  const wrong = pointsAsked() === null;
  if (wrong) at('points').setAttribute('aria-invalid', 'true');
  else at('points').removeAttribute('aria-invalid');
  show('pay-not', wrong || (can && !maySpend() && !onHold()));
  at('pay-not').textContent = say(wrong ? 'points.fault' : isOnline() ? 'spend.how' : 'spend.offline');
  at('confirm').disabled = isEmpty() || wrong;
  at('confirm-what').textContent = say(isEmpty() || hasGoods() ? 'confirm' : 'confirm.handOver');
  if (customer) drawCustomer();
  drawTotals(null, 0);
  at('preview').textContent = '';
  at('nearly').replaceChildren();
  preview.answer = null;
  clearTimeout(preview.timer);
  // An answer that is still on its way is of another basket.
  preview.number++;
  if (!customer || !hasGoods() || wrong) return;
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
  if (!customer?.member || !hasGoods()) return;
  const mine = preview.number;
  const answer = await ask('preview', sale());
  if (mine !== preview.number || !customer || !hasGoods()) return;
  if (answer.away) return changed();
  if (answer.refusal) return refused(answer.refusal, waysFor(answer.refusal));
  if (!isAsking()) hush();
  preview.answer = answer.value;
  drawTotals(cents(answer.value.payable), pointsAsked());
  at('preview').textContent = count('preview', answer.value.points.earned);
  at('nearly').replaceChildren(...(answer.value.whyNot ?? []).map(({ text }) => make('p', { textContent: text })));
}

// ---- Done ----------------------------------------------------------------------------------------------------------
async function confirm() {
  if (busy || isEmpty() || !customer || at('confirm').disabled) return;
  busy = true;
  at('confirm').setAttribute('aria-busy', 'true');
  try {
    const asked = sale();
    if (customer.guest) return await finishGuest(asked);
    const spends = asked.points || !hasGoods() || rewardNames().length > 0;
    // Stored on this till first: a reload or a power cut cannot lose it.
    await keep({ ...asked, unsure: Boolean(spends) });
    const answer = isOnline() || spends ? await send(asked) : { away: true };
    if (answer.refusal) {
      await drop(asked.receipt);
      return refused(answer.refusal, waysFor(answer.refusal));
    }
    finish(asked, answer.value, spends);
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
  at('done-text').replaceChildren(...(answer.away ? ['guest.offline', 'done.offline.text'].map(key => make('p', { textContent: say(key) })) : []), receiptLine(asked));
  if (!answer.value) return;
  const { default: qrcode } = await import(settings.qr);
  at('claim').replaceChildren(qrPicture(qrcode, answer.value.url, say('done.claim')), make('p', { textContent: say('done.claim') }));
  show('claim');
  printScreen();
}

const receiptLine = asked => make('p', { className: 'quiet small', textContent: say('done.receipt', asked.receipt) });

// The ledger has no receipt to print: this screen is printed for the customer.
function printScreen() {
  show('print');
  at('print').removeAttribute('href');
  at('print').onclick = () => print();
}

// What the cashier says: points, stamps, what is new.
function earnedText({ points, stamps, vouchersIssued }) {
  const cards = new Map((customer.member?.stamps ?? []).map(card => [card.card, card]));
  return [
    count('done.earned', points.earned),
    ...stamps.filter(one => one.added > 0 && cards.has(one.card)).map(one => say('done.stamps', cards.get(one.card).name, ...stampCount(cards.get(one.card), one.count))),
    ...vouchersIssued.map(voucher => say('done.new', rewardName(voucher.reward))),
  ].join(' · ');
}

// Of a card by spend the count is money.
const stampCount = (card, value) => [value, card.size].map(one => card.by === 'spend' ? moneyText(cents(one)) : numberText(one));

function finish(asked, answer, spends) {
  const done = answer?.sale, names = rewardNames();
  sale.number = null;
  show('claim', false);
  const payable = done ? cents(done.payable) : total();
  const unsure = !answer && spends;
  at('done-title').textContent = unsure ? say('done.unsure') : !asked.lines.length ? say('done.handed') : payable ? say('done.collect', moneyText(payable)) : say('done.collect.nothing');
  at('done-text').replaceChildren(...[
    names.length ? make('ul', { className: 'rewards' }, ...names.map(name => make('li', { className: 'reward-row' }, make('strong', { textContent: name }), make('span', { textContent: say('free') })))) : null,
    payable !== total() ? make('p', { textContent: say('done.paid', moneyText(total()), count('points', asked.points), moneyText(total() - payable)) }) : null,
    done ? make('p', { className: 'good', textContent: earnedText(done) }) : null,
    answer?.tier ? make('p', { className: 'good', textContent: say('done.tier', answer.tier) }) : null,
    answer ? make('p', { textContent: count('done.balance', (done ?? answer).balance.active) }) : customer.guest ? null : make('p', { textContent: say(unsure ? 'unsure.text' : 'done.offline.text') }),
    receiptLine(asked),
  ].filter(Boolean));
  at('done-paper').textContent = say('receipt.at', settings.store, momentText(asked.at));
  at('print').onclick = null;
  at('print').href = '/till/receipt/' + encodeURIComponent(asked.receipt);
  show('print', Boolean(done));
  if (answer && !done) printScreen();
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
  const points = [say('withoutPoints'), () => { at('points').value = ''; dropRewards(() => true); changed(); at('code').focus(); }];
  if (['card_expired', 'card_used', 'card_cannot_spend', 'card_required'].includes(code)) return [[say('retry'), () => { at('code').focus(); }], points];
  if (code.startsWith('pay_') || code.startsWith('voucher_') || ['insufficient_points', 'not_offered', 'unknown_voucher', 'out_of_stock', 'tier_required', 'unknown_reward', 'not_redeemable', 'redemption_ended', 'unknown_redemption', 'wrong_store'].includes(code)) return [points];
  if (code === 'operation_conflict') return [[say('retry'), () => { sale.number = null; changed(); }]];
  if (code === 'member_erased' || code === 'card_replaced') return [[say('withoutCard'), guest]];
  return [[say('retry'), changed]];
}

// ---- The queue -----------------------------------------------------------------------------------------------------
async function drawQueue() {
  const sales = await all();
  told.waiting = sales.length;
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
      tell(say(navigator.mediaDevices ? 'camera.none' : 'camera.insecure'), [[say('typeIt'), () => at('code').focus()]]);
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
  openReturn(receipt, (headline, lines) => {
    screen('done');
    at('done-title').textContent = headline;
    at('done-text').replaceChildren(...lines.map(text => make('p', { textContent: text })));
    at('done-paper').textContent = say('receipt.at', settings.store, momentText(clubNow()));
    show('claim', false);
    printScreen();
    at('next').focus();
  }, refused);
}

const keys = {
  F2: () => at('code').focus(),
  F4: () => customer ? at('line-amount').focus() : guest(),
  F6: openJoin,
  F7: () => openBack(),
  F8: () => { if (!at('pay').hidden) at('points').focus(); },
  F9: () => at('back').hidden ? confirm() : at('back-form').requestSubmit(),
  F10: camera,
  Escape: cancel,
};
addEventListener('keydown', event => {
  if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (!busy) keys[event.key]();
});
listen(find);
at('find').onsubmit = event => { event.preventDefault(); find(at('code').value); };
at('line').onsubmit = event => { event.preventDefault(); addLine(changed); };
at('join').onsubmit = event => { event.preventDefault(); join(at('join-text').value.trim()); };
at('join-open').onclick = at('join-guest').onclick = openJoin;
at('join-close').onclick = cancel;
at('points').oninput = changed;
at('confirm').onclick = confirm;
at('cancel').onclick = cancel;
at('back-close').onclick = at('next').onclick = start;
at('without').onclick = guest;
at('return-open').onclick = () => openBack();
at('camera-open').onclick = camera;
at('waiting').onclick = () => { show('queue', at('queue').hidden); at('queue').scrollIntoView(); };
at('queue-send').onclick = flush;
onNetwork(drawNetwork);
drawKeypad();
start();
drawNetwork(isOnline());
drawQueue().finally(() => ask('state').then(answer => { if (answer.refusal) refused(answer.refusal); }));
if (navigator.serviceWorker) {
  navigator.serviceWorker.register('/sw.js', { scope: '/' });
  // Caches this page's files, code reader included, for a reload offline.
  navigator.serviceWorker.ready.then(worker => worker.active.postMessage({
    keep: 'till', files: [...performance.getEntriesByType('resource').map(one => one.name), settings.qr, settings.detector, settings.wasm],
  }));
}
document.documentElement.dataset.ready = 'true';
