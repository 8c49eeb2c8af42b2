# shellcheck shell=bash disable=SC2154 # sourced; `scratch` and `password` are the caller's
# A real PostgreSQL of the test's own, on a free port of the loopback interface, whose user `quant` has `password`. Leaves
# `bin`, `cluster` and `port` behind, the functions start, stop and as_quant, and the whole of it at the exit.

# Debian keeps a version's programs off PATH.
bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
if [[ ! -x $bin/initdb ]]; then
  echo "SKIPPED: PostgreSQL is not installed (Debian package postgresql)"
  exit 77
fi

cluster=$(mktemp -d)
# The server refuses to run as root; Debian's package makes a user for it.
as_server() {
  local prefix=()
  if [[ $(id -u) == 0 ]]; then prefix=(runuser -u postgres --); fi
  (cd / && "${prefix[@]}" "$@")
}
stop() { as_server "$bin/pg_ctl" -D "$cluster/data" -m immediate -w stop >/dev/null 2>&1; }
trap 'stop; rm -rf "$cluster" "$scratch"' EXIT

# start: on a port that is free; between looking and starting another program may take it.
start() {
  local attempt
  for ((attempt = 1; attempt <= 20; attempt++)); do
    port=${port:-$((20000 + RANDOM % 12000))}
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null &&
      as_server "$bin/pg_ctl" -D "$cluster/data" -w -l "$cluster/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off" start >/dev/null 2>&1; then
      return 0
    fi
    port=''
  done
  cat "$cluster/log"
  echo "PostgreSQL did not start"
  exit 1
}

echo "$password" >"$cluster/password"
[[ $(id -u) != 0 ]] || chown -R postgres "$cluster"
if ! as_server "$bin/initdb" -D "$cluster/data" -U quant -A scram-sha-256 --pwfile="$cluster/password" \
  -E UTF8 --no-locale --no-sync >"$scratch/initdb" 2>&1; then
  cat "$scratch/initdb"
  exit 1
fi
port=''
start
as_quant() { PGPASSWORD=$password "$bin/psql" -h 127.0.0.1 -p "$port" -U quant -qAt -v ON_ERROR_STOP=1 "$@"; }
