# shellcheck shell=bash
# The files a check reads, and how it reports. A check is a script that takes
# the root of a checkout (its own by default) and leaves with 0 when all is
# well, 1 when it found something, 2 when it could not look.

# enter_checkout [ROOT]: goes there; every path below is relative to it.
enter_checkout() {
  cd -- "${1:-$(dirname -- "${BASH_SOURCE[0]}")/../..}" || exit 2
}

# source_files PATHSPEC...: tracked files, and new ones that are not ignored,
# one a line. A tracked file that was deleted is left out.
source_files() {
  local path
  # The command scope is the one place git takes this from: a container often
  # runs as another user than the owner of the checkout.
  git -c safe.directory="$PWD" -c core.quotePath=off ls-files --cached --others --exclude-standard -- "$@" |
    sort -u | while IFS= read -r path; do
    if [[ -f $path ]]; then printf '%s\n' "$path"; fi
  done
}

# grep_code PATTERN FILE: its matching lines, `//` comments left out, as
# FILE:LINE:TEXT. No match is no failure.
grep_code() {
  local status=0
  sed 's://.*$::' "$2" | grep -nE -e "$1" | sed "s|^|$2:|" || status=$?
  ((status <= 1))
}

# report TITLE: the findings on stdin, one a line; fails when there are any.
report() {
  local findings
  findings=$(cat)
  if [[ -z $findings ]]; then
    return 0
  fi
  printf '%s\n%s\n' "$1" "$findings"
  return 1
}
