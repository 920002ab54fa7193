# shellcheck shell=bash
# =============================================================================
# autovenv for bash: `cd project && python` right on one line (`autovenv hook bash --cd`).
# bash tells nobody of a change of directory, so the words that make one are wrapped: whatever such a word means is called, be it an alias
# or a function that others made of it (nvm's, zoxide's) before or after.
# =============================================================================
function __autovenv_moving {
    "$@" || return
    # Before the first prompt rc files are still at work; in a completion ($COMP_LINE) the next prompt is soon enough.
    if [[ -n ${AUTOVENV_CALLED-} && -z ${COMP_LINE-} ]]; then
        __autovenv_first
        # Who assigned PROMPT_COMMAND again, where nobody else was in it, took our place away.
        case "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" in *__autovenv_last*) ;; *) __autovenv_last ;; esac
    fi
    return 0
}

# At each prompt, since another one may have been made meanwhile. (An alias would get between `function` and nothing else.)
# shellcheck disable=SC2139,SC2154 # the words of now; the other variables are the hook's
function __autovenv_accompany {
    for __autovenv_name_of in cd pushd popd; do
        if ((BASH_VERSINFO[0] >= 4)) && [[ -n ${BASH_ALIASES[$__autovenv_name_of]-} ]]; then
            if [[ ${BASH_ALIASES[$__autovenv_name_of]} != __autovenv_moving* ]]; then
                builtin alias "$__autovenv_name_of=__autovenv_moving ${BASH_ALIASES[$__autovenv_name_of]}"
            fi
            continue
        fi
        __autovenv_text_of "$__autovenv_name_of" || builtin :
        case $__autovenv_key in
            *__autovenv_moving*) continue ;;
            '') __autovenv_key=builtin ;;
            *)
                builtin eval "__autovenv_their_$__autovenv_name_of ${__autovenv_key#"$__autovenv_name_of"}"
                __autovenv_key=
                ;;
        esac
        if [[ -n $__autovenv_key ]]; then
            builtin eval "function $__autovenv_name_of { __autovenv_moving builtin $__autovenv_name_of \"\$@\"; }"
        else
            builtin eval "function $__autovenv_name_of { __autovenv_moving __autovenv_their_$__autovenv_name_of \"\$@\"; }"
        fi
    done
} 2>/dev/null

if [[ $- == *i* ]]; then __autovenv_accompanied=1; fi
