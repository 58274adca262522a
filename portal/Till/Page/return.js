// A return by receipt: find, choose lines, confirm.
import { cents, count, momentText, moneyText, numberText, plainText, say, typed } from './words.js';
import { ask, clubNow } from './talk.js';
import { receiptNumber } from './queue.js';
import { at, hush, make, show, tell } from './page.js';

export function openReturn(receipt, done, refused) {
  let number = null, record = null;
  at('back-find').reset();
  show('back-form', false);
  at('back-receipt').focus();

  at('back-find').onsubmit = async event => {
    event.preventDefault();
    hush();
    // The field is there only where numbers begin again; empty, it means the latest receipt.
    const day = document.getElementById('back-day')?.value;
    const answer = await ask('receipts?receipt=' + encodeURIComponent(at('back-receipt').value) + (day ? '&day=' + day : ''));
    if (answer.away) return tell(say('return.offline'), [[say('retry'), () => at('back-find').requestSubmit()]]);
    if (answer.refusal) return refused(answer.refusal, [[say('retry'), () => at('back-receipt').select()]]);
    record = answer.value;
    number = receiptNumber('R');
    draw();
  };

  function draw() {
    const gone = new Map(record.returned.map(line => [line.line, line.quantity]));
    const left = record.lines.map(line => ({ ...line, left: Math.round((line.quantity - (gone.get(line.line) ?? 0)) * 1000) / 1000 })).filter(line => line.left > 0);
    if (!left.length) return tell(say('return.done'), [[say('retry'), () => at('back-receipt').select()]], '');
    at('back-caption').textContent = say('return.of', record.receipt, momentText(record.at));
    at('back-lines').replaceChildren(...left.map(line => make('tr', {},
      make('td', { textContent: line.name ?? line.category ?? line.sku }),
      make('td', { className: 'number', textContent: numberText(line.left) }),
      make('td', { className: 'number', textContent: moneyText(cents(line.amount)) }),
      make('td', { className: 'number' }, make('input', {
        inputMode: 'decimal', maxLength: 9, ariaLabel: `${say('return.back')}: ${line.name ?? ''}`, dataset: { line: line.line, left: line.left },
      })))));
    show('back-form');
    at('back-lines').querySelector('input').focus();
  }

  if (receipt) {
    at('back-receipt').value = receipt;
    at('back-find').requestSubmit();
  }

  at('back-all').onclick = () => at('back-lines').querySelectorAll('input').forEach(input => { input.value = plainText(Number(input.dataset.left)); });

  at('back-form').onsubmit = async event => {
    event.preventDefault();
    hush();
    const inputs = [...at('back-lines').querySelectorAll('input')].filter(input => input.value.trim());
    const quantity = input => typed(input.value, 3);
    const unread = inputs.find(input => !quantity(input));
    const wrong = unread ?? inputs.find(input => quantity(input) > Number(input.dataset.left));
    inputs.forEach(input => input.removeAttribute('aria-invalid'));
    wrong?.setAttribute('aria-invalid', 'true');
    if (wrong || !inputs.length) return tell(say(unread ? 'quantity.fault' : wrong ? 'refusal.return_exceeds_purchase' : 'return.nothing'), [[say('retry'), () => (wrong ?? at('back-lines').querySelector('input')).focus()]]);
    const lines = inputs.map(input => ({ line: Number(input.dataset.line), quantity: quantity(input) }));
    // The number stays the same on retry, so that the return is booked once.
    const answer = await ask('returns', { receipt: record.receipt, bought: record.at, returnReceipt: number, at: clubNow(), lines });
    if (answer.away) return tell(say('return.offline'), [[say('retry'), () => at('back-form').requestSubmit()]]);
    if (answer.refusal) return refused(answer.refusal, [[say('retry'), () => at('back-find').requestSubmit()]]);
    const { refund, reversed, restored, balance } = answer.value;
    const given = [...(refund > 0 ? [moneyText(cents(refund))] : []), ...(restored?.points ? [count('points', restored.points)] : [])];
    done(given.length ? say('done.giveBack', given.join(' + ')) : say('done.giveBack.nothing'), [
      count('done.reversed', reversed?.points ?? 0), ...(balance ? [count('done.balance', balance.active)] : []), say('done.receipt', number),
    ]);
  };
}
