# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of other parts
# The channel to autovenv: a request is the number of its fields and the fields, an answer likewise; each ends with NUL.

__autovenv_tell() { builtin printf '%s\0' "$#" "$@" >&198; }

# Sets __autovenv_answer.
__autovenv_hear() {
    local count at
    __autovenv_answer=()
    IFS='' builtin read -r -d '' -u 199 count || builtin exit 1
    for ((at = 0; at < count; at++)); do
        IFS='' builtin read -r -d '' -u 199 "__autovenv_answer[at]" || builtin exit 1
    done
}

# __autovenv_watch PATH: an absolute one.
__autovenv_watch() {
    __autovenv_tell watch "$1"
    __autovenv_list "$1"
}

# Adds a path to what `direnv show_dump` prints.
__autovenv_list() {
    local path=${1//\\/\\\\}
    builtin printf '  "path": "%s"\n' "${path//$'\n'/\\n}" >>"$__autovenv_private/watches"
}

__autovenv_ask() {
    __autovenv_tell "$@"
    __autovenv_hear
}

# As __autovenv_tell, and all exported variables behind it, ended by an empty one.
__autovenv_tell_all() {
    local IFS=$' \t\n' __autovenv_name __autovenv_arrays
    __autovenv_arrays=$(builtin compgen -A arrayvar)
    __autovenv_arrays=$'\n'$__autovenv_arrays$'\n'
    {
        builtin printf '%s\0' "$#" "$@"
        for __autovenv_name in $(builtin compgen -e); do
            # An array is not handed down by bash, and so is a name without a value.
            if [[ $__autovenv_arrays != *$'\n'"$__autovenv_name"$'\n'* && -n ${!__autovenv_name+set} ]]; then
                builtin printf '%s\0' "$__autovenv_name=${!__autovenv_name}"
            fi
        done
        builtin printf '\0'
    } >&198
}
