# shellcheck shell=bash
# Versions of a program that are installed side by side.

# semver_search DIRECTORY PREFIX PARTIAL: prints the highest version of which a directory PREFIX + version exists.
semver_search() {
    local directory=${1%/} prefix=${2-} entry best='' found
    for entry in "$directory/$prefix${3-}"*; do
        if [[ ! -d $entry ]]; then builtin continue; fi
        found=${entry#"$directory/$prefix"}
        if [[ -z $best ]] || __autovenv_newer "$found" "$best"; then best=$found; fi
    done
    if [[ -n $best ]]; then builtin printf '%s\n' "$best"; fi
}

# Tells whether the first version is newer than the second.
__autovenv_newer() {
    local left=$1. right=$2. one other
    while [[ -n $left || -n $right ]]; do
        one=${left%%.*} other=${right%%.*}
        one=${one%%[!0-9]*} other=${other%%[!0-9]*}
        if ((10#${one:-0} != 10#${other:-0})); then
            ((10#${one:-0} > 10#${other:-0}))
            return
        fi
        if [[ $left == *.* ]]; then left=${left#*.}; fi
        if [[ $right == *.* ]]; then right=${right#*.}; fi
    done
    return 1
}

# __autovenv_version NAME ROOT PREFIX VERSION: the directory of an installed program joins PATH and its like.
__autovenv_version() {
    local found
    if [[ -z $2 || ! -d $2 ]]; then
        __autovenv_complain "use $1: the variable that names the directory of its versions is not set, or it is no directory"
        return 1
    fi
    found=$2/$3$4
    if [[ -z $4 || ! -d $found ]]; then found=$2/$3$(semver_search "$2" "$3" "$4"); fi
    if [[ -z $4 || ! -x $found/bin/$1 ]]; then
        __autovenv_complain "use $1: no version ${4:-(none was asked for)} below $2"
        return 1
    fi
    load_prefix "$found"
}

use_node() {
    local version=${1-} file
    for file in .nvmrc .node-version; do
        if [[ -z $version ]]; then
            watch_file "$file"
            if [[ -f $file ]]; then version=$(<"$file"); fi
        fi
    done
    __autovenv_version node "${NODE_VERSIONS-}" "${NODE_VERSION_PREFIX-node-v}" "${version#v}"
}

use_nodenv() {
    local root
    root=$(nodenv root) || return
    __autovenv_version node "$root/versions" '' "${1-}" && layout_node
}

use_julia() { __autovenv_version julia "${JULIA_VERSIONS-}" "${JULIA_VERSION_PREFIX-julia-}" "${1-}"; }
