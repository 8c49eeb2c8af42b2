# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Both modes over real history, where it is: in BASIS_HISTORY_DIR, or beside the checkout.

# at_least VALUE LIMIT WHAT: compares decimals.
at_least() {
  expect "$3: $1 against $2" "$(awk -v value="$1" -v limit="$2" 'BEGIN { print (value != "" && value + 0 >= limit + 0) }')" 1
}

over_history() {
  local venue
  # The closed form of ideal lending: capital times the ratio of two indices.
  capture "$basis" backtest --mode pure_lending --data "$history" --from 2024-06-01 --to 2024-07-01 --out ideal --quiet \
    --set execution.costs=none --set execution.rounding=none --set rebalance.enabled=false --set reserve_ratio=0 \
    --set execution.liquidation=open --set execution.capacity=off --set execution.delays=none
  expect "ideal lending" "$status $stderr" '0 '
  expect "ideal lending: final equity" "$(printf '%.6f' "$(field final_equity ideal)")" 100521.327052

  capture "$basis" backtest --mode btc_basis --data "$history" --from 2024-05-12 --to 2025-05-31 --out basis --quiet
  expect "BTC basis" "$status $stderr" '0 '
  expect "BTC basis: steps" "$(field steps basis)" 9216
  expect "BTC basis: attribution against balances" "$(field difference basis)" 0
  for venue in binance bybit okx; do
    at_least "$(field "$venue" basis)" 0.12 "BTC basis: least margin ratio at $venue"
  done
  at_least 0.005 "$(field max_abs_delta_fraction basis)" "BTC basis: delta"
  if command -v node >/dev/null; then
    capture node "$parts/check_result.mjs" basis
    expect "BTC basis: its files agree with each other" "$status $stdout$stderr" '0 9217 rows, * events'
  fi
  rm -r ideal basis
}

history=${history:-$source_root/../shared/data/history}
if [[ -d $history ]]; then
  over_history
else
  echo "SKIPPED: no real history; BASIS_HISTORY_DIR names its folder"
fi
