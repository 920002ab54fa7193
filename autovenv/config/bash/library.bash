# shellcheck shell=bash
# shellcheck disable=SC1090,SC2154,SC2317  # which files are read, and which functions are called, is up to a .envrc; parts set variables
# =============================================================================
# What a .envrc sees when bash evaluates it: the functions that direnv's users know, written for autovenv.
#     bash --noprofile --norc -c 'builtin source "$1" …' bash library.bash sourced.bash PRIVATE-DIRECTORY FILE
#
# bash 3.2 and newer. Names of its own begin with __autovenv_; a local variable of a function that runs the user's code, or sets a
# variable by name, does too: bash's scope is dynamic.
# =============================================================================
__autovenv_bash=$BASH  # what a file sets by that name is the file's own
__autovenv_sourced=$2
__autovenv_private=$3
__autovenv_project=${4%/*}
__autovenv_reported=
__autovenv_own=$'\n'
__autovenv_left=

# direnv's own settings, which files have come to rely on.
shopt -s gnu_errfmt nullglob extglob
__autovenv_direnv=${__autovenv_sourced%/*}/direnv
direnv=$__autovenv_direnv
if [[ ! -x $direnv ]]; then direnv=$(builtin type -P direnv || builtin echo direnv); fi
direnv_config_dir=${DIRENV_CONFIG:-${XDG_CONFIG_HOME:-$HOME/.config}/direnv}
# direnv's own file of that name, and others, ask for it.
export DIRENV_IN_ENVRC=1
# What `direnv show_dump` prints: nix-direnv looks there for what is newer than what it made.
export DIRENV_WATCHES=$__autovenv_private/watches

for __autovenv_part in channel positions paths files urls lists layouts programs versions conditions; do
    builtin source "${1%/*}/library/$__autovenv_part.bash"
done

# Hands over the result, once: at the end of the file, or at an `exit` in it.
__autovenv_report() {
    local __autovenv_code=${1-$?}  # under set -a a local variable is exported, too
    if [[ -n $__autovenv_reported || $BASH_SUBSHELL != 0 ]]; then return 0; fi
    __autovenv_reported=1
    builtin set +e +u +x
    __autovenv_tell_all report "$__autovenv_left" "$__autovenv_code" "$__autovenv_failed"
}

# Where a command failed, for `set -e`.
__autovenv_note() {
    __autovenv_find
    __autovenv_failed=$__autovenv_where
}

# Notes a file of the user's own; 1 if it is not there.
__autovenv_mine() {
    __autovenv_watch "$1"
    __autovenv_own=$__autovenv_own$1$'\n'
    [[ -f $1 ]]
}

__autovenv_main() {
    local __autovenv_back=$PWD __autovenv_lib
    # The user's own files.
    __autovenv_watch "$direnv_config_dir/lib"
    for __autovenv_lib in "$direnv_config_dir/lib/"*.sh; do __autovenv_mine "$__autovenv_lib" && builtin source "$__autovenv_lib"; done
    for __autovenv_lib in "$direnv_config_dir/direnvrc" "${HOME-}/.direnvrc"; do
        if __autovenv_mine "$__autovenv_lib"; then
            builtin source "$__autovenv_lib"
            builtin break
        fi
    done
    __autovenv_define_layouts

    builtin cd -- "$__autovenv_back" || builtin exit 1
    __autovenv_read envrc "$1"
    __autovenv_failed=
    builtin source "$__autovenv_path"
    __autovenv_check $? "$__autovenv_path" || :
    # Here, and not behind the function: what the file declared is local to the function.
    __autovenv_report 0
}

builtin trap '__autovenv_report' EXIT
builtin set -E
builtin trap '__autovenv_note' ERR
builtin cd -- "${4%/*}/" || builtin exit 1

# Aliases are set last, so that nothing above is read through them, and no other one is: bash has none in a script.
__autovenv_failed=
shopt -s expand_aliases
__autovenv_quoted=$(builtin printf %q "$__autovenv_sourced")
# shellcheck disable=SC2139,SC2218  # now is when it is known; this is bash's alias
builtin alias "source=builtin source $__autovenv_quoted" ".=builtin source $__autovenv_quoted"
alias() { :; }
unalias() { :; }

__autovenv_main "$4"
builtin exit 0
