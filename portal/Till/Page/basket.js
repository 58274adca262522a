// Lines of a sale, and the club's preview: goods, and the rewards that are handed over, which cost nothing.
import { amountOf, cents, count, moneyText, numberText, say, times, typed } from './words.js';
import { at, make, show } from './page.js';

// What the ledger takes at most on a line.
const mostAmount = 1_000_000, mostQuantity = 100_000;

let lines = [];
const categories = new Set();

const goods = () => lines.filter(line => !line.reward);
export const basketLines = () => goods().map(({ name, category, quantity, whole }) => ({ name, category, quantity, amount: amountOf(whole) }));
export const total = () => lines.reduce((sum, line) => sum + line.whole, 0);
export const isEmpty = () => lines.length === 0;
export const hasGoods = () => goods().length > 0;

// Rewards by how they come: by a voucher, with its code as key; by a reservation, with its id; for points, with the reward's own code.
export const rewards = kind => lines.filter(line => line.reward?.kind === kind).map(line => line.reward.key);
export const rewardNames = () => lines.filter(line => line.reward).map(line => line.name);
export const rewardPoints = () => lines.reduce((sum, line) => sum + (line.reward?.points ?? 0), 0);
export const addReward = (reward, name) => { lines.push({ reward, name, quantity: 1, whole: 0 }); };
export const dropRewards = unwanted => { lines = lines.filter(line => !line.reward || !unwanted(line.reward)); };

// The basket as it is, to be put back.
export const lift = () => lines;
export function put(lifted, changed) {
  lines = lifted;
  drawLines(changed);
}

export function clearBasket() {
  put([], () => {});
  at('line').reset();
  fault(null);
}

const fields = ['line-amount', 'line-quantity'];
function fault(id, what) {
  fields.forEach(field => at(field).removeAttribute('aria-invalid'));
  if (id) at(id).setAttribute('aria-invalid', 'true');
  at('line-fault').textContent = id ? say(what) : '';
  if (id) at(id).focus();
}

// Adds the form's line; false for an invalid field, which is marked with its reason.
export function addLine(changed) {
  const [price, quantity] = [typed(at('line-amount').value), typed(at('line-quantity').value || '1', 3)];
  const whole = price === null || !quantity ? 0 : times(cents(price), quantity);
  const wrong = price === null || price > mostAmount ? ['line-amount', 'amount.fault'] : !quantity || quantity > mostQuantity ? ['line-quantity', 'quantity.fault'] : amountOf(whole) > mostAmount ? ['line-amount', 'amount.fault'] : null;
  fault(...wrong ?? [null]);
  if (wrong) return false;
  const category = at('line-category').value.trim();
  lines.push({ name: at('line-name').value.trim() || say('item'), category: category || null, quantity, price: cents(price), whole });
  if (category && !categories.has(category)) {
    categories.add(category);
    at('categories').append(make('option', { value: category }));
  }
  at('line').reset();
  at('line-amount').focus();
  changed();
  return true;
}

export function drawLines(changed) {
  at('lines').tBodies[0].replaceChildren(...lines.map((line, index) => make('tr', { className: line.reward ? 'reward-line' : '' },
    make('td', {}, line.name, line.category ? make('span', { className: 'small quiet', textContent: ' · ' + line.category }) : null),
    make('td', { className: 'number', textContent: line.reward ? numberText(1) : `${numberText(line.quantity)} × ${moneyText(line.price)}` }),
    make('td', { className: 'number', textContent: line.reward ? say('free') : moneyText(line.whole) }),
    make('td', {}, make('button', {
      type: 'button', className: 'remove', textContent: '×', ariaLabel: say('remove.line', line.name), title: say('remove'),
      onclick: () => { lines.splice(index, 1); changed(); at('line-amount').focus(); },
    })))));
  show('lines', lines.length > 0);
  show('no-lines', lines.length === 0);
}

export function drawTotals(payable, points) {
  const row = (label, value, strong) => make('div', { className: strong ? 'strong' : '' }, make('dt', { textContent: label }), make('dd', { textContent: value }));
  at('totals').replaceChildren(...(isEmpty() ? [] : [
    row(say('total'), moneyText(total()), payable === null || payable === total()),
    ...(payable !== null && payable !== total() ? [row(say('paid'), `${count('points', points)} · ${moneyText(total() - payable)}`), row(say('payable'), moneyText(payable), true)] : []),
  ]));
}

// Touch keypad: types into the amount, or the focused number field.
export function drawKeypad() {
  let target = at('line-amount');
  for (const id of ['line-amount', 'line-quantity', 'points']) at(id).addEventListener('focus', event => { target = event.target; });
  const mark = moneyText(0).includes(',') ? ',' : '.';
  at('keypad').replaceChildren(...[...'789456123', mark, '0', '⌫'].map(key => make('button', {
    type: 'button', className: 'secondary', textContent: key, tabIndex: -1,
    onclick: () => {
      target.value = key === '⌫' ? target.value.slice(0, -1) : target.value + key;
      target.dispatchEvent(new Event('input', { bubbles: true }));
    },
  })));
}
