# shellcheck shell=sh disable=SC2154 # sourced; the caller sets `here` and `scratch`
# Fetches npm's packages into the folder `scratch`, or leaves with 77, "skipped", and says why.

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "SKIPPED: node and npm are needed to drive a browser (Debian: apt-get install nodejs npm)"
  exit 77
fi
mkdir -p "$scratch"
if ! cmp -s "$here/package-lock.json" "$scratch/fetched.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$scratch/"
  if ! (cd "$scratch" && npm ci --ignore-scripts >npm.log 2>&1); then
    cat "$scratch/npm.log"
    echo "SKIPPED: npm could not fetch playwright-core"
    exit 77
  fi
  cp "$here/package-lock.json" "$scratch/fetched.json"
fi
