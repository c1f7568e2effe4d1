# PostgreSQL: passwords are checked on TCP and not on the socket, which only this account and root can reach.
stop_signal=INT

prepare() {
    initdb --pgdata=data --username=postgres --auth-local=trust --auth-host=scram-sha-256 \
        --encoding=UTF8 --no-locale --no-sync
}

# The data is thrown away with the server, so nothing has to survive a crash of the machine.
serve() {
    exec postgres -D data -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories="$dir" \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200
}

# The TCP port opens before the socket does, so an answer on the socket means that both are there.
answers() {
    run_sql 'SELECT 1'
}

# What the server keeps of the password `secret`, hashed once. Hashed 4096 times, as the server would by itself, each
# login of a debug build takes as long as ten statements.
verifier='SCRAM-SHA-256$1:c2FuZHNoaWZ0LXRlc3QhIQ==$WY2sLxyLnF9blYo/LBh5r+qGbLjTTQJK7nKhU4jTa+0=:lMNrn4qPtvwPqJfqNQXacfbkrnAf+rQ+ikLOq4rfqDM='

populate() {
    run_sql "CREATE ROLE $TEST_USER LOGIN CREATEDB CREATEROLE PASSWORD '$verifier'"
}

run_sql() {
    psql --no-psqlrc --quiet --host="$dir" --port="$port" --username=postgres --dbname=postgres --command="$1"
}
