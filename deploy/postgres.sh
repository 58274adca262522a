# A temporary PostgreSQL on a free port of the loopback, not as root, in a folder that is deleted afterwards.
# To be sourced: start_postgres FOLDER [-c name=value …], then stop_postgres FOLDER. fsync stays on: durability is what
# is tested and measured.

missing() { printf '%s\n' "$@" >&2; exit 1; }

find_postgres() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
        if [ -x "$folder/initdb" ]; then echo "$folder"; return; fi
    done
    if command -v initdb >/dev/null; then dirname "$(readlink -f "$(command -v initdb)")"; fi
}

# Sets $postgres, the folder of the programs; installs them if possible.
need_postgres() {
    postgres=$(find_postgres)
    if [ -z "$postgres" ]; then
        local how="PostgreSQL's programs (initdb, pg_ctl) are missing: apt-get install postgresql"
        { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; } || missing "$how"
        echo "Installing PostgreSQL with apt-get"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >/dev/null 2>&1
        apt-get install -y -qq postgresql-15 >/dev/null 2>&1 || apt-get install -y -qq postgresql >/dev/null 2>&1
        postgres=$(find_postgres)
        [ -n "$postgres" ] || missing "$how (apt-get could not)"
    fi
    # PostgreSQL refuses to run as root.
    if [ "$(id -u)" = 0 ]; then
        id postgres >/dev/null 2>&1 || missing "PostgreSQL does not run as root, and there is no user postgres: useradd --system postgres"
        if command -v runuser >/dev/null; then as() { (cd / && runuser -u postgres -- "$@"); }
        else as() { (cd / && setpriv --reuid postgres --regid postgres --clear-groups "$@"); }; fi
    else
        as() { "$@"; }
    fi
}

# start_postgres FOLDER [options]: sets $postgres_port; the server's data is in FOLDER/db/data.
start_postgres() {
    local folder=$1 try port
    shift
    need_postgres
    chmod 755 "$folder"
    mkdir "$folder/db"
    [ "$(id -u)" = 0 ] && chown postgres "$folder/db"
    as "$postgres/initdb" -D "$folder/db/data" -A trust -U postgres -E UTF8 --locale=C >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; return 1; }
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 12000))
        # If the server cannot take the port, another number is tried.
        if as "$postgres/pg_ctl" -D "$folder/db/data" -l "$folder/db/log" -w -t 30 start \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on -c max_connections=300 $*" >/dev/null 2>&1
        then
            postgres_port=$port
            return 0
        fi
    done
    cat "$folder/db/log" >&2
    return 1
}

stop_postgres() {
    [ -f "$1/db/data/postmaster.pid" ] && as "$postgres/pg_ctl" -D "$1/db/data" -m immediate -w stop >/dev/null 2>&1
}
