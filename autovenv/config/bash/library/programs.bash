# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of other parts
# Programs that know an environment of their own.

join_args() { builtin printf '%q ' "$@"; }

# Runs a command, and what it prints.
__autovenv_eval() {
    local __autovenv_script
    __autovenv_script=$("$@") || return
    builtin eval "$__autovenv_script"
}

# Some of direnv's commands are answered here, installed or not; a program that a file runs finds them by direnv_load.
direnv() { "$__autovenv_bash" --noprofile --norc "$__autovenv_direnv" "$@"; }

# Takes over the environment that a command dumps with `"$direnv" dump`, or `direnv dump`.
direnv_load() {
    local __autovenv_file __autovenv_result=0
    __autovenv_file=$(mktemp "$__autovenv_private/dump.XXXXXX") || return
    DIRENV_DUMP_FILE_PATH=$__autovenv_file PATH=$PATH:${__autovenv_direnv%/*} "$@" || __autovenv_result=$?
    if [[ $__autovenv_result == 0 && ! -s $__autovenv_file ]]; then
        __autovenv_complain "direnv_load: $1 did not run \`direnv dump\`"
        __autovenv_result=1
    fi
    if [[ $__autovenv_result == 0 ]]; then direnv_apply_dump "$__autovenv_file" || __autovenv_result=$?; fi
    rm -f "$__autovenv_file"
    return "$__autovenv_result"
}

direnv_apply_dump() {
    local __autovenv_first=
    IFS='' builtin read -r -d '' __autovenv_first <"$1" && __autovenv_first=$__autovenv_first/
    # direnv's own dump is one word of base64.
    if [[ $__autovenv_first == *=*/ ]]; then
        __autovenv_take "$1"
    elif builtin type -P direnv >/dev/null; then
        __autovenv_eval "$(builtin type -P direnv)" apply_dump "$1"
    else
        __autovenv_complain 'a dump of direnv needs direnv, which is not installed'
        return 1
    fi
}

# Takes over an environment from a file that `env -0` wrote, but for what belongs to the shell that did, and its own temporary places.
__autovenv_take() {
    local __autovenv_pair __autovenv_there=$'\n' __autovenv_name IFS=$' \t\n'
    while IFS='' builtin read -r -d '' __autovenv_pair; do
        __autovenv_name=${__autovenv_pair%%=*}
        __autovenv_there=$__autovenv_there$__autovenv_name$'\n'
        if ! __autovenv_is_shells "$__autovenv_name"; then builtin export "$__autovenv_name=${__autovenv_pair#*=}"; fi
    done <"$1"
    # Where direnv_load lets programs find direnv.
    __autovenv_pair=:$PATH:
    __autovenv_pair=${__autovenv_pair/":${__autovenv_direnv%/*}:"/:}
    __autovenv_pair=${__autovenv_pair#:}
    PATH=${__autovenv_pair%:}
    for __autovenv_name in $(builtin compgen -e); do
        if [[ $__autovenv_there != *$'\n'"$__autovenv_name"$'\n'* ]] && ! __autovenv_is_shells "$__autovenv_name"; then
            builtin unset -v "$__autovenv_name"
        fi
    done
}

__autovenv_is_shells() {
    case $1 in
    '' | *[!A-Za-z0-9_]* | [0-9]* | SHELLOPTS | BASHOPTS | BASH_* | DIRENV_* | PPID | UID | EUID | PWD | OLDPWD | SHLVL | _ | SHELL) return 0 ;;
    TMP | TEMP | TMPDIR | TEMPDIR | PS1 | COMP_WORDBREAKS) return 0 ;;
    esac
    return 1
}

use_nix() {
    local __autovenv_file __autovenv_result=0
    if [[ $# == 0 ]]; then watch_file default.nix shell.nix; fi
    __autovenv_file=$(mktemp "$__autovenv_private/nix.XXXXXX") || return
    nix-shell --show-trace "$@" --run "env -0 >$(builtin printf %q "$__autovenv_file")" || __autovenv_result=$?
    if [[ $__autovenv_result == 0 ]]; then __autovenv_take "$__autovenv_file"; fi
    rm -f "$__autovenv_file"
    return "$__autovenv_result"
}

use_flake() {
    local __autovenv_profile
    __autovenv_profile=$(direnv_layout_dir)
    watch_file flake.nix flake.lock
    mkdir -p "$__autovenv_profile" || return
    __autovenv_eval nix --extra-experimental-features 'nix-command flakes' print-dev-env --profile "$__autovenv_profile/flake-profile" "$@"
}

use_guix() { __autovenv_eval guix shell "$@" --search-paths; }

use_mise() { __autovenv_eval mise env --shell bash "$@"; }

use_rbenv() { __autovenv_eval rbenv init -; }

use_nvm() {
    builtin source "${NVM_DIR:-$HOME/.nvm}/nvm.sh" --no-use || return
    nvm use "$@"
}

rvm() {
    builtin unset -f rvm
    if [[ -n ${rvm_scripts_path-} ]]; then
        builtin source "$rvm_scripts_path/rvm"
    else
        builtin source "${rvm_path:-$HOME/.rvm}/scripts/rvm"
    fi
    rvm "$@"
}

use_vim() { path_add DIRENV_EXTRA_VIMRC "${1:-.vimrc.local}"; }
