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
// As somebody would type it: without groups.
export const plainText = value => new Intl.NumberFormat(settings.language, { maximumFractionDigits: 3, useGrouping: false }).format(value);
export const dayText = day => new Intl.DateTimeFormat(settings.language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(day + 'T00:00:00Z'));
export const momentText = instant => new Intl.DateTimeFormat(settings.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

export const say = (key, ...values) =>
  (settings.words[key] ?? `[${key}]`).replace(/\{(\d)\}/g, (_, index) => values[index] ?? '');
export const count = (key, value, ...more) => say(`${key}.${value === 1 ? 'one' : 'other'}`, numberText(value), ...more);

// Price times quantity in whole cents, half a cent up; by whole numbers, for a float would lose some.
export const times = (whole, quantity) => Number((BigInt(whole) * BigInt(Math.round(quantity * 1000)) * 2n + 1000n) / 2000n);

const groupSign = number.formatToParts(1_000_000).find(part => part.type === 'group').value;

// Parses a number in local format, 1.234,50 or 1,234.50 or 12,5, with at most so many decimals: by default those of money. Null if it is
// none, or can be read in two ways, as three digits after a thousands separator: "1.500" is 1500 in Spanish, 1.5 elsewhere.
export function typed(text, most = decimals) {
  const clean = text.trim().replace(/^[€$£]\s*|\s*[€$£]$/g, '');
  const plain = /^(\d+)(?:([.,])(\d+))?$/.exec(clean);
  if (plain) {
    const [, whole, mark, part = ''] = plain;
    const twoWays = part.length === 3 && mark === groupSign && /^[1-9]\d{0,2}$/.test(whole);
    return part.length > most || twoWays ? null : Number(part ? `${whole}.${part}` : whole);
  }
  const grouped = /^([1-9]\d{0,2}(?:([.,])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?$/.exec(clean);
  if (!grouped) return null;
  const [, whole, group, mark, part = ''] = grouped;
  return mark === group || part.length > most ? null : Number(`${whole.replaceAll(group, '')}.${part || 0}`);
}

// Parses points: whole, in local groups or without. Null if it is no such number.
export const typedPoints = text => typed(new RegExp(`^[1-9]\\d{0,2}(\\${groupSign}\\d{3})+$`).test(text.trim()) ? text.replaceAll(groupSign, '') : text, 0);
