# shellcheck shell=bash
# =============================================================================
# autovenv for bash, 3.2 and newer. To hook by hand, at the end of ~/.bashrc:
#     eval "$(autovenv hook bash)"
#
# Its own parts, in the same order in each shell: what it agrees on with the
# helper; the prompt; looking; the helper; entering and leaving; undo data that
# a child shell inherits; deactivate; registration.
# =============================================================================

# An alias must not stand in for a builtin while the functions below are read.
if \shopt -q expand_aliases; then __autovenv_aliases=1; else __autovenv_aliases=; fi
\shopt -u expand_aliases

# -----------------------------------------------------------------------------
# What hook and helper agree on
# -----------------------------------------------------------------------------
__autovenv_protocol='@PROTOCOL@'
__autovenv_state='@STATE@'
__autovenv_python='@PYTHON@'
__autovenv_helper='@HELPER@'
__autovenv_bin='@BIN@'

# -----------------------------------------------------------------------------
# The prompt: builtins only while nothing changed
# -----------------------------------------------------------------------------
# Before the first look. Each look makes a function of this name and a number that asks for the conditions it found, all in one: each
# call costs 4 µs.
__autovenv_prompt() {
    __autovenv_status=$?
    __autovenv_look
    return "$__autovenv_status"
}

# The longer marks of a project: bash takes longer for a name that is spelt out than for a variable, at each prompt.
__autovenv_m1=.python-version __autovenv_m2=.python-versions __autovenv_m3=.tool-versions __autovenv_m4=autovenv.toml __autovenv_m5=pyproject.toml

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from $PWD upwards
# -----------------------------------------------------------------------------
__autovenv_look() {
    __autovenv_found_root='' __autovenv_found_state='' __autovenv_found_identity='' __autovenv_found_messages=()
    # A child shell that inherited an active environment takes it over first.
    if [[ -n $__autovenv_inherited ]]; then __autovenv_adopt; fi
    if [[ -s $__autovenv_session ]]; then __autovenv_orders; fi
    # Not `declare -F`, whose output has to go somewhere: to open /dev/null costs more than all the rest.
    if [[ -n ${AUTOVENV_PYTHON-}${PYENV_VERSION-}$__autovenv_pinning || "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" == *_direnv_hook* ]]; then
        __autovenv_vary
    else
        __autovenv_variant=$__autovenv_once
    fi
    __autovenv_place=$PWD/$__autovenv_variant
    if [[ -n $__autovenv_force ]] || ! __autovenv_recall; then __autovenv_walk; fi
    __autovenv_force=
    # For `autovenv why`. A child shell that is hooked is not off.
    if [[ -n $__autovenv_off${AUTOVENV_OFF-} ]]; then
        if [[ $__autovenv_off == here ]]; then __autovenv_off=$__autovenv_found_root; fi
        if builtin [ "$__autovenv_off" != "$__autovenv_found_root" ]; then __autovenv_off=; fi
        if [[ -n $__autovenv_off ]]; then builtin export "AUTOVENV_OFF=$__autovenv_off"; else builtin unset AUTOVENV_OFF; fi
    fi
    __autovenv_change
    if [[ ${#__autovenv_found_messages[@]} != 0 ]]; then
        for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_found_messages[@]}; __autovenv_i += 2)); do
            __autovenv_say "${__autovenv_found_messages[__autovenv_i]}" "${__autovenv_found_messages[__autovenv_i + 1]}"
        done
    elif [[ -n $__autovenv_said && -n $__autovenv_found_root ]]; then
        __autovenv_unsay "$__autovenv_found_root"
    fi
    __autovenv_seen="$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${AUTOVENV_PYTHON-}|${PYENV_VERSION-}"
}

