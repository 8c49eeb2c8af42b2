# shellcheck shell=sh disable=SC2154 # sourced; the caller sets `packages`, `purpose` and `scratch`
# Fetches npm's packages of the lock file in the folder `packages` into the folder `scratch`, or leaves with 77,
# "skipped", and says why.

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "SKIPPED: node and npm are needed $purpose (Debian: apt-get install nodejs npm)"
  exit 77
fi
mkdir -p "$scratch"
if ! cmp -s "$packages/package-lock.json" "$scratch/fetched.json"; then
  cp "$packages/package.json" "$packages/package-lock.json" "$packages/.npmrc" "$scratch/"
  if ! (cd "$scratch" && npm ci --ignore-scripts >npm.log 2>&1); then
    cat "$scratch/npm.log"
    echo "SKIPPED: npm could not fetch what is needed $purpose"
    exit 77
  fi
  cp "$packages/package-lock.json" "$scratch/fetched.json"
fi
