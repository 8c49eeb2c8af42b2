# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Faults of the configuration, by --set and in files.

configured() { backtest btc_basis --out out "${two_days[@]}" "$@"; }
refused "an unknown key" 2 1 "basis: --set: unknown key 'reserve_ration'; did you mean 'reserve_ratio'?" \
  configured --set reserve_ration=0
refused "an override without a value" 2 1 "basis: --set: 'reserve_ratio' is not of the form key=value" \
  configured --set reserve_ratio
refused "an unknown venue" 2 1 "basis: --set: unknown key 'venues.binanse.kind': no file 'binanse' under venues; did you mean 'binance'?*" \
  configured --set venues.binanse.kind=cex
refused "a value out of range" 2 1 'basis: --set: reserve_ratio: 1 is out of range (allowed: \[0, 1))' \
  configured --set reserve_ratio=1
refused "contradictory thresholds" 2 1 \
  "basis: */btc_basis.yaml:[0-9]*: margin_ratio.critical (0.12) must be below margin_ratio.warning (0.1, --set)" \
  configured --set margin_ratio.warning=0.1
refused "allocations that do not sum to 1" 2 1 \
  "basis: --set: hedge_allocation: binance 0.4, bybit 0.3, okx 0.2 sum to 0.9 (allowed: exactly 1)" \
  configured --set hedge_allocation.okx=0.2
refused "several faults at once" 2 5 \
  "*'nokey' is not of the form*unknown key 'dust'*execution.costs: 'some' is not a choice* (allowed: model | none)*reserve_ratio: 2 is out of range*sum to 1.1*" \
  configured --set reserve_ratio=2 --set execution.costs=some --set hedge_allocation.binance=0.5 --set nokey --set dust=1

refused "a key without effect in the mode" 2 1 \
  "basis: --set: stake_allocation_eth (0.4) has no effect in mode btc_basis: the mode does not hedge a staked position" \
  configured --set stake_allocation_eth=0.4
refused "a key that is gone" 2 1 "basis: --set: unknown key 'margin_ratio.liquidation'*" \
  configured --set margin_ratio.liquidation=0.1
refused "a margin that the entry uses up" 2 1 \
  "basis: --set: margin_fraction (0.201) starts under margin_ratio.warning (0.2) after the costs of the entry (lowest: 0.204)" \
  configured --set margin_fraction=0.201
refused "a reserve that leaves too little" 2 1 \
  "basis: reserve_ratio: 0.9999 leaves too little of 100,000.00 USDT: *highest that works at this capital: 0.99*" \
  configured --set reserve_ratio=0.9999
capture configured --quiet --capital 20
expect "capital under every minimum is no fault" "$status $(grep -c 'Nothing was traded: 20.00 USDT is too little' out/summary.json)" '0 1'
rm -r out

refused "a folder without modes" 2 1 "basis: --config: 'nowhere' holds no modes/ folder" configured --config nowhere
cp -r "$source_root/configs" configs
file=configs/modes/btc_basis.yaml
printf 'reserve_ration: 0.2\n' >>"$file"
refused "an unknown key in a file" 2 1 \
  "basis: $file:$(wc -l <"$file"): *'reserve_ration'; did you mean 'reserve_ratio'?*" configured --config configs
printf 'asset: [BTC\n' >>"$file"
refused "a malformed file" 2 1 "basis: $file:[0-9]*" configured --config configs
rm -r "$file" && mkdir "$file"
refused "an unreadable file" 2 1 "basis: $file: *" configured --config configs
cp "$source_root/$file" "$file.good" && rmdir "$file" && mv "$file.good" "$file"
rm configs/venues/okx.yaml
refused "a missing venue file" 2 '[1-9]*' "*okx*" configured --config configs
rm -r configs
