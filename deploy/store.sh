# The functions on stores that deploy/backup and deploy/restore share. To be sourced.

# The tables by which running silos find each other. A copy must not keep their rows: a club started on the copy would find the
# silos of the original and talk to them.
membership=(silos clusters)

fail() { printf '%s\n' "$@" >&2; exit 1; }

now() { date -u +%Y%m%dT%H%M%SZ; }

# Reads Club__Store: sets $kind to sqlite and $file, or to postgres and libpq's PG… variables. Never prints it: it may hold
# a password.
read_store() {
    local setting=${Club__Store:-sqlite:data/club.db}
    case ${setting,,} in
        sqlite:*) kind=sqlite file=${setting#*:} ;;
        postgres://* | postgresql://*) kind=postgres; read_url "${setting#*://}" ;;
        *host=* | *server=*) kind=postgres; read_pairs "$setting" ;;
        *) fail "Club__Store is neither sqlite:PATH nor a PostgreSQL connection string" ;;
    esac
    if [ $kind = postgres ]; then
        export PGHOST PGPORT=${PGPORT:-5432} PGUSER PGPASSWORD PGDATABASE=${PGDATABASE:-${PGUSER-}} PGSSLMODE=${PGSSLMODE:-prefer} PGCONNECT_TIMEOUT=10 PGAPPNAME=loyaltyclub-backup
        # libpq uses an empty variable as a value.
        [ -n "${PGPASSWORD-}" ] || unset PGPASSWORD
        [ -n "${PGUSER-}" ] || unset PGUSER
    fi
}

# Host=…;Username=…, as Npgsql reads it. Settings of Npgsql alone (pools, time-outs) are skipped.
read_pairs() {
    case $1 in *\'* | *\"*) fail "Club__Store has quoted values, which this script does not read; write it as postgres://user:password@host/database" ;; esac
    local pair value
    while IFS= read -r -d ';' pair; do
        [ -n "$pair" ] || continue
        value=${pair#*=}
        case $(tr -d ' ' <<<"${pair%%=*}" | tr '[:upper:]' '[:lower:]') in
            host | server) PGHOST=$value ;;
            port) PGPORT=$value ;;
            database | db) PGDATABASE=$value ;;
            username | userid | user | uid) PGUSER=$value ;;
            password | pwd) PGPASSWORD=$value ;;
            sslmode) ssl_mode "$value" ;;
            rootcertificate) export PGSSLROOTCERT=$value ;;
            targetsessionattributes) export PGTARGETSESSIONATTRS=$value ;;
        esac
    done <<<"$1;"
}

# user:password@host:port/database?sslmode=…, each part percent-encoded.
read_url() {
    local rest=${1%%\?*} query= place
    [ "$rest" = "$1" ] || query=${1#*\?}
    if [[ $rest == *@* ]]; then
        place=${rest%@*} rest=${rest##*@}
        PGUSER=$(decode "${place%%:*}")
        [ "${place#*:}" = "$place" ] || PGPASSWORD=$(decode "${place#*:}")
    fi
    [ "${rest#*/}" = "$rest" ] || PGDATABASE=$(decode "${rest#*/}")
    rest=${rest%%/*}
    if [[ $rest =~ :([0-9]+)$ ]]; then PGPORT=${BASH_REMATCH[1]} rest=${rest%:*}; fi
    rest=${rest#[} PGHOST=${rest%]}
    while IFS= read -r -d '&' place; do
        case ${place,,} in
            sslmode=*) ssl_mode "${place#*=}" ;;
            sslrootcert=* | rootcertificate=*) export PGSSLROOTCERT=$(decode "${place#*=}") ;;
        esac
    done <<<"$query&"
}

decode() { printf '%b' "$(sed 's/\\/\\\\/g; s/%/\\x/g' <<<"$1")"; }

ssl_mode() {
    case $(tr -d -- '- ' <<<"${1,,}") in
        verifyfull) PGSSLMODE=verify-full ;;
        verifyca) PGSSLMODE=verify-ca ;;
        *) PGSSLMODE=${1,,} ;;
    esac
}

# The path of a PostgreSQL program: Debian keeps some outside of PATH.
program() {
    command -v "$1" || ls -d /usr/lib/postgresql/*/bin/"$1" 2>/dev/null | sort -V | tail -n 1 | grep . ||
        fail "$1 is missing: install PostgreSQL's client programs, of the server's version or a later one"
}

# sqlite FILE STATEMENT…: runs the statements on one connection, by the sqlite3 tool or Python's module, whichever is installed.
sqlite() {
    if command -v sqlite3 >/dev/null; then
        local file=$1
        shift
        printf '%s;\n' "$@" | sqlite3 -bail -cmd '.timeout 5000' "$file"
    elif command -v python3 >/dev/null; then
        python3 - "$@" <<'PYTHON'
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=5, isolation_level=None)
try:
    for statement in sys.argv[2:]:
        for row in connection.execute(statement):
            print(*row, sep="|")
except sqlite3.Error as fault:
    sys.exit(f"Error: {fault}")
PYTHON
    else
        fail "Neither sqlite3 nor python3 is on this machine: apt-get install sqlite3"
    fi
}
