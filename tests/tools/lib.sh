# shellcheck shell=bash disable=SC2034
# A scratch checkout with the project's shell scripts in it, a PATH of stand-ins
# for the programs they call, and expectations that count their failures.

source_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
checkout=$scratch/checkout
stand_ins=$scratch/bin
calls=$scratch/calls
mkdir -p "$checkout" "$stand_ins"
cp -r "$source_root/tools" "$checkout/tools"

# stand_in NAME SCRIPT: a program that notes its call in `calls`, then runs SCRIPT.
stand_in() {
  printf '#!/bin/bash\nprintf "%%s\\n" "%s $*" >>"%s"\n%s\n' "$1" "$calls" "$2" >"$stand_ins/$1"
  chmod +x "$stand_ins/$1"
}

# capture COMMAND...: leaves `status`, `stdout` and `stderr` behind.
capture() {
  : >"$calls"
  status=0
  stdout=$("$@" 2>"$scratch/stderr") || status=$?
  stderr=$(<"$scratch/stderr")
}

# expect WHAT ACTUAL PATTERN: a glob the whole text must match.
expect() {
  # shellcheck disable=SC2053 # the right side is a pattern
  if [[ $2 != $3 ]]; then
    printf 'FAILED: %s\n  expected: %s\n  actual:   %s\n' "$1" "$3" "$2"
    failures=$((failures + 1))
  fi
}

# finish WORDS: says how it went and leaves.
finish() {
  if ((failures > 0)); then
    printf '%s expectations failed\n' "$failures"
    exit 1
  fi
  printf '%s\n' "$1"
  exit 0
}
