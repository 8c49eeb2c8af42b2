# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Faults of the data folder: exit code 3, every fault at once, with file and line.

over() { "$basis" backtest --mode btc_basis --out out --data "$@"; }
touch plain && mkdir empty
refused "no data folder" 3 1 'basis: nowhere: no such data folder' over nowhere "${two_days[@]}"
refused "a file for a data folder" 3 1 'basis: plain: *' over plain "${two_days[@]}"
refused "no dataset.yaml" 3 1 'basis: empty/dataset.yaml: cannot be read: *' over empty "${two_days[@]}"
refused "no data folder given" 2 1 'basis: --data: no data folder given, and BASIS_DATA_DIR is not set' \
  "$basis" backtest --mode btc_basis --out out "${two_days[@]}"

# What btc_basis needs by the hour or by funding time: nine series, each with its own line.
refused "a range before the data" 3 9 \
  'basis: sample/funding/binance_BTCUSDT.csv:2: *covers 2024-05-31T00:00:00Z to *, but 2024-01-01T00:00:00Z to 2024-06-03T00:00:00Z is asked for*' \
  over sample --from 2024-01-01 --to 2024-06-03
refused "a range after the data" 3 9 'basis: sample/funding/binance_BTCUSDT.csv:190: *nothing for 2024-08-02T00:00:00Z to 2024-09-01T00:00:00Z*' \
  over sample --from 2024-06-01 --to 2024-09-01

# faulty SED-SCRIPT FILE: a copy of the sample with one file edited.
faulty() {
  rm -rf faulty && cp -r sample faulty
  [[ -z $1 ]] || sed -i "$1" "faulty/$2"
}
spot=spot/binance_BTCUSDT_1h.csv
while IFS='|' read -r what edit lines message; do
  faulty "$edit" "$spot"
  refused "$what" 3 "$lines" "basis: faulty/$spot$message" over faulty "${two_days[@]}"
done <<'TEXT'
no number|40s/,[^,]*/,NaN/|1|:40: open is 'NaN', expected a number above zero
a price of zero|40s/,[^,]*/,0/|1|:40: *'0'*above zero*
a hole|40d|1|:39: *hole, nothing for 2024-06-01T14:00:00Z, and no fill rule covers it
two rows that disagree|40{p;s/,[^,]*/,1/}|1|:*2024-06-01T14:00:00Z*
rows out of order|40{h;d};41{p;x}|2|:39: *hole, nothing for 2024-06-01T14:00:00Z*:41: timestamp 2024-06-01T14:00:00Z is not later than the row before*
a wrong header|1s/open/opening/|1|:1: *
no line but the header|2,$d|1|*
TEXT
faulty '' '' && : >"faulty/$spot"
refused "an empty file" 3 1 "basis: faulty/$spot*" over faulty "${two_days[@]}"
faulty '' '' && rm "faulty/$spot" && mkdir "faulty/$spot"
refused "an unreadable file" 3 1 "basis: faulty/$spot: cannot be read: *" over faulty "${two_days[@]}"
faulty "s/^series:/series: [/" dataset.yaml
refused "a malformed dataset.yaml" 3 1 'basis: faulty/dataset.yaml:[0-9]*' over faulty "${two_days[@]}"

faulty '40s/,[^,]*/,NaN/' "$spot"
sed -i 30d faulty/perp/okx_BTCUSDT_1h.csv
truncate -s -5 faulty/funding/bybit_BTCUSDT.csv
rm faulty/gas/ethereum_1h.csv
refused "four faults" 3 4 "*funding/bybit_BTCUSDT.csv:190: the file is cut*gas/ethereum_1h.csv: cannot be read*perp/okx_BTCUSDT_1h.csv:29: *hole*$spot:40: *NaN*" \
  over faulty "${two_months[@]}"

# The gate by itself tells the same faults under its table, and leaves with the same code.
gate() { capture "$basis" data validate "$@"; }
gate faulty
expect "validate: faults" "$status $stderr" '3 '
expect "validate: which" "$stdout" "*Faults:*bybit_BTCUSDT.csv:190*ethereum_1h.csv*okx_BTCUSDT_1h.csv:29*$spot:40*"
gate faulty --mode pure_lending --set execution.costs=none
expect "validate: faults in series the mode does not need" "$status $stderr" '0 '
gate sample
expect "validate: a whole dataset" "$status $stderr$stdout" '0 *No faults: every instant has a value.'
gate sample --mode btc_basis "${two_months[@]}"
expect "validate: a mode and a range" "$status $stderr$stdout" '0 *2024-06-01T00:00:00Z to 2024-08-01T00:00:00Z*No faults*'
gate sample --mode btc_basis --from 2024-01-01 --to 2024-06-03
expect "validate: a range outside the data" "$status $stderr$stdout" '3 *Faults:*2024-01-01T00:00:00Z*'
refused "validate: no folder" 3 1 'basis: nowhere: no such data folder' "$basis" data validate nowhere
refused "validate: an override without a mode" 2 1 'basis: --set: goes with --mode' "$basis" data validate sample --set a=b
rm -r faulty empty plain
