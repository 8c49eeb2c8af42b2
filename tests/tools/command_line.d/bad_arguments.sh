# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Faults of the command line and of the environment.

hint='(basis --help, or basis COMMAND --help, shows what there is)'
refused "no command" 2 1 "basis: A subcommand is required $hint" "$basis"
refused "an unknown command" 2 1 "basis: unknown argument 'backtset' $hint" "$basis" backtset
refused "an unknown option" 2 1 "basis: unknown argument '--moed' $hint" "$basis" backtest --moed btc_basis
refused "a missing option" 2 1 "basis: --mode is required $hint" "$basis" backtest
refused "an option twice" 2 1 "basis: --mode: At Most 1 required but received 2 $hint" \
  backtest btc_basis --mode pure_lending "${two_days[@]}"
refused "an option without its value" 2 1 "basis: --out: 1 required TEXT missing $hint" backtest btc_basis --out

modes='btc_basis | eth_basis | eth_leveraged | eth_staking_only | pure_lending | usdt_market_neutral | usdt_market_neutral_no_leverage'
for command in 'backtest --data sample --out out --from 2024-06-01 --to 2024-06-03' 'config show' 'data validate sample'; do
  # shellcheck disable=SC2086 # words of one command
  refused "an unknown mode for $command" 2 1 \
    "basis: unknown mode 'btc_bassis'; did you mean 'btc_basis'? (allowed: $modes)" "$basis" $command --mode btc_bassis
done
for range in '2024-06-04 2024-06-03' '2024-06-04 2024-06-04'; do
  read -r from to <<<"$range"
  refused "a range that ends before it starts: $range" 2 1 \
    "basis: to: '${to}T00:00:00Z' must be after from, '${from}T00:00:00Z'" \
    backtest btc_basis --out out --from "$from" --to "$to"
done
forms='is not a UTC time (2024-05-12 or 2024-05-12T01:00:00Z)'
for time in yesterday 2024-13-04 2023-02-29 2024-06-01T24:00:00Z 2024-06-01T01:00 1717200000 ''; do
  refused "a malformed --from '$time'" 2 1 "basis: --from: '$time' $forms" \
    backtest btc_basis --out out --from "$time" --to 2024-06-03
  refused "a malformed --to '$time'" 2 1 "basis: --to: '$time' $forms" \
    backtest btc_basis --out out --from 2024-06-01 --to "$time"
done
refused "a time between hours" 2 1 "basis: from: '2024-06-01T00:30:00Z' is not on the hour; history is hourly" \
  backtest btc_basis --out out --from 2024-06-01T00:30:00Z --to 2024-06-03

for pair in '-5|is out of range' '0|is out of range' '-0|is out of range' '1000000000000.01|is out of range' '1e40|is out of range' \
  'lots|is not a decimal number' 'nan|is not a decimal number' 'inf|is not a decimal number' \
  '100,000|is not a decimal number' '0x10|is not a decimal number' '|is not a decimal number' \
  '1.0000000000000000001|has more than 18 decimals'; do
  refused "capital '${pair%|*}'" 2 1 \
    "basis: --capital: '${pair%|*}' ${pair#*|} (allowed: over 0, at most 1000000000000 USDT)" \
    backtest btc_basis --out out --capital "${pair%|*}" "${two_days[@]}"
done
for seed in -1 1.5 010 abc 18446744073709551616; do
  refused "seed '$seed'" 2 1 "basis: --seed: '$seed' is no whole number (allowed: 0 to 18446744073709551615) $hint" \
    "$basis" data sample other --seed "$seed"
done

# in_environment ASSIGNMENT: the command for a run with this variable.
in_environment() { env "$1" "$basis" backtest --mode btc_basis --data sample --out out "${two_days[@]}"; }
while IFS='|' read -r assignment message; do
  refused "$assignment" 2 1 "basis: $message" in_environment "$assignment"
done <<'TEXT'
BASIS_EXECUTION_MODE=live|*BASIS_EXECUTION_MODE*live*backtest*
BASIS_EXECUTION_MODE=paper|environment: BASIS_EXECUTION_MODE: 'paper' is not a choice (allowed: backtest ? live)
BASIS_DATA_DIRR=x|environment: unknown variable 'BASIS_DATA_DIRR'; did you mean 'BASIS_DATA_DIR'?
BASIS_DATA_MODE=sql|environment: BASIS_DATA_MODE: 'sql' is not a choice (allowed: csv | db)
BASIS_DATA_MODE=db|environment: BASIS_DATABASE_URL: missing, needed for BASIS_DATA_MODE=db
BASIS_API_PORT=70000|environment: BASIS_API_PORT: 70000 is out of range (allowed: \[1, 65535\])
BASIS_ENVIRONMENT=test|environment: BASIS_ENVIRONMENT: 'test' is not a choice (allowed: dev ? staging ? prod ? production)
TEXT
