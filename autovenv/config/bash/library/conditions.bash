# shellcheck shell=bash
# Conditions, demands and strictness.

has() { builtin type "${1-}" >/dev/null 2>&1; }

env_vars_required() {
    local __autovenv_name __autovenv_missing=
    for __autovenv_name; do
        if [[ -z ${!__autovenv_name-} || $(builtin declare -p "$__autovenv_name" 2>/dev/null) != 'declare -'*([!x ])x* ]]; then
            __autovenv_missing="$__autovenv_missing $__autovenv_name"
        fi
    done
    if [[ -n $__autovenv_missing ]]; then __autovenv_fail "not set, but required:$__autovenv_missing"; fi
}

# on_git_branch [NAME | -r REGULAR-EXPRESSION]
on_git_branch() {
    local head branch
    head=$(git rev-parse --absolute-git-dir 2>/dev/null)/HEAD || return 1
    if [[ -z ${1-} ]]; then return 0; fi
    if [[ $1 == -r && -z ${2-} ]]; then
        __autovenv_complain 'on_git_branch -r needs a regular expression'
        return 1
    fi
    watch_file "$head"
    branch=$(git branch --show-current)
    if [[ $1 == -r ]]; then [[ $branch =~ $2 ]]; else [[ $branch == "$1" ]]; fi
}

# What is asked for here is what direnv had in this version.
direnv_version() {
    if [[ $# == 0 ]]; then
        builtin echo 2.37.0
    elif __autovenv_newer "${1#v}" 2.37.0; then
        __autovenv_complain "direnv_version: direnv $1 is newer than what autovenv stands in for"
        return 1
    fi
}

# strict_env [COMMAND …], unstrict_env [COMMAND …]: for the rest of the file, or for one command.
strict_env() { __autovenv_strictness - "$@"; }
unstrict_env() { __autovenv_strictness + "$@"; }

__autovenv_strictness() {
    local __autovenv_sign=$1 __autovenv_e=+e __autovenv_u=+u __autovenv_pipe=+o __autovenv_result=0
    builtin shift
    if [[ $- == *e* ]]; then __autovenv_e=-e; fi
    if [[ $- == *u* ]]; then __autovenv_u=-u; fi
    if [[ -o pipefail ]]; then __autovenv_pipe=-o; fi
    builtin set "${__autovenv_sign}e" "${__autovenv_sign}u" "${__autovenv_sign}o" pipefail
    if [[ $# != 0 ]]; then
        "$@"
        __autovenv_result=$?
        builtin set "$__autovenv_e" "$__autovenv_u" "$__autovenv_pipe" pipefail
    fi
    return "$__autovenv_result"
}
