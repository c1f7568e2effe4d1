# MariaDB: root has no password but only on the socket, which only this account and root can reach.
stop_signal=TERM

# The data is thrown away with the server, so nothing has to survive a crash of the machine. Otherwise a schema change
# waits for the disk ten times and more.
unsafe="--debug-no-sync --skip-sync-frm --innodb-flush-method=nosync --skip-innodb-doublewrite
    --innodb-flush-log-at-trx-commit=0 --innodb-log-file-size=32M"

# Anonymous users and root over TCP would turn a wrong password into a success.
prepare() {
    mariadb-install-db --no-defaults --datadir="$dir/data" --auth-root-authentication-method=normal \
        --skip-test-db --skip-name-resolve $unsafe || return 1
    cat >init.sql <<SQL
DELETE FROM mysql.global_priv WHERE Host <> 'localhost' OR User NOT IN ('root', 'mariadb.sys');
FLUSH PRIVILEGES;
CREATE OR REPLACE USER '$TEST_USER'@'%' IDENTIFIED BY '$TEST_PASSWORD';
GRANT ALL ON *.* TO '$TEST_USER'@'%' WITH GRANT OPTION;
SQL
}

serve() {
    exec mariadbd --no-defaults --datadir="$dir/data" --tmpdir="$dir" --init-file="$dir/init.sql" \
        --socket="$dir/mariadb.sock" --pid-file="$dir/mariadb.pid" --bind-address=127.0.0.1 --port="$port" \
        $unsafe --innodb-buffer-pool-size=128M --innodb-file-per-table=1 \
        --skip-log-bin --skip-name-resolve --max-connections=200 --character-set-server=utf8mb4
}

answers() {
    mariadb --no-defaults --socket="$dir/mariadb.sock" --user=root --execute='SELECT 1'
}

# The init file, which runs before the first connection is let in, has done it all.
populate() {
    :
}
