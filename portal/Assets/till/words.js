// Settings of the page: words in the cashier's language, currency, addresses.
const till = document.getElementById('till');
export const settings = JSON.parse(till.dataset.settings);

// The club's decimals, not the browser's: CLDR gives PKR and a dozen others none, ISO 4217 two.
export const { decimals } = settings;
const money = new Intl.NumberFormat(settings.language, { style: 'currency', currency: settings.currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals });
const number = new Intl.NumberFormat(settings.language, { maximumFractionDigits: 3 });
const unit = 10 ** decimals;

// Money is counted in whole cents; floats never sum amounts.
export const cents = amount => Math.round(amount * unit);
export const amountOf = whole => Number((whole / unit).toFixed(decimals));
export const moneyText = whole => money.format(whole / unit);
export const numberText = value => number.format(value);
export const dayText = day => new Intl.DateTimeFormat(settings.language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(day + 'T00:00:00Z'));
export const momentText = instant => new Intl.DateTimeFormat(settings.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

export const say = (key, ...values) =>
  (settings.words[key] ?? `[${key}]`).replace(/\{(\d)\}/g, (_, index) => values[index] ?? '');
export const count = (key, value) => say(`${key}.${value === 1 ? 'one' : 'other'}`, numberText(value));

const groupSign = number.formatToParts(1_000_000).find(part => part.type === 'group').value;

// Parses an amount in local format. Null if invalid or ambiguous: more decimals than the currency has, or three digits after a thousands
// separator ("1.500" is 1500 in Spanish, 1.5 elsewhere).
export function typedAmount(text) {
  const [value, clean] = [typed(text), text.replace(/[^\d.,]/g, '')];
  const mark = /[.,](?=\d*$)/.exec(clean);
  if (value === null || !mark) return value;
  const places = clean.length - mark.index - 1;
  const both = clean.includes(',') && clean.includes('.');
  return places > decimals || (places === 3 && mark[0] === groupSign && !both) ? null : value;
}

// Parses a number in local format: 1.234,50 or 1,234.50 or 12,5. Null if invalid.
export function typed(text) {
  let clean = text.trim().replace(/[\s\u00a0€$£]/g, '');
  const [comma, dot] = [clean.lastIndexOf(','), clean.lastIndexOf('.')];
  if (comma >= 0 && dot >= 0) clean = comma > dot ? clean.replaceAll('.', '').replace(',', '.') : clean.replaceAll(',', '');
  else clean = clean.replace(',', '.');
  return /^\d+(\.\d+)?$/.test(clean) ? Number(clean) : null;
}
