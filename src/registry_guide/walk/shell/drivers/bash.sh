# The reader's shell. bash reads this text with -c, takes the names of the clients, and runs one block after another in
# itself, so that variables, functions and the directory last as they do at a prompt. Orders come in by standard input,
# two lines each: the file of a block, and the file with what the reader types. A report goes out by standard error, a
# row of NUL-ended fields. It must read in bash 3.2, which macOS has. Names of its own begin with __walk_.
# High numbers: a block may use the low ones.
__walk_trace=250 __walk_orders=251 __walk_report=252 __walk_typed=253
exec 251<&0 252>&2 </dev/null 2>&1
__walk_clients=$1
set --
# Neither trap changes what a command does. ERR fires where `set -e` would stop, and unlike it does not stop.
set -ET
while IFS= read -r -u "$__walk_orders" __walk_block && IFS= read -r -u "$__walk_orders" __walk_answers; do
    # What the reader types may come from a terminal: then messages go there, too.
    exec 253<>"$__walk_answers"
    __walk_messages=1
    [ ! -t "$__walk_typed" ] || __walk_messages=$__walk_typed
    # What ran, with its variables filled in, goes to a file of its own, where bash is new enough for that (4.1).
    if [ "${BASH_VERSINFO[0]}${BASH_VERSINFO[1]}" -ge 41 ]; then
        exec 250>"$__walk_block.trace"
        BASH_XTRACEFD=$__walk_trace
    fi
    # One printf each: `$?` is the status of the command only until the next one. BASH_SOURCE is empty outside a block.
    trap 'printf "%s\0" began "$LINENO" "${BASH_COMMAND:0:1000}" "${#BASH_SOURCE[@]}" >&"$__walk_report"' DEBUG
    trap 'printf "%s\0" failed "$LINENO" "${BASH_COMMAND:0:1000}" "${#BASH_SOURCE[@]}" "$?" "$BASH_SUBSHELL" >&"$__walk_report"' ERR
    [ -z "${BASH_XTRACEFD-}" ] || set -x
    . "$__walk_block" <&253 2>&"$__walk_messages"
    __walk_status=$?
    { set +x; } 2>/dev/null
    trap - DEBUG ERR
    __walk_left=
    [ -t "$__walk_typed" ] || IFS= read -r -d '' -u "$__walk_typed" __walk_left || true
    exec 253<&-
    # Printed as it comes, a line break behind each name: to catch it in a variable would start a process each time.
    {
        for __walk_client in $__walk_clients; do
            printf 'found\0%s\0' "$__walk_client"
            type -P "$__walk_client"
            printf '\0'
        done
        # Names only: no value leaves the shell.
        printf 'names\0'
        compgen -v
        printf '\0'
        compgen -e
        printf '\0'
    } >&"$__walk_report"
    printf '%s\0' shell "VERSION" >&"$__walk_report"
    printf '%s\0' ended "$__walk_status" "$PWD" "${VIRTUAL_ENV-}" "${#__walk_left}" >&"$__walk_report"
done
