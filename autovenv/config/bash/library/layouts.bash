# shellcheck shell=bash
# shellcheck disable=SC2154  # variables of other parts
# Layouts: environments of Python's, which autovenv finds and makes, and the places of other languages' packages.

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

# An environment of Python's is found, or made, by autovenv. Its answer is the directory of its programs, and variables; nothing where
# the environment is not there yet.
__autovenv_form() {
    local __autovenv_at __autovenv_muted=
    if [[ /dev/fd/2 -ef /dev/null ]]; then __autovenv_muted=1; fi
    __autovenv_find
    __autovenv_tell_all form "$__autovenv_where" "$PWD" "$__autovenv_muted" "${VIRTUAL_ENV-}" "${direnv_layout_dir-}" "$@"
    __autovenv_hear
    if [[ ${#__autovenv_answer[@]} == 0 ]]; then return 1; fi
    builtin unset PYTHONHOME
    for ((__autovenv_at = 1; __autovenv_at < ${#__autovenv_answer[@]}; __autovenv_at++)); do
        # shellcheck disable=SC2163  # it is name=value
        builtin export "${__autovenv_answer[__autovenv_at]}"
    done
    path_add PATH "${__autovenv_answer[0]}"
}

# __autovenv_activate SCRIPT [ARGUMENT …]: 1 if this script does not activate an environment of Python's, be it there or not; else
# __autovenv_status is what activating it gives.
__autovenv_activate() {
    local root=${1%/*/activate}
    if [[ ! -e $1 || -f $root/pyvenv.cfg || -e $root/bin/python || -e $root/Scripts/python.exe || -d $root/conda-meta ]]; then
        __autovenv_status=0
        __autovenv_form activate "${root:-/}" "${@:2}" || __autovenv_status=$?
    else
        return 1
    fi
}

# Also after the user's own files: a layout that autovenv knows means the same in both of its evaluators.
__autovenv_define_layouts() {
    local kind IFS=$' \t\n'
    __autovenv_ask layouts ''
    for kind in "${__autovenv_answer[@]}"; do
        builtin eval "layout_$kind() { __autovenv_form layout $kind \"\$@\"; }"
    done
    for kind in python pyenv venv uv; do builtin eval "use_$kind() { __autovenv_form use $kind \"\$@\"; }"; done
    # Where poetry keeps the environment is known without running it, and what makes it can be said.
    # shellcheck disable=SC2317  # a file calls it
    if builtin type -P poetry >/dev/null; then poetry() { __autovenv_poetry "$@"; }; fi
}

__autovenv_poetry() {
    case "$*" in
    'env info --path' | 'env info -p')
        __autovenv_find
        __autovenv_tell_all located "$__autovenv_where" "$PWD" poetry
        __autovenv_hear
        if [[ -z ${__autovenv_answer[0]} ]]; then return 1; fi
        builtin printf '%s\n' "${__autovenv_answer[0]}"
        ;;
    *) builtin command poetry "$@" ;;
    esac
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
