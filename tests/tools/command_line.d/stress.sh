# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Shocks to the state a run ends in.

stressed() { "$basis" stress --mode btc_basis --data sample "${two_days[@]}" --quiet "$@"; }

capture stressed --shock btc=0.5 --shock 'basis=0.05, funding=-0.0005x72h'
expect "stress: exit code" "$status" 0
expect "stress: the data is synthetic" "$stderr" 'basis: warning: The data is synthetic*'
expect "stress: two tables" "$stdout" "btc_basis at 2024-06-03T00:00:00Z*shock btc=0.5*before*after*equity*loss*margin ratio binance*margin ratio okx*rise to liquidation bybit*net delta BTC*status*safe*liquidations*shock basis=0.05, funding=-0.0005x72h*funding received*"
expect "stress: nothing is written" "$(ls -d results stress.json 2>/dev/null)" ''
once=$stdout
capture stressed --shock btc=0.5 --shock 'basis=0.05, funding=-0.0005x72h'
expect "stress: the same again" "$stdout" "$once"
capture stressed --shock btc=0.0 --json
expect "stress --json" "$status $stdout" $'0 {\n  "mode": "btc_basis",*"time": "2024-06-03T00:00:00Z"*"before": {*"shocks": *"loss": "0"*"liquidations": \[\]*}'
json=$stdout
capture stressed --shock btc=0.0 --json --out below/figures
expect "stress --out" "$status $(ls below/figures)" "0 stress.json"
# Compared as text: JSON's brackets would be a pattern.
expect "stress --out: the same text" "$([[ $stdout == "$json" && $(<below/figures/stress.json) == "$json" ]] && echo same)" same
capture stressed --shock btc=9 --set margin_ratio.warning=0.21 --capital 50000
expect "stress: what is liquidated is told" "$status $stdout" '0 *liquidated: -*:Perp:BTCUSDT closed at *'
capture stressed --shock eth=-0.3
expect "stress: what has no part in a mode is told" "$status $stdout" '0 *note: nothing in btc_basis depends on ETH*'

refused "stress without a shock" 2 1 "basis: --shock is required $hint" stressed
refused "a shock of two bad parts" 2 2 "basis: --shock: 'ehh=-0.3': unknown name 'ehh'*"$'\n'"basis: --shock: 'basis=-1.5': -1.5 is out of range (allowed: -1 to 100)" \
  stressed --shock ehh=-0.3,btc=0.1,basis=-1.5
refused "bad parts of two shocks" 2 2 "basis: --shock: 'btc=much'*"$'\n'"basis: --shock: 'funding=1': *RATExHOURSh*" \
  stressed --shock btc=much --shock funding=1
refused "stress of an unknown mode" 2 1 "basis: unknown mode 'btc_bassis'*" "$basis" stress --mode btc_bassis --data sample "${two_days[@]}" --shock btc=1
refused "stress without its data" 3 1 "basis: nowhere*" "$basis" stress --mode btc_basis --data nowhere "${two_days[@]}" --shock btc=1
refused "stress of a bad key" 2 1 "basis: *reserve_ratio*" stressed --shock btc=1 --set reserve_ratio=7
touch plain
refused "stress into a file" 2 1 "basis: output folder plain: it is not a folder" stressed --shock btc=1 --out plain
refused "live stress" 2 1 "basis: BASIS_EXECUTION_MODE: 'live' does not go with the stress command; allowed: backtest" \
  env BASIS_EXECUTION_MODE=live "$basis" stress --mode btc_basis --data sample "${two_days[@]}" --shock btc=1
rm -r plain below
