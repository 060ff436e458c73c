# The reader's shell, where that is fish: one statement after another in itself, so that variables, functions and the
# directory last as they do at a prompt. Orders come in by standard input, a report goes out by descriptor 8, a row of
# NUL-ended fields. Its first argument is the names of the clients. fish has no trap for what fails: the status that a
# statement ends with is all that it tells.
set -g __walk_clients (string split ' ' -- $argv[1])
set -e argv
set -g __walk_files
while read -g __walk_order
    set -g __walk_words (string split -m 2 ' ' -- $__walk_order)
    switch $__walk_words[1]
        case open
            set -g __walk_answers (string replace 'open ' '' -- $__walk_order)
            set -g __walk_files
            set -g __walk_lines
            # A block of nothing but comments has no statement that gives one.
            set -g __walk_status 0
        case run try
            set -ga __walk_lines $__walk_words[2]
            set -ga __walk_files $__walk_words[3]
        case end
            begin
                for __walk_at in (seq (count $__walk_files))
                    set -g __walk_at $__walk_at
                    printf '%s\0' began $__walk_lines[$__walk_at] >&8
                    # Not `source`, in which `exit` ends the file and not the shell.
                    eval (string collect <$__walk_files[$__walk_at])
                    set -g __walk_status $status
                    if test $__walk_status -ne 0
                        printf '%s\0' failed $__walk_lines[$__walk_at] $__walk_status >&8
                    end
                    printf '%s\0' did $__walk_lines[$__walk_at] $__walk_status >&8
                end
                command wc -c | read -g __walk_left
            end <$__walk_answers
            for __walk_client in $__walk_clients
                set -g __walk_path (command -s $__walk_client)
                printf '%s\0' found $__walk_client "$__walk_path" >&8
            end
            # Names only: no value leaves the shell.
            printf 'names\0%s\0%s\0' (set --names | string collect) (set --names --export | string collect) >&8
            printf '%s\0' shell "VERSION" >&8
            printf '%s\0' ended $__walk_status $PWD "$VIRTUAL_ENV" $__walk_left >&8
    end
end
