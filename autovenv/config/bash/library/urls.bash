# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of other parts
# Reading what is at a URL: known by the hash of its content.

# fetchurl URL [HASH]: prints the path of a file with what is there; HASH is as in HTML's "integrity": sha256-BASE64.
fetchurl() {
    local file
    __autovenv_find
    __autovenv_ask fetched "$__autovenv_where" "${2-}"
    if [[ -z ${__autovenv_answer[0]} ]]; then
        file=$__autovenv_private/download
        if has curl; then
            curl --fail --silent --show-error --location --output "$file" -- "$1" || return
        elif has wget; then
            wget --quiet --output-document "$file" -- "$1" || return
        else
            __autovenv_complain "fetchurl needs curl or wget"
            return 1
        fi
        __autovenv_ask keep "$__autovenv_where" "$1" "${2-}" "$file"
    fi
    builtin printf '%s\n' "${__autovenv_answer[0]}"
}

source_url() {
    local __autovenv_file
    if [[ $# -lt 2 || -z $1 || -z $2 ]]; then
        __autovenv_complain "source_url needs a URL and the hash of its content"
        return 1
    fi
    __autovenv_file=$(fetchurl "$1" "$2") || return
    __autovenv_find
    __autovenv_ask adopt "$__autovenv_where" "$1" "$2" "$__autovenv_file"
    builtin source "${__autovenv_answer[0]}"
    __autovenv_check $? "${__autovenv_answer[0]}"
}
