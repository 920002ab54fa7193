# shellcheck shell=bash
# shellcheck disable=SC1090,SC2317  # which files are read, and which functions are called, is up to a .envrc
# =============================================================================
# What a .envrc sees when bash evaluates it: the functions that direnv's users know, written for autovenv.
#     bash --noprofile --norc -c 'builtin source "$1" …' bash library.bash sourced.bash PRIVATE-DIRECTORY FILE
#
# Its parts: the channel to autovenv; positions in files; reading files; PATH and its like; layouts; programs that know their own
# environment; conditions, messages, strictness; the main file. bash 3.2 and newer. Names of its own begin with __autovenv_; a local
# variable of a function that runs the user's code, or sets a variable by name, does too: bash's scope is dynamic.
# =============================================================================
__autovenv_sourced=$2
__autovenv_private=$3
__autovenv_project=${4%/*}
__autovenv_reported=
__autovenv_own=$'\n'
__autovenv_left=

# direnv's own settings, which files have come to rely on.
shopt -s gnu_errfmt nullglob extglob
direnv=${__autovenv_sourced%/*}/direnv
if [[ ! -x $direnv ]]; then direnv=$(builtin type -P direnv || builtin echo direnv); fi
direnv_config_dir=${DIRENV_CONFIG:-${XDG_CONFIG_HOME:-$HOME/.config}/direnv}
# direnv's own file of that name, and others, ask for it.
export DIRENV_IN_ENVRC=1
# What `direnv show_dump` prints: nix-direnv looks there for what is newer than what it made.
export DIRENV_WATCHES=$__autovenv_private/watches

# -----------------------------------------------------------------------------
# The channel: a request is the number of its fields and the fields, an answer likewise; each ends with NUL
# -----------------------------------------------------------------------------
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

# -----------------------------------------------------------------------------
# Positions
# -----------------------------------------------------------------------------
# Sets __autovenv_where to file:line of the project's line that is being run.
__autovenv_find() {
    local at
    __autovenv_where=''
    for ((at = 1; at < ${#BASH_SOURCE[@]}; at++)); do
        if [[ ${BASH_SOURCE[at]} == "$__autovenv_private"/* ]]; then
            __autovenv_where=${BASH_SOURCE[at]}:${BASH_LINENO[at - 1]}
            return 0
        fi
    done
}

# Ends the evaluation: nothing of the file is applied.
__autovenv_fail() {
    __autovenv_find
    __autovenv_ask fail "$__autovenv_where" "$1"
    builtin exit 1
}

# `exit` in a file: where it stands is told if it is an error. The report does not wait for the trap, which may be the file's by now.
exit() {
    local status=$?
    __autovenv_find
    __autovenv_left=$__autovenv_where
    __autovenv_report "${1-$status}"
    builtin exit "${1-$status}"
}

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
        __autovenv_absolute "$path"
        if [[ -e $REPLY ]]; then
            __autovenv_ask read "$__autovenv_where" require "$REPLY"
        else
            __autovenv_watch "$REPLY"
        fi
    done
}

# -----------------------------------------------------------------------------
# Reading files: what is run is a private copy of what was approved
# -----------------------------------------------------------------------------
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
    if [[ ! -e $REPLY ]]; then
        __autovenv_watch "$REPLY"
        __autovenv_complain "$name does not exist"
        __autovenv_status=1
        return 1
    fi
    if [[ $REPLY == */@(bin|Scripts)/activate ]] && __autovenv_activate "$REPLY" "${@:2}"; then return 1; fi
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
    if [[ $1 != 0 && $2 == "$__autovenv_private"/* ]] && ! "$BASH" --noprofile --norc -O extglob -n "$2" 2>/dev/null; then
        __autovenv_fail 'syntax error'
    fi
    return "$1"
}

# Where no alias works, as in `\source`. What the file declares is local to the function then, so it is the second choice.
source() { builtin source "$__autovenv_sourced" "$@"; }
function . { builtin source "$__autovenv_sourced" "$@"; }

source_env() {
    local __autovenv_target=${1/#\~/$HOME} __autovenv_back=$PWD __autovenv_path __autovenv_where REPLY
    if [[ -d $__autovenv_target ]]; then __autovenv_target=$__autovenv_target/.envrc; fi
    __autovenv_absolute "$__autovenv_target"
    __autovenv_target=$REPLY
    if [[ ! -e $__autovenv_target ]]; then
        __autovenv_watch "$__autovenv_target"
        __autovenv_complain "$__autovenv_target does not exist"
        return 1
    fi
    if [[ $__autovenv_target == */@(bin|Scripts)/activate ]] && __autovenv_activate "$__autovenv_target"; then return 0; fi
    __autovenv_read envrc "$__autovenv_target"
    builtin cd -- "${__autovenv_target%/*}/" || return 1
    builtin set -- "$__autovenv_target"
    builtin source "$__autovenv_path"
    __autovenv_check $? "$__autovenv_path" || :
    builtin cd -- "$__autovenv_back" || return 1
}

