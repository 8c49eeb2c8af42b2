# shellcheck shell=bash disable=SC2001,SC2154 # sourced by database_sqlite and database_postgresql
# History from a database, whichever it is: the same results as from CSV, and
# what is wrong with it said in one line.
# Needs `basis`, `url` (the database), `shown` (as messages name it), and the
# functions fresh (an empty database), query (runs SQL) and contents (its state).

two_months=(--from 2024-06-01 --to 2024-08-01)
two_days=(--from 2024-06-01 --to 2024-06-03)
db() { env BASIS_DATA_MODE=db BASIS_DATABASE_URL="$url" "$basis" "$@"; }
# Everything that was ever said, to look for a password in.
heard=$scratch/heard
hear() {
  capture "$@"
  printf '%s\n%s\n' "$stdout" "$stderr" >>"$heard"
}
import() { hear "$basis" data import "$1" "$url"; }

# refused WHAT STATUS LINES PATTERN COMMAND...
refused() {
  local what=$1 code=$2 lines=$3 pattern=$4
  shift 4
  hear "$@"
  expect "$what: exit code, nothing on stdout" "$status $stdout" "$code "
  expect "$what: message" "$stderr" "$pattern"
  expect "$what: a line a fault" "$(grep -c '^basis: ' <<<"$stderr") $(grep -c . <<<"$stderr")" "$lines $lines"
}

# same WHAT FOLDER FOLDER: two results differ in nothing but the time they took.
same() {
  local name
  for name in equity.csv positions.csv events.jsonl report.html; do
    expect "$1: $name" "$(cmp "$2/$name" "$3/$name" 2>&1)" ''
  done
  expect "$1: summary.json" "$(diff <(grep -v '"elapsed_seconds"' "$2/summary.json") <(grep -v '"elapsed_seconds"' "$3/summary.json"))" ''
  expect "$1: a data fingerprint" "$(grep -c '"data_fingerprint": "[0-9a-f]\{32\}"' "$3/summary.json")" 1
}

# compare WHAT: both modes from the database, against the results from CSV.
compare() {
  local mode
  for mode in pure_lending btc_basis; do
    rm -rf from_db
    hear db backtest --mode "$mode" "${two_months[@]}" --out from_db --quiet
    expect "$1, $mode" "$status $stdout$stderr" '0 '
    same "$1, $mode" "csv_$mode" from_db
  done
}

# over_history: a year of real history with its holes and fill rules, where it is.
over_history() {
  local what=(backtest --mode btc_basis --from 2024-05-12 --to 2025-05-31 --quiet)
  history=${history:-$source_root/../shared/data/history}
  if [[ ! -d $history ]]; then
    echo "SKIPPED: no real history; BASIS_HISTORY_DIR names its folder"
    return
  fi
  fresh
  import "$history"
  expect "real history" "$status $stderr" '0 '
  hear "$basis" "${what[@]}" --data "$history" --out history_csv
  expect "real history from CSV" "$status $stderr" '0 '
  hear db "${what[@]}" --out history_db
  expect "real history from the database" "$status $stderr" '0 '
  same "real history" history_csv history_db
  hear db data validate
  expect "real history: the gate's report" "$(tail -n +2 <<<"$stdout" | cksum)" "$("$basis" data validate "$history" | tail -n +2 | cksum)"
}

# from_csv FOLDER: both modes from CSV, to compare with.
from_csv() {
  local mode
  rm -rf csv_*
  for mode in pure_lending btc_basis; do
    hear "$basis" backtest --mode "$mode" --data "$1" "${two_months[@]}" --out "csv_$mode" --quiet
    expect "$mode from CSV" "$status $stderr" '0 '
  done
}

reads_what_was_imported() {
  local before
  fresh
  import sample
  expect "the first import" "$status $stderr$stdout" "0 dataset 'synthetic_sample_1' in $shown: 30 files, 30 written, 0 unchanged, 0 removed"
  compare "imported"
  hear db data validate
  expect "validate" "$status $stderr" '0 '
  expect "validate: as of the folder, but for the place" "$(tail -n +2 <<<"$stdout")" "$("$basis" data validate sample | tail -n +2)"
  expect "validate: the place" "$stdout" "Dataset 'synthetic_sample_1' in $shown, *"
  hear db backtest --mode btc_basis --data nowhere "${two_days[@]}" --out warned --quiet
  expect "a folder beside a database" "$status $stderr" "0 basis: warning: --data: 'nowhere' is not read, since BASIS_DATA_MODE is db"
  hear env BASIS_DATABASE_URL="$url" "$basis" backtest --mode btc_basis --data sample "${two_days[@]}" --out warned --quiet
  expect "a database without the data mode is not read" "$status $stderr" '0 '
  hear env BASIS_DATABASE_URL="$url" "$basis" config show --mode btc_basis
  expect "config show" "$status $stdout" "0 *BASIS_DATABASE_URL: $shown"$'\n'"*"

  before=$(contents)
  hear env BASIS_DATABASE_URL="$url" "$basis" data import sample --quiet
  expect "the second import, from the environment" "$status $stdout$stderr" '0 '
  expect "the second import changes nothing" "$(diff <(echo "$before") <(contents))" ''
}

