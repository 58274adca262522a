// Lines of a sale, and the club's preview.
import { amountOf, cents, count, moneyText, numberText, say, typed, typedAmount } from './words.js';
import { at, make, show } from './page.js';

let lines = [];
const categories = new Set();

export const basketLines = () => lines.map(({ name, category, quantity, whole }) => ({ name, category, quantity, amount: amountOf(whole) }));
export const total = () => lines.reduce((sum, line) => sum + line.whole, 0);
export const isEmpty = () => lines.length === 0;

export function clearBasket() {
  lines = [];
  at('line').reset();
  draw(() => {});
}

// Adds the form's line; false for an invalid field, which the browser marks.
export function addLine(changed) {
  const [amount, quantity] = [typedAmount(at('line-amount').value), typed(at('line-quantity').value || '1')];
  const wrong = amount === null ? 'line-amount' : !quantity ? 'line-quantity' : null;
  if (wrong) {
    at(wrong).setAttribute('aria-invalid', 'true');
    at(wrong).focus();
    return false;
  }
  const category = at('line-category').value.trim();
  lines.push({ name: at('line-name').value.trim() || say('item'), category: category || null, quantity: Math.round(quantity * 1000) / 1000, whole: cents(amount) });
  if (category && !categories.has(category)) {
    categories.add(category);
    at('categories').append(make('option', { value: category }));
  }
  at('line').reset();
  ['line-amount', 'line-quantity'].forEach(id => at(id).removeAttribute('aria-invalid'));
  at('line-amount').focus();
  draw(changed);
  changed();
  return true;
}

function draw(changed) {
  at('lines').tBodies[0].replaceChildren(...lines.map((line, index) => make('tr', {},
    make('td', {}, line.name, line.category ? make('span', { className: 'small quiet', textContent: ' · ' + line.category }) : null),
    make('td', { className: 'number', textContent: numberText(line.quantity) }),
    make('td', { className: 'number', textContent: moneyText(line.whole) }),
    make('td', {}, make('button', {
      type: 'button', className: 'remove', textContent: '×', ariaLabel: say('remove.line', line.name), title: say('remove'),
      onclick: () => { lines.splice(index, 1); draw(changed); changed(); at('line-amount').focus(); },
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
