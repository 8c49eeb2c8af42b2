// Numbers and times as a person reads them. Texts of exact decimals stay texts.

const MINUS = '\u2212';

/** Groups the digits left of the point by thousands: "-1234567.5" is "−1,234,567.5". */
function grouped(text) {
  const negative = text.startsWith('-');
  const [whole, fraction] = (negative ? text.slice(1) : text).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return (negative ? MINUS : '') + digits + (fraction === undefined ? '' : '.' + fraction);
}

/** A double with a fixed number of decimals; a dash where there is none. */
function fixed(value, decimals) {
  return value === null || value === undefined ? '\u2013' : grouped(value.toFixed(decimals));
}

/** A fraction as percent. */
function percent(value, decimals = 2) {
  return value === null || value === undefined ? '\u2013' : fixed(value * 100, decimals) + '\u2009%';
}

/** Decimals a person reads amounts of this share class with. */
function readableDecimals(shareClass) {
  return shareClass.startsWith('USD') ? 2 : 4;
}

/** An exact decimal text rounded for a headline. */
function rounded(text, decimals) {
  return fixed(Number(text), decimals);
}

const compactFormat = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 2});

/** Labels for the ticks of an axis, short and no longer than the step between them asks. */
function tickLabels(values, step) {
  let decimals = 0;
  while (decimals < 8 && Math.abs(step - Number(step.toFixed(decimals))) > step * 1e-6) ++decimals;
  const short = (v) => (Math.abs(v) >= 1e6 && step >= 1e4 ? compactFormat.format(v).replace('-', MINUS) : fixed(v, decimals));
  return values.map((v) => (v === null ? '' : short(v)));
}

/** Labels of ticks that are fractions, as percent. */
function percentLabels(values, step) {
  return tickLabels(values.map((v) => (v === null ? null : v * 100)), step * 100).map((t) => t && t + '%');
}

/** 2024-05-12 01:00 UTC. */
function utcText(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
}

/** The text of an ISO time without its letters. */
function plainTime(iso) {
  return iso.replace('T', ' ').replace('Z', '');
}

const SPELLED = {btc: 'BTC', eth: 'ETH', usdt: 'USDT', pnl: 'P&L', okx: 'OKX'};

/** A name from the program as a heading: "btc_basis" is "BTC basis". */
function spelled(name) {
  const text = name.split('_').map((word) => SPELLED[word] || word).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
