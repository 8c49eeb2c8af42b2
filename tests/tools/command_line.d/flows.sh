# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Capital that comes and goes during a run.

# flows ROW...: a flows file of these rows.
flows() { printf '%s\n' 'timestamp,kind,amount,speed' "$@" >flows.csv; }

flows '2024-06-10,deposit,25000,' '2024-06-10T05:00:00Z,deposit,0.000000000000000001,' '2024-06-20,withdrawal,40000,fast'
for mode in pure_lending btc_basis; do
  capture backtest "$mode" "${two_months[@]}" --flows flows.csv --out "flows-$mode"
  expect "flows, $mode: exit code, no noise" "$status $stderr" '0 '
  expect "flows, $mode: the table" "$stdout" '*  deposits * 25,000.00  USDT*  time-weighted return *  money-weighted return * a year*agrees to the last unit*'
  expect "flows, $mode: deposits" "$(field deposits "flows-$mode")" 25000.000000000000000001
  expect "flows, $mode: the two returns" "$(field time_weighted_return "flows-$mode") $(field money_weighted_return "flows-$mode")" \
    "$(field total_return "flows-$mode") *[0-9]*"
  expect "flows, $mode: fingerprint" "$(field flows_fingerprint "flows-$mode")" '????????????????????????????????'
  expect "flows, $mode: an event each" "$(grep -c '"type":"flow"' "flows-$mode/events.jsonl")" 3
  expect "flows, $mode: the index is a column" "$(head -1 "flows-$mode/equity.csv")" '*,time_weighted_index'
  capture backtest "$mode" "${two_months[@]}" --flows flows.csv --out "flows-$mode-again" --quiet
  same "flows, $mode twice" "flows-$mode" "flows-$mode-again"
  if command -v node >/dev/null; then
    capture node "$parts/check_result.mjs" "flows-$mode"
    expect "flows, $mode: its files agree with each other" "$status $stdout$stderr" "0 1465 rows, * events"
  fi
done
capture "$basis" compare flows-pure_lending flows-btc_basis --out flows.html
expect "compare knows flows" "$status $stdout" '0 *deposits * 25,000.00 * 25,000.00*time-weighted return*money-weighted, a year*'

# Without the option, and with a file that has no flow, a run is what it was.
flows
capture backtest pure_lending "${two_days[@]}" --flows flows.csv --out none --quiet
capture backtest pure_lending "${two_days[@]}" --out without --quiet
for name in equity.csv positions.csv events.jsonl; do
  expect "no flow: $name" "$(cmp "none/$name" "without/$name" 2>&1)" ''
done
expect "no flow: no fingerprint without the option" "$(field flows_fingerprint none | wc -c) $(field flows_fingerprint without)" '33 '
expect "no flow: the returns" "$(field total_return none) $(field deposits none)" "$(field total_return without) 0"
rm -r none without flows.html flows-*

flows '2024-06-02,withdrawal,60000,fast' '2024-06-02,withdrawal,60000,fast'
refused "withdrawals of more than the equity" 3 1 \
  "basis: flows.csv:3: a withdrawal of 60000 USDT is more than the equity of * USDT at 2024-06-02T00:00:00Z, of which 60000 were asked back before" \
  backtest btc_basis --out out "${two_days[@]}" --flows flows.csv
flows 'never,deposit,1,' '2024-06-01,deposit,1,' '2024-06-01T00:30:00Z,deposit,1,' '2024-06-02,gift,1,fast' \
  '2024-06-02,deposit,-1,' '2024-06-02,withdrawal,1,' '2024-06-02,deposit'
refused "every fault of a flows file" 3 7 "basis: flows.csv:2: timestamp 'never' *
basis: flows.csv:3: timestamp '2024-06-01' is outside the run (allowed: after 2024-06-01T00:00:00Z, at most 2024-06-03T00:00:00Z)
basis: flows.csv:4: timestamp '2024-06-01T00:30:00Z' is not on the hour*
basis: flows.csv:5: *
basis: flows.csv:6: amount '-1' is out of range (allowed: over 0, at most 1000000000000)
basis: flows.csv:7: *
basis: flows.csv:8: 2 fields, expected 4: *" backtest btc_basis --out out "${two_days[@]}" --flows flows.csv
refused "a missing flows file" 3 1 'basis: nowhere.csv: cannot be read: No such file or directory' \
  backtest btc_basis --out out "${two_days[@]}" --flows nowhere.csv
refused "a folder for a flows file" 3 1 'basis: sample: cannot be read: *' \
  backtest btc_basis --out out "${two_days[@]}" --flows sample
rm flows.csv
