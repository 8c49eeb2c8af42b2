# shellcheck shell=bash
# The data the main job and the benchmarks run over.
# Needs say.sh, `root`, and a built build/release/basis.
: "${root:?the script that reads this sets it}"

# sample_data: makes build/sample-data where it is missing or older than the
# program that writes it; whole or not at all.
sample_data() {
  local program=$root/build/release/basis folder=$root/build/sample-data
  if [[ $folder/dataset.yaml -nt $program ]]; then
    return 0
  fi
  say "generating sample data in build/sample-data"
  rm -rf "$folder.part"
  "$program" data sample "$folder.part" >&2 || return
  rm -rf "$folder"
  mv "$folder.part" "$folder"
  # Newer than the program, or the next run would write it again.
  touch "$folder/dataset.yaml"
}

# data_folder: prints BASIS_DATA_DIR if it is set, else the sample data's path.
data_folder() {
  if [[ -n ${BASIS_DATA_DIR:-} ]]; then
    printf '%s\n' "$BASIS_DATA_DIR"
  else
    sample_data && printf '%s\n' "$root/build/sample-data"
  fi
}
