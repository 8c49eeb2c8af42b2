# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Runs that succeed: what they write, and that they write it again.

files=$'equity.csv\nevents.jsonl\npositions.csv\nreport.html\nsummary.json'
# same WHAT FOLDER FOLDER: two results differ in nothing but the time they took.
same() {
  local name
  for name in equity.csv positions.csv events.jsonl report.html; do
    expect "$1: $name" "$(cmp "$2/$name" "$3/$name" 2>&1)" ''
  done
  expect "$1: summary.json" "$(diff <(grep -v '"elapsed_seconds"' "$2/summary.json") <(grep -v '"elapsed_seconds"' "$3/summary.json"))" ''
}
# field NAME FOLDER: a member of the summary that stands on one line.
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$2/summary.json"; }

for mode in pure_lending btc_basis eth_basis; do
  capture backtest "$mode" "${two_months[@]}" --out "$mode"
  expect "$mode: exit code, no noise" "$status $stderr" '0 '
  expect "$mode: the table" "$stdout" "$mode: 2024-06-01T00:00:00Z to 2024-08-01T00:00:00Z, 1,464 steps in *final equity*P&L attribution*agrees to the last unit*report  $work/$mode/report.html"
  expect "$mode: the files" "$(ls -A "$mode")" "$files"
  capture backtest "$mode" "${two_months[@]}" --out "$mode-again" --quiet
  expect "$mode: --quiet" "$status $stdout$stderr" '0 '
  same "$mode twice" "$mode" "$mode-again"
  expect "$mode: the configuration it ran with" "$("$basis" config show --mode "$mode")" \
    "*fingerprint $(field config_fingerprint "$mode")"
  if command -v node >/dev/null; then
    capture node "$parts/check_result.mjs" "$mode"
    expect "$mode: its files agree with each other" "$status $stdout$stderr" "0 1465 rows, * events"
  else
    echo "SKIPPED: node is not installed, so events.jsonl and the sums of equity.csv were not checked"
  fi
done

capture backtest btc_basis "${two_months[@]}" --out btc_basis-again --quiet
expect "into the same folder" "$status $(ls -A btc_basis-again)" "0 $files"
same "into the same folder" btc_basis btc_basis-again
capture backtest pure_lending "${two_months[@]}" --out btc_basis-again --quiet
expect "another mode into the same folder" "$status $(ls -A btc_basis-again)" "0 $files"
same "another mode into the same folder" pure_lending btc_basis-again

cp -r sample moved
capture env BASIS_DATA_DIR=moved BASIS_RESULTS_DIR=below/results "$basis" backtest --mode btc_basis "${two_months[@]}" --quiet
expect "folders from the environment" "$status $stderr" '0 '
same "data and results elsewhere" btc_basis below/results/btc_basis-2024-06-01-2024-08-01
capture backtest btc_basis "${two_months[@]}" --out with --capital 250000 --set reserve_ratio=0 --seed 7 --quiet
expect "capital" "$status $(field capital with)" '0 250000'
[[ $(field config_fingerprint with) != "$(field config_fingerprint btc_basis)" ]]
expect "another configuration has another fingerprint" "$?" 0
capture "$basis" data sample seeded --seed 2 "${two_months[@]}"
capture "$basis" backtest --mode btc_basis --data seeded "${two_months[@]}" --out seeded-result --quiet
expect "other data" "$status" 0
[[ $(field data_fingerprint seeded-result) != "$(field data_fingerprint btc_basis)" ]]
expect "has another fingerprint" "$?" 0
rm -r pure_lending* btc_basis* eth_basis* moved below with seeded*
