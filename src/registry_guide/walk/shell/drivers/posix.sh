# The reader's shell, where that is of the POSIX family but not bash: one statement after another in itself, so that
# variables, functions and the directory last as they do at a prompt. Orders come in by descriptor 7, a report goes out
# by descriptor 8, a row of NUL-ended fields. Names of its own begin with __walk_. Its first argument is the names of the
# clients. VERSION, below, is the expression by which this shell tells its version.
__walk_clients=$1 __walk_line=0
set --
# What fails where `set -e` would stop is told, and stops nothing, by shells that have this trap. Where there is none
# (dash) the shell does stop there, in a block that is to succeed.
__walk_trap=
(trap : ERR) 2>/dev/null && __walk_trap=yes
__walk_gone() { [ "$__walk_line" = 0 ] || printf '%s\0' failed "$__walk_line" "$1" >&8; }
trap '__walk_gone "$?"' EXIT
while IFS= read -r __walk_order <&7; do
    __walk_rest=${__walk_order#* }
    case $__walk_order in
    open\ *)
        exec 9<"$__walk_rest"
        # A block of nothing but comments has no statement that gives one.
        __walk_status=0
        ;;
    run\ * | try\ *)
        __walk_line=${__walk_rest%% *}
        printf '%s\0' began "$__walk_line" >&8
        if [ -n "$__walk_trap" ]; then
            trap 'printf "%s\0" failed "$__walk_line" "$?" >&8' ERR
        elif [ "${__walk_order%% *}" = run ]; then
            set -e
        fi
        . "${__walk_rest#* }" <&9
        __walk_status=$?
        [ -z "$__walk_trap" ] || trap - ERR
        { set +e; } 2>/dev/null
        printf '%s\0' did "$__walk_line" "$__walk_status" >&8
        __walk_line=0
        ;;
    end)
        __walk_left=0
        [ -t 9 ] || __walk_left=$(($(command -p wc -c <&9)))
        exec 9<&-
        for __walk_client in $(printf '%s' "$__walk_clients"); do
            printf '%s\0' found "$__walk_client" "$(command -v "$__walk_client")" >&8
        done
        # Names only: no value leaves the shell.
        printf 'names\0' >&8
        set | command -p sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p' >&8
        printf '\0' >&8
        command -p env | command -p sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p' >&8
        printf '\0' >&8
        printf '%s\0' shell "VERSION" >&8
        printf '%s\0' ended "$__walk_status" "$PWD" "${VIRTUAL_ENV-}" "$__walk_left" >&8
        ;;
    esac
done
