# shellcheck shell=bash
# =============================================================================
# autovenv for bash: `cd project && python` right on one line (`autovenv hook bash --cd`).
# bash tells nobody of a change of directory, so the words that make one get a companion: by an alias, since that leaves a function or an
# alias that others made of the same word (nvm's, zoxide's) as it is, and calls it.
# =============================================================================
__autovenv_moving() {
    "$@" || return
    # Before the first prompt rc files are still at work; in a completion ($COMP_LINE) the next prompt is soon enough.
    if [[ -n $__autovenv_seen && -z ${COMP_LINE-} ]]; then __autovenv_first; fi
    return 0
}

# At each prompt, since an alias may have been set meanwhile.
# shellcheck disable=SC2139 # the words of now
__autovenv_accompany() {
    if ((BASH_VERSINFO[0] < 4)); then
        # This bash has no list of aliases: what is there stays.
        for __autovenv_key in cd pushd popd; do
            builtin alias "$__autovenv_key" >/dev/null 2>&1 || builtin alias "$__autovenv_key=__autovenv_moving $__autovenv_key"
        done
        return 0
    fi
    for __autovenv_key in cd pushd popd; do
        if [[ ${BASH_ALIASES[$__autovenv_key]-} != __autovenv_moving* ]]; then
            builtin alias "$__autovenv_key=__autovenv_moving ${BASH_ALIASES[$__autovenv_key]-$__autovenv_key}"
        fi
    done
}

if [[ $- == *i* ]]; then
    __autovenv_accompanied=1
    __autovenv_accompany
fi