source_env_if_exists() {
    watch_file "$1"
    if [[ -f $1 ]]; then source_env "$1"; fi
}

source_up() {
    local REPLY
    if [[ $PWD != / ]] && __autovenv_find_up "${1:-.envrc}" "${PWD%/*}"; then
        source_env "$REPLY"
    else
        __autovenv_complain "source_up: no ${1:-.envrc} above $PWD"
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
        if [[ ! -f $REPLY ]]; then
            __autovenv_watch "$REPLY"
            if [[ -n $__autovenv_demanded ]]; then
                __autovenv_complain "$REPLY does not exist"
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

# -----------------------------------------------------------------------------
# PATH and its like
# -----------------------------------------------------------------------------
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
            # shellcheck disable=SC2053  # it is a pattern
            if [[ $__autovenv_entry == $__autovenv_pattern ]]; then __autovenv_gone=1; fi
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

# -----------------------------------------------------------------------------
# Layouts
# -----------------------------------------------------------------------------
direnv_layout_dir() {
    # shellcheck disable=SC2154  # a file may set it
    builtin printf '%s\n' "${direnv_layout_dir:-$PWD/.direnv}"
}

layout() {
    if [[ $(builtin type -t "layout_${1-}") != function ]]; then
        __autovenv_complain "layout ${1-}: no such layout is known"
        return 127
    fi
    "layout_$1" "${@:2}"
}

use() {
    if [[ $(builtin type -t "use_${1-}") != function ]]; then
        __autovenv_complain "use ${1-}: neither autovenv nor your direnvrc knows it"
        return 127
    fi
    "use_$1" "${@:2}"
}

# An environment of Python's is found, or made, by autovenv. Its answer is the directory of its programs, and variables.
__autovenv_form() {
    local __autovenv_at
    __autovenv_find
    __autovenv_tell_all form "$__autovenv_where" "$PWD" "${VIRTUAL_ENV-}" "${direnv_layout_dir-}" "$@"
    __autovenv_hear
    builtin unset PYTHONHOME
    for ((__autovenv_at = 1; __autovenv_at < ${#__autovenv_answer[@]}; __autovenv_at++)); do
        # shellcheck disable=SC2163  # it is name=value
        builtin export "${__autovenv_answer[__autovenv_at]}"
    done
    path_add PATH "${__autovenv_answer[0]}"
}

# __autovenv_activate SCRIPT [ARGUMENT …]: 1 if this script does not activate an environment of Python's.
__autovenv_activate() {
    local root=${1%/*/activate}
    if [[ -f $root/pyvenv.cfg || -e $root/bin/python || -e $root/Scripts/python.exe || -d $root/conda-meta ]]; then
        __autovenv_form activate "$root" "${@:2}"
    else
        return 1
    fi
}

# Also after the user's own files: a layout that autovenv knows means the same in both of its evaluators.
__autovenv_define_layouts() {
    local kind IFS=$' \t\n'
    for kind in python python2 python3 pyenv pipenv poetry uv pdm hatch conda anaconda miniconda micromamba virtualenv virtualenvwrapper \
        pixi; do
        builtin eval "layout_$kind() { __autovenv_form layout $kind \"\$@\"; }"
    done
    for kind in python pyenv venv uv; do builtin eval "use_$kind() { __autovenv_form use $kind \"\$@\"; }"; done
}

layout_go() {
    local directory
    directory=$(direnv_layout_dir)/go
    path_add GOPATH "$directory"
    PATH_add "$directory/bin"
}

layout_node() { PATH_add node_modules/.bin; }

layout_php() { PATH_add vendor/bin; }

# shellcheck disable=SC2034
layout_julia() { builtin export JULIA_PROJECT="$PWD"; }

layout_perl() {
    local directory
    directory=$(direnv_layout_dir)/perl5
    # shellcheck disable=SC2034
    builtin export LOCAL_LIB_DIR="$directory" PERL_MB_OPT="--install_base '$directory'" PERL_MM_OPT="INSTALL_BASE=$directory"
    path_add PERL5LIB "$directory/lib/perl5"
    path_add PERL_LOCAL_LIB_ROOT "$directory"
    PATH_add "$directory/bin"
}

layout_ruby() {
    local directory name=ruby
    directory=$(direnv_layout_dir)
    # RubyGems before 2.2 did not keep the versions of Ruby apart itself.
    if ! ruby -e 'exit Gem::VERSION > "2.2.0"' 2>/dev/null; then
        name=ruby-$(ruby -e 'print "#{defined?(RUBY_ENGINE) ? RUBY_ENGINE : "ruby"}-#{RUBY_VERSION}"')
    fi
    builtin export GEM_HOME="$directory/$name" BUNDLE_BIN="$directory/bin"
    PATH_add "$GEM_HOME/bin"
    PATH_add "$BUNDLE_BIN"
}

layout_opam() { __autovenv_eval opam env --set-switch "$@"; }

# -----------------------------------------------------------------------------
# Programs that know an environment of their own
# -----------------------------------------------------------------------------
# Runs a command, and what it prints.
__autovenv_eval() {
    local __autovenv_script
    __autovenv_script=$("$@") || return
    builtin eval "$__autovenv_script"
}

# Takes over the environment that a command dumps with `"$direnv" dump`, or `direnv dump`.
direnv_load() {
    local __autovenv_file __autovenv_result=0
    __autovenv_file=$(mktemp "$__autovenv_private/dump.XXXXXX") || return
    DIRENV_DUMP_FILE_PATH=$__autovenv_file "$@" || __autovenv_result=$?
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
        __autovenv_eval direnv apply_dump "$1"
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

# -----------------------------------------------------------------------------
# Conditions, messages, strictness
# -----------------------------------------------------------------------------
has() { builtin type "${1-}" >/dev/null 2>&1; }

join_args() { builtin printf '%q ' "$@"; }

# An empty DIRENV_LOG_FORMAT is how users of direnv ask for silence.
log_status() {
    local IFS=' '
    if [[ -n ${DIRENV_LOG_FORMAT-%s} ]]; then __autovenv_tell say "$*"; fi
}

log_error() { log_status "$@"; }

# What is wrong on the line that is being run.
__autovenv_complain() {
    __autovenv_find
    __autovenv_tell say "${__autovenv_where:+$__autovenv_where: }$1"
}

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

# -----------------------------------------------------------------------------
# The main file
# -----------------------------------------------------------------------------
# Hands over the result, once: at the end of the file, or at an `exit` in it.
__autovenv_report() {
    local status=${1-$?}
    if [[ -n $__autovenv_reported || $BASH_SUBSHELL != 0 ]]; then return 0; fi
    __autovenv_reported=1
    builtin set +e +u +x
    __autovenv_tell_all report "$__autovenv_left" "$status" "$__autovenv_failed"
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
