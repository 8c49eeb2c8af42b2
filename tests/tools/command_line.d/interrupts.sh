# shellcheck shell=bash disable=SC2154 # sourced by command_line
# A run that is stopped leaves no result that looks whole.

two_years=(--from 2023-01-01 --to 2025-01-01)
capture "$basis" data sample long "${two_years[@]}"
expect "two years of sample" "$status" 0
long_run() { exec "$basis" backtest --mode btc_basis --data long "${two_years[@]}" --out "$1" --quiet; }

# state_of PID: T when stopped, Z when it has ended, nothing when it is gone.
state_of() { sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null; }

# wait_until COMMAND...: polls, for a minute at most.
wait_until() {
  local end=$((SECONDS + 60))
  until "$@"; do ((SECONDS < end)) || return 1; done
}
begun_or_over() { [[ -e $out/.partial/events.jsonl || ! $(state_of "$pid") =~ [^Z] ]]; }
stopped_or_over() { [[ ! $(state_of "$pid") =~ [^TZ] ]]; }

# hold OUT: leaves a run into OUT stopped in the middle, its id in `pid`. On a
# busy machine a run can be over before it is stopped: then another is started.
hold() {
  local attempt
  out=$1
  cp -rT "$out" "$out.before" 2>/dev/null || rm -rf "$out.before"
  for ((attempt = 1; attempt <= 20; attempt++)); do
    (long_run "$out") 2>"$scratch/run.stderr" &
    pid=$!
    wait_until begun_or_over && kill -STOP "$pid" 2>/dev/null && wait_until stopped_or_over
    if [[ $(state_of "$pid") == T && -e $out/.partial/events.jsonl && ! -e $out/.partial/summary.json ]]; then
      rm -rf "$out.before"
      return 0
    fi
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    rm -rf "$out"
    [[ ! -d $out.before ]] || cp -rT "$out.before" "$out"
  done
  expect "a run that can be stopped in its middle" "none in 20" ''
  return 1
}

# release SIGNAL: sends it to the held run, lets the run go on, and waits for its end.
release() {
  kill -s "$1" "$pid"
  # Killed, it may be gone already.
  kill -CONT "$pid" 2>/dev/null
  status=0
  wait "$pid" 2>/dev/null || status=$?
  stderr=$(<"$scratch/run.stderr")
}

for signal in INT TERM; do
  if hold stopped; then
    release "$signal"
    expect "SIG$signal" "$status $stderr" '130 basis: interrupted; nothing was written'
    expect "SIG$signal leaves nothing" "$(ls -d stopped 2>&1)" '*No such file*'
  fi
done

capture backtest btc_basis "${two_days[@]}" --out earlier --quiet
expect "an earlier result" "$status" 0
before=$(find earlier -type f -exec cksum {} + | sort)
if hold earlier; then
  refused "a second run into the same folder" 2 1 "basis: output folder $work/earlier: another run is writing to it" \
    backtest btc_basis "${two_days[@]}" --out earlier
  release INT
  expect "SIGINT over an earlier result" "$status" 130
  expect "the earlier result is as it was" "$(find earlier -type f -exec cksum {} + | sort)" "$before"
  expect "and nothing stands beside it" "$(ls -A earlier)" "$files"
fi

if hold killed; then
  release KILL
  expect "SIGKILL" "$status" 137
  expect "SIGKILL leaves no result that looks whole" "$(ls -A killed)" '.partial'
  capture backtest btc_basis "${two_days[@]}" --out killed --quiet
  expect "the next run into that folder" "$status $stderr $(ls -A killed)" "0  $files"
  same "the next run" earlier killed
fi
rm -rf long earlier killed

# A pipe that nobody writes to, or that stays open without an end, keeps no signal waiting.
mkfifo pipe
# reading: the program is in openat, read or poll (system calls 257, 0 and 7), or has ended.
reading() {
  local call=''
  read -r call _ 2>/dev/null <"/proc/$pid/syscall"
  [[ $call =~ ^(257|0|7)$ && $(state_of "$pid") == S ]] || ! [[ $(state_of "$pid") =~ [^Z] ]]
}
# stop_waiting SIGNAL COMMAND...: starts the command, which waits for `pipe`, and sends it the signal.
stop_waiting() {
  local signal=$1 begun
  shift
  (exec "$@") >/dev/null 2>"$scratch/run.stderr" &
  pid=$!
  wait_until reading
  begun=${EPOCHREALTIME/./}
  kill -s "$signal" "$pid"
  status=0
  wait "$pid" || status=$?
  within=$(((${EPOCHREALTIME/./} - begun) < 2000000))
  stderr=$(<"$scratch/run.stderr")
}
waiting=(btc_basis "${two_days[@]}" --out waited --quiet)
for signal in INT TERM; do
  stop_waiting "$signal" "$basis" backtest --mode "${waiting[@]}" --data sample --flows pipe
  expect "SIG$signal at a pipe without a writer" "$status $within $stderr" '130 1 basis: interrupted; nothing was written'
  exec 9<>pipe
  stop_waiting "$signal" "$basis" backtest --mode "${waiting[@]}" --data sample --flows pipe
  exec 9>&-
  expect "SIG$signal at a pipe without an end" "$status $within $stderr" '130 1 basis: interrupted; nothing was written'
  stop_waiting "$signal" "$basis" sweep --mode "${waiting[@]}" --data sample --grid pipe
  expect "SIG$signal at a grid that is a pipe" "$status $within $stderr" '130 1 basis: interrupted; nothing was written'
done
expect "nothing of it is left" "$(ls -d waited 2>&1)" '*No such file*'
capture "$basis" backtest --mode "${waiting[@]}" --data sample --flows <(printf 'timestamp,kind,amount,speed\n')
expect "flows from a process" "$status $stderr" '0 '
rm -rf pipe waited
