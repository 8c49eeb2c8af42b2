# shellcheck shell=bash
# Configures and builds a preset of CMakePresets.json below build/.
# Needs say.sh and `root`, the absolute path of the checkout.
: "${root:?the script that reads this sets it}"

# Options of the configuration, NAME=VALUE; what is not among them stays as the folder has it.
build_options=()

# configured FOLDER: there is something to build from, made by this checkout with these options.
configured() {
  local folder=$1 option
  [[ -f $folder/build.ninja ]] || return 1
  grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt" 2>/dev/null || return 1
  for option in "${build_options[@]}"; do
    grep -qxF "${option%%=*}:BOOL=${option#*=}" "$folder/CMakeCache.txt" || return 1
  done
}

# configure PRESET: only when it is not configured yet. Later changes of CMakeLists.txt
# are ninja's business: it starts CMake again by itself.
configure() {
  local preset=$1 folder=$root/build/$1 log fresh=()
  if configured "$folder"; then
    return 0
  fi
  say "configuring $preset"
  mkdir -p "$folder"
  log=$folder/configure.log
  # What a checkout that stood elsewhere left is of no use.
  grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt" 2>/dev/null || fresh=(--fresh)
  if ! (cd "$root" && cmake "${fresh[@]}" --preset "$preset" "${build_options[@]/#/-D}") >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$folder/build.ninja"
    return 1
  fi
}

# show_progress PRESET: ninja's lines on stdin. Steps become one moving line on a
# terminal; elsewhere one line says how many there are, and one every 30 seconds how
# far it is. What compilers say passes through.
show_progress() {
  local preset=$1 line='' moving='' announced='' step=0 steps=0 status=0 started=$SECONDS last=$SECONDS
  while :; do
    status=0
    IFS= read -r -t 5 line || status=$?
    if ((status > 0 && status <= 128)); then
      break
    elif ((status == 0)) && [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      # A step or two is what every build does, such as looking up the commit.
      if [[ -z $announced && ! -t 2 ]] && ((BASH_REMATCH[2] > 2)); then
        say "building $preset, ${BASH_REMATCH[2]} steps"
        announced=1
      fi
      step=${BASH_REMATCH[1]} steps=${BASH_REMATCH[2]}
      if [[ -t 2 ]]; then
        printf '\r\033[Kbuilding %s %s of %s' "$preset" "$step" "$steps" >&2
        moving=1
      fi
    elif ((status == 0)) && [[ ! $line =~ ^(-- |ninja: (no work|Entering)) ]]; then
      [[ -z $moving ]] || printf '\r\033[K' >&2
      moving=''
      say "$line"
    fi
    if [[ ! -t 2 ]] && ((SECONDS - last >= 30)); then
      say "building $preset, step $step of $steps after $((SECONDS - started)) s"
      last=$SECONDS
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
