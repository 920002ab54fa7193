# shellcheck shell=bash
# PATH and its like.

path_add() {
    local __autovenv_name=$1 __autovenv_new='' __autovenv_entry REPLY
    local __autovenv_old=${!1-}
    builtin shift
    for __autovenv_entry; do
        __autovenv_absolute "$__autovenv_entry"
        __autovenv_new=$__autovenv_new$REPLY:
    done
    __autovenv_new=$__autovenv_new$__autovenv_old
    # An empty entry at the end would be the current directory.
    builtin export "$__autovenv_name=${__autovenv_new%:}"
}

PATH_add() { path_add PATH "$@"; }

path_rm() {
    local __autovenv_name=$1 __autovenv_rest=${!1-} __autovenv_new='' __autovenv_entry __autovenv_pattern __autovenv_gone
    builtin shift
    if [[ -n $__autovenv_rest && $__autovenv_rest != *: ]]; then __autovenv_rest=$__autovenv_rest:; fi
    while [[ -n $__autovenv_rest ]]; do
        __autovenv_entry=${__autovenv_rest%%:*}
        __autovenv_rest=${__autovenv_rest#*:}
        __autovenv_gone=
        for __autovenv_pattern; do
            # shellcheck disable=SC2053  # it is a pattern, which direnv takes several times over, too
            if [[ $__autovenv_entry == +($__autovenv_pattern) ]]; then __autovenv_gone=1; fi
        done
        if [[ -z $__autovenv_gone ]]; then __autovenv_new=$__autovenv_new:$__autovenv_entry; fi
    done
    builtin export "$__autovenv_name=${__autovenv_new#:}"
}

PATH_rm() { path_rm PATH "$@"; }

# A MANPATH that ends with a colon: man goes on with its own directories.
MANPATH_add() {
    local REPLY
    __autovenv_absolute "$1"
    builtin export "MANPATH=$REPLY:${MANPATH-}"
}

load_prefix() {
    local REPLY __autovenv_prefix
    __autovenv_absolute "$1"
    __autovenv_prefix=$REPLY
    MANPATH_add "$__autovenv_prefix/man"
    MANPATH_add "$__autovenv_prefix/share/man"
    path_add CPATH "$__autovenv_prefix/include"
    path_add LD_LIBRARY_PATH "$__autovenv_prefix/lib"
    path_add LIBRARY_PATH "$__autovenv_prefix/lib"
    path_add PATH "$__autovenv_prefix/bin"
    path_add PKG_CONFIG_PATH "$__autovenv_prefix/lib/pkgconfig"
}
