# shellcheck shell=bash
# Words for the person at the terminal. They go to stderr: stdout belongs to
# the program that is run.

say() { printf '%s\n' "$*" >&2; }

# die STATUS MESSAGE: says why, then leaves the whole script.
die() {
  local status=$1
  shift
  say "$*"
  exit "$status"
}
