# shellcheck shell=bash disable=SC2154 # sourced by command_line
# Output that cannot be written, or must not be.

into() { backtest btc_basis "${two_days[@]}" --out "$@"; }
touch plain
refused "a file for a folder" 2 1 "basis: output folder $work/plain: it is not a folder" into plain
refused "a folder below a file" 2 1 "basis: output folder $work/plain/out: *" into plain/out
mkdir strange && touch strange/thesis.txt
refused "a folder with a stranger's file" 2 1 \
  "basis: output folder $work/strange: it holds 'thesis.txt', which no backtest wrote; choose an empty or new folder" into strange
mkdir alike && echo mine >alike/summary.json
refused "a stranger's file of our name" 2 1 "basis: output folder $work/alike: its files are no result of an earlier backtest*" into alike
refused "a sample over a folder in use" 2 1 "basis: $work/strange: is there already and not an empty folder" \
  "$basis" data sample strange
refused "a sample below a file" 2 1 "basis: $work/plain*" "$basis" data sample plain/sample
refused "a sample of no time" 2 1 "basis: to: * must be after from, *" \
  "$basis" data sample other --from 2024-06-03 --to 2024-06-01
rm -r plain strange alike

# to_full_disk COMMAND...: what is printed does not fit.
to_full_disk() { "$@" >/dev/full; }
for command in '--version' 'config show --mode btc_basis' 'backtest --help'; do
  # shellcheck disable=SC2086 # words of one command
  refused "$command on a full disk" 1 1 'basis: *No space left on device*' to_full_disk "$basis" $command
done
