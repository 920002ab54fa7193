#!/bin/sh
# Installs autovenv for one user: ./install.sh        (and ./install.sh --uninstall); for every user: ./install.sh --system
#
# Everything is in functions and the last line calls them, in braces: a download that was cut off anywhere does nothing.
# POSIX sh; tried with dash, bash and busybox.

set -eu

usage() {
    cat <<'TEXT'
usage: ./install.sh [options]

  --yes            do not ask
  --shell NAME     bash, zsh, fish or pwsh; as often as wanted (without: those on PATH)
  --system         for every user, those made later, too; as root (docs/system.md)
  --prefix DIR     where the program goes (default: below the user's data directory; with --system: /opt/autovenv)
  --no-modify-rc   touch no rc file: print what belongs into it
  --dry-run        say what would be done, and do nothing
  --uninstall      take the rc blocks, the link and the program away
  --purge          with --uninstall: stored plans and consent, too
  --help           this text
TEXT
}

say() { printf 'autovenv: %s\n' "$*"; }

fail() {
    printf 'autovenv: %s\n' "$*" >&2
    exit 1
}

misused() {
    printf 'autovenv: %s (./install.sh --help tells)\n' "$*" >&2
    exit 2
}

# Sets the options; `shells` holds what has to be handed on, and is split at blanks where it is used.
read_options() {
    yes='' prefix='' no_modify_rc='' dry_run='' uninstall='' purge='' shells='' system=''
    while [ $# -gt 0 ]; do
        case $1 in
        --shell=* | --prefix=*)
            option=$1
            shift
            set -- "${option%%=*}" "${option#*=}" "$@"
            ;;
        esac
        case $1 in
        --yes | -y) yes=1 ;;
        --no-modify-rc) no_modify_rc=1 ;;
        --dry-run) dry_run=1 ;;
        --uninstall) uninstall=1 ;;
        --purge) purge=1 ;;
        --system) system=1 ;;
        --help | -h)
            usage
            exit 0
            ;;
        --shell)
            case ${2:-} in
            bash | zsh | fish | pwsh) shells="$shells --shell $2" ;;
            powershell) shells="$shells --shell pwsh" ;;
            *) misused "no hook for the shell '${2:-}': there is one for bash, zsh, fish, pwsh" ;;
            esac
            shift
            ;;
        --prefix)
            [ -n "${2:-}" ] || misused '--prefix wants a directory'
            case $2 in /*) prefix=${2%/} ;; *) prefix=$(pwd)/${2%/} ;; esac
            shift
            ;;
        *) misused "unknown: $1" ;;
        esac
        shift
    done
    [ -z "$purge" ] || [ -n "$uninstall" ] || misused '--purge goes with --uninstall'
    [ -z "$purge" ] || [ -z "$system" ] || misused '--purge is for one user: what each user has is below ~/.local/state/autovenv'
    [ -z "$system" ] || [ -n "$dry_run" ] || [ "$(id -u)" = 0 ] || misused '--system is for root'
}

# Sets `source` (the directory of this script, with autovenv's sources in it), `prefix`, `link`.
find_places() {
    source=
    script=${ZSH_ARGZERO:-$0}
    case $script in
    */install.sh) source=$(CDPATH='' cd -- "${script%/*}" && pwd -P) ;;
    install.sh) source=$(pwd -P) ;;
    esac
    grep -q '^name = "autovenv-shell"' "${source:-/nonexistent}/pyproject.toml" 2>/dev/null ||
        fail 'run install.sh as a file, in the directory of its sources: ./install.sh in a clone or an unpacked release'
    if [ -n "$system" ]; then
        find_system_places
        return
    fi
    [ -n "${HOME:-}" ] || fail 'HOME is not set'
    data=${XDG_DATA_HOME:-}
    case $data in
    /*) data=${data%/} ;;
    *)
        data=$HOME/.local/share
        [ "$(uname -s)" != Darwin ] || [ -n "${XDG_DATA_HOME:-}" ] || data="$HOME/Library/Application Support"
        ;;
    esac
    [ -n "$prefix" ] || prefix=$data/autovenv
    link=$HOME/.local/bin/autovenv
    refuse_newline
    [ ! -f "$prefix/system" ] || misused "what is below $prefix is for every user: --system"
}

# Where it is already, it is upgraded, or taken away. Root's home is used for nothing: caches of uv and pip stay out unless they are named.
find_system_places() {
    : "${HOME:=/nonexistent}"
    link=/usr/local/bin/autovenv
    there=$(readlink "$link" 2>/dev/null) || there=
    there=${there%/current/bin/autovenv}
    [ -n "$prefix" ] || [ ! -f "$there/system" ] || prefix=$there
    [ -n "$prefix" ] || prefix=/opt/autovenv
    refuse_newline
    [ ! -L "$prefix/current" ] || [ -f "$prefix/system" ] || misused "what is below $prefix is for one user: another --prefix"
}

refuse_newline() {
    case $prefix$HOME$source in
    *'
'*) fail 'the path of HOME, of the prefix or of the sources holds a newline' ;;
    *) ;;
    esac
}

# --- Which Python ------------------------------------------------------------

# Prints "major minor patch place path" for an interpreter whose version its name tells, if it is one that can serve.
candidate() {
    case $1 in
    *[!0-9.]* | '' | .* | *. | *..*) return 0 ;; # 3.13.0t, 3.15.0a1, pypy3.10, graalpy-24
    3.*) ;;
    *) return 0 ;;
    esac
    minor=${1#3.}
    patch=0
    case $minor in *.*) patch=${minor#*.} ;; esac
    case $patch in *.*) return 0 ;; esac
    minor=${minor%%.*}
    [ "$minor" -ge 11 ] && [ -x "$2" ] || return 0
    place=$((place + 1))
    printf '3 %s %s %s %s\n' "$minor" "$patch" "$place" "$2"
}

# Prints a line for each interpreter that the names of directories tell of. Nothing is run.
candidates() {
    place=0
    data=${XDG_DATA_HOME:-$HOME/.local/share}
    for root in "${PYENV_ROOT:-$HOME/.pyenv}/versions" "${MISE_DATA_DIR:-$data/mise}/installs/python" \
        "${ASDF_DATA_DIR:-$HOME/.asdf}/installs/python" /Library/Frameworks/Python.framework/Versions; do
        for directory in "$root"/3.*; do
            candidate "${directory##*/}" "$directory/bin/python3"
        done
    done
    for directory in "${UV_PYTHON_INSTALL_DIR:-$data/uv/python}"/cpython-3.*; do
        name=${directory##*/cpython-}
        candidate "${name%%-*}" "$directory/bin/python3"
    done
    for root in "${HOMEBREW_PREFIX:-/opt/homebrew}" /usr/local /home/linuxbrew/.linuxbrew; do
        for directory in "$root"/opt/python@3.*; do
            candidate "${directory##*@}" "$directory/bin/python${directory##*@}"
        done
    done
    on_path
}