__autovenv_walk() {
    # No name here that is not ours: it would hide a variable of that name from the helper, and from a plan that was computed from it.
    local __autovenv_at=${PWD%/} __autovenv_up='' __autovenv_near __autovenv_near_still='' __autovenv_checks='' __autovenv_depth
    __autovenv_plan=()
    while builtin :; do
        # Of two names of a place the one with fewer parts is found sooner: `../..` or an absolute one. Where a symlink in $PWD makes `..`
        # another place, only the absolute one is right; each part costs each of some ten lookups a tenth of a microsecond.
        __autovenv_depth=${__autovenv_at//[!\/]/}
        __autovenv_depth=$((${#__autovenv_depth} - ${#__autovenv_up} / 3))
        # The marks of a project. Spelt out, here and below: a loop over a list of them takes three times as long.
        if [[ -e $__autovenv_at/.python-version || -e $__autovenv_at/.python-versions || -e $__autovenv_at/.tool-versions ||
            -e $__autovenv_at/.venv || -e $__autovenv_at/.envrc || -e $__autovenv_at/autovenv.toml ||
            -e $__autovenv_at/pyproject.toml || -e $__autovenv_at/.env ]]; then
            if __autovenv_take "$__autovenv_at"; then
                # Relative names where no path needs a quote, and `-ef` to see that they are the same place still: two lookups.
                if [[ $__autovenv_depth -gt 1 && $__autovenv_plan_check != *\'* && $__autovenv_at != *[!A-Za-z0-9/._-]* && ${__autovenv_up:-.} -ef $__autovenv_at/ ]]; then
                    __autovenv_checks+=" && ${__autovenv_up:-.} -ef $__autovenv_at/${__autovenv_plan_check//" $__autovenv_at/"/ $__autovenv_up}"
                else
                    __autovenv_checks+=$__autovenv_plan_check
                fi
                if [[ $__autovenv_coarse == 1 && ${__autovenv_plan[6]} != settled ]]; then __autovenv_checks+=' && 1 -eq 2'; fi
                if [[ -n ${__autovenv_plan[5]} ]]; then __autovenv_found_messages+=("${__autovenv_plan[2]}" "${__autovenv_plan[5]}"); fi
                if [[ -z ${__autovenv_plan[4]} ]]; then
                    __autovenv_found_root=${__autovenv_plan[2]} __autovenv_found_state=${__autovenv_plan[3]} __autovenv_found_identity=${__autovenv_plan[1]}
                    break
                fi
            else
                __autovenv_place= # what the helper could not tell is asked again
            fi
            __autovenv_plan=()
        else
            if [[ $__autovenv_depth -ge 0 && ${__autovenv_up:-.} -ef $__autovenv_at/ ]]; then
                __autovenv_near=$__autovenv_up
                builtin printf -v __autovenv_text '%q' "$__autovenv_at/"
                __autovenv_near_still+=" && ${__autovenv_up:-.} -ef $__autovenv_text"
            else
                builtin printf -v __autovenv_near '%q' "$__autovenv_at/"
            fi
            __autovenv_checks+=" && ! -e $__autovenv_near\$__autovenv_m1 && ! -e $__autovenv_near\$__autovenv_m2 && ! -e $__autovenv_near\$__autovenv_m3"
            __autovenv_checks+=" && ! -e $__autovenv_near\$__autovenv_m4 && ! -e $__autovenv_near\$__autovenv_m5"
            __autovenv_checks+=" && ! -e $__autovenv_near.venv && ! -e $__autovenv_near.envrc && ! -e $__autovenv_near.env"
        fi
        if [[ $__autovenv_at != */* ]]; then break; fi
        __autovenv_at=${__autovenv_at%/*}
        __autovenv_up+=../
    done
    # What was found is kept for the next time: 8 directories, the oldest goes first. What has something to say is not.
    __autovenv_slot=
    for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_places[@]}; __autovenv_i++)); do
        if builtin [ "${__autovenv_places[__autovenv_i]}" = "$__autovenv_place" ]; then __autovenv_slot=$__autovenv_i; fi
    done
    if [[ -z $__autovenv_slot ]]; then __autovenv_slot=$__autovenv_oldest __autovenv_oldest=$(((__autovenv_oldest + 1) % 8)); fi
    __autovenv_places[__autovenv_slot]=
    if [[ $__autovenv_state != *[!A-Za-z0-9/._-]* ]]; then
        builtin printf -v "__autovenv_stamps$__autovenv_slot" '%s' "$__autovenv_state/stamps/${__autovenv_plan[1]-}"
        __autovenv_text=" \$__autovenv_stamps$__autovenv_slot/"
        __autovenv_checks=${__autovenv_checks//" $__autovenv_state/stamps/${__autovenv_plan[1]-}/"/$__autovenv_text}
        __autovenv_text=" \$__autovenv_state/"
        __autovenv_checks=${__autovenv_checks//" $__autovenv_state/"/$__autovenv_text}
    fi
    # Under nocasematch `==` calls /Proj and /proj the same place: there the first condition fails, and each prompt looks.
    builtin eval "__autovenv_prompt$__autovenv_slot() {
        __autovenv_status=\$?
        [[ a != A && \"\$PWD|\${VIRTUAL_ENV-}|\${CONDA_DEFAULT_ENV-}|\${AUTOVENV_PYTHON-}|\${PYENV_VERSION-}\" == \"\$__autovenv_seen\" &&
            ! -s \$__autovenv_session$__autovenv_checks ]] || __autovenv_look
        return \"\$__autovenv_status\"
    }"
    if [[ -z $__autovenv_place || ${#__autovenv_found_messages[@]} != 0 ]]; then return; fi
    __autovenv_text=: __autovenv_key=''
    if [[ -n $__autovenv_found_identity ]]; then
        IFS= builtin read -r -d '' __autovenv_text <"$__autovenv_file" || :
        if [[ ${#__autovenv_plan_needs[@]} != 0 ]]; then
            __autovenv_key="[[ $__autovenv_found_identity == \"\$__autovenv_identity\" ]] || { __autovenv_lists$__autovenv_slot && __autovenv_met; } || return 1"
        fi
    fi
    builtin printf -v __autovenv_near '%q' "$__autovenv_found_root"
    if builtin eval "__autovenv_again$__autovenv_slot() {
        [[ 1$__autovenv_near_still$__autovenv_checks ]] || return 1
        __autovenv_slot=$__autovenv_slot
        $__autovenv_key
        __autovenv_found_root=$__autovenv_near __autovenv_found_state=$__autovenv_found_state __autovenv_found_identity=$__autovenv_found_identity
    }
    __autovenv_lists$__autovenv_slot() {
        $__autovenv_text
    }" 2>/dev/null && "__autovenv_lists$__autovenv_slot" 2>/dev/null && [[ ${__autovenv_plan[1]-} == "$__autovenv_found_identity" ]]; then
        __autovenv_places[__autovenv_slot]=$__autovenv_place
    fi
}

# What an earlier look found in this very directory, if all of its conditions hold.
__autovenv_recall() {
    case $__autovenv_place in
        "${__autovenv_places[0]-}") __autovenv_i=0 ;;
        "${__autovenv_places[1]-}") __autovenv_i=1 ;;
        "${__autovenv_places[2]-}") __autovenv_i=2 ;;
        "${__autovenv_places[3]-}") __autovenv_i=3 ;;
        "${__autovenv_places[4]-}") __autovenv_i=4 ;;
        "${__autovenv_places[5]-}") __autovenv_i=5 ;;
        "${__autovenv_places[6]-}") __autovenv_i=6 ;;
        "${__autovenv_places[7]-}") __autovenv_i=7 ;;
        *) return 1 ;;
    esac
    # Under nocasematch `case` takes /Proj for /proj.
    builtin [ "${__autovenv_places[__autovenv_i]}" = "$__autovenv_place" ] && "__autovenv_again$__autovenv_i"
}

# Brings the lists of the plan that was found, of which a look that remembers has the identity only.
__autovenv_lists() {
    if [[ ${__autovenv_plan[1]-} != "$__autovenv_found_identity" ]]; then "__autovenv_lists$__autovenv_slot"; fi
}

# Which of a directory's plans is meant: those differ that depend on the session, on a variable that pins, on direnv being hooked, too.
__autovenv_vary() {
    __autovenv_variant=${__autovenv_once}
    if [[ -n ${AUTOVENV_PYTHON-}${PYENV_VERSION-}$__autovenv_pinning ]]; then
        __autovenv_outer AUTOVENV_PYTHON
        __autovenv_variant+="+$__autovenv_text"
        __autovenv_outer PYENV_VERSION
        __autovenv_variant+="+$__autovenv_text"
        if [[ $__autovenv_variant == "$__autovenv_once++" ]]; then __autovenv_variant=$__autovenv_once; fi
        __autovenv_variant=${__autovenv_variant//\//%}
    fi
    if [[ "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" == *_direnv_hook* ]]; then __autovenv_variant+='=direnv'; fi
}

# Brings the shell from what is active to the plan that was found. No local variable from here on: it would hide, for as long as the
# function runs, a variable of the same name that the plan sets.
__autovenv_change() {
    __autovenv_stranger=
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    if [[ -n ${VIRTUAL_ENV-} && ${VIRTUAL_ENV-} != "$__autovenv_environment" ]] ||
        [[ -n ${CONDA_DEFAULT_ENV-} && ${CONDA_DEFAULT_ENV-} != base && -z $__autovenv_root ]]; then
        __autovenv_stranger=1
    fi
    if [[ -z $__autovenv_stranger && ${#__autovenv_ghost[@]} != 0 ]]; then
        # It was activated over ours, and its own `deactivate` brought our entries back after we had left.
        __autovenv_way=${PATH-}
        for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_ghost[@]}; __autovenv_i++)); do __autovenv_path_remove "${__autovenv_ghost[__autovenv_i]}" || :; done
        PATH=$__autovenv_way __autovenv_ghost=()
    fi
    if [[ -n $__autovenv_root ]]; then
        # A failure keeps the last good environment of the same project.
        if [[ $__autovenv_found_root == "$__autovenv_root" && -z $__autovenv_off ]]; then
            if [[ $__autovenv_found_state == failed ]]; then return; fi
            if [[ $__autovenv_found_state == active && $__autovenv_found_identity == "$__autovenv_identity" ]]; then
                if [[ -n $__autovenv_stranger ]]; then
                    __autovenv_foreign=1 __autovenv_name=
                    return
                fi
                if [[ -z $__autovenv_foreign ]]; then return; fi
            fi
        fi
        if [[ -n $__autovenv_stranger ]]; then
            __autovenv_ghost=(${__autovenv_entries[@]+"${__autovenv_entries[@]}"} ${__autovenv_back[@]+"${__autovenv_back[@]}"})
        fi
        __autovenv_leave
    fi
    __autovenv_foreign=
    if [[ $__autovenv_found_state == active && -z $__autovenv_off ]]; then
        # Variables alone go with any environment.
        if [[ -z $__autovenv_stranger ]] || ! __autovenv_activates; then __autovenv_enter; fi
    fi
}

# Does the plan bring an environment of Python's?
__autovenv_activates() {
    __autovenv_lists
    for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_plan_set[@]}; __autovenv_i += 2)); do
        case ${__autovenv_plan_set[__autovenv_i]} in
            VIRTUAL_ENV | CONDA_DEFAULT_ENV | CONDA_PREFIX) return 0 ;;
        esac
    done
    return 1
}

# The stored plan of directory $1, made by the helper where there is none or an input changed. Status 1: none is to be had.
__autovenv_take() {
    __autovenv_file=$__autovenv_state/plans$1/.autovenv-plan$__autovenv_variant/bash
    if [[ -z $__autovenv_force ]] && __autovenv_load "$__autovenv_file"; then
        # bash before 4.3 compares whole seconds: inputs that were young when they were read prove nothing.
        if [[ $__autovenv_coarse != 1 || ${__autovenv_plan[6]} == settled ]]; then
            if builtin eval "[[ 1$__autovenv_plan_check ]]"; then
                if [[ ${#__autovenv_plan_needs[@]} == 0 || ${__autovenv_plan[1]} == "$__autovenv_identity" ]] || __autovenv_met; then return 0; fi
            fi
        fi
    fi
    __autovenv_plan=() __autovenv_plan_check=
    # A subshell (`$(cd …)`, a completion) gets what is known, and starts nothing.
    if [[ $BASH_SUBSHELL != 0 ]]; then return 1; fi
    __autovenv_help "$1" || return 1
    __autovenv_load "$__autovenv_file"
}

# Are the variables that the plan was computed from the same in this shell? As they are outside of what is active.
__autovenv_met() {
    for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_plan_needs[@]}; __autovenv_i += 3)); do
        __autovenv_outer "${__autovenv_plan_needs[__autovenv_i + 1]}"
        if builtin [ "$__autovenv_kind|$__autovenv_text" != \
            "${__autovenv_plan_needs[__autovenv_i]}|${__autovenv_plan_needs[__autovenv_i + 2]}" ]; then return 1; fi
    done
    return 0
}

# What variable $1 is outside of what is active, to programs: kind (S: set, U: not set) and value in __autovenv_kind, __autovenv_text.
__autovenv_outer() {
    if [[ $1 == PATH ]]; then
        __autovenv_path_outside
        __autovenv_kind=S __autovenv_text=$__autovenv_way
        return
    fi
    for ((__autovenv_j = 0; __autovenv_j < ${#__autovenv_old[@]}; __autovenv_j += 3)); do
        if builtin [ "${__autovenv_old[__autovenv_j + 1]}" = "$1" ]; then
            __autovenv_kind=${__autovenv_old[__autovenv_j]} __autovenv_text=${__autovenv_old[__autovenv_j + 2]}
            if [[ $__autovenv_kind == L ]]; then __autovenv_kind=U __autovenv_text=''; fi
            return
        fi
    done
    __autovenv_held "$1"
    if [[ $__autovenv_kind == L ]]; then __autovenv_kind=U __autovenv_text=''; fi
}

# What variable $1 is now: kind (S: set, L: set for this shell alone, U: not set) and value, and in __autovenv_fixed whether it is read-only.
__autovenv_held() {
    __autovenv_kind=U __autovenv_text='' __autovenv_fixed=''
    if [[ -n ${!1+x} ]]; then
        __autovenv_kind=S __autovenv_text=${!1}
        # An older bash has no such word: there each counts as exported, and an attempt tells what is read-only.
        if [[ -n $__autovenv_attributes ]]; then
            __autovenv_key=$1
            __autovenv_key=${!__autovenv_key@a}
            if [[ $__autovenv_key != *x* ]]; then __autovenv_kind=L; fi
            if [[ $__autovenv_key == *r* ]]; then __autovenv_fixed=1; fi
            __autovenv_key=$1
        fi
    fi
}

__autovenv_load() {
    __autovenv_plan=()
    if [[ ! -r $1 ]]; then return 1; fi
    builtin source "$1" 2>/dev/null || return 1
    [[ ${__autovenv_plan[0]-} == "$__autovenv_protocol" ]]
}

# What `autovenv on`, `off`, `reload`, `allow --once` left for this shell.
__autovenv_orders() {
    local order
    while IFS= builtin read -r order; do
        case $order in
            off) __autovenv_off=here ;;
            on) __autovenv_off= ;;
            reload) __autovenv_force=1 __autovenv_said= ;;
            once) __autovenv_once=@$AUTOVENV_SESSION ;;
        esac
    done <"$__autovenv_session"
    builtin : 2>/dev/null >|"$__autovenv_session" || __autovenv_session=/dev/null
}

# One line $2 about project $1 on the terminal, once for each project and text.
__autovenv_say() {
    case $__autovenv_said in
        *"|$1|$2|"*) return ;;
    esac
    __autovenv_unsay "$1"
    __autovenv_said+="|$1|$2|"
    builtin printf '%s\n' "$2" >&2
}

# Where nothing is to be said any more of $1, or something else, it may be said anew: another change of a file that was approved meanwhile.
__autovenv_unsay() {
    while [[ $__autovenv_said == *"|$1|"* ]]; do
        __autovenv_key=${__autovenv_said#*"|$1|"}
        __autovenv_said=${__autovenv_said%%"|$1|"*}${__autovenv_key#*'|'}
    done
}

# -----------------------------------------------------------------------------
# The helper: one process, when something changed
# -----------------------------------------------------------------------------
__autovenv_help() {
    local __autovenv_result=0
    if [[ -n $__autovenv_retired || ! -x $__autovenv_python ]]; then return 1; fi
    "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" "$1" "$__autovenv_variant" \
        "${AUTOVENV_SESSION-}" </dev/null >/dev/null || __autovenv_result=$?
    # 3: hook and program are of different versions; the helper said so.
    if [[ $__autovenv_result == 3 ]]; then __autovenv_retired=1; fi
    return "$__autovenv_result"
}

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# Sets what the plan sets, and keeps what it replaces: kind (see __autovenv_held), name, value.
__autovenv_enter() {
    if [[ ${__autovenv_short[__autovenv_slot]-} == "$__autovenv_found_identity" ]] && "__autovenv_enter$__autovenv_slot"; then
        __autovenv_by=$__autovenv_slot
        __autovenv_show
        return
    fi
    __autovenv_lists
    __autovenv_root=${__autovenv_plan[2]} __autovenv_identity=${__autovenv_plan[1]} __autovenv_known=1 __autovenv_pinning='' \
        __autovenv_set=() __autovenv_old=() __autovenv_environment='' __autovenv_refused='' __autovenv_by=''
    {
        for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_plan_set[@]}; __autovenv_i += 2)); do
            __autovenv_key=${__autovenv_plan_set[__autovenv_i]}
            __autovenv_held "$__autovenv_key"
            # A variable that the shell or the user made read-only stays as it is; under `set -e` even an attempt in a condition ends bash.
            if [[ -z $__autovenv_fixed ]] && builtin export "$__autovenv_key=${__autovenv_plan_set[__autovenv_i + 1]}"; then
                __autovenv_old+=("$__autovenv_kind" "$__autovenv_key" "$__autovenv_text")
                __autovenv_set+=("$__autovenv_key" "${__autovenv_plan_set[__autovenv_i + 1]}")
                case $__autovenv_key in
                    VIRTUAL_ENV) __autovenv_environment=$VIRTUAL_ENV ;;
                    AUTOVENV_PYTHON | PYENV_VERSION) __autovenv_pinning=1 ;;
                esac
            else
                __autovenv_refused+=" $__autovenv_key"
            fi
        done
        for __autovenv_key in ${__autovenv_plan_unset[@]+"${__autovenv_plan_unset[@]}"}; do
            __autovenv_held "$__autovenv_key"
            if [[ $__autovenv_kind == U ]]; then continue; fi
            if builtin unset -v "$__autovenv_key"; then
                __autovenv_old+=("$__autovenv_kind" "$__autovenv_key" "$__autovenv_text")
                case $__autovenv_key in
                    AUTOVENV_PYTHON | PYENV_VERSION) __autovenv_pinning=1 ;;
                esac
            else
                __autovenv_refused+=" $__autovenv_key"
            fi
        done
    } 2>/dev/null
    __autovenv_entries=(${__autovenv_plan_path[@]+"${__autovenv_plan_path[@]}"}) __autovenv_gone=() \
        __autovenv_back=(${__autovenv_plan_back[@]+"${__autovenv_plan_back[@]}"}) __autovenv_way=${PATH-} __autovenv_path_was=${PATH-}
    for __autovenv_key in ${__autovenv_plan_gone[@]+"${__autovenv_plan_gone[@]}"}; do
        if __autovenv_path_remove "$__autovenv_key"; then __autovenv_gone+=("$__autovenv_key" "$__autovenv_next"); fi
    done
    __autovenv_path_add
    if builtin [ "$__autovenv_way" != "$__autovenv_path_was" ]; then builtin export PATH="$__autovenv_way"; fi
    __autovenv_path_is=$__autovenv_way
    __autovenv_hand_down
    __autovenv_show
    if [[ -n $__autovenv_refused ]]; then
        __autovenv_say "$__autovenv_root/" "autovenv: read-only in this shell, and left alone:$__autovenv_refused"
    elif [[ -n $__autovenv_attributes && -n ${AUTOVENV_UNDO-} && ${#__autovenv_gone[@]} == 0 && ${#__autovenv_back[@]} == 0 ]]; then
        __autovenv_shorten
    fi
}

# What people see of an environment that is active.
__autovenv_show() {
    if [[ -n $__autovenv_environment ]]; then
        __autovenv_deactivate_on
        __autovenv_name_on
    fi
}

# Mostly, none of the plan's variables was set before, and none has another value when the project is left. For such visits to this
# directory, what entering and leaving came to is written out as two functions that take a third of the time. Each sees for itself whether
# this is such a visit.
__autovenv_shorten() {
    local i value set old entries unset='' still='' names='' assigned='' front=''
    for ((i = 0; i < ${#__autovenv_old[@]}; i += 3)); do
        if [[ ${__autovenv_old[i]} != U ]]; then return; fi
    done
    for ((i = 0; i < ${#__autovenv_set[@]}; i += 2)); do
        builtin printf -v value '%q' "${__autovenv_set[i + 1]}"
        unset+="\${${__autovenv_set[i]}+x}" names+=" ${__autovenv_set[i]}" assigned+=" ${__autovenv_set[i]}=$value"
        still+=" && [[ \${${__autovenv_set[i]}@a} == x ]] && builtin [ \"\$${__autovenv_set[i]}\" = $value ]"
    done
    for i in ${__autovenv_plan_unset[@]+"${__autovenv_plan_unset[@]}"}; do unset+="\${$i+x}"; done
    for ((i = ${#__autovenv_entries[@]} - 1; i >= 0; i--)); do
        builtin printf -v value '%q' "${__autovenv_entries[i]}"
        front=$value:$front
    done
    builtin printf -v set ' %q' ${__autovenv_set[@]+"${__autovenv_set[@]}"}
    builtin printf -v old ' %q' ${__autovenv_old[@]+"${__autovenv_old[@]}"}
    builtin printf -v entries ' %q' ${__autovenv_entries[@]+"${__autovenv_entries[@]}"}
    builtin printf -v value "__autovenv_root=%q __autovenv_identity=%q __autovenv_environment=%q __autovenv_pinning=%q" \
        "$__autovenv_root" "$__autovenv_identity" "$__autovenv_environment" "$__autovenv_pinning"
    builtin printf -v assigned '%s AUTOVENV_UNDO=%q' "$assigned" "$AUTOVENV_UNDO"
    builtin eval "__autovenv_enter$__autovenv_slot() {
        if [[ -n \"$unset\" || -z \${PATH-} ]]; then return 1; fi
        builtin export$assigned
        $value __autovenv_known=1 __autovenv_set=($set) __autovenv_old=($old) __autovenv_entries=($entries) \\
            __autovenv_back=() __autovenv_gone=() __autovenv_path_was=\$PATH
        PATH=$front\$PATH
        __autovenv_path_is=\$PATH
    }
    __autovenv_leave$__autovenv_slot() {
        builtin [ \"\${PATH-}\" = \"\$__autovenv_path_is\" ]$still || return 1
        builtin unset -v$names
        PATH=\$__autovenv_path_was
    }" && __autovenv_short[__autovenv_slot]=$__autovenv_identity __autovenv_by=$__autovenv_slot
}

# Takes back what is still as we set it; what the user changed meanwhile is the user's.
__autovenv_leave() {
    __autovenv_name_off
    __autovenv_deactivate_off
    if [[ -z $__autovenv_by || ${__autovenv_short[__autovenv_by]-} != "$__autovenv_identity" ]] || ! "__autovenv_leave$__autovenv_by"; then
        for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_old[@]}; __autovenv_i += 3)); do
            __autovenv_key=${__autovenv_old[__autovenv_i + 1]}
            if ! __autovenv_ours "$__autovenv_key"; then continue; fi
            __autovenv_held "$__autovenv_key"
            if [[ -n $__autovenv_fixed ]]; then continue; fi
            case ${__autovenv_old[__autovenv_i]} in
                S) builtin export "$__autovenv_key=${__autovenv_old[__autovenv_i + 2]}" ;;
                L) builtin export -n "$__autovenv_key=${__autovenv_old[__autovenv_i + 2]}" ;;
                *) builtin unset -v "$__autovenv_key" ;;
            esac || :
        done 2>/dev/null
        __autovenv_path_outside
        PATH=$__autovenv_way
    fi
    __autovenv_root='' __autovenv_identity='' __autovenv_environment='' __autovenv_known='' __autovenv_pinning='' __autovenv_path_is='' \
        __autovenv_by='' __autovenv_set=() __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=()
    builtin unset -v AUTOVENV_UNDO
}

# Is variable $1 still as we left it? A child whose plan is gone knows no values: there VIRTUAL_ENV must at least fit our PATH entry.
__autovenv_ours() {
    if [[ -z $__autovenv_known ]]; then
        if [[ $1 != VIRTUAL_ENV ]]; then return 0; fi
        if [[ -z ${VIRTUAL_ENV-} ]]; then return 1; fi
        for ((__autovenv_j = 0; __autovenv_j < ${#__autovenv_entries[@]}; __autovenv_j++)); do
            if [[ ${__autovenv_entries[__autovenv_j]} == "$VIRTUAL_ENV"/* ]]; then return 0; fi
        done
        return 1
    fi
    for ((__autovenv_j = 0; __autovenv_j < ${#__autovenv_set[@]}; __autovenv_j += 2)); do
        if builtin [ "${__autovenv_set[__autovenv_j]}" = "$1" ]; then
            builtin [ "${!1-}" = "${__autovenv_set[__autovenv_j + 1]}" ]
            return
        fi
    done
    [[ -z ${!1+x} ]]
}

# -----------------------------------------------------------------------------
# PATH: __autovenv_way holds it while it is worked on
# -----------------------------------------------------------------------------
# Removes the first entry $1 (with $2: the last one); empty entries and all others stay as they are. What followed it is in
# __autovenv_next then, empty at the end. Status 1: it was not there (and `|| :` where that is no matter: a user's `set -e`).
__autovenv_path_remove() {
    local before=":$__autovenv_way:" behind
    if [[ -n ${2-} ]]; then behind=${before##*":$1:"}; else behind=${before#*":$1:"}; fi
    if builtin [ "$behind" = "$before" ]; then return 1; fi
    before=${before%":$1:$behind"}
    __autovenv_next=${behind%%:*}
    if [[ -z $before ]]; then
        __autovenv_way=${behind%:}
    elif [[ -z $behind ]]; then
        __autovenv_way=${before#:}
    else
        __autovenv_way=${before#:}:${behind%:}
    fi
}

# Puts entry $1 in front of entry $2, or at the end where that is missing.
__autovenv_path_insert() {
    local before=":$__autovenv_way:" behind
    behind=${before#*":$2:"}
    if [[ -n $2 ]] && builtin [ "$behind" != "$before" ]; then
        before=${before%":$2:$behind"}
        __autovenv_way=${before#:}${before:+:}$1:$2${behind:+:}${behind%:}
    else
        __autovenv_way=${__autovenv_way:+$__autovenv_way:}$1
    fi
}

# Puts our entries on, the first one first; at the end only what is not there.
__autovenv_path_add() {
    for ((__autovenv_j = ${#__autovenv_entries[@]} - 1; __autovenv_j >= 0; __autovenv_j--)); do
        __autovenv_way=${__autovenv_entries[__autovenv_j]}${__autovenv_way:+:$__autovenv_way}
    done
    for __autovenv_key in ${__autovenv_back[@]+"${__autovenv_back[@]}"}; do __autovenv_way=${__autovenv_way:+$__autovenv_way:}$__autovenv_key; done
}

# PATH as it is outside of what is active; what the user added or removed since then counts.
__autovenv_path_outside() {
    local i
    __autovenv_way=${PATH-}
    if [[ -z $__autovenv_root ]]; then return; fi
    if builtin [ "$__autovenv_way" = "$__autovenv_path_is" ]; then
        __autovenv_way=$__autovenv_path_was
        return
    fi
    for ((i = ${#__autovenv_back[@]} - 1; i >= 0; i--)); do __autovenv_path_remove "${__autovenv_back[i]}" last || :; done
    for ((i = 0; i < ${#__autovenv_entries[@]}; i++)); do __autovenv_path_remove "${__autovenv_entries[i]}" || :; done
    for ((i = ${#__autovenv_gone[@]} - 2; i >= 0; i -= 2)); do __autovenv_path_insert "${__autovenv_gone[i]}" "${__autovenv_gone[i + 1]}"; done
}

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
# Is $1 no variable of a project's, or one that undo data must not touch, wherever it comes from?
__autovenv_barred() {
    case $1 in
        '' | [0-9]* | *[!A-Za-z0-9_]*) return 0 ;;
        PATH | HOME | IFS | PS1 | PS4 | ENV | BASH* | SHELL* | LD_* | DYLD_* | PROMPT* | ZDOTDIR | PWD | OLDPWD | AUTOVENV* | __autovenv*) return 0 ;;
    esac
    return 1
}

__autovenv_hand_down() {
    local i field=$'\x1f' record=$'\x1e' text given
    given="1$field$__autovenv_root$field$__autovenv_identity"
    for text in ${__autovenv_entries[@]+"${__autovenv_entries[@]}"}; do
        if [[ $text == /* ]]; then given+="${record}P$field$text"; fi
    done
    for text in ${__autovenv_back[@]+"${__autovenv_back[@]}"}; do
        if [[ $text == /* ]]; then given+="${record}B$field$text"; fi
    done
    for ((i = 0; i < ${#__autovenv_gone[@]}; i += 2)); do
        if [[ ${__autovenv_gone[i]} == /* ]]; then given+="${record}R$field${__autovenv_gone[i]}$field${__autovenv_gone[i + 1]}"; fi
    done
    for ((i = 0; i < ${#__autovenv_old[@]}; i += 3)); do
        # A value that holds a separator can't be carried: a child leaves that variable as it is, and so it does with what is barred.
        case ${__autovenv_old[i + 1]}=${__autovenv_old[i + 2]} in
            *["$field$record"]*) continue ;;
            VIRTUAL_ENV=* | VIRTUAL_ENV_PROMPT=*) ;;
            *) if __autovenv_barred "${__autovenv_old[i + 1]}"; then continue; fi ;;
        esac
        if [[ ${__autovenv_old[i]} == S ]]; then
            given+="${record}S$field${__autovenv_old[i + 1]}$field${__autovenv_old[i + 2]}"
        else
            given+="${record}U$field${__autovenv_old[i + 1]}"
        fi
    done
    case "$__autovenv_root ${__autovenv_entries[*]-} ${__autovenv_back[*]-} ${__autovenv_gone[*]-}" in
        *["$field$record"]*) builtin unset -v AUTOVENV_UNDO ;;
        *) builtin export AUTOVENV_UNDO="$given$record" ;;
    esac
}

# Takes over what a parent shell made active. Anything odd: all of it is ignored.
__autovenv_adopt() {
    local rest=$__autovenv_inherited field=$'\x1f' record=$'\x1e' line kind name text root identity i
    local -a old entries back gone
    old=() entries=() back=() gone=()
    __autovenv_inherited=
    builtin unset -v AUTOVENV_UNDO
    case $rest in
        "1$field/"*"$field"*"$record") ;;
        *) return ;;
    esac
    line=${rest%%"$record"*} rest=${rest#*"$record"}
    line=${line#*"$field"}
    root=${line%%"$field"*} identity=${line#*"$field"}
    case $identity in
        '' | *[!0-9a-f]*) return ;;
    esac
    while [[ -n $rest ]]; do
        line=${rest%%"$record"*} rest=${rest#*"$record"}
        kind=${line%%"$field"*}
        if [[ $line != *"$field"* ]]; then return; fi
        line=${line#*"$field"}
        name=${line%%"$field"*} text=
        case $kind in
            S | R)
                if [[ $line != *"$field"* ]]; then return; fi
                text=${line#*"$field"}
                ;;
            P | B | U) if [[ $line == *"$field"* ]]; then return; fi ;;
            *) return ;;
        esac
        if [[ $text == *"$field"* ]]; then return; fi
        case $kind in
            [PBR]) if [[ $name != /* ]]; then return; fi ;;
            *) if __autovenv_barred "$name"; then return; fi ;;
        esac
        case $kind in
            P) entries+=("$name") ;;
            B) back+=("$name") ;;
            R) gone+=("$name" "$text") ;;
            *) old+=("$kind" "$name" "$text") ;;
        esac
    done
    __autovenv_root=$root __autovenv_identity=$identity __autovenv_environment='' __autovenv_known='' __autovenv_path_is='' __autovenv_by=''
    __autovenv_old=(${old[@]+"${old[@]}"}) __autovenv_entries=(${entries[@]+"${entries[@]}"}) __autovenv_set=()
    __autovenv_back=() __autovenv_gone=(${gone[@]+"${gone[@]}"})
    # rc files may have reordered PATH (path_helper does): our entries go back to the front, and what we removed goes once more.
    __autovenv_way=${PATH-}
    for ((i = 0; i < ${#entries[@]}; i++)); do __autovenv_path_remove "${entries[i]}" || :; done
    for ((i = 0; i < ${#gone[@]}; i += 2)); do
        for name in ${back[@]+"${back[@]}"}; do
            if [[ $name == "${gone[i]}" ]]; then continue 2; fi
        done
        __autovenv_path_remove "${gone[i]}" || :
    done
    for name in ${back[@]+"${back[@]}"}; do
        if [[ ":$__autovenv_way:" != *":$name:"* ]]; then __autovenv_back+=("$name"); fi
    done
    __autovenv_path_add
    builtin export PATH="$__autovenv_way"
    __autovenv_back=(${back[@]+"${back[@]}"})
    __autovenv_vary
    if __autovenv_load "$__autovenv_state/plans${root%/}/.autovenv-plan$__autovenv_variant/bash" &&
        [[ ${__autovenv_plan[1]} == "$identity" ]]; then
        __autovenv_set=(${__autovenv_plan_set[@]+"${__autovenv_plan_set[@]}"}) __autovenv_known=1
    fi
    for ((i = 1; i < ${#old[@]}; i += 3)); do
        case ${old[i]} in
            VIRTUAL_ENV) if __autovenv_ours VIRTUAL_ENV; then __autovenv_environment=${VIRTUAL_ENV-}; fi ;;
            AUTOVENV_PYTHON | PYENV_VERSION) __autovenv_pinning=1 ;;
        esac
    done
    __autovenv_hand_down
    __autovenv_show
}

# -----------------------------------------------------------------------------
# The name in the prompt, and `deactivate`
# -----------------------------------------------------------------------------
# PS1 refers to a variable; the project's name never becomes part of PS1 itself, where it would be code. The variable is our own: it
# is empty while somebody else's environment, which shows its own name, is active over ours.
# shellcheck disable=SC2016 # expanded at each prompt, by PS1
__autovenv_shown='${__autovenv_name-}'

__autovenv_name_on() {
    if [[ -n ${VIRTUAL_ENV_DISABLE_PROMPT-} || -z ${VIRTUAL_ENV_PROMPT-} || -z ${PS1-} ]] || ! builtin shopt -q promptvars; then return; fi
    case $PS1 in
        *VIRTUAL_ENV*) return ;;
        *"$__autovenv_shown"*) ;;
        *) PS1=$__autovenv_shown$PS1 ;;
    esac
    __autovenv_name="(${VIRTUAL_ENV_PROMPT//[[:cntrl:]]/?}) "
}

__autovenv_name_off() {
    __autovenv_name=
    if [[ -n ${PS1-} ]]; then PS1=${PS1#"$__autovenv_shown"}; fi
}

__autovenv_deactivate_on() {
    if builtin declare -F deactivate >/dev/null; then return; fi
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    # shellcheck disable=SC2317 # for people to call
    deactivate() {
        __autovenv_off=$__autovenv_root __autovenv_seen='?'
        __autovenv_leave
    }
    __autovenv_deactivate=1
}

__autovenv_deactivate_off() {
    # Somebody else's activation may have put its own in place of ours.
    if [[ -n $__autovenv_deactivate && ${VIRTUAL_ENV-} == "$__autovenv_environment" ]]; then builtin unset -f deactivate; fi
    __autovenv_deactivate=
}

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
__autovenv_register() {
    local i
    # `&& :` lets `$?` through to what follows, and is no failure to `set -e` or an ERR trap.
    local ours="\"__autovenv_prompt\$__autovenv_slot\" && :"
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) && [[ ${PROMPT_COMMAND@a} == *a* ]]; then
        local -a others
        others=()
        for i in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do
            if [[ $i != "$ours" ]]; then others+=("$i"); fi
        done
        PROMPT_COMMAND=("$ours" ${others[@]+"${others[@]}"})
        return
    fi
    # shellcheck disable=SC2128,SC2178 # a string here
    case ${PROMPT_COMMAND-} in
        *__autovenv_prompt*) ;;
        *) PROMPT_COMMAND=$ours${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND} ;;
    esac
}

if [[ $- == *i* ]]; then
    if [[ -z ${__autovenv_loaded-} ]]; then
        __autovenv_loaded=1
        __autovenv_inherited=${AUTOVENV_UNDO-}
        builtin export AUTOVENV_SESSION="$$-$RANDOM$RANDOM"
        __autovenv_session=$__autovenv_state/sessions/$AUTOVENV_SESSION
        __autovenv_seen='?' __autovenv_said='' __autovenv_off='' __autovenv_force='' __autovenv_once='' __autovenv_variant=''
        __autovenv_retired='' __autovenv_foreign='' __autovenv_stranger='' __autovenv_name='' __autovenv_deactivate='' __autovenv_pinning=''
        __autovenv_root='' __autovenv_identity='' __autovenv_environment='' __autovenv_known='' __autovenv_path_is='' __autovenv_path_was=''
        __autovenv_plan=() __autovenv_plan_set=() __autovenv_plan_unset=() __autovenv_plan_path=() __autovenv_plan_back=()
        __autovenv_plan_gone=() __autovenv_plan_needs=() __autovenv_plan_check=''
        __autovenv_set=() __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=() __autovenv_ghost=()
        # Which variables are exported is asked by a word of bash 4.4.
        if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then __autovenv_attributes=1; else __autovenv_attributes=; fi
        if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 403)); then __autovenv_coarse=1; else __autovenv_coarse=; fi
        __autovenv_places=() __autovenv_place='' __autovenv_slot='' __autovenv_oldest=0 __autovenv_short=() __autovenv_by=''
    fi
    # A hook of another version than before: what was retired may work again.
    __autovenv_retired=
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if [[ -n $__autovenv_bin && ":$PATH:" != *":$__autovenv_bin:"* ]]; then PATH=$PATH:$__autovenv_bin; fi
    __autovenv_register
fi

if [[ -n $__autovenv_aliases ]]; then builtin shopt -s expand_aliases; fi
builtin unset -v __autovenv_aliases
