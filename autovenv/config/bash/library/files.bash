# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of other parts
# Reading files: what is run is a private copy of what was approved.

# Sets __autovenv_path to the copy of file $2, which is of kind $1.
__autovenv_read() {
    __autovenv_find
    if [[ ${#BASH_SOURCE[@]} -gt 150 ]]; then __autovenv_fail "$2 reads itself"; fi
    __autovenv_ask read "$__autovenv_where" "$1" "$2"
    __autovenv_list "$2"
    __autovenv_path=${__autovenv_answer[0]}
}

# Sets __autovenv_path to what sourced.bash is to run for `source FILE …`; else returns 1, and __autovenv_status is what `source` gives.
__autovenv_source() {
    local name=$1 REPLY entry IFS=:
    __autovenv_status=0
    # Not files: what a command printed, an open file.
    case $name in
    /dev/fd/* | /dev/stdin | /proc/*/fd/*)
        __autovenv_path=$name
        return 0
        ;;
    esac
    if [[ $name != */* ]]; then
        for entry in ${PATH-}; do
            if [[ -f $entry/$name ]]; then
                name=$entry/$name
                break
            fi
        done
    fi
    __autovenv_absolute "$name"
    __autovenv_find
    if [[ $REPLY == */@(bin|Scripts)/activate ]] && __autovenv_activate "$REPLY" "${@:2}"; then return 1; fi
    if [[ ! -e $REPLY ]]; then
        __autovenv_watch "$REPLY"
        __autovenv_complain "$REPLY is not there"
        __autovenv_status=1
        return 1
    fi
    if [[ -d $REPLY ]]; then
        __autovenv_complain "$REPLY is a directory"
        __autovenv_status=1
        return 1
    fi
    # What a file of the user's own reads (direnvrc) is watched; what a project's does, and what lies in the project, is to be approved.
    if [[ $REPLY != "$__autovenv_project"/* && $__autovenv_own == *$'\n'"${BASH_SOURCE[2]-}"$'\n'* ]]; then
        __autovenv_own=$__autovenv_own$REPLY$'\n'
        __autovenv_watch "$REPLY"
        __autovenv_path=$REPLY
        return 0
    fi
    __autovenv_read source "$REPLY"
}

# Notes that what was run ended with status $1; bash goes on after a syntax error, and that is told from a mere status only here.
__autovenv_check() {
    if [[ $1 != 0 && $2 == "$__autovenv_private"/* ]] && ! __autovenv_parses "$2"; then __autovenv_fail 'syntax error'; fi
    return "$1"
}

__autovenv_parses() (
    builtin unset -v BASH_ENV POSIXLY_CORRECT
    "$__autovenv_bash" --noprofile --norc -O extglob -n "$1" 2>/dev/null
)

# Where no alias works, as in `\source`. What the file declares is local to the function then, so it is the second choice.
source() { builtin source "$__autovenv_sourced" "$@"; }
function . { builtin source "$__autovenv_sourced" "$@"; }

source_env() {
    local __autovenv_target=${1/#\~/$HOME} __autovenv_back=$PWD __autovenv_path __autovenv_where REPLY
    # A glob without a match, a command that printed nothing: not the directory itself, whose file this is.
    if [[ -z $__autovenv_target ]]; then
        __autovenv_complain 'source_env: no file is named'
        return 1
    fi
    if [[ -d $__autovenv_target ]]; then __autovenv_target=$__autovenv_target/.envrc; fi
    __autovenv_absolute "$__autovenv_target"
    __autovenv_target=$REPLY
    if [[ $__autovenv_target == */@(bin|Scripts)/activate ]] && __autovenv_activate "$__autovenv_target"; then
        return "$__autovenv_status"
    fi
    if [[ ! -e $__autovenv_target ]]; then
        __autovenv_watch "$__autovenv_target"
        __autovenv_complain "$__autovenv_target is not there"
        return 1
    fi
    __autovenv_read envrc "$__autovenv_target"
    builtin cd -- "${__autovenv_target%/*}/" || return 1
    builtin set -- "$__autovenv_target"
    builtin source "$__autovenv_path"
    __autovenv_check $? "$__autovenv_path" || :
    builtin cd -- "$__autovenv_back" || return 1
}

source_env_if_exists() {
    if [[ -z ${1-} ]]; then return 0; fi
    watch_file "$1"
    if [[ -f $1 ]]; then source_env "$1"; fi
}

source_up() {
    local REPLY
    if [[ $PWD != / ]] && __autovenv_find_up "${1:-.envrc}" "${PWD%/*}"; then
        source_env "$REPLY"
    else
        __autovenv_complain "no directory above has a ${1:-.envrc}"
        return 1
    fi
}

source_up_if_exists() {
    local REPLY
    if [[ $PWD != / ]] && __autovenv_find_up "${1:-.envrc}" "${PWD%/*}"; then source_env "$REPLY"; fi
}

dotenv() { __autovenv_dotenv 1 "$@"; }
dotenv_if_exists() { __autovenv_dotenv '' "$@"; }

# __autovenv_dotenv DEMANDED [FILE or DIRECTORY …]
__autovenv_dotenv() {
    local __autovenv_demanded=$1 __autovenv_result=0 __autovenv_file __autovenv_at __autovenv_where REPLY
    builtin shift
    if [[ $# == 0 || -z $1 ]]; then builtin set -- .env; fi
    for __autovenv_file; do
        if [[ -d $__autovenv_file ]]; then __autovenv_file=$__autovenv_file/.env; fi
        __autovenv_absolute "$__autovenv_file"
        # What is there and is no file is an error, but where it need not be there.
        if [[ ! -e $REPLY || -d $REPLY || (-z $__autovenv_demanded && ! -f $REPLY) ]]; then
            __autovenv_watch "$REPLY"
            if [[ -n $__autovenv_demanded ]]; then
                __autovenv_complain "$REPLY is not there"
                __autovenv_result=1
            fi
            builtin continue
        fi
        __autovenv_find
        __autovenv_tell_all dotenv "$__autovenv_where" "$REPLY"
        __autovenv_hear
        for ((__autovenv_at = 0; __autovenv_at < ${#__autovenv_answer[@]}; __autovenv_at++)); do
            # shellcheck disable=SC2163  # it is name=value
            builtin export "${__autovenv_answer[__autovenv_at]}"
        done
    done
    return "$__autovenv_result"
}
