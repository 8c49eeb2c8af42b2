// Checks that the files of a result agree with each other: `check_result.mjs FOLDER`.
// Amounts are compared as integers of 1e-18, never as floating point.
import { readFileSync } from "node:fs";

const folder = process.argv[2];
const kDecimals = 18;

function fail(words) {
  console.log(`${folder}: ${words}`);
  process.exit(1);
}

function amount(text) {
  const parts = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(text);
  if (!parts) fail(`'${text}' is no amount`);
  const digits = BigInt(parts[2] + (parts[3] ?? "").padEnd(kDecimals, "0"));
  return parts[1] ? -digits : digits;
}

function lines(name) {
  const text = readFileSync(`${folder}/${name}`, "utf8");
  if (!text.endsWith("\n")) fail(`${name} does not end in a line end`);
  return text.slice(0, -1).split("\n");
}

function table(name) {
  const [header, ...rows] = lines(name).map((line) => line.split(","));
  rows.forEach((row, i) => row.length === header.length || fail(`${name}:${i + 2} has ${row.length} columns`));
  return rows.map((row) => Object.fromEntries(row.map((value, i) => [header[i], value])));
}

const sum = (texts) => texts.reduce((total, text) => total + amount(text), 0n);

/// Every line is JSON, numbered without a gap; a cause comes before its effect, time does not run back.
function checkEvents() {
  const events = lines("events.jsonl").map((line, i) => {
    try {
      return JSON.parse(line);
    } catch (problem) {
      return fail(`events.jsonl:${i + 1}: ${problem.message}`);
    }
  });
  events.forEach((event, i) => {
    const place = `events.jsonl:${i + 1}`;
    if (event.seq !== i + 1) fail(`${place}: seq is ${event.seq}`);
    if (event.cause !== null && !(Number.isInteger(event.cause) && event.cause >= 1 && event.cause < event.seq))
      fail(`${place}: cause is ${event.cause}`);
    if (i > 0 && event.time < events[i - 1].time) fail(`${place}: ${event.time} follows ${events[i - 1].time}`);
  });
  return events;
}

/// Capital paid in less paid out up to an instant, as the ledger booked it. The share class is all that is paid.
function paidInOnBalance(events) {
  const booked = events.filter((event) => event.type === "capital");
  return (instant) =>
    booked
      .filter((event) => event.time <= instant)
      .flatMap((event) => event.balances)
      .reduce((total, { before, after }) => total + amount(after) - amount(before), 0n);
}

/// On each line capital, the flows so far and attribution make the equity, and so do the values of the positions.
function checkSeries(summary, events) {
  const capital = paidInOnBalance(events);
  const worth = new Map();
  for (const row of table("positions.csv"))
    worth.set(row.timestamp, (worth.get(row.timestamp) ?? 0n) + amount(row.value));
  const names = Object.keys(summary.pnl);
  const rows = table("equity.csv");
  rows.forEach((row, i) => {
    const explained = capital(row.timestamp) + sum(names.map((name) => row[name]));
    if (amount(row.equity) !== explained) fail(`equity.csv:${i + 2}: equity ${row.equity} is not ${explained}e-18`);
    if (amount(row.equity) !== worth.get(row.timestamp))
      fail(`equity.csv:${i + 2}: positions.csv has ${worth.get(row.timestamp)}e-18 for ${row.equity}`);
    const hour = Date.parse(summary.from) + i * 3600_000;
    if (Date.parse(row.timestamp) !== hour) fail(`equity.csv:${i + 2}: ${row.timestamp} is out of its place`);
  });
  return rows;
}

function checkSummary(summary, rows, events) {
  const last = rows[rows.length - 1];
  if (rows.length !== summary.steps + 1) fail(`${rows.length} rows for ${summary.steps} steps`);
  if (last.timestamp !== summary.to) fail(`the last row is of ${last.timestamp}, not ${summary.to}`);
  if (last.equity !== summary.final_equity) fail(`the last equity ${last.equity} is not ${summary.final_equity}`);
  for (const [name, value] of Object.entries(summary.pnl))
    if (last[name] !== value) fail(`${name}: ${last[name]} in equity.csv, ${value} in summary.json`);
  if (summary.reconciliation.difference !== "0") fail(`difference ${summary.reconciliation.difference}`);
  const moved = (sign) =>
    events
      .filter((event) => event.type === "capital")
      .slice(1)
      .flatMap((event) => event.balances)
      .map(({ before, after }) => (amount(after) - amount(before)) * sign)
      .filter((change) => change > 0n)
      .reduce((total, change) => total + change, 0n);
  if (moved(1n) !== amount(summary.deposits)) fail(`deposits ${summary.deposits} are not ${moved(1n)}e-18`);
  if (moved(-1n) !== amount(summary.withdrawals)) fail(`withdrawals ${summary.withdrawals} are not ${moved(-1n)}e-18`);
  const fills = events.filter((event) => event.type === "fill").length;
  if (fills !== summary.trades) fail(`${fills} fills for ${summary.trades} trades`);
}

const summary = JSON.parse(readFileSync(`${folder}/summary.json`, "utf8"));
const events = checkEvents();
const rows = checkSeries(summary, events);
checkSummary(summary, rows, events);
console.log(`${rows.length} rows, ${events.length} events`);