# The same for PATH. A shim's directory is passed over: it stands for an interpreter that is another one tomorrow.
on_path() {
    rest=$PATH:
    while [ -n "$rest" ]; do
        directory=${rest%%:*}
        rest=${rest#*:}
        case $directory in */shims | */shims/) continue ;; /*) ;; *) continue ;; esac
        for program in "$directory"/python3.*; do
            candidate "${program##*/python}" "$program"
        done
        # Apple's python3 opens a window that offers developer tools, where there are none.
        [ "$directory" != /usr/bin ] || [ "$(uname -s)" != Darwin ] || xcode-select -p >/dev/null 2>&1 || continue
        [ ! -x "$directory/python3" ] || printf '0 0 0 0 %s\n' "$directory/python3"
    done
}

# Runs an interpreter and prints its version and how it can make an environment with pip in it: "venv", "pip" or "none".
# Prints nothing if it is no Python that can serve: too old, not final, itself in an environment, broken; below root's home, for every user.
try_python() {
    is_safe "$1" || return 0
    "$1" -I -B -c '
import sys
if sys.version_info < (3, 11) or sys.version_info.releaselevel != "final" or sys.prefix != sys.base_prefix:
    sys.exit(1)
if sys.argv[1:]:
    import os
    sys.path.insert(0, sys.argv[1])
    from autovenv.cli.system import unfit
    if unfit(sys.executable) or unfit(os.__file__):
        sys.exit(1)
way = "none"
try:
    import venv
    import pip
    way = "pip" if tuple(int(part) for part in pip.__version__.split(".")[:2]) >= (22, 3) else way
except Exception:
    pass
try:
    import ensurepip, venv
    ensurepip.version()
    way = "venv"
except Exception:
    pass
print("%d.%d.%d" % sys.version_info[:3], way)' ${system:+"$source"} </dev/null 2>/dev/null || :
}