follows_changes() {
  cp -r sample changed
  sed -i '100s/,[^,]*/,5.91e4/' changed/spot/binance_BTCUSDT_1h.csv
  sed -i 's/$/\r/' changed/gas/ethereum_1h.csv
  import changed
  expect "two files changed" "$status $stdout" '0 *30 files, 2 written, 28 unchanged, 0 removed'
  from_csv changed
  compare "changed"
}

# begun_or_over: whether the import in `pid` has a half-imported dataset to show, or has ended.
begun_or_over() {
  hear db data validate
  [[ $stderr == *half\ imported* || ! $(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null) =~ [^Z] ]]
}

# broken SIGNAL: an import into an empty database, ended by SIGNAL in its
# middle. On a busy machine it can be over before: then another is started.
broken() {
  local attempt
  for ((attempt = 1; attempt <= 20; attempt++)); do
    fresh
    "$basis" data import sample "$url" --quiet 2>"$scratch/import.stderr" &
    pid=$!
    until begun_or_over; do :; done
    kill -s "$1" "$pid" 2>/dev/null
    ended=0
    wait "$pid" 2>/dev/null || ended=$?
    cat "$scratch/import.stderr" >>"$heard"
    hear db data validate
    if [[ $stderr == *half\ imported* ]]; then return 0; fi
  done
  expect "an import that can be stopped in its middle" "none in 20" ''
  return 1
}

is_refused_when_half_imported() {
  local half="basis: $shown: dataset 'synthetic_sample_1' is half imported: its last import ended early, with [0-9]* of 30 files there; the same import again finishes it"
  from_csv sample
  if broken KILL; then
    expect "a killed import" "$ended" 137
    refused "half imported: backtest" 3 1 "$half" db backtest --mode btc_basis "${two_days[@]}" --out none
    refused "half imported: validate" 3 1 "$half" db data validate
    import sample
    expect "the import that finishes it" "$status $stdout" '0 *30 files, *'
    compare "finished"
  fi
  if broken INT; then
    expect "an interrupted import" "$ended $(<"$scratch/import.stderr")" \
      "130 basis: interrupted after [0-9]* files; $shown is half imported until the same import ends"
  fi
}

tells_what_is_missing() {
  fresh
  refused "an empty database" 3 1 "basis: $shown: it holds no dataset (table basis_dataset is missing); *" \
    db backtest --mode btc_basis "${two_days[@]}" --out none
  import sample
  query "DELETE FROM series_file WHERE series = 'spot/binance_BTCUSDT'"
  refused "a missing series" 3 1 "basis: $shown#spot/binance_BTCUSDT_1h.csv: is not in the database; import it again (listed in dataset.yaml)" \
    db backtest --mode btc_basis "${two_days[@]}" --out none
  query "DELETE FROM ohlcv_1h WHERE line = 50"
  query "DROP TABLE gas_1h"
  refused "a missing table, missing rows and a missing series" 3 6 \
    "*perp/binance_BTCUSDT_1h.csv: line 50 is missing or incomplete in table ohlcv_1h, of * rows imported; import perp/binance_BTCUSDT_1h.csv again*" \
    db backtest --mode btc_basis "${two_days[@]}" --out none
  expect "the missing table" "$stderr" "*basis: $shown#gas/ethereum_1h.csv: table gas_1h is missing; import gas/ethereum_1h.csv again (listed in dataset.yaml)*"
  import sample
  expect "the next import mends it" "$status $stderr" '0 '
  compare "mended"
  hear "$basis" data validate sample --mode btc_basis --from 2024-01-01 --to 2024-06-03
  local faults=$stdout
  hear db data validate --mode btc_basis --from 2024-01-01 --to 2024-06-03
  expect "faults of the data are the folder's, in the database's place" "$status $(sed "s|$shown#|sample/|" <<<"$stdout" | tail -n +2)" \
    "3 $(tail -n +2 <<<"$faults")"
}

refuses_bad_addresses() {
  refused "db without a database" 2 1 'basis: environment: BASIS_DATABASE_URL: missing, needed for BASIS_DATA_MODE=db' \
    env BASIS_DATA_MODE=db "$basis" data validate
  refused "import without a database" 2 1 'basis: database: none given, and BASIS_DATABASE_URL is not set' "$basis" data import sample
  refused "a malformed address" 2 1 'basis: database: malformed database address: it has no scheme *' "$basis" data import sample history.db
  refused "an unknown database" 2 1 "basis: environment: BASIS_DATABASE_URL: malformed database address: unknown scheme 'mysql' *" \
    env BASIS_DATA_MODE=db BASIS_DATABASE_URL=mysql://quant:hush@127.0.0.1/history "$basis" data validate
  refused "an import of no folder" 3 1 'basis: nowhere: no such data folder' "$basis" data import nowhere "$url"
  expect "nothing was written" "$(ls -d none from_none 2>/dev/null)" ''
}

work=$scratch/work
mkdir "$work" && cd "$work" || exit 1
capture "$basis" data sample sample "${two_months[@]}"
expect "the sample" "$status $stderr" '0 '
from_csv sample
reads_what_was_imported
follows_changes
is_refused_when_half_imported
tells_what_is_missing
over_history
refuses_bad_addresses
