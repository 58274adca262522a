// What the page was told: words in the cashier's language, the currency, where things are.
const till = document.getElementById('till');
export const settings = JSON.parse(till.dataset.settings);

// The club's decimals, not the browser's: CLDR gives PKR and a dozen others none, ISO 4217 two.
export const { decimals } = settings;
const money = new Intl.NumberFormat(settings.language, { style: 'currency', currency: settings.currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals });
const number = new Intl.NumberFormat(settings.language, { maximumFractionDigits: 3 });
const unit = 10 ** decimals;

// Money is counted in whole cents; a float never adds up amounts.
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

// An amount as people here type it. Null if it is none, and where it could be two: with more decimals than the currency has, or with
// three digits behind the sign of the thousands, "1.500" in Spanish is 1500 to one and 1.500 to another.
export function typedAmount(text) {
  const [value, clean] = [typed(text), text.replace(/[^\d.,]/g, '')];
  const mark = /[.,](?=\d*$)/.exec(clean);
  if (value === null || !mark) return value;
  const places = clean.length - mark.index - 1;
  const both = clean.includes(',') && clean.includes('.');
  return places > decimals || (places === 3 && mark[0] === groupSign && !both) ? null : value;
}

// A number as people here type it: 1.234,50 or 1,234.50 or 12,5. Null if it is none.
export function typed(text) {
  let clean = text.trim().replace(/[\s\u00a0€$£]/g, '');
  const [comma, dot] = [clean.lastIndexOf(','), clean.lastIndexOf('.')];
  if (comma >= 0 && dot >= 0) clean = comma > dot ? clean.replaceAll('.', '').replace(',', '.') : clean.replaceAll(',', '');
  else clean = clean.replace(',', '.');
  return /^\d+(\.\d+)?$/.test(clean) ? Number(clean) : null;
}
