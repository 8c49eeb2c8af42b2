// The runs of a sweep: which run stands where in the grid, and its figures.

const data = JSON.parse(document.getElementById('data').textContent);
const {axes, runs} = data;
const DONE = 'ok';

/** How a figure is read: its name, its text, whether more of it is better (1), worse (-1) or neither (0). */
const AMOUNT = (text) => rounded(text, readableDecimals(data.share_class));
const PERCENT = (text) => percent(Number(text));
const PLAIN = (digits) => (text) => fixed(Number(text), digits);
const KNOWN_FIGURES = {
  final_equity: ['Final equity', AMOUNT, 1], total_return: ['Total return', PERCENT, 1],
  final_equity_at_market: ['Final equity at market', AMOUNT, 1], exit_value: ['After a full exit', AMOUNT, 1],
  total_return_at_market: ['Total return at market', PERCENT, 1],
  deposits: ['Deposits', AMOUNT, 0], withdrawals: ['Withdrawals', AMOUNT, 0], money_weighted_return: ['Money-weighted return, a year', PERCENT, 1],
  apy: ['APY', PERCENT, 1],
  max_drawdown: ['Max drawdown', PERCENT, -1], max_drawdown_at_market: ['Max drawdown at market', PERCENT, -1], volatility: ['Volatility, a year', PERCENT, -1],
  volatility_at_market: ['Volatility at market, a year', PERCENT, -1], sharpe: ['Sharpe', PLAIN(2), 1], sharpe_at_market: ['Sharpe at market', PLAIN(2), 1],
  fees: ['Trading costs', AMOUNT, -1], gas: ['Gas', AMOUNT, -1], funding: ['Net funding', AMOUNT, 1],
  trades: ['Trades', PLAIN(0), 0], rebalances: ['Rebalances', PLAIN(0), 0], liquidations: ['Liquidations', PLAIN(0), -1],
  margin_breaches: ['States under a critical margin ratio', PLAIN(0), -1],
  health_breaches: ['States under a critical health factor', PLAIN(0), -1], min_health_factor: ['Lowest health factor', PLAIN(4), 1],
  max_ltv: ['Highest loan to value', PLAIN(4), -1], max_delta: ['Largest net delta', PERCENT, -1], remarks: ['Remarks', PLAIN(0), -1],
};

/** Every figure that some run has, with the place of its text in a run. */
const figures = [
  ...data.figures.map((name, i) => ({name, at: i + 1, known: KNOWN_FIGURES[name]})).filter(({known}) => known),
  ...data.margins.map((venue, i) => ({name: 'min_margin_' + venue, at: data.figures.length + 1 + i,
    known: ['Lowest margin ratio, ' + spelled(venue), PLAIN(3), 1]})),
].map(({name, at, known: [label, text, better]}) => ({name, at, label, text, better}))
  .filter(({at}) => runs.some((run) => run[at] !== ''));

const fingerprintAt = data.figures.indexOf('config_fingerprint') + 1;

const liquidationsAt = data.figures.indexOf('liquidations') + 1;
/** A run in which a venue liquidated; it is shown, and left out of every ranking. */
const liquidated = (run) => Number(runs[run][liquidationsAt]) > 0;

/** The run that takes these values, by their place in each axis; the last axis changes with every run. */
function runAt(choice) {
  return choice.reduce((run, value, i) => run * axes[i].values.length + value, 0);
}

/** The places in each axis of a run. */
function choiceOf(run) {
  const choice = [];
  for (let i = axes.length - 1; i >= 0; --i) {
    choice[i] = run % axes[i].values.length;
    run = Math.floor(run / axes[i].values.length);
  }
  return choice;
}

function valueOf(run, figure) {
  const text = runs[run][figure.at];
  return text === '' ? null : Number(text);
}

function textOf(run, figure) {
  const text = runs[run][figure.at];
  return text === '' ? '\u2013' : figure.text(text);
}
