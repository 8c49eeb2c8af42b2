# shellcheck shell=bash
# What a benchmark's numbers depend on.
: "${root:?the script that reads this sets it}"

# commit_name: the commit, and whether the checkout differs from it.
commit_name() {
  local git=(git -C "$root" -c safe.directory="$root") commit
  if ! commit=$("${git[@]}" rev-parse --short=12 HEAD 2>/dev/null); then
    printf 'none\n'
  elif [[ -n $("${git[@]}" status --porcelain -- . ':!bench/RESULTS.md' ':!bench/results.json' ':!bench/results.html') ]]; then
    printf '%s with uncommitted changes\n' "$commit"
  else
    printf '%s\n' "$commit"
  fi
}

# compile_flags: how the release build compiles core/base, less paths
# and warnings.
compile_flags() {
  grep -m1 -oE '"command": .*/basis_base\.dir/Unity/unity_0_cxx\.cxx"' "$root/build/release/compile_commands.json" |
    tr ' ' '\n' | grep -xE -e '-(O.*|march=.*|ffp-contract=.*|flto.*|fno-fat-lto-objects|std=.*|DNDEBUG|fsanitize=.*|g[0-9]?)' |
    paste -s -d ' '
}

# compiler_name: the first line of the configured compiler's version.
compiler_name() {
  local compiler
  compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$root/build/release/CMakeCache.txt")
  "$compiler" --version | head -n 1
}

# machine_facts EXTENT: lines of name, tab, value.
machine_facts() {
  printf '%s\t%s\n' \
    date "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    run "$1" \
    commit "$(commit_name)" \
    CPU "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores" \
    memory "$(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)" \
    kernel "$(uname -sr)" \
    clock "$(cat /sys/devices/system/clocksource/clocksource0/current_clocksource 2>/dev/null || echo unknown)" \
    load "$(cut -d ' ' -f 1 /proc/loadavg) at the start" \
    compiler "$(compiler_name)" \
    flags "$(compile_flags)"
}

# describe_machine FACTS: the head of bench/RESULTS.md from a file of machine_facts.
describe_machine() {
  # shellcheck disable=SC2016 # backquotes of Markdown
  printf '# Benchmark results\n\nWritten by `tools/bench`; `results.json` has every figure, `results.html` histograms.\n\n| | |\n|---|---|\n'
  sed 's/^\([^\t]*\)\t\(.*\)$/| \1 | \2 |/' "$1"
}