# May this installer run a program? For every user only one that root alone may change: neither a file of somebody else's, nor one in a
# directory of somebody else's.
is_safe() { [ -z "$system" ] || [ -z "$(find -L "$1" "${1%/*}/" -prune '(' '!' -user 0 -o -perm -2 ')' 2>/dev/null)" ]; }

# Sets `python` (may be empty where uv is to fetch one), `version` and `way`: venv, pip, uv, virtualenv.
find_python() {
    python='' version='' way='' bare='' bare_version=''
    list=$(candidates | sort -k1,1nr -k2,2nr -k3,3nr -k4,4n)
    while read -r _ _ _ _ path; do
        [ -n "$path" ] || continue
        tried=$(try_python "$path")
        case $tried in
        *' venv' | *' pip')
            python=$path version=${tried% *} way=${tried##* }
            return 0
            ;;
        *' none') [ -n "$bare" ] || { bare=$path bare_version=${tried% *}; } ;;
        *) ;;
        esac
    done <<LIST
$list
LIST
    python=$bare version=$bare_version
    if uv=$(find_tool uv); then
        way=uv
    elif [ -n "$bare" ] && virtualenv=$(find_tool virtualenv); then
        way=virtualenv
    elif [ -z "$bare" ] && [ -n "$system" ]; then
        fail "no Python 3.11 or newer here that every user may run and none may change: $(python_command)"
    elif [ -z "$bare" ]; then
        fail "no Python 3.11 or newer here: $(python_command)"
    else
        fail "$bare has neither venv nor pip: $(venv_command)"
    fi
}

find_tool() {
    for found in "$(command -v "$1" 2>/dev/null)" "$HOME/.local/bin/$1" "$HOME/.cargo/bin/$1"; do
        if [ -x "$found" ] && is_safe "$found"; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    return 1
}

uv_command='get uv (https://docs.astral.sh/uv/), then run this again: it fetches a Python'

python_command() {
    if command -v apt-get >/dev/null 2>&1; then
        printf 'apt install python3 python3-venv, if that is 3.11 or newer here; else %s' "$uv_command"
    elif command -v brew >/dev/null 2>&1; then
        printf 'brew install python@3.13'
    elif command -v dnf >/dev/null 2>&1; then
        printf 'dnf install python3.12'
    else
        printf '%s' "$uv_command"
    fi
}

venv_command() {
    if command -v apt-get >/dev/null 2>&1; then
        printf 'apt install python%s-venv' "${bare_version%.*}"
    else
        printf '%s' "$uv_command"
    fi
}

# --- Steps that can be taken back ---------------------------------------------

# Whatever ends this script: the environment under way goes, and what was there before stands as it stood.
clean_up() {
    status=$?
    trap '' INT TERM HUP
    trap - EXIT
    if [ -n "$child" ]; then
        # pip leads a group of its own, of itself and the build that it runs.
        kill -- "-$child" 2>/dev/null || kill "$child" 2>/dev/null || :
        wait "$child" 2>/dev/null || :
    fi
    if [ -z "$finished" ]; then
        [ -z "$swapped" ] || swap_back || :
        [ -z "$linked" ] || rm -f "$link"
        [ -z "$new_hooks" ] || remove_hard "$prefix/hooks"
        [ -z "$new_mark" ] || rm -f "$prefix/system"
        [ -z "$new_pythons" ] || remove_hard "$prefix/pythons"
        [ -z "$environment" ] || remove_hard "$environment"
        [ -z "$working" ] || remove_hard "$working"
    fi
    [ -z "$locked" ] || rm -f "$prefix/.lock"
    [ -n "$finished" ] || remove_directories
    [ -z "$log" ] || [ -n "$keep_log" ] || rm -f "$log"
    exit "$status"
}

# A process of pip's that outlives it for a moment may still write there.
remove_hard() {
    for _ in 1 2 3 4 5; do
        rm -rf "$1" 2>/dev/null || :
        [ -e "$1" ] || return 0
        sleep 1
    done
}

swap_back() {
    if [ -n "$previous" ]; then
        point_current_to "$previous"
    else
        rm -f "$prefix/current"
    fi
}

# In one step: a shell that starts the helper at this very moment finds either the old one or the new one.
# mv would move the link into the directory that the old link names.
point_current_to() {
    rm -f "$prefix/.new-current"
    ln -s "$1" "$prefix/.new-current"
    "$environment/bin/python" -I -c 'import os, sys; os.replace(sys.argv[1], sys.argv[2])' "$prefix/.new-current" "$prefix/current"
}

# Makes a directory and those above it, and keeps in `made` which ones were not there.
make_directory() {
    [ ! -d "$1" ] || return 0
    [ -d "${1%/*}/" ] || make_directory "${1%/*}"
    mkdir "$1" || fail "can't make $1"
    made="$1
$made"
}

remove_directories() {
    while read -r directory; do
        [ -z "$directory" ] || rmdir "$directory" 2>/dev/null || :
    done <<LIST
$made
LIST
}

# Runs a step behind, so that a signal is answered at once; what it prints goes to the log.
# usage: step WHAT COMMAND…
step() {
    what=$1
    shift
    say "$what"
    "$@" >>"$log" 2>&1 &
    child=$!
    status=0
    wait "$child" || status=$?
    child=
    [ "$status" = 0 ] || {
        keep_log=1
        fail "$what failed: see $log"
    }
}

# Runs autovenv's own code from the sources, with a Python that need not have anything installed.
# usage: run_source PYTHON ARGUMENT…
run_source() {
    interpreter=$1
    shift
    "$interpreter" -I -B -c 'import sys
sys.path.insert(0, sys.argv.pop(1))
from autovenv.cli.installation import main
sys.exit(main(sys.argv[1:]))' "$source" "$@"
}

# --- Installing ----------------------------------------------------------------

take_lock() {
    until ln -s $$ "$prefix/.lock" 2>/dev/null; do
        owner=$(readlink "$prefix/.lock") || fail "can't write in $prefix"
        kill -0 "$owner" 2>/dev/null && fail "another install.sh (process $owner) is at work; if it is none, remove $prefix/.lock"
        rm -f "$prefix/.lock"
    done
    locked=1
}

make_environment() {
    case $way in
    venv) step 'making the environment' "$python" -I -m venv "$environment" ;;
    pip) step 'making the environment' "$python" -I -m venv --without-pip "$environment" ;;
    uv)
        set --
        [ -d "${UV_CACHE_DIR:-$cache/uv}" ] || set -- --no-cache
        # A Python that it fetches is there for whoever runs the program.
        if [ -n "$system" ]; then
            export UV_PYTHON_INSTALL_DIR="${UV_PYTHON_INSTALL_DIR:-$prefix/pythons}"
            [ -d "$prefix/pythons" ] || new_pythons=1
        fi
        step 'making the environment' "$uv" venv -q "$@" --no-project --directory / --seed --python "${python:->=3.11}" "$environment"
        ;;
    virtualenv) step 'making the environment' "$virtualenv" -q --app-data "$working/virtualenv" -p "$python" "$environment" ;;
    esac
}

# For `step`, whose shell of its own it leaves to pip. Settings that are meant for another place must not lead pip astray.
pip_install() {
    unset PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_REQUIRE_VIRTUALENV PIP_PYTHON
    TMPDIR=$environment/tmp
    export TMPDIR
    mkdir "$TMPDIR"
    # Where pip has kept no cache so far, it shall not begin now.
    set --
    [ -d "${PIP_CACHE_DIR:-$cache/pip}" ] || set -- --no-cache-dir
    set -- install "$@" --no-input --disable-pip-version-check .
    runner=$environment/bin/python
    if [ "$way" = pip ]; then
        set -- --python "$runner" "$@"
        runner=$python
    fi
    cd "$source"
    exec "$runner" -I -c 'import os, runpy; os.setsid(); runpy.run_module("pip", run_name="__main__", alter_sys=True)' "$@"
}

# Names that stay the same whatever Python is in the environment, and a program that nobody's PYTHONPATH disturbs.
# (The one that pip writes takes its interpreter's path for a word of sh, in double quotes.)
add_entries() {
    rm -rf "$environment/tmp"
    package=$("$environment/bin/python" -I -c 'import os, autovenv; print(os.path.dirname(autovenv.__file__))')
    ln -s "${package#"$environment"/}" "$environment/autovenv"
    quoted=$(printf '%s\n' "$environment/bin/python" | sed "s/'/'\\\\''/g")
    rm -f "$environment/bin/autovenv"
    printf '#!/bin/sh\nexec '\''%s'\'' -I -m autovenv "$@"\n' "$quoted" >"$environment/bin/autovenv"
    chmod 755 "$environment/bin/autovenv"
    "$environment/bin/autovenv" hook bash >/dev/null
    [ -z "$system" ] || "$environment/bin/python" -I -m autovenv.cli.warm
}

# The hooks name only what is below `current`, so they are printed once that is there.
write_hooks() {
    for shell in bash zsh fish pwsh; do
        hook=autovenv.$shell
        [ "$shell" != pwsh ] || hook=autovenv.ps1
        "$prefix/current/bin/autovenv" hook "$shell" >"$working/$hook"
    done
    for hook in autovenv.bash autovenv.zsh autovenv.fish autovenv.ps1; do
        mv -f "$working/$hook" "$prefix/hooks/$hook"
    done
}

put_link() {
    if [ -L "$link" ] && [ "$(readlink "$link")" = "$prefix/current/bin/autovenv" ]; then
        return 0
    elif [ -e "$link" ] || [ -L "$link" ]; then
        say "$link is not ours and stays: call $prefix/current/bin/autovenv, or remove it and run this again"
    else
        make_directory "${link%/*}"
        ln -s "$prefix/current/bin/autovenv" "$link"
        linked=1
    fi
}

# The environment before this one stays until the next time: an open shell may be starting it right now.
remove_older() {
    for old in "$prefix"/env-*; do
        case ${old##*/} in "${environment##*/}" | "$previous") continue ;; esac
        rm -rf "$old"
    done
}

