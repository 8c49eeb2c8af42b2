# shellcheck shell=bash disable=SC2154 # sourced by command_line
# What the program says of itself.

# names COMMAND WORD...: `basis COMMAND --help` succeeds and has every word.
names() {
  local command=$1 word
  shift
  # shellcheck disable=SC2086 # words of one command
  capture "$basis" $command --help
  expect "basis $command --help" "$status $stderr" '0 '
  for word in --help 'Exit codes: 0 done' "$@"; do
    expect "basis $command --help names $word" "$stdout" "*$word*"
  done
}
keys=(reserve_ratio execution.costs execution.rounding rebalance.enabled rewards_mode hedge_allocation.binance
  hedge_allocation.bybit hedge_allocation.okx lst_type target_ltv stake_allocation_eth margin_fraction dust_delta
  position_deviation_threshold delta_tolerance margin_ratio.warning margin_ratio.critical)
names '' --version backtest config data stress
names backtest --mode --data --from --to --capital --flows --config --set --out --seed --quiet "${keys[@]}" \
  'default: 100000 USDT, 100 ETH' 'results/MODE-FROM-TO' BASIS_DATA_DIR '2 usage' '3 data' '4 a gate' '130 interrupted'
names sweep --mode --grid --jobs --flows
names stress --mode --data --from --to --capital --config --set --out --shock --json steth_rate funding borrow_rate '2 usage'
names config show
names 'config show' --mode --config --set "${keys[@]}"
names data validate sample import
names 'data validate' folder --mode --from --to --config --set
names 'data import' folder database --quiet sqlite: postgresql: BASIS_DATABASE_URL
names 'data sample' folder '--seed UINT=1' --from --to 2024-05-12 2025-05-31

version_line='?* CAF [0-9]*, Boost [0-9]*, fmt [0-9]*, yaml-cpp [0-9]*, CLI11 [0-9]*, xxHash [0-9]*, SQLite [0-9]*, libpqxx [0-9]*, uPlot [0-9]*'
capture "$basis" --version
expect "--version" "$status $stderr$stdout" \
  $'0 basis [0-9]*.[0-9]*.[0-9]*\ncommit [0-9a-f]*\ncompiler ?* [0-9]*\nbuild ?*\npackages'"${version_line#?\*}"

# The secrets of the chosen environment are masked, those of others not read.
secrets=()
for environment in DEV PROD; do
  secrets+=("BASIS_${environment}__ALCHEMY__PRIVATE_KEY=0xhush$environment" "BASIS_${environment}__CEX__OKX_PASSPHRASE=hush$environment"
    "BASIS_${environment}__ALCHEMY__RPC_URL=https://node.example/hush$environment" "BASIS_${environment}__CEX__BINANCE_SPOT_SECRET=hush$environment")
done
for mode in "$source_root"/configs/modes/*.yaml; do
  mode=$(basename "$mode" .yaml)
  capture env "${secrets[@]}" BASIS_ENVIRONMENT=production "$basis" config show --mode "$mode"
  expect "config show --mode $mode" "$status $stderr" '0 '
  expect "config show --mode $mode: secrets" "$stdout" \
    "*BASIS_PROD__ALCHEMY__PRIVATE_KEY: \*\*\*\*\*\*\*\*[!*]*BASIS_PROD__CEX__BYBIT_SECRET: (unset)*BASIS_PROD__CEX__OKX_PASSPHRASE: \*\*\*\*\*\*\*\*[!*]*"
  expect "config show --mode $mode: keys" "$stdout" "*BASIS_ENVIRONMENT: prod"$'\n'"*mode: $mode"$'\n'"*reserve_ratio: *venues: \[*fingerprint ????????????????????????????????"
  expect "config show --mode $mode: no secret is printed" "$(grep -c -e hush -e BASIS_DEV <<<"$stdout$stderr")" 0
done
expect "the number of modes" "$(find "$source_root/configs/modes" -name '*.yaml' | wc -l)" 7
capture env "${secrets[@]}" BASIS_DEV__ALCHEMY__CHAIN_ID=main "$basis" config show --mode btc_basis --set reserve_ratio=2
expect "nor beside a fault" "$status $(grep -c hush <<<"$stdout$stderr")" '2 0'
capture "$basis" config show --mode btc_basis --set reserve_ratio=0.25 --set venues.okx.fees.perp.taker_bps=4
expect "overrides are shown" "$status $stdout" $'0 *\nreserve_ratio: 0.25\n*\nvenues.okx.fees.perp.taker_bps: 4\n*'
