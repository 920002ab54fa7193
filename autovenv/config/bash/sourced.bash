# shellcheck shell=bash
# shellcheck disable=SC1090,SC2154  # library.bash tells which
# Run in place of each `source FILE [ARGUMENT …]` of a .envrc, with the same arguments. A file and not a function: what FILE declares
# belongs to whoever sourced it.
if [[ ${1-} == -- ]]; then builtin shift; fi
if [[ $# == 0 ]]; then
    builtin printf 'source: it needs the name of a file\n' >&2
    builtin return 2
fi
if __autovenv_source "$@"; then
    builtin shift
    builtin source "$__autovenv_path" "$@"
    __autovenv_check $? "$__autovenv_path"
else
    builtin return "$__autovenv_status"
fi
