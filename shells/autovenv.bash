# shellcheck shell=bash
# =============================================================================
# autovenv for bash, 3.2 and newer. To hook by hand, at the end of ~/.bashrc:
#     eval "$(autovenv hook bash)"
#
# The four hooks have the same functions in the same order; docs/design.md lists the differences. A stored plan is code that
# autovenv/plan/render wrote, as five functions: `fresh` (are its inputs unchanged?), `still` (the part of that which a prompt asks),
# `facts`, `enter`, `leave`. Every name here has the prefix, so that no variable of the user's is hidden.
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
__autovenv_marks=('@MARKS@')
# The hook of a system installation has `~` here: the state directory is found from this user's own variables. A relative one does not count.
# If a project set XDG_STATE_HOME, the parent shell's place is kept. Without a home the place is one where nothing can be created.
# shellcheck disable=SC2088 # a text, which the renderer wrote
if [[ $__autovenv_state == '~/'* ]]; then
    __autovenv_at=${HOME-~} __autovenv_value=${XDG_STATE_HOME-}
    if [[ ${AUTOVENV_UNDO-} == *XDG_STATE_HOME* ]]; then __autovenv_value=${AUTOVENV_STATE-} __autovenv_value=${__autovenv_value%/autovenv}; fi
    if [[ $__autovenv_value == /* ]]; then
        __autovenv_state=$__autovenv_value/autovenv
    elif [[ $__autovenv_at == /* ]]; then
        __autovenv_state=${__autovenv_at%/}${__autovenv_state#'~'}
    else
        __autovenv_state=/dev/null/autovenv
    fi
fi

# -----------------------------------------------------------------------------
# The prompt: `first` before every theme, `last` behind them. Builtins only while nothing changed
# -----------------------------------------------------------------------------
# bash gives `$?` and PIPESTATUS back by itself where PROMPT_COMMAND is an array; where it is a text, $1 is the status to give back.
__autovenv_first() {
    # The user's own `set -a`, `-e`, `-E`, `-k`, `-u`, `-x` are back when this returns.
    "${__autovenv_own_options[@]}"
    builtin set +aeEkux
    # Whoever compares $BASH_COMMAND with $PROMPT_COMMAND (a DEBUG trap) is to know each of ours in its turn.
    if [[ ${PROMPT_COMMAND[0]-} == __autovenv_first ]]; then PROMPT_COMMAND[0]=__autovenv_last; fi
    __autovenv_same || __autovenv_look
    __autovenv_called=1
    "${__autovenv_options_again[@]}"
    return "${1:-0}"
}

__autovenv_last() {
    "${__autovenv_own_options[@]}"
    builtin set +aeEkux -- "${1:-0}" "$-"
    if [[ -z $__autovenv_called ]] || ! builtin [ "${PATH-}|${VIRTUAL_ENV-}" = "$__autovenv_path|$__autovenv_virtual" ]; then
        __autovenv_same || __autovenv_look
    fi
    __autovenv_called=
    __autovenv_show
    __autovenv_register "${2-}"
    if [[ -n ${__autovenv_accompanied-} ]]; then __autovenv_accompany; fi
    "${__autovenv_options_again[@]}"
    return "${1:-0}"
}

# Is everything as the last look found it? A directory that is older than the look has no new entry. Two marks are asked for by name, so
# they are seen even if the time of their directory was set back.
__autovenv_same() {
    builtin [ "$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${_OLD_VIRTUAL_PATH+x}|${PATH-}" = "$__autovenv_seen" ] || return 1
    for __autovenv_at in "${__autovenv_bare[@]}"; do
        [[ $__autovenv_at/ -ot $__autovenv_stamp && ! -e $__autovenv_at/.python-version && ! -e $__autovenv_at/.envrc ]] || return 1
    done
    for __autovenv_at in "${__autovenv_roots[@]}"; do
        [[ $__autovenv_at/ -ot $__autovenv_stamp ]] || return 1
    done
    __autovenv_values=
    for __autovenv_at in "${__autovenv_plans[@]}"; do
        "__autovenv_still_$__autovenv_at" || return 1
    done
    builtin [ "$__autovenv_values" = "$__autovenv_values_seen" ] || return 1
    for __autovenv_at in "${__autovenv_untold[@]}"; do
        if __autovenv_edited "$__autovenv_at"; then return 1; fi
    done
}

# Did something change in directory $1, for which the helper failed? (What is missing is older; and where times have
# whole seconds, what is as old may have changed since.)
__autovenv_edited() {
    for __autovenv_key in "${__autovenv_marks[@]}"; do
        if [[ ! $1/$__autovenv_key -ot $__autovenv_stamp ]]; then return 0; fi
    done
    [[ ! $1/ -ot $__autovenv_stamp ]]
}

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from $PWD upwards
# -----------------------------------------------------------------------------
__autovenv_look() {
    # If this is interrupted, the next prompt looks again.
    __autovenv_seen=
    # A child shell that inherited an active environment takes it over first.
    if [[ -n $__autovenv_inherited ]]; then __autovenv_adopt; fi
    # A subshell leaves orders and time to the shell that began it.
    if [[ $BASH_SUBSHELL == 0 && -s $__autovenv_orders ]]; then __autovenv_follow; fi
    # A helper that failed is asked again after an edit or on the next visit, and not because of other changes.
    __autovenv_stuck=()
    if builtin [ "$PWD" = "$__autovenv_place" ] && [[ -z $__autovenv_force ]]; then
        for __autovenv_at in "${__autovenv_untold[@]}"; do __autovenv_edited "$__autovenv_at" || __autovenv_stuck+=("$__autovenv_at"); done
    fi
    __autovenv_place=$PWD
    # Does this bash see nanoseconds? The helper leaves two files that are one apart.
    if [[ -z $__autovenv_fine && $__autovenv_state/clock/later -nt $__autovenv_state/clock/earlier ]]; then __autovenv_fine=1; fi
    # Only a hook knows whether direnv is hooked, too. Then direnv alone asks about an `.envrc`, and its changes are not the user's.
    builtin unset -v AUTOVENV_DIRENV
    if [[ "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" == *_direnv_hook* ]]; then builtin export AUTOVENV_DIRENV=1; fi
    # The time comes first, then the directories: a change in between is seen at the next prompt.
    if [[ $BASH_SUBSHELL == 0 ]]; then __autovenv_note_time; fi
    __autovenv_limit
    __autovenv_walk
    __autovenv_force=
    if [[ $__autovenv_off == here ]]; then __autovenv_off=$__autovenv_found_root; fi
    if builtin [ "$__autovenv_off" != "$__autovenv_found_root" ]; then __autovenv_off=; fi
    __autovenv_change
    # `autovenv status` needs to know where this hook was called, and whether there is a `deactivate`.
    builtin export "AUTOVENV_CALLED=$PWD"
    builtin unset -v AUTOVENV_OFF AUTOVENV_BY_HAND
    if [[ -n $__autovenv_off ]]; then builtin export "AUTOVENV_OFF=$__autovenv_off"; fi
    if [[ -n $__autovenv_stranger && -n ${_OLD_VIRTUAL_PATH+x} ]] && builtin declare -F deactivate >/dev/null; then builtin export "AUTOVENV_BY_HAND=1"; fi
    __autovenv_forget
    # What the plans need is as it was found to be, as long as these variables stay as they are now.
    __autovenv_values=
    for __autovenv_plan in "${__autovenv_plans[@]}"; do "__autovenv_still_$__autovenv_plan" || builtin :; done
    __autovenv_values_seen=$__autovenv_values
    __autovenv_path=${PATH-} __autovenv_virtual=${VIRTUAL_ENV-}
    __autovenv_seen="$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${_OLD_VIRTUAL_PATH+x}|${PATH-}"
    # The helper has created the state directory: from now on the time is kept there, where an order can remove it.
    if [[ $__autovenv_stamp != "$__autovenv_state"/* && -w $__autovenv_state/sessions ]]; then __autovenv_seen=; fi
}

# The time of this look, as that of a file in the state directory. Where that can't be written, and the helper failed ($1), in one
# for temporary files, where `-C` makes it a new one. (A byte over the old one: to cut a file costs a disk a fifth of a millisecond.)
__autovenv_note_time() {
    local __autovenv_there=$__autovenv_state/sessions/$AUTOVENV_SESSION
    if ! { builtin printf . 1<>"$__autovenv_there"; } 2>/dev/null; then
        __autovenv_there=${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/autovenv-$AUTOVENV_SESSION
        if [[ $__autovenv_there != /* ]]; then __autovenv_there=/tmp/autovenv-$AUTOVENV_SESSION; fi
        if [[ $__autovenv_stamp == "$__autovenv_there" ]]; then
            { builtin printf . 1<>"$__autovenv_there"; } 2>/dev/null
        elif [[ -n ${1-} ]]; then
            builtin set -C
            { builtin printf . >"$__autovenv_there"; } 2>/dev/null || __autovenv_there=/dev/null
            builtin set +C
        else
            __autovenv_there=/dev/null
        fi
    fi
    __autovenv_stamp=$__autovenv_there
}

# Sets where the walk up ends: at the home directory, and at ceilings. The helper leaves those of the settings in a file; others are git's.
__autovenv_limit() {
    __autovenv_home=${HOME-} __autovenv_home=${__autovenv_home%/} __autovenv_ceilings=
    if [[ -r $__autovenv_state/ceilings ]]; then IFS= builtin read -r __autovenv_ceilings <"$__autovenv_state/ceilings" || builtin :; fi
    # A ceiling that a project set does not count: it would end the walk to that project.
    if [[ ${AUTOVENV_UNDO-} != *GIT_CEILING_DIRECTORIES* ]]; then __autovenv_ceilings+=:${GIT_CEILING_DIRECTORIES-}; fi
    __autovenv_ceilings=:$__autovenv_ceilings:
}

__autovenv_walk() {
    __autovenv_before=("${__autovenv_plans[@]}")
    __autovenv_bare=() __autovenv_roots=() __autovenv_plans=() __autovenv_untold=()
    __autovenv_found='' __autovenv_found_root='' __autovenv_found_state='' __autovenv_talked=''
    __autovenv_at=${PWD%/}
    while builtin :; do
        if [[ $__autovenv_ceilings == *":${__autovenv_at:-/}:"* || $__autovenv_ceilings == *":$__autovenv_at/:"* ]]; then break; fi
        if ! __autovenv_marked "$__autovenv_at"; then
            __autovenv_bare+=("$__autovenv_at")
        elif __autovenv_take "$__autovenv_at"; then
            __autovenv_roots+=("$__autovenv_at")
            __autovenv_plans+=("$__autovenv_plan")
            if [[ -n $__autovenv_plan_message ]]; then __autovenv_say "$__autovenv_plan_root" "$__autovenv_plan_message"; fi
            if [[ -z $__autovenv_plan_transparent ]]; then
                __autovenv_found=$__autovenv_plan __autovenv_found_root=$__autovenv_plan_root __autovenv_found_state=$__autovenv_plan_state
                break
            fi
        else
            __autovenv_untold+=("$__autovenv_at")
            # What is active stays while nothing better is known.
            if [[ -n $__autovenv_active ]] && builtin [ "$__autovenv_at" = "${__autovenv_root%/}" ]; then
                __autovenv_found=$__autovenv_active __autovenv_found_root=$__autovenv_root __autovenv_found_state=failed
                break
            fi
        fi
        # A directory above the home directory is not this user's project.
        if [[ $__autovenv_at != */* || $__autovenv_at == "$__autovenv_home" ]]; then break; fi
        __autovenv_at=${__autovenv_at%/*}
    done
    if [[ -z $__autovenv_talked && -n $__autovenv_said && -n $__autovenv_found_root ]]; then __autovenv_unsay "$__autovenv_found_root"; fi
}

__autovenv_marked() {
    for __autovenv_key in "${__autovenv_marks[@]}"; do
        if [[ -e $1/$__autovenv_key ]]; then return 0; fi
    done
    return 1
}

# The plan that holds in directory $1: one that this shell stands on, a stored one, or one that the helper makes. Status 1: none is to be had.
__autovenv_take() {
    __autovenv_settle
    if [[ -z $__autovenv_force ]]; then
        for __autovenv_plan in "${__autovenv_before[@]}" ${__autovenv_known:+$__autovenv_active}; do
            "__autovenv_facts_$__autovenv_plan"
            if builtin [ "${__autovenv_plan_root%/}" = "$1" ] && "__autovenv_fresh_$__autovenv_plan"; then return 0; fi
        done
        if __autovenv_load "$1"; then return 0; fi
    fi
    for __autovenv_key in "${__autovenv_stuck[@]}"; do
        if builtin [ "$__autovenv_key" = "$1" ]; then return 1; fi
    done
    # A subshell (`$(cd …)`, a completion) gets what is known, and starts nothing.
    if [[ $BASH_SUBSHELL != 0 ]]; then return 1; fi
    if __autovenv_help "$1"; then
        __autovenv_load "$1" new
    else
        if [[ $__autovenv_stamp == /dev/null ]]; then __autovenv_note_time failed; fi
        return 1
    fi
}

# The temporary state directory is used once it exists and autovenv created it for this user. (In a directory for temporary files nobody
# can replace it then.)
__autovenv_settle() {
    if [[ -n $__autovenv_fallback && -O $__autovenv_fallback && -k $__autovenv_fallback && ! -L $__autovenv_fallback ]]; then
        __autovenv_say / "autovenv: $__autovenv_lasting can't be written: $__autovenv_fallback is used, and consent that is given ends with it"
        __autovenv_state=$__autovenv_fallback __autovenv_orders=$__autovenv_fallback/sessions/$AUTOVENV_SESSION.orders __autovenv_fallback=
    fi
}

# The stored plan of directory $1 that holds in this shell. With $2: the newest, which was made for it this moment.
__autovenv_load() {
    __autovenv_offered=()
    if [[ ! -s $__autovenv_state/plans-$__autovenv_protocol$1/.autovenv-plan/bash ]]; then return 1; fi
    builtin source "$__autovenv_state/plans-$__autovenv_protocol$1/.autovenv-plan/bash" 2>/dev/null
    __autovenv_sourced+=("${__autovenv_offered[@]}")
    for __autovenv_plan in "${__autovenv_offered[@]}"; do
        if [[ -n ${2-} ]] || "__autovenv_fresh_$__autovenv_plan"; then
            "__autovenv_facts_$__autovenv_plan"
            return 0
        fi
    done
    return 1
}

# Removes all plans but those in use: a shell may live for weeks.
__autovenv_forget() {
    local __autovenv_kept=() IFS=' '
    for __autovenv_plan in "${__autovenv_sourced[@]}"; do
        case " ${__autovenv_kept[*]-} " in *" $__autovenv_plan "*) continue ;; esac
        case " ${__autovenv_plans[*]-} $__autovenv_active " in
            *" $__autovenv_plan "*) __autovenv_kept+=("$__autovenv_plan") ;;
            *) builtin unset -f "__autovenv_fresh_$__autovenv_plan" "__autovenv_still_$__autovenv_plan" "__autovenv_facts_$__autovenv_plan" \
                "__autovenv_enter_$__autovenv_plan" "__autovenv_leave_$__autovenv_plan" ;;
        esac
    done
    __autovenv_sourced=("${__autovenv_kept[@]}")
}

# Do the plan's variables still have the values that it was computed from, apart from what is active? `S` (set) or `U` (not set), name, value; …
__autovenv_needs() {
    while [[ $# != 0 ]]; do
        __autovenv_outside "$2"
        builtin [ "$__autovenv_kind|$__autovenv_value" = "$1|$3" ] || return 1
        builtin shift 3
    done
}

# For the plans, before bash 4.4: notes what variables $@ are, as far as they are exported.
__autovenv_note() {
    for __autovenv_rest; do
        __autovenv_held "$__autovenv_rest"
        if [[ $__autovenv_kind == S ]]; then __autovenv_values+="|$__autovenv_rest=S$__autovenv_value"; fi
    done
}

__autovenv_outside() {
    case $1 in
        PATH)
            __autovenv_path_outside
            __autovenv_kind=S __autovenv_value=$__autovenv_way
            return
            ;;
        AUTOVENV_ONCE) __autovenv_value=$__autovenv_once ;;
        AUTOVENV_OFF) __autovenv_value=$__autovenv_off ;;
        AUTOVENV_DIRENV) __autovenv_value=${AUTOVENV_DIRENV-} ;;
        *)
            __autovenv_recorded "$1" || __autovenv_held "$1"
            if [[ $__autovenv_kind != S ]]; then __autovenv_kind=U __autovenv_value=; fi
            return
            ;;
    esac
    __autovenv_kind=S
    if [[ -z $__autovenv_value ]]; then __autovenv_kind=U; fi
}

# Follows the orders that `autovenv on`, `off`, `reload` and `allow --once` left for this shell.
__autovenv_follow() {
    while IFS= builtin read -r __autovenv_key; do
        case $__autovenv_key in
            off) __autovenv_off=here ;;
            on) __autovenv_off= ;;
            force) __autovenv_off='' __autovenv_forced=1 ;;
            reload) __autovenv_force=1 __autovenv_said= ;;
            once) __autovenv_once=${AUTOVENV_SESSION-} ;;
        esac
    done <"$__autovenv_orders"
    { builtin : >|"$__autovenv_orders"; } 2>/dev/null || __autovenv_orders=/dev/null
}

# One line $2 about project $1 on the terminal, once for each project and text.
__autovenv_say() {
    if [[ $BASH_SUBSHELL != 0 ]]; then return 0; fi
    __autovenv_talked=1
    case $__autovenv_said in
        *"|$1|$2|"*) return 0 ;;
    esac
    __autovenv_unsay "$1"
    __autovenv_said+="|$1|$2|"
    builtin printf '%s\n' "$2" >&2
}

# Forgets the last message about project $1, so that the same message is shown if the problem comes back.
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
    if [[ -n $__autovenv_retired || ! -x $__autovenv_python ]]; then return 1; fi
    AUTOVENV_ONCE=$__autovenv_once AUTOVENV_OFF=$__autovenv_off \
        "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" bash "$1" </dev/null >/dev/null
    __autovenv_value=$?
    __autovenv_settle
    # 3: hook and program are of different versions; the helper said so.
    if [[ $__autovenv_value == 3 ]]; then __autovenv_retired=1; fi
    return "$__autovenv_value"
}

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# Brings the shell from what is active to the plan that was found.
__autovenv_change() {
    if [[ -n $__autovenv_forced ]]; then __autovenv_expel; fi
    if [[ -n $__autovenv_environment ]] && ! __autovenv_by_others; then __autovenv_off=$__autovenv_found_root; fi
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    __autovenv_stranger=
    if [[ -n ${VIRTUAL_ENV-} ]]; then
        builtin [ "$VIRTUAL_ENV" = "$__autovenv_environment" ] || __autovenv_stranger=$VIRTUAL_ENV
    elif [[ -n ${CONDA_DEFAULT_ENV-} && ${CONDA_DEFAULT_ENV-} != base && -z $__autovenv_active ]]; then
        __autovenv_stranger=$CONDA_DEFAULT_ENV
    fi
    __autovenv_mind
    if [[ -n $__autovenv_active ]]; then
        # A failure keeps the last good environment of the same project.
        if builtin [ "$__autovenv_found_root" = "$__autovenv_root" ] && [[ -z $__autovenv_off ]]; then
            if [[ $__autovenv_found_state == failed || $__autovenv_found == "$__autovenv_active" ]]; then return 0; fi
        fi
        __autovenv_leave
        # What was activated by hand below ours is there again.
        if [[ -n ${VIRTUAL_ENV-} ]]; then __autovenv_stranger=$VIRTUAL_ENV; fi
    fi
    if [[ $__autovenv_found_state == active && -z $__autovenv_off ]]; then
        if __autovenv_path_fixed; then
            __autovenv_say "$__autovenv_found_root/" 'autovenv: PATH is read-only in this shell: nothing is activated'
            return 0
        fi
        "__autovenv_facts_$__autovenv_found"
        # Variables alone go with any environment, and so does the project's own, whoever activated it.
        if [[ -z $__autovenv_stranger || -z $__autovenv_plan_environment ]] || builtin [ "$__autovenv_stranger" = "$__autovenv_plan_environment" ]; then
            __autovenv_enter
            __autovenv_stranger=
        fi
    fi
}

__autovenv_enter() {
    __autovenv_active=$__autovenv_found __autovenv_root=$__autovenv_plan_root
    __autovenv_environment='' __autovenv_refused=''
    __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=()
    if [[ -n $__autovenv_plan_environment ]]; then
        # Activated by hand, in this shell or in the one in the project that began it, it is the user's again afterwards; inherited from
        # a program, it is ours from here.
        if ! builtin [ "${VIRTUAL_ENV-}" = "$__autovenv_by_hand" ] && ! __autovenv_activated_by_hand; then __autovenv_expel; fi
        __autovenv_by_hand=${VIRTUAL_ENV-}
    fi
    __autovenv_way=${PATH-}
    "__autovenv_enter_$__autovenv_active"
    __autovenv_put_path
    if [[ -n $__autovenv_plan_environment ]] && builtin [ "${VIRTUAL_ENV-}" = "$__autovenv_plan_environment" ]; then
        __autovenv_environment=$VIRTUAL_ENV
    fi
    __autovenv_hand_down
    __autovenv_deactivate_on
    if [[ -n $__autovenv_refused ]]; then
        __autovenv_say "$__autovenv_root/" "autovenv: read-only in this shell, and left alone:$__autovenv_refused"
    fi
}

# Undoes what is still as we set it. What the user changed since then is the user's.
__autovenv_leave() {
    __autovenv_deactivate_off
    if [[ -n $__autovenv_known ]]; then
        "__autovenv_leave_$__autovenv_active"
    else
        # Without the parent's plan a child knows no values: at least VIRTUAL_ENV must agree with our PATH entry.
        for ((__autovenv_i = 1; __autovenv_i < ${#__autovenv_old[@]}; __autovenv_i += 3)); do
            if [[ ${__autovenv_old[__autovenv_i]} != VIRTUAL_ENV || -n $__autovenv_environment ]]; then
                __autovenv_restore "${__autovenv_old[__autovenv_i]}"
            fi
        done
    fi
    __autovenv_path_outside
    # What was activated by hand before ours, and again since, may have had but one entry together with ours.
    if [[ -n $__autovenv_environment && -n $__autovenv_by_hand && -n ${VIRTUAL_ENV-} && ":$__autovenv_way:" != *":$VIRTUAL_ENV/bin:"* ]]; then
        __autovenv_way=$VIRTUAL_ENV/bin${__autovenv_way:+:$__autovenv_way}
    fi
    __autovenv_put_path
    for __autovenv_key in "${__autovenv_entries[@]}" "${__autovenv_back[@]}"; do
        case ":$__autovenv_ghosts$PATH:" in *":$__autovenv_key:"*) ;; *) __autovenv_ghosts+=$__autovenv_key: ;; esac
    done
    __autovenv_active='' __autovenv_root='' __autovenv_environment='' __autovenv_known=1
    __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=()
    builtin unset -v AUTOVENV_UNDO
}

# For the plans: sets variable $1 to $2; without $2: unsets it. Keeps the old value, or notes that it can't be changed.
__autovenv_set() {
    __autovenv_held "$1"
    if [[ $# == 1 && $__autovenv_kind == U ]]; then return 0; fi
    if [[ -n $__autovenv_fixed ]]; then
        __autovenv_refused+=" $1"
    elif if [[ $# == 2 ]]; then builtin export "$1=$2"; else builtin unset -v "$1"; fi 2>/dev/null; then
        __autovenv_old+=("$__autovenv_kind" "$1" "$__autovenv_value")
    else
        __autovenv_refused+=" $1"
        if [[ $__autovenv_kind == L ]]; then builtin export -n "${1?}"; fi # an `export` that failed has marked it all the same
    fi
}

# For the plans: restores variable $1 if it is still $2; without $2: if it is still not set.
__autovenv_give_back() {
    if [[ $# == 2 ]]; then builtin [ "${!1-}" = "$2" ]; else [[ -z ${!1+x} ]]; fi && __autovenv_restore "$1"
    return 0
}

# For the plans: notes that the shell itself uses variable $1, so that it is not set.
__autovenv_refuse() {
    __autovenv_refused+=" $1"
}

__autovenv_restore() {
    __autovenv_held "$1"
    if [[ -n $__autovenv_fixed ]] || ! __autovenv_recorded "$1"; then return 0; fi
    case $__autovenv_kind in
        S) builtin export "$1=$__autovenv_value" ;;
        L) builtin export -n "$1=$__autovenv_value" ;;
        *) builtin unset -v "$1" ;;
    esac 2>/dev/null || builtin :
}

# The old value of variable $1, before we set it. Status 1: we did not set it.
__autovenv_recorded() {
    for ((__autovenv_j = 1; __autovenv_j < ${#__autovenv_old[@]}; __autovenv_j += 3)); do
        if builtin [ "${__autovenv_old[__autovenv_j]}" = "$1" ]; then
            __autovenv_kind=${__autovenv_old[__autovenv_j - 1]} __autovenv_value=${__autovenv_old[__autovenv_j + 1]}
            return 0
        fi
    done
    return 1
}

# What variable $1 is now: kind (S: set, L: set for this shell alone, U: not set), value, and whether it can't be given a text: it is
# read-only, an integer, which would evaluate it, or one that changes its letters. (An older bash can tell whether it is exported.)
__autovenv_held() {
    __autovenv_kind=U __autovenv_value='' __autovenv_fixed='' __autovenv_key=$1
    if [[ -z $__autovenv_elder ]]; then
        __autovenv_key=${!__autovenv_key@a}
        if [[ $__autovenv_key == *[raAinluc]* ]]; then __autovenv_fixed=1; fi
    else
        if builtin compgen -e -X "!$1" "$1" >/dev/null; then __autovenv_key=x; else __autovenv_key=; fi
    fi
    if [[ -n ${!1+x} ]]; then
        __autovenv_kind=S __autovenv_value=${!1}
        if [[ $__autovenv_key != *x* ]]; then __autovenv_kind=L; fi
    fi
}

# -----------------------------------------------------------------------------
# PATH: __autovenv_way holds it while it is worked on
# -----------------------------------------------------------------------------
# For the plans: entry $1 goes to the front (their last one first), to the end, or away.
__autovenv_front() {
    __autovenv_entries=("$1" "${__autovenv_entries[@]}")
    __autovenv_way=$1${__autovenv_way:+:$__autovenv_way}
}

__autovenv_behind() {
    __autovenv_back+=("$1")
    __autovenv_way=${__autovenv_way:+$__autovenv_way:}$1
}

__autovenv_without() {
    if __autovenv_cut "$1"; then __autovenv_gone+=("$1" "$__autovenv_next"); fi
}

# Sets PATH, if it may be set.
__autovenv_put_path() {
    if builtin [ "$__autovenv_way" != "${PATH-}" ] && ! __autovenv_path_fixed; then builtin export "PATH=$__autovenv_way"; fi
}

__autovenv_path_fixed() {
    ! builtin export "PATH=${PATH-}" 2>/dev/null
}

# Removes the first entry $1 (with $2: the last one) and nothing else. __autovenv_next is then the entry that followed: nothing at the end,
# `:` for an empty entry. Status 1: it was not there.
__autovenv_cut() {
    local __autovenv_ahead=":$__autovenv_way:" __autovenv_rest
    # Asked first, and then by lengths: to look for the shortest match takes bash time that grows with the square of PATH.
    if [[ $__autovenv_ahead != *":$1:"* ]]; then return 1; fi
    if [[ -n ${2-} ]]; then
        __autovenv_rest=${__autovenv_ahead##*":$1:"}
        __autovenv_ahead=${__autovenv_ahead:0:${#__autovenv_ahead}-${#__autovenv_rest}-${#1}-2}
    else
        __autovenv_rest=$__autovenv_ahead __autovenv_ahead=${__autovenv_ahead%%":$1:"*}
        if builtin [ "$__autovenv_rest" = "$__autovenv_ahead" ]; then return 1; fi
        __autovenv_rest=${__autovenv_rest:${#__autovenv_ahead}+${#1}+2}
    fi
    __autovenv_next=${__autovenv_rest%%:*}
    if [[ -z $__autovenv_next && -n $__autovenv_rest ]]; then __autovenv_next=:; fi
    if [[ -z $__autovenv_ahead ]]; then
        __autovenv_way=${__autovenv_rest%:}
    elif [[ -z $__autovenv_rest ]]; then
        __autovenv_way=${__autovenv_ahead#:}
    else
        __autovenv_way=${__autovenv_ahead#:}:${__autovenv_rest%:}
    fi
}

# Puts entry $1 in front of entry $2, or at the end where that is missing.
__autovenv_insert() {
    local __autovenv_ahead=":$__autovenv_way:" __autovenv_mark=${2#:} __autovenv_rest
    __autovenv_rest=${__autovenv_ahead#*":$__autovenv_mark:"}
    if [[ -n $2 ]] && builtin [ "$__autovenv_rest" != "$__autovenv_ahead" ]; then
        __autovenv_ahead=${__autovenv_ahead%":$__autovenv_mark:$__autovenv_rest"}
        __autovenv_way=${__autovenv_ahead#:}${__autovenv_ahead:+:}$1:$__autovenv_mark${__autovenv_rest:+:}${__autovenv_rest%:}
    else
        __autovenv_way=${__autovenv_way:+$__autovenv_way:}$1
    fi
}

# PATH without what is active; the user's own changes since then stay.
__autovenv_path_outside() {
    __autovenv_way=${PATH-}
    for ((__autovenv_j = ${#__autovenv_back[@]} - 1; __autovenv_j >= 0; __autovenv_j--)); do
        __autovenv_cut "${__autovenv_back[__autovenv_j]}" last || builtin :
    done
    for __autovenv_key in "${__autovenv_entries[@]}"; do __autovenv_cut "$__autovenv_key" || builtin :; done
    # In reverse order: one may be the entry that followed another.
    for ((__autovenv_j = ${#__autovenv_gone[@]} - 2; __autovenv_j >= 0; __autovenv_j -= 2)); do
        __autovenv_insert "${__autovenv_gone[__autovenv_j]}" "${__autovenv_gone[__autovenv_j + 1]}"
    done
}

# Somebody who keeps the whole PATH and puts it back (direnv, an outer `deactivate`) loses our entries, or brings back those of a project
# that was left. Then our entries are put on once, and entries of left projects go. What was added to either end of PATH is the user's.
# Beside somebody else's environment ours stay where they are, and so does its own entry, which may be one of before.
__autovenv_mind() {
    case ${PATH-} in
        # An editor's copy of our entry, in front of it.
        "${__autovenv_entries[0]-}:$__autovenv_path") PATH=$__autovenv_path ;;
    esac
    case ${PATH-} in
        "$__autovenv_path" | *":$__autovenv_path" | "$__autovenv_path:"*) return 0 ;;
    esac
    local __autovenv_ours __autovenv_kept
    __autovenv_way=${PATH-}
    __autovenv_value=${VIRTUAL_ENV:-${__autovenv_stranger:+${CONDA_PREFIX-}}} __autovenv_rest=$__autovenv_ghosts
    if builtin [ "$__autovenv_value" = "$__autovenv_environment" ]; then __autovenv_value=; fi
    builtin printf -v __autovenv_ours ':%s' "${__autovenv_entries[@]}" ''
    while [[ -n $__autovenv_rest ]]; do
        __autovenv_at=${__autovenv_rest%%:*} __autovenv_rest=${__autovenv_rest#*:}
        if [[ -n $__autovenv_value ]]; then
            case $__autovenv_ours$__autovenv_value/bin: in *":$__autovenv_at:"*) continue ;; esac
        fi
        case $__autovenv_ours in
            *":$__autovenv_at:"*)
                # An entry of ours that was left once, and is ours again, stays where it is, once.
                __autovenv_kept=$__autovenv_way
                while __autovenv_cut "$__autovenv_at" last && [[ ":$__autovenv_way:" == *":$__autovenv_at:"* ]]; do __autovenv_kept=$__autovenv_way; done
                __autovenv_way=$__autovenv_kept
                ;;
            *) while __autovenv_cut "$__autovenv_at"; do builtin :; done ;;
        esac
    done
    for __autovenv_at in "${__autovenv_entries[@]}"; do
        if [[ ":$__autovenv_way:" == *":$__autovenv_at:"* ]]; then continue; fi
        # One is missing: all of ours go to the front, in their order.
        for ((__autovenv_i = ${#__autovenv_entries[@]} - 1; __autovenv_i >= 0; __autovenv_i--)); do
            __autovenv_cut "${__autovenv_entries[__autovenv_i]}" || builtin :
            __autovenv_way=${__autovenv_entries[__autovenv_i]}${__autovenv_way:+:$__autovenv_way}
        done
        break
    done
    __autovenv_put_path
}

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
# Is $1 no valid name, or a variable that undo data must never touch?
__autovenv_barred() {
    case $1 in
        '' | [0-9]* | *[!A-Za-z0-9_]*) return 0 ;;
        @BARRED@) return 0 ;;
    esac
    return 1
}

__autovenv_hand_down() {
    local __autovenv_f=$'\x1f' __autovenv_r=$'\x1e' __autovenv_given
    __autovenv_given="1$__autovenv_f$__autovenv_root$__autovenv_f$__autovenv_active"
    for __autovenv_key in "${__autovenv_entries[@]}"; do
        if [[ $__autovenv_key == /* ]]; then __autovenv_given+="${__autovenv_r}P$__autovenv_f$__autovenv_key"; fi
    done
    for __autovenv_key in "${__autovenv_back[@]}"; do
        if [[ $__autovenv_key == /* ]]; then __autovenv_given+="${__autovenv_r}B$__autovenv_f$__autovenv_key"; fi
    done
    for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_gone[@]}; __autovenv_i += 2)); do
        if [[ ${__autovenv_gone[__autovenv_i]} == /* ]]; then
            __autovenv_given+="${__autovenv_r}R$__autovenv_f${__autovenv_gone[__autovenv_i]}$__autovenv_f${__autovenv_gone[__autovenv_i + 1]}"
        fi
    done
    for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_old[@]}; __autovenv_i += 3)); do
        __autovenv_key=${__autovenv_old[__autovenv_i + 1]} __autovenv_value=${__autovenv_old[__autovenv_i + 2]}
        # A value can't be carried if it holds a separator, is barred or is too long: a child leaves it as it is.
        case $__autovenv_key=$__autovenv_value in
            *["$__autovenv_f$__autovenv_r"]*) continue ;;
        esac
        if __autovenv_barred "$__autovenv_key" || ((${#__autovenv_given} + ${#__autovenv_value} > 30000)); then continue; fi
        if [[ ${__autovenv_old[__autovenv_i]} == S ]]; then
            __autovenv_given+="${__autovenv_r}S$__autovenv_f$__autovenv_key$__autovenv_f$__autovenv_value"
        else
            __autovenv_given+="${__autovenv_r}U$__autovenv_f$__autovenv_key"
        fi
    done
    case "$__autovenv_root ${__autovenv_entries[*]-} ${__autovenv_back[*]-} ${__autovenv_gone[*]-}" in
        *["$__autovenv_f$__autovenv_r"]*) builtin unset -v AUTOVENV_UNDO ;;
        *) builtin export "AUTOVENV_UNDO=$__autovenv_given$__autovenv_r" ;;
    esac
}

# Takes over what a parent shell made active. If anything in it is odd, all of it is ignored.
__autovenv_adopt() {
    local __autovenv_f=$'\x1f' __autovenv_r=$'\x1e' __autovenv_rest=$__autovenv_inherited __autovenv_line
    local -a __autovenv_was __autovenv_fronts __autovenv_ends __autovenv_cuts
    __autovenv_was=() __autovenv_fronts=() __autovenv_ends=() __autovenv_cuts=()
    __autovenv_inherited=
    builtin unset -v AUTOVENV_UNDO
    case $__autovenv_rest in
        "1$__autovenv_f/"*"$__autovenv_f"*"$__autovenv_r") ;;
        *) return 0 ;;
    esac
    __autovenv_line=${__autovenv_rest%%"$__autovenv_r"*} __autovenv_rest=${__autovenv_rest#*"$__autovenv_r"}
    __autovenv_line=${__autovenv_line#*"$__autovenv_f"}
    __autovenv_plan_root=${__autovenv_line%%"$__autovenv_f"*} __autovenv_plan=${__autovenv_line#*"$__autovenv_f"}
    # Neither leads out of the stored plans.
    case $__autovenv_plan_root/ in */../*) return 0 ;; esac
    case $__autovenv_plan in
        '' | *[!0-9a-f]*) return 0 ;;
    esac
    while [[ -n $__autovenv_rest ]]; do
        __autovenv_line=${__autovenv_rest%%"$__autovenv_r"*} __autovenv_rest=${__autovenv_rest#*"$__autovenv_r"}
        __autovenv_kind=${__autovenv_line%%"$__autovenv_f"*} __autovenv_line=${__autovenv_line#"$__autovenv_kind"}
        __autovenv_key=${__autovenv_line#"$__autovenv_f"} __autovenv_value=${__autovenv_key#*"$__autovenv_f"}
        __autovenv_key=${__autovenv_key%%"$__autovenv_f"*}
        # Each kind has its number of fields.
        case $__autovenv_kind$__autovenv_line in
            *"$__autovenv_f"*"$__autovenv_f"*"$__autovenv_f"*) return 0 ;;
            [RS]"$__autovenv_f"*"$__autovenv_f"*) ;;
            *"$__autovenv_f"*"$__autovenv_f"*) return 0 ;;
            [PBU]"$__autovenv_f"*) ;;
            *) return 0 ;;
        esac
        case $__autovenv_kind in
            [PBR]) if [[ $__autovenv_key != /* ]]; then return 0; fi ;;
            *) if __autovenv_barred "$__autovenv_key"; then return 0; fi ;;
        esac
        case $__autovenv_kind in
            P) __autovenv_fronts+=("$__autovenv_key") ;;
            B) __autovenv_ends+=("$__autovenv_key") ;;
            R) __autovenv_cuts+=("$__autovenv_key" "$__autovenv_value") ;;
            U) __autovenv_was+=(U "$__autovenv_key" '') ;;
            S) __autovenv_was+=(S "$__autovenv_key" "$__autovenv_value") ;;
        esac
    done
    __autovenv_active=$__autovenv_plan __autovenv_root=$__autovenv_plan_root __autovenv_known='' __autovenv_environment=''
    __autovenv_old=("${__autovenv_was[@]}") __autovenv_gone=("${__autovenv_cuts[@]}")
    __autovenv_entries=("${__autovenv_fronts[@]}") __autovenv_back=("${__autovenv_ends[@]}")
    __autovenv_again
    # The values are known if the plan is still stored.
    __autovenv_load "${__autovenv_root%/}" || builtin :
    for __autovenv_key in "${__autovenv_offered[@]}"; do
        if builtin [ "$__autovenv_key" = "$__autovenv_active" ]; then __autovenv_known=1; fi
    done
    if __autovenv_recorded VIRTUAL_ENV; then
        for __autovenv_key in "${__autovenv_entries[@]}"; do
            if [[ -n ${VIRTUAL_ENV-} && $__autovenv_key == "$VIRTUAL_ENV"/* ]]; then __autovenv_environment=$VIRTUAL_ENV; fi
        done
        # Below the parent's lies the same one by hand.
        if builtin [ "$__autovenv_value" = "$__autovenv_environment" ]; then __autovenv_by_hand=$__autovenv_environment; fi
    fi
    __autovenv_hand_down
    __autovenv_deactivate_on
}

# Does an environment that somebody activated over ours stand in front of it on PATH?
__autovenv_covered() {
    __autovenv_value=:${PATH-}: __autovenv_key=${__autovenv_entries[0]-}
    if [[ -z ${VIRTUAL_ENV-} || $VIRTUAL_ENV/bin == "$__autovenv_key" || $__autovenv_value != *":$VIRTUAL_ENV/bin:"* ]]; then return 1; fi
    [[ $__autovenv_value == *":$__autovenv_key:"* && ${__autovenv_value%%":$VIRTUAL_ENV/bin:"*}: != *":$__autovenv_key:"* ]]
}

# rc files may have reordered PATH (path_helper does): our entries go back to the front, and removed entries are removed again.
__autovenv_again() {
    __autovenv_way=${PATH-} __autovenv_rest=:
    for __autovenv_key in "${__autovenv_back[@]}"; do __autovenv_rest+=$__autovenv_key:; done
    for ((__autovenv_i = 0; __autovenv_i < ${#__autovenv_gone[@]}; __autovenv_i += 2)); do
        __autovenv_key=${__autovenv_gone[__autovenv_i]}
        case "$__autovenv_rest" in *":$__autovenv_key:"*) ;; *) __autovenv_cut "$__autovenv_key" || builtin : ;; esac
    done
    if ! __autovenv_covered; then
        for ((__autovenv_i = ${#__autovenv_entries[@]} - 1; __autovenv_i >= 0; __autovenv_i--)); do
            __autovenv_cut "${__autovenv_entries[__autovenv_i]}" || builtin :
            __autovenv_way=${__autovenv_entries[__autovenv_i]}${__autovenv_way:+:$__autovenv_way}
        done
    fi
    for __autovenv_key in "${__autovenv_back[@]}"; do
        if [[ ":$__autovenv_way:" != *":$__autovenv_key:"* ]]; then __autovenv_way=${__autovenv_way:+$__autovenv_way:}$__autovenv_key; fi
    done
    builtin export "PATH=$__autovenv_way"
    __autovenv_path=$__autovenv_way
}

# -----------------------------------------------------------------------------
# The name in the prompt, `deactivate`, and activation by other hands
# -----------------------------------------------------------------------------
# PS1 refers to a variable; the project's name never becomes part of PS1 itself, where it would be code. Looked at behind all themes, at
# every prompt: one that shows an environment itself, or is told not to, or is read-only, is left alone.
# shellcheck disable=SC2016 # expanded at each prompt, by PS1
__autovenv_shown='${__autovenv_name-}'

__autovenv_show() {
    __autovenv_name=
    if [[ -n $__autovenv_environment && -z ${VIRTUAL_ENV_DISABLE_PROMPT-} && -n ${VIRTUAL_ENV_PROMPT-} && -z ${_OLD_VIRTUAL_PS1+x} ]] &&
        builtin [ "${VIRTUAL_ENV-}" = "$__autovenv_environment" ] && builtin shopt -q promptvars; then
        __autovenv_rest=${PS1//"$__autovenv_shown"/}
        case $__autovenv_rest in
            '' | *venv* | *virtualenv* | *VIRTUAL_ENV*) ;;
            *)
                if __autovenv_written; then return 0; fi
                if [[ $PS1 != *"$__autovenv_shown"* ]]; then builtin printf -v PS1 %s "$__autovenv_shown$PS1" 2>/dev/null; fi
                __autovenv_name="(${VIRTUAL_ENV_PROMPT//[[:cntrl:]]/?}) "
                return 0
                ;;
        esac
    fi
    if [[ ${PS1-} == *"$__autovenv_shown"* ]] && { [[ -z $__autovenv_environment ]] || ! builtin shopt -q promptvars; }; then
        builtin printf -v PS1 %s "${PS1//"$__autovenv_shown"/}" 2>/dev/null
    fi
}

# Is the environment's name in brackets in the text of the prompt, in whatever colours? A theme that rebuilds its text writes it so.
__autovenv_written() {
    if [[ $__autovenv_rest != *"$VIRTUAL_ENV_PROMPT"* ]]; then return 1; fi
    while [[ $__autovenv_rest == *'\['* ]]; do
        __autovenv_value=${__autovenv_rest#*'\['}
        __autovenv_rest=${__autovenv_rest%%'\['*}${__autovenv_value#*'\]'}
    done
    [[ $__autovenv_rest == *[\ \(\[]"$VIRTUAL_ENV_PROMPT"[\)\]]* ]]
}

# A `deactivate` of the user's own is never touched.
__autovenv_deactivate_on() {
    if [[ -z $__autovenv_environment ]] || builtin declare -F deactivate >/dev/null; then return 0; fi
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    # shellcheck disable=SC2317 # for people to call
    deactivate() {
        "${__autovenv_own_options[@]}"
        builtin set +aeEkux
        __autovenv_off=$__autovenv_root __autovenv_seen=
        __autovenv_leave
        "${__autovenv_options_again[@]}"
    }
}

__autovenv_deactivate_off() {
    if __autovenv_deactivate_is_ours; then builtin unset -f deactivate; fi
}

__autovenv_deactivate_is_ours() {
    __autovenv_text_of deactivate && [[ $__autovenv_key == *__autovenv_leave* ]]
}

# The text of function $1, in __autovenv_key. By way of a file, over the old text and up to the NUL: `$(declare -f …)` is a process.
__autovenv_text_of() {
    local __autovenv_there=$__autovenv_state/sessions/$AUTOVENV_SESSION.text
    __autovenv_key=
    builtin declare -F "$1" || return 1
    if { builtin declare -f "$1" && builtin printf '\0'; } 1<>"$__autovenv_there"; then
        IFS= builtin read -r -d '' __autovenv_key <"$__autovenv_there"
    else
        __autovenv_key=$(builtin declare -f "$1")
    fi
    return 0
} >/dev/null 2>&1

# A child inherits the variable of an `activate` (fish exports it), and not the function.
__autovenv_activated_by_hand() {
    [[ -n ${_OLD_VIRTUAL_PATH+x} ]] && builtin declare -F deactivate >/dev/null && ! __autovenv_deactivate_is_ours
}

# Notices what others did to our environment. Status 1: they deactivated it, and the project with it.
__autovenv_by_others() {
    if builtin [ "${VIRTUAL_ENV-}" = "$__autovenv_environment" ]; then
        # An `activate` of the very same one over ours (editors type it) added nothing: its own `deactivate` takes it back, but for PATH,
        # where it would lose what was changed since.
        if [[ -z $__autovenv_by_hand ]] && __autovenv_activated_by_hand; then
            __autovenv_way=${PATH-}
            deactivate >/dev/null 2>&1
            builtin unset -v _OLD_VIRTUAL_PATH
            __autovenv_cut "$__autovenv_environment/bin" || builtin :
            PATH=$__autovenv_way # its own copy of our entry is off; if that was the only one, it is missed below
            __autovenv_revive
        fi
        return 0
    fi
    if [[ -n $__autovenv_by_hand ]]; then __autovenv_let_go; fi
    if [[ -n ${VIRTUAL_ENV-} ]]; then return 0; fi
    # One that lay over ours has gone; or direnv took back what it knew of, as if we had not been there.
    [[ -n $__autovenv_stranger${AUTOVENV_DIRENV-} ]] && __autovenv_revive
}

# The same one by hand below ours is gone if its entry is: what it had set does not come back when ours goes.
__autovenv_let_go() {
    __autovenv_path_outside
    if [[ ":$__autovenv_way:" == *":$__autovenv_by_hand/bin:"* ]]; then return 0; fi
    __autovenv_by_hand=
    for ((__autovenv_i = 1; __autovenv_i < ${#__autovenv_old[@]}; __autovenv_i += 3)); do
        case ${__autovenv_old[__autovenv_i]} in VIRTUAL_ENV | VIRTUAL_ENV_PROMPT) __autovenv_old[__autovenv_i - 1]=U ;; esac
    done
    __autovenv_hand_down
}

__autovenv_revive() {
    "__autovenv_facts_$__autovenv_active"
    builtin export "VIRTUAL_ENV=$__autovenv_environment"
    if __autovenv_recorded VIRTUAL_ENV_PROMPT; then builtin export "VIRTUAL_ENV_PROMPT=$__autovenv_plan_prompt"; fi
    __autovenv_deactivate_on
}

# `autovenv on --force`, and the project's own environment that a parent which is no shell had active: it goes.
__autovenv_expel() {
    __autovenv_forced=
    if [[ -z ${VIRTUAL_ENV-} || ${VIRTUAL_ENV-} == "$__autovenv_environment" ]]; then return 0; fi
    if __autovenv_activated_by_hand; then deactivate >/dev/null 2>&1; fi
    if [[ -z ${VIRTUAL_ENV-} ]]; then return 0; fi
    __autovenv_way=${PATH-}
    while __autovenv_cut "$VIRTUAL_ENV/bin"; do builtin :; done
    PATH=$__autovenv_way
    builtin unset -v VIRTUAL_ENV VIRTUAL_ENV_PROMPT
}

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
# Keeps us the first and the last at a prompt, whoever came later. bash-preexec runs before the rest of PROMPT_COMMAND, so the first place
# is there. An array keeps `$?` and PIPESTATUS for each of its commands, and is not exported to a shell that has no hook; and who assigns a
# text to PROMPT_COMMAND takes the first place only. Before bash 5.1 there is none. Under `set -x` (in $1: `$-`) `last` alone is both.
__autovenv_register() {
    local __autovenv_f='__autovenv_first $? && :' __autovenv_l='__autovenv_last $? && :' __autovenv_n=$'\n'
    if [[ -z $__autovenv_string ]]; then PROMPT_COMMAND[0]=${PROMPT_COMMAND[0]-}; fi # a list, or `: -1` would be of letters
    if [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
        # Its own last line says that what comes next is the user's: ours stands before that one. At first it has one line, and no place.
        if [[ -z $__autovenv_string ]]; then
            __autovenv_others "${PROMPT_COMMAND[@]:1}"
            PROMPT_COMMAND=("${PROMPT_COMMAND[0]}" "${__autovenv_kept[@]}")
        fi
        __autovenv_others "${precmd_functions[@]}"
        precmd_functions=(__autovenv_first "${__autovenv_kept[@]}")
        __autovenv_others "${PROMPT_COMMAND[0]-}"
        __autovenv_key=${__autovenv_kept[0]-}
        if [[ $__autovenv_key == *"$__autovenv_n"* ]]; then
            PROMPT_COMMAND[0]=${__autovenv_key%"$__autovenv_n"*}${__autovenv_n}__autovenv_last$__autovenv_n${__autovenv_key##*"$__autovenv_n"}
        else
            precmd_functions+=(__autovenv_last)
            PROMPT_COMMAND[0]=$__autovenv_key
        fi
    elif [[ -n $__autovenv_string ]]; then
        case ${PROMPT_COMMAND-} in
            __autovenv_last | "$__autovenv_f$__autovenv_n"*"$__autovenv_n$__autovenv_l") return 0 ;;
        esac
        __autovenv_others "${PROMPT_COMMAND-}"
        __autovenv_key=${__autovenv_kept[0]-}
        # shellcheck disable=SC2178 # a text in such a bash
        if [[ -z $__autovenv_key ]]; then
            PROMPT_COMMAND=__autovenv_last
        else
            PROMPT_COMMAND=$__autovenv_f$__autovenv_n$__autovenv_key$__autovenv_n$__autovenv_l
        fi
    else
        if [[ ${PROMPT_COMMAND[0]-} == __autovenv_last && ${#PROMPT_COMMAND[@]} != 1 ]]; then PROMPT_COMMAND[0]=__autovenv_first; fi
        if [[ ${PROMPT_COMMAND[0]-} != __autovenv_first || ${PROMPT_COMMAND[*]: -1} != __autovenv_last ]]; then
            __autovenv_others "${PROMPT_COMMAND[@]}"
            PROMPT_COMMAND=(__autovenv_first "${__autovenv_kept[@]}" __autovenv_last)
        fi
        if [[ ${1-} == *x* && ${#PROMPT_COMMAND[@]} == 2 ]]; then PROMPT_COMMAND=(__autovenv_last); fi
    fi
}

# The commands that are not ours, in __autovenv_kept. From one that somebody joined with ours, ours goes with what parts it from the next:
# to that one a `:` in its place would be the command whose status it sees.
__autovenv_others() {
    __autovenv_kept=()
    for __autovenv_key; do
        if [[ $__autovenv_key == *__autovenv_* ]]; then
            __autovenv_key+=$__autovenv_n
            for __autovenv_at in "$__autovenv_f" "$__autovenv_f " "$__autovenv_l" "$__autovenv_l " __autovenv_first __autovenv_last; do
                __autovenv_key=${__autovenv_key//"$__autovenv_at"[;$__autovenv_n]/}
            done
            __autovenv_key=${__autovenv_key%"$__autovenv_n"}
        fi
        if [[ -n $__autovenv_key ]]; then __autovenv_kept+=("$__autovenv_key"); fi
    done
}

# If the user's state directory can't be written or created: names a temporary one, which the helper creates. A variable that a project set
# does not count; then the parent shell's place is kept.
__autovenv_fall_back() {
    __autovenv_fallback='' __autovenv_at=$__autovenv_state
    while [[ -n $__autovenv_at && ! -e $__autovenv_at ]]; do __autovenv_at=${__autovenv_at%/*}; done
    if [[ ! -d $__autovenv_at/ || -w $__autovenv_at/ ]]; then return 0; fi
    if [[ ${AUTOVENV_UNDO-} == *XDG_RUNTIME_DIR* || ${AUTOVENV_UNDO-} == *TMPDIR* ]]; then
        __autovenv_fallback=${AUTOVENV_STATE-}
    else
        for __autovenv_at in "${XDG_RUNTIME_DIR-}" "${TMPDIR-}" /tmp; do
            if [[ $__autovenv_at == /* && -d $__autovenv_at && -w $__autovenv_at && (-O $__autovenv_at || -k $__autovenv_at) ]]; then
                __autovenv_fallback=${__autovenv_at%/}/autovenv-$EUID
                break
            fi
        done
    fi
    if [[ -n $__autovenv_fallback ]]; then __autovenv_lasting=$__autovenv_state __autovenv_state=/dev/null/autovenv; fi
}

# Without `local -` the user's options are kept, and given back, by hand. Those of a call that was interrupted are kept still.
__autovenv_keep_options() {
    builtin : "${__autovenv_options:=$-}"
}

__autovenv_give_options() {
    builtin export -n __autovenv_options # `set -a` was on
    __autovenv_key=${__autovenv_options//[!aeEkux]/} __autovenv_options=
    if [[ -n $__autovenv_key ]]; then builtin set "-$__autovenv_key"; fi
}

__autovenv_start() {
    # `local -` and `${name@a}` are of bash 4.4; a PROMPT_COMMAND that is a list is of 5.1.
    __autovenv_elder='' __autovenv_string='' __autovenv_options=
    __autovenv_own_options=(builtin local -) __autovenv_options_again=(builtin :)
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
        __autovenv_elder=1 __autovenv_own_options=(__autovenv_keep_options) __autovenv_options_again=(__autovenv_give_options)
    fi
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 501)); then __autovenv_string=1; fi
    "${__autovenv_own_options[@]}"
    builtin set +aeEkux
    __autovenv_fall_back
    # Root with a user's HOME (`sudo -s`) would lock that user out of all that it makes there.
    __autovenv_at=$__autovenv_state
    while [[ -n $__autovenv_at ]]; do
        if [[ -e $__autovenv_at/ && ! -O $__autovenv_at/ && ($EUID == 0 || $__autovenv_at == "$__autovenv_state") ]]; then
            builtin printf '%s\n' "autovenv: not hooked: $__autovenv_at belongs to another user (is HOME theirs?)" >&2
            return 0
        fi
        __autovenv_at=${__autovenv_at%/*}
    done
    # A child that was given all variables (`set -a`) has not loaded this. Behind another installation's hook, this one begins with what
    # a child would inherit.
    if [[ ${__autovenv_loaded-} != "$$" || ${__autovenv_whose-} != "$__autovenv_helper|$__autovenv_state" ]]; then
        __autovenv_loaded=$$ __autovenv_whose="$__autovenv_helper|$__autovenv_state"
        __autovenv_inherited=${AUTOVENV_UNDO-}
        builtin unset -v AUTOVENV_CALLED
        builtin export "AUTOVENV_SESSION=$$-$RANDOM$RANDOM-bash" "AUTOVENV_STATE=${__autovenv_fallback:-$__autovenv_state}"
        __autovenv_seen='' __autovenv_place='' __autovenv_said='' __autovenv_talked='' __autovenv_called='' __autovenv_name=''
        __autovenv_off='' __autovenv_force='' __autovenv_forced='' __autovenv_once='' __autovenv_stranger='' __autovenv_by_hand=''
        __autovenv_path=${PATH-} __autovenv_virtual='' __autovenv_fine='' __autovenv_ghosts='' __autovenv_values='' __autovenv_values_seen=''
        __autovenv_active='' __autovenv_root='' __autovenv_environment='' __autovenv_known=1
        __autovenv_plan='' __autovenv_plan_root='' __autovenv_plan_state='' __autovenv_plan_transparent='' __autovenv_plan_message=''
        __autovenv_plan_environment='' __autovenv_plan_prompt=''
        __autovenv_bare=() __autovenv_roots=() __autovenv_plans=() __autovenv_untold=() __autovenv_stuck=()
        __autovenv_before=() __autovenv_sourced=() __autovenv_offered=() __autovenv_kept=()
        __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=()
    elif [[ -n $__autovenv_active ]]; then
        __autovenv_again # the rc file was read again: what it put in front of PATH is not in front of the project
    fi
    __autovenv_stamp=/dev/null __autovenv_orders=$__autovenv_state/sessions/$AUTOVENV_SESSION.orders
    # This may be a hook of another version: one that had stopped works again.
    __autovenv_retired=
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if [[ -n $__autovenv_bin && ":$PATH:" != *":$__autovenv_bin:"* ]]; then PATH=$PATH:$__autovenv_bin; fi
    __autovenv_key=PROMPT_COMMAND
    if [[ -z $__autovenv_elder && ${!__autovenv_key@a} == *r* ]]; then
        builtin printf '%s\n' 'autovenv: not hooked: PROMPT_COMMAND is read-only in this shell' >&2
        return 0
    fi
    __autovenv_register
}

if [[ $- == *i* ]]; then
    __autovenv_start
    "${__autovenv_options_again[@]}"
fi

if [[ -n $__autovenv_aliases ]]; then builtin shopt -s expand_aliases; fi
builtin unset -v __autovenv_aliases
