# Owns one database server from its first file to the removal of its directory.
# Arguments: the server's directory, its TCP port, the seconds without use after which it ends.
# The script of the kind comes before this text and defines: prepare, serve, answers, populate, stop_signal.
#
# Files in the directory, through which test processes and this script talk:
#   ready      the server may be used
#   heartbeat  made by every user now and then, eaten here; when none comes for long enough, the server ends
#   stop       made by whoever wants the server to end now
#   again      made by whoever kills the server and wants it back, with what it had kept
#   lost       what it had kept makes the server crash, so that it does not come back
#   preload.so a library that the server loads first, if it is there
#   full       there while that library should say that the disk is full
#   server.pid for the case that this script was killed and somebody else must end the server
# Standard input is a locked file: the lock tells others that this script lives, so children do not get the file, except
# those of `prepare`, because nobody may take the directory for dead while they write to it. Standard output and error
# are the log, locked likewise and passed on to the server: that lock tells whether anything of it still lives.
set -u
dir=$1 port=$2 idle_seconds=$3
cd "$dir" || exit 1

end_server() {
    rm -f ready
    kill -s "$stop_signal" "$server" 2>/dev/null
    tenths=0
    while kill -0 "$server" 2>/dev/null && [ "$tenths" -lt 100 ]; do
        sleep 0.1 </dev/null
        tenths=$((tenths + 1))
    done
    kill -s KILL "$server" 2>/dev/null
    wait "$server"
}

# The files of a server that failed stay, with the log, until the next start; those of one that was stopped go.
fail() {
    end_server
    exit 1
}
finish() {
    end_server
    cd / && rm -rf -- "$dir"
    exit 0
}

start() {
    if [ -e preload.so ]; then
        (export LD_PRELOAD="$dir/preload.so" DISK_IS_FULL="$dir/full" && serve) </dev/null &
    else
        serve </dev/null &
    fi
    server=$!
    echo "$server" >server.pid
    until answers </dev/null >/dev/null 2>&1; do
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1 </dev/null
    done
}
# Processes of a server that was killed may hold its memory for a moment longer; a crash comes again each time.
start_again() {
    rm -f ready again
    tries=0
    until start; do
        wait "$server"
        if [ $? -gt 128 ]; then
            : >lost
            fail
        fi
        tries=$((tries + 1))
        [ "$tries" -lt 50 ] || fail
        sleep 0.1 </dev/null
    done
    : >ready
}

prepare || exit 1
trap finish TERM
start || fail
populate </dev/null || fail
: >ready

quiet_seconds=0
while kill -0 "$server" 2>/dev/null || { [ -e again ] && start_again; }; do
    [ -e stop ] && finish
    if [ -e heartbeat ]; then
        rm -f heartbeat
        quiet_seconds=0
    elif [ "$quiet_seconds" -ge "$idle_seconds" ]; then
        # A user makes the heartbeat first and looks for `ready` second, so one of the two sides sees the other.
        rm -f ready
        [ -e heartbeat ] || finish
        : >ready
    fi
    sleep 1 </dev/null
    quiet_seconds=$((quiet_seconds + 1))
done
fail
