# shellcheck shell=bash
# Which Debian 12 packages the project needs, and how the missing ones get in.
# Needs say.sh.

# What the program is built with, what the measurements need besides, and what the tests need besides both.
kBuildPackages=(
  g++ cmake ninja-build ccache git ca-certificates mold
  libboost1.81-dev libcaf-dev libcli11-dev libconcurrentqueue-dev libcrypto++-dev libfmt-dev libpq-dev libpqxx-dev
  libreaderwriterqueue-dev libsecp256k1-dev libsimdjson-dev libsqlite3-dev libssl-dev libsystemd-dev libxxhash-dev
  libyaml-cpp-dev libzstd-dev prometheus-cpp-dev zlib1g-dev
)
kBenchPackages=(nlohmann-json3-dev rapidjson-dev)
kTestPackages=(clang-16 clang-tidy-16 clang-format-14 libclang-rt-16-dev doctest-dev chromium curl postgresql prometheus sqlite3)
# Commands that may come from elsewhere than Debian, and the package of each.
kCommandPackages=(node:nodejs npm:npm)

# missing_packages PACKAGE...: those that are not installed, one a line.
missing_packages() {
  local package
  local -A installed=()
  while read -r package; do
    installed[$package]=1
  done < <(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p')
  for package in "$@"; do
    [[ -n ${installed[$package]:-} ]] || printf '%s\n' "$package"
  done
}

# missing_commands: the packages of those commands that are not on PATH.
missing_commands() {
  local pair
  for pair in "${kCommandPackages[@]}"; do
    command -v "${pair%%:*}" >/dev/null || printf '%s\n' "${pair#*:}"
  done
}

# root_prefix: the words that run a command as root, none for root itself.
# Fails where there is no way to become root.
root_prefix() {
  if [[ $(id -u) == 0 ]]; then
    return 0
  fi
  command -v sudo >/dev/null || return 1
  # Without a terminal nobody can type a password.
  [[ -t 0 ]] || sudo -n true 2>/dev/null || return 1
  printf 'sudo\n'
}

# install_packages PACKAGE...: apt's own words appear only when it fails.
install_packages() {
  local by_hand="apt-get update && apt-get install -y --no-install-recommends $*"
  local prefix log
  if ! prefix=$(root_prefix); then
    say "These Debian packages are missing: $*"
    die 2 "Install them as root, then start again: $by_hand"
  fi
  say "installing from Debian: $*"
  log=$(mktemp)
  # dpkg looks for ldconfig in sbin, which an ordinary user's PATH leaves out.
  # shellcheck disable=SC2086 # no prefix is no word
  if ! {
    $prefix env DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin" apt-get -q update &&
      $prefix env DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin" \
        apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
  } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    die 2 "apt-get failed, see above. The command was: $by_hand"
  fi
  rm -f "$log"
}

# ensure_packages build|bench|test: installs what is missing, and calls apt only then.
ensure_packages() {
  local wanted=("${kBuildPackages[@]}") missing
  case $1 in
    bench) wanted+=("${kBenchPackages[@]}") ;;
    test) wanted+=("${kBenchPackages[@]}" "${kTestPackages[@]}") ;;
  esac
  command -v dpkg-query >/dev/null ||
    die 2 "This needs Debian 12 (or a relative with apt) and the packages: ${wanted[*]} ${kCommandPackages[*]#*:}"
  mapfile -t missing < <(missing_packages "${wanted[@]}" && missing_commands)
  if ((${#missing[@]} > 0)); then
    install_packages "${missing[@]}"
  fi
}
