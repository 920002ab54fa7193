# shellcheck shell=bash
# =============================================================================
# autovenv for bash: `cd project && python` right on one line (`autovenv hook bash --cd`).
# bash tells nobody of a change of directory, so this wraps the commands that make one. Off by default: other programs
# wrap `cd` too, and the last one wins.
# =============================================================================
if [[ $- == *i* ]]; then
    for __autovenv_name in cd pushd popd; do
        if ! builtin declare -F "$__autovenv_name" >/dev/null; then
            builtin eval "$__autovenv_name() { builtin $__autovenv_name \"\$@\" || return; __autovenv_moved; }"
        fi
    done
    builtin unset -v __autovenv_name

    __autovenv_moved() {
        # Before the first prompt rc files are still at work; in a completion ($COMP_LINE) the next prompt is soon enough.
        if [[ -n $__autovenv_seen && -z ${COMP_LINE-} ]]; then __autovenv_prompt; fi
        return 0
    }
fi
