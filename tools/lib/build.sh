# shellcheck shell=bash
# Configures and builds a preset of CMakePresets.json below build/.
# Needs say.sh and `root`, the absolute path of the checkout.
: "${root:?the script that reads this sets it}"

# configure PRESET: only when there is nothing to build from yet, or the folder
# was made by a checkout that stood elsewhere. Later changes of CMakeLists.txt
# are ninja's business: it starts CMake again by itself.
configure() {
  local preset=$1 folder=$root/build/$1 log
  if [[ -f $folder/build.ninja ]] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt" 2>/dev/null; then
    return 0
  fi
  say "configuring $preset"
  mkdir -p "$folder"
  log=$folder/configure.log
  if ! (cd "$root" && cmake --fresh --preset "$preset") >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$folder/build.ninja"
    return 1
  fi
}

# show_progress PRESET: ninja's lines on stdin. Steps become one moving line on
# a terminal and a single line elsewhere; what compilers say passes through.
show_progress() {
  local preset=$1 line announced='' moving=''
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      if [[ -t 2 ]]; then
        printf '\r\033[Kbuilding %s %s of %s' "$preset" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
        moving=1
      # A step or two is what every build does, such as looking up the commit.
      elif [[ -z $announced ]] && ((BASH_REMATCH[2] > 2)); then
        say "building $preset, ${BASH_REMATCH[2]} steps"
        announced=1
      fi
    elif [[ ! $line =~ ^(-- |ninja: (no work|Entering)) ]]; then
      [[ -z $moving ]] || printf '\r\033[K' >&2
      moving=''
      say "$line"
    fi
  done
  [[ -z $moving ]] || printf '\r\033[K' >&2
}

# build_preset PRESET [NINJA ARGUMENT...]: a failed step shows its errors.
build_preset() {
  local preset=$1
  shift
  configure "$preset" || return 1
  NINJA_STATUS='[%f/%t] ' ninja -C "$root/build/$preset" -j "$(nproc)" "$@" 2>&1 | show_progress "$preset"
}
