# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of other parts
# Where in the project's files bash is, and what is told of that: errors, messages, an exit.

# Sets __autovenv_where to file:line of the project's line that is being run.
__autovenv_find() {
    local at
    __autovenv_where=''
    for ((at = 1; at < ${#BASH_SOURCE[@]}; at++)); do
        if [[ ${BASH_SOURCE[at]} == "$__autovenv_private"/* ]]; then
            __autovenv_where=${BASH_SOURCE[at]}:${BASH_LINENO[at - 1]}
            return 0
        fi
    done
}

# Ends the evaluation: nothing of the file is applied.
__autovenv_fail() {
    __autovenv_find
    __autovenv_ask fail "$__autovenv_where" "$1"
    builtin exit 1
}

# `exit` in a file: where it stands is told if it is an error. The report does not wait for the trap, which may be the file's by now.
exit() {
    local __autovenv_code=$?
    __autovenv_find
    __autovenv_left=$__autovenv_where
    __autovenv_report "${1-$__autovenv_code}"
    builtin exit "${1-$__autovenv_code}"
}

# A line for the terminal, where stderr is not thrown away. What is printed next comes after it; a subshell may run beside the file, and
# does not wait.
__autovenv_say() {
    if [[ /dev/fd/2 -ef /dev/null ]]; then return 0; fi
    if [[ $BASH_SUBSHELL == 0 ]]; then __autovenv_ask say_first "$1"; else __autovenv_tell say "$1"; fi
}

# An empty DIRENV_LOG_FORMAT is how users of direnv ask for silence.
log_status() {
    local IFS=' '
    if [[ -n ${DIRENV_LOG_FORMAT-%s} ]]; then __autovenv_say "$*"; fi
}

log_error() { log_status "$@"; }

# What is wrong on the line that is being run.
__autovenv_complain() {
    __autovenv_find
    __autovenv_say "${__autovenv_where:+$__autovenv_where: }$1"
}