describe() {
    if [ -n "$python" ]; then
        say "Python $version: $python"
    else
        say "Python: the one that $uv has or fetches"
    fi
    say "environment: $prefix/env-<id>, made by $way; autovenv installed into it from $source"
    say "then: $prefix/current, $prefix/hooks, $link"
}

confirm() {
    [ -z "$yes" ] || return 0
    # A container's build, a script: who wrote that meant it, and every step can be taken back.
    [ -t 0 ] || [ -n "$uninstall" ] || return 0
    [ -t 0 ] || misused 'no terminal to ask at: --yes goes on without asking'
    printf '%s [Y/n] ' "$1"
    read -r answer || answer=n
    case $answer in '' | [Yy]*) ;; *) fail 'nothing was changed' ;; esac
}

install() {
    find_python
    describe
    if [ -n "$dry_run" ]; then
        if [ -n "$python" ]; then
            # shellcheck disable=SC2086 # options without blanks
            run_source "$python" install "$prefix" --dry-run $shells ${no_modify_rc:+--no-modify-rc} ${system:+--system} || return $?
        fi
        say 'then: a project made, entered and left in each of these shells, to see that it works'
        say 'nothing was changed (--dry-run)'
        return 0
    fi
    confirm 'Go on?'
    finished='' swapped='' linked='' new_hooks='' new_mark='' new_pythons='' locked='' environment='' working='' previous='' made='' child='' log='' keep_log=''
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    log=$(mktemp "${TMPDIR:-/tmp}/autovenv-install.XXXXXX")
    make_directory "$prefix"
    take_lock
    identity=$(date +%Y%m%d%H%M%S)-$$
    environment=$prefix/env-$identity
    working=$prefix/.new-$identity
    mkdir "$working"
    cache=${XDG_CACHE_HOME:-$HOME/.cache}
    [ -z "$system" ] || cache=/nonexistent
    make_environment
    [ -z "$system" ] || run_source "$environment/bin/python" check "$prefix" || exit 1
    step 'installing autovenv and what it needs' pip_install
    step 'starting autovenv' add_entries
    [ ! -L "$prefix/current" ] || previous=$(readlink "$prefix/current")
    swapped=1
    point_current_to "env-$identity"
    if [ -n "$system" ] && [ ! -f "$prefix/system" ]; then
        new_mark=1
        : >"$prefix/system"
    fi
    [ -d "$prefix/hooks" ] || new_hooks=1
    make_directory "$prefix/hooks"
    step 'writing the hooks' write_hooks
    put_link
    # A list from an earlier time comes first: what was made then is not made now.
    {
        [ ! -f "$prefix/made-directories" ] || cat "$prefix/made-directories"
        printf '%s' "$made"
    } >"$working/made-directories"
    mv -f "$working/made-directories" "$prefix/made-directories"
    rm -rf "$working"
    finished=1
    remove_older
    say "installed: $prefix/$(readlink "$prefix/current")"
    hook_up
}

