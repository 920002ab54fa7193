# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of other parts
# Paths: made absolute, looked for above, watched.

# Sets REPLY to the absolute path of $1 (relative to $2, which is relative to $PWD), without `.`, `..` and doubled slashes.
__autovenv_absolute() {
    local rest=$1 out=$PWD part
    if [[ -n ${2-} && $rest != /* ]]; then
        __autovenv_absolute "$2"
        out=$REPLY
    fi
    if [[ $rest == /* ]]; then out=; fi
    out=${out%/}
    while [[ -n $rest ]]; do
        part=${rest%%/*}
        if [[ $rest == */* ]]; then rest=${rest#*/}; else rest=; fi
        case $part in
        '' | .) ;;
        ..) out=${out%/*} ;;
        *) out=$out/$part ;;
        esac
    done
    REPLY=${out:-/}
}

expand_path() {
    local REPLY
    __autovenv_absolute "${1-}" "${2-}"
    builtin printf '%s\n' "$REPLY"
}

user_rel_path() {
    local path=${1#-}
    if [[ -n $path && -n ${HOME-} && ($path == "$HOME" || $path == "$HOME"/*) ]]; then path="~${path#"$HOME"}"; fi
    if [[ -n $path ]]; then builtin printf '%s\n' "$path"; fi
}

# Sets REPLY to the nearest file $1 from directory $2 upwards; 1 if there is none. What was looked for is watched.
__autovenv_find_up() {
    local directory=$2
    while [[ ! -f ${directory%/}/$1 ]]; do
        __autovenv_watch "${directory%/}/$1"
        if [[ -z ${directory%/} ]]; then return 1; fi
        directory=${directory%/*}
        directory=${directory:-/}
    done
    REPLY=${directory%/}/$1
    __autovenv_watch "$REPLY"
}

find_up() {
    local REPLY
    __autovenv_find_up "$1" "$PWD" && builtin printf '%s\n' "$REPLY"
}

watch_file() {
    local path REPLY
    for path; do
        __autovenv_absolute "$path"
        __autovenv_watch "$REPLY"
    done
}

watch_dir() {
    local REPLY path
    __autovenv_absolute "${1-}"
    __autovenv_find
    __autovenv_tell watch_dir "$__autovenv_where" "$REPLY"
    while IFS='' builtin read -r -d '' path; do __autovenv_list "$path"; done < <(find "$REPLY" -print0 2>/dev/null)
}

require_allowed() {
    local path REPLY
    __autovenv_find
    for path; do
        # As in direnv.
        case $path in
        /*) __autovenv_fail "require_allowed: $path is an absolute path, and only files of the project can be required" ;;
        .. | ../* | */.. | */../*) __autovenv_fail "require_allowed: $path leads upwards, and only files of the project can be required" ;;
        esac
        __autovenv_absolute "$path"
        if [[ -e $REPLY ]]; then
            __autovenv_ask read "$__autovenv_where" require "$REPLY"
        else
            __autovenv_watch "$REPLY"
        fi
    done
}
