# Keeps one throwaway PostgreSQL cluster for as long as standard input stays open, then ends it and removes its folder.
#
# The test holds the other end of that pipe: however it ends, even killed, the pipe closes and nothing stays behind.
# Arguments: the folder of the server binaries, then `on` or `off` for fsync. Run by a user who isn't root (the server refuses).
# Says `ready FOLDER` once the server answers on a socket in FOLDER; anything else is the reason why it can't.

binaries=$1 fsync=$2
# Interrupting the test in a terminal reaches its children too: this one must outlive it to clean up.
trap '' INT TERM HUP

folder=$(mktemp -d "${TMPDIR:-/tmp}/quadrige-postgres.XXXXXX" 2>/dev/null || mktemp -d /tmp/quadrige-postgres.XXXXXX) || exit 1
server=
finish() {
    [ -n "$server" ] && kill -QUIT "$server" 2>/dev/null && wait "$server"
    rm -rf "$folder"
}
trap finish EXIT

if ! "$binaries/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync \
    </dev/null >"$folder/initdb.log" 2>&1; then
    echo "initdb failed: $(tail -n 3 "$folder/initdb.log" | tr '\n' ' ')"
    exit 1
fi

"$binaries/postgres" -D "$folder/data" -k "$folder" -p 5432 -c listen_addresses= -c "fsync=$fsync" -c "full_page_writes=$fsync" \
    -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=2GB -c "timezone=UTC" -c "log_timezone=UTC" \
    </dev/null >"$folder/server.log" 2>&1 &
server=$!

tries=0
until "$binaries/pg_isready" --quiet --host="$folder" --port=5432; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
        echo "the server did not start: $(tail -n 3 "$folder/server.log" | tr '\n' ' ')"
        exit 1
    fi
    sleep 0.05
done
echo "ready $folder"
# Until the test is gone. Nothing is ever written to this pipe.
cat >/dev/null
