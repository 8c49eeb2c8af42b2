// Numbers and times as a person reads them. Exact decimals come as texts and are rounded as texts, so that money is
// never a floating-point number here either.

export const MINUS = '\u2212';
export const NONE = '\u2013';

/** "-1234567.5" rounded half away from zero to so many decimals: {negative, whole, fraction} of digits. */
function split(text, decimals) {
  const negative = text.startsWith('-');
  const [whole, fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const digits = whole + fraction.padEnd(decimals + 1, '0').slice(0, decimals + 1);
  const rounded = ((BigInt(digits) + 5n) / 10n).toString().padStart(decimals + 1, '0');
  const at = rounded.length - decimals;
  return {negative: negative && /[1-9]/.test(rounded), whole: rounded.slice(0, at), fraction: rounded.slice(at)};
}

function grouped(whole) {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** An exact decimal text: "-1234.567" with two decimals is "−1,234.57". */
export function decimal(text, decimals) {
  if (text === null || text === undefined || text === '') return NONE;
  const {negative, whole, fraction} = split(text, decimals);
  return (negative ? MINUS : '') + grouped(whole) + (decimals > 0 ? '.' + fraction : '');
}

/** The same with a sign where it is over zero, too. */
export function signed(text, decimals) {
  const shown = decimal(text, decimals);
  return shown === NONE || shown.startsWith(MINUS) || !/[1-9]/.test(shown) ? shown : '+' + shown;
}

/** All digits that there are, grouped. */
export function exact(text) {
  if (text === null || text === undefined || text === '') return NONE;
  const [, fraction = ''] = text.split('.');
  return decimal(text, fraction.length);
}

/** -1, 0 or 1. */
export function signOf(text) {
  if (!text || !/[1-9]/.test(text)) return 0;
  return text.startsWith('-') ? -1 : 1;
}

/** A ratio or another number that is no money. */
export function number(value, decimals) {
  if (value === null || value === undefined) return NONE;
  const text = value.toFixed(decimals);
  const [whole, fraction] = text.replace('-', '').split('.');
  const negative = text.startsWith('-') && /[1-9]/.test(text);
  return (negative ? MINUS : '') + grouped(whole) + (fraction === undefined ? '' : '.' + fraction);
}

export function percent(value, decimals = 2) {
  return value === null || value === undefined ? NONE : number(value * 100, decimals) + '\u2009%';
}

export function bps(value) {
  return value === null || value === undefined ? NONE : number(value, 2) + '\u2009bps';
}

/** Decimals that amounts of this share class are read with. */
export function unitDecimals(shareClass) {
  return shareClass && shareClass.startsWith('USD') ? 2 : 6;
}

/** Decimals that amounts of this token are read with. */
export function tokenDecimals(token) {
  return token.startsWith('USD') ? 2 : 6;
}

/** Milliseconds since 1970; the rest of the nanoseconds is left out. */
export function millis(iso) {
  return iso ? Date.parse(iso.replace(/(\.\d{3})\d*Z$/, '$1Z')) : NaN;
}

/** "18:07:45" of today's node time, else "30 Nov 18:07:45". */
export function clock(iso, now) {
  if (!iso) return NONE;
  const time = new Date(millis(iso)).toISOString();
  const same = now && time.slice(0, 10) === new Date(millis(now)).toISOString().slice(0, 10);
  return same ? time.slice(11, 19) : date(time) + ' ' + time.slice(11, 19);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function date(iso) {
  return Number(iso.slice(8, 10)) + ' ' + MONTHS[Number(iso.slice(5, 7)) - 1];
}

/** A length of time in its two largest units: "3 h 12 min". */
export function duration(milliseconds) {
  if (!Number.isFinite(milliseconds)) return NONE;
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return number(seconds, 1) + '\u2009s';
  if (seconds < 60) return Math.round(seconds) + '\u2009s';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u2009min ${Math.floor(seconds % 60)}\u2009s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}\u2009h ${minutes % 60}\u2009min`;
  return `${Math.floor(hours / 24)}\u2009d ${hours % 24}\u2009h`;
}

/** How long before the node's now. */
export function age(iso, now) {
  return duration(millis(now) - millis(iso));
}

const SPELLED = {btc: 'BTC', eth: 'ETH', usdt: 'USDT', pnl: 'P&L', okx: 'OKX', usdm: 'USDⓈ-M'};

/** A name of the program as a heading: "btc_basis" is "BTC basis". */
export function spelled(name) {
  const text = name.split('_').map((word) => SPELLED[word] || word).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "binance_usdm:Perp:BTCUSDT" as [account, "BTCUSDT perp"]. */
export function marketName(key) {
  const [account, type, symbol] = key.split(':');
  const kinds = {Perp: ' perp', Spot: ' spot', BaseToken: '', AToken: ' supplied', DebtToken: ' borrowed', LST: ' staked'};
  return [account, symbol + (kinds[type] ?? ' ' + type)];
}