# From here on the program is there; what goes wrong now is told, and mended by running this again.
hook_up() {
    status=0
    # shellcheck disable=SC2086 # options without blanks
    run_source "$environment/bin/python" install "$prefix" $shells ${no_modify_rc:+--no-modify-rc} ${system:+--system} || status=$?
    case :$PATH: in
    *":${link%/*}:"*) ;;
    *) [ -z "$no_modify_rc" ] || say "${link%/*} is not on PATH: the hook puts it there, or call \`autovenv\` by its whole path" ;;
    esac
    # shellcheck disable=SC2086
    "$environment/bin/python" -I -m autovenv.cli.prove $shells ${system:+--system} || status=1
    if [ -n "$no_modify_rc" ]; then
        say "next: eval \"\$($link hook bash)\" hooks the shell that it is typed in (zsh the same; \`$link hook --help\` for fish and pwsh)"
    elif [ "$status" = 0 ]; then
        say 'next: open a new shell'
    fi
    return "$status"
}

uninstall() {
    interpreter=$prefix/current/bin/python
    "$interpreter" -I -c '' 2>/dev/null || {
        find_python
        interpreter=$python
        [ -n "$interpreter" ] || fail "no Python 3.11 or newer here, which removing needs, too: $(python_command)"
    }
    set --
    [ -z "$purge" ] || set -- "$@" --purge
    [ -z "$system" ] || set -- "$@" --system
    if [ -n "$dry_run" ]; then
        run_source "$interpreter" uninstall "$prefix" "$@" --dry-run
        return
    fi
    confirm "Remove autovenv from $prefix, $link and the rc files?"
    run_source "$interpreter" uninstall "$prefix" "$@"
}

main() {
    if [ -n "${ZSH_VERSION:-}" ]; then emulate sh; fi
    # What shells source must not be writable by others, whatever the umask allows.
    umask go-w
    read_options "$@"
    # And what is for every user, every user may read.
    [ -z "$system" ] || umask 022
    find_places
    if [ -n "$uninstall" ]; then uninstall; else install; fi
}

{ main "$@"; }
