# =============================================================================
# autovenv for zsh. To hook by hand, at the end of ~/.zshrc:
#     eval "$(autovenv hook zsh)"
#
# The four hooks have the same functions in the same order; docs/design.md lists the differences. A stored plan is code that
# autovenv/plan/render wrote, as five functions: `fresh` (are its inputs unchanged?), `still` (the part of that which a prompt asks),
# `facts`, `enter`, `leave`. Every name here has the prefix, so that no variable of the user's is hidden.
# =============================================================================

# An alias must not stand in for a builtin while the functions below are read.
if [[ -o aliases ]]; then __autovenv_aliases=1; else __autovenv_aliases=; fi
'builtin' 'setopt' 'no_aliases'

# -----------------------------------------------------------------------------
# What hook and helper agree on
# -----------------------------------------------------------------------------
typeset -g __autovenv_protocol='@PROTOCOL@'
typeset -g __autovenv_state='@STATE@'
typeset -g __autovenv_python='@PYTHON@'
typeset -g __autovenv_helper='@HELPER@'
typeset -g __autovenv_bin='@BIN@'
typeset -ga __autovenv_marks=('@MARKS@')
# The hook of a system installation has `~` here: the state directory is found from this user's own variables. A relative one does not count.
# If a project set XDG_STATE_HOME, the parent shell's place is kept. Without a home the place is one where nothing can be created.
if [[ $__autovenv_state == '~/'* ]]; then
    typeset -g __autovenv_at=${HOME-} __autovenv_value=${XDG_STATE_HOME-}
    if [[ ${AUTOVENV_UNDO-} == *XDG_STATE_HOME* ]]; then __autovenv_value=${${AUTOVENV_STATE-}%/autovenv}; fi
    if [[ $__autovenv_value == /* ]]; then
        __autovenv_state=$__autovenv_value/autovenv
    elif [[ $__autovenv_at == /* ]]; then
        __autovenv_state=${__autovenv_at%/}${__autovenv_state#'~'}
    else
        __autovenv_state=/dev/null/autovenv
    fi
fi
# Ours, in every function that zsh or a user calls; the user's own are back when it returns. (A path in a variable names a directory under
# auto_name_dirs.)
typeset -ga __autovenv_options=(emulate -L zsh -o no_aliases -o no_auto_name_dirs -o no_err_exit -o no_err_return -o no_xtrace)

# -----------------------------------------------------------------------------
# The prompt: `first` before every theme, `last` behind them. Builtins only while nothing changed
# -----------------------------------------------------------------------------
# zsh gives `$?` back by itself.
__autovenv_first() {
    builtin "${__autovenv_options[@]}"
    __autovenv_same || __autovenv_look
    __autovenv_called=1
    return 0
}

__autovenv_last() {
    __autovenv_drawn=$options[promptsubst]-$options[promptpercent] # how the prompt is going to be drawn
    builtin "${__autovenv_options[@]}"
    if [[ -z $__autovenv_called || "${PATH-}|${VIRTUAL_ENV-}" != "$__autovenv_path|$__autovenv_virtual" ]]; then
        __autovenv_same || __autovenv_look
    fi
    __autovenv_called=
    # At the first prompt of all a theme may come behind us, which shows the name itself, or takes ours for its own.
    if [[ -n $__autovenv_prompted || ${precmd_functions[-1]-} == __autovenv_last ]]; then __autovenv_show; fi
    __autovenv_prompted=1
    __autovenv_register
    return 0
}

# At a change of directory: `cd project && python` is right on one line, and after a key that changes it; a key starts no helper. A
# completion that goes somewhere for a moment is left alone.
__autovenv_moved() {
    builtin "${__autovenv_options[@]}"
    if (( ! ${+compstate} )); then __autovenv_same || __autovenv_look; fi
    __autovenv_register
    if [[ -n ${WIDGET-} ]]; then __autovenv_show; fi
    return 0
}

# Is everything as the last look found it? A directory that is older than the look has no new entry. Two marks are asked for by name, so
# they are seen even if the time of their directory was set back.
__autovenv_same() {
    [[ "$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${_OLD_VIRTUAL_PATH+x}|${PATH-}" == "$__autovenv_seen" ]] || return 1
    for __autovenv_at in "${__autovenv_bare[@]}"; do
        [[ $__autovenv_at/ -ot $__autovenv_stamp && ! -e $__autovenv_at/.python-version && ! -e $__autovenv_at/.envrc ]] || return 1
    done
    for __autovenv_at in "${__autovenv_roots[@]}"; do
        [[ $__autovenv_at/ -ot $__autovenv_stamp ]] || return 1
    done
    __autovenv_values=
    for __autovenv_at in "${__autovenv_plans[@]}"; do
        __autovenv_still_$__autovenv_at || return 1
    done
    [[ "$__autovenv_values" == "$__autovenv_values_seen" ]] || return 1
    for __autovenv_at in "${__autovenv_untold[@]}"; do
        if __autovenv_edited "$__autovenv_at"; then return 1; fi
    done
}

# Did something change in directory $1, for which the helper failed? (The time of the look is gone: an order came, or a decision.)
__autovenv_edited() {
    if [[ ! -e $__autovenv_stamp ]]; then return 0; fi
    for __autovenv_key in "${__autovenv_marks[@]}"; do
        if [[ $1/$__autovenv_key -nt $__autovenv_stamp ]]; then return 0; fi
    done
    [[ $1/ -nt $__autovenv_stamp ]]
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
    if (( ! ZSH_SUBSHELL )) && [[ -s $__autovenv_orders ]]; then __autovenv_follow; fi
    # A helper that failed is asked again after an edit or on the next visit, and not because of other changes.
    __autovenv_stuck=()
    if [[ $PWD == "$__autovenv_place" && -z $__autovenv_force ]]; then
        for __autovenv_at in "${__autovenv_untold[@]}"; do __autovenv_edited "$__autovenv_at" || __autovenv_stuck+=("$__autovenv_at"); done
    fi
    __autovenv_place=$PWD
    # Only a hook knows whether direnv is hooked, too. Then direnv alone asks about an `.envrc`, and its changes are not the user's.
    if (( ${+functions[_direnv_hook]} )); then builtin export AUTOVENV_DIRENV=1; else builtin unset AUTOVENV_DIRENV; fi
    # The time comes first, then the directories: a change in between is seen at the next prompt.
    if (( ! ZSH_SUBSHELL )); then __autovenv_note_time; fi
    __autovenv_limit
    __autovenv_walk
    __autovenv_force=
    if [[ $__autovenv_off == here ]]; then __autovenv_off=$__autovenv_found_root; fi
    if [[ $__autovenv_off != "$__autovenv_found_root" ]]; then __autovenv_off=; fi
    __autovenv_change
    # `autovenv status` needs to know where this hook was called, and whether there is a `deactivate`.
    builtin export "AUTOVENV_CALLED=$PWD"
    builtin unset AUTOVENV_OFF AUTOVENV_BY_HAND
    if [[ -n $__autovenv_off ]]; then builtin export "AUTOVENV_OFF=$__autovenv_off"; fi
    if [[ -n $__autovenv_stranger ]] && __autovenv_activated_by_hand; then builtin export "AUTOVENV_BY_HAND=1"; fi
    __autovenv_forget
    # What the plans need is as it was found to be, as long as these variables stay as they are now.
    __autovenv_values=
    for __autovenv_plan in "${__autovenv_plans[@]}"; do __autovenv_still_$__autovenv_plan || builtin :; done
    __autovenv_values_seen=$__autovenv_values
    __autovenv_path=${PATH-} __autovenv_virtual=${VIRTUAL_ENV-}
    __autovenv_seen="$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${_OLD_VIRTUAL_PATH+x}|${PATH-}"
    if [[ -n $__autovenv_later ]]; then __autovenv_later= __autovenv_seen= __autovenv_place=; fi
    # The helper has created the state directory: from now on the time is kept there, where an order can remove it.
    if [[ $__autovenv_stamp != "$__autovenv_state"/* && -w $__autovenv_state/sessions ]]; then __autovenv_seen=; fi
}

# The time of this look, as that of a file in the state directory. Where that can't be written, and the helper failed ($1), in one
# for temporary files, where no_clobber makes it a new one. (A byte over the old one: to cut a file costs a disk a fifth of a millisecond.)
__autovenv_note_time() {
    local __autovenv_there=$__autovenv_state/sessions/$AUTOVENV_SESSION
    if ! { builtin print -n . 1<>"$__autovenv_there"; } 2>/dev/null; then
        __autovenv_there=${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/autovenv-$AUTOVENV_SESSION
        if [[ $__autovenv_there != /* ]]; then __autovenv_there=/tmp/autovenv-$AUTOVENV_SESSION; fi
        if [[ $__autovenv_stamp == "$__autovenv_there" ]]; then
            { builtin print -n . 1<>"$__autovenv_there"; } 2>/dev/null
        elif [[ -n ${1-} ]]; then
            builtin setopt no_clobber
            { builtin print -n . >"$__autovenv_there"; } 2>/dev/null || __autovenv_there=/dev/null
            builtin setopt clobber
        else
            __autovenv_there=/dev/null
        fi
    fi
    __autovenv_stamp=$__autovenv_there
}

# Sets where the walk up ends: at the home directory, and at ceilings. The helper leaves those of the settings in a file; others are git's.
__autovenv_limit() {
    __autovenv_home=${HOME-} __autovenv_home=${__autovenv_home%/} __autovenv_ceilings=
    if [[ -r $__autovenv_state/ceilings ]]; then IFS= builtin read -r __autovenv_ceilings <"$__autovenv_state/ceilings" || true; fi
    # A ceiling that a project set does not count: it would end the walk to that project.
    if [[ ${AUTOVENV_UNDO-} != *GIT_CEILING_DIRECTORIES* ]]; then __autovenv_ceilings+=:${GIT_CEILING_DIRECTORIES-}; fi
    __autovenv_ceilings=:$__autovenv_ceilings:
}

__autovenv_walk() {
    __autovenv_before=("${__autovenv_plans[@]}")
    __autovenv_bare=() __autovenv_roots=() __autovenv_plans=() __autovenv_untold=()
    __autovenv_found='' __autovenv_found_root='' __autovenv_found_state='' __autovenv_talked=''
    __autovenv_at=${PWD%/}
    while true; do
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
            if [[ -n $__autovenv_active ]] && [[ $__autovenv_at == "${__autovenv_root%/}" ]]; then
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
            __autovenv_facts_$__autovenv_plan
            if [[ ${__autovenv_plan_root%/} == "$1" ]] && __autovenv_fresh_$__autovenv_plan; then return 0; fi
        done
        if __autovenv_load "$1"; then return 0; fi
    fi
    for __autovenv_key in "${__autovenv_stuck[@]}"; do
        if [[ $__autovenv_key == "$1" ]]; then return 1; fi
    done
    # A subshell (`$(cd …)`, a completion) gets what is known, and starts nothing.
    if (( ZSH_SUBSHELL )); then return 1; fi
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
    if [[ ! -s $__autovenv_state/plans-$__autovenv_protocol$1/.autovenv-plan/zsh ]]; then return 1; fi
    builtin source "$__autovenv_state/plans-$__autovenv_protocol$1/.autovenv-plan/zsh" 2>/dev/null
    __autovenv_sourced+=("${__autovenv_offered[@]}")
    for __autovenv_plan in "${__autovenv_offered[@]}"; do
        if [[ -n ${2-} ]] || __autovenv_fresh_$__autovenv_plan; then
            __autovenv_facts_$__autovenv_plan
            return 0
        fi
    done
    return 1
}

# Removes all plans but those in use: a shell may live for weeks.
__autovenv_forget() {
    local -a __autovenv_kept
    for __autovenv_plan in "${(u)__autovenv_sourced[@]}"; do
        if [[ $__autovenv_plan == "$__autovenv_active" ]] || (( ${__autovenv_plans[(Ie)$__autovenv_plan]} )); then
            __autovenv_kept+=("$__autovenv_plan")
        else
            builtin unset -f __autovenv_{fresh,still,facts,enter,leave}_$__autovenv_plan
        fi
    done
    __autovenv_sourced=("${__autovenv_kept[@]}")
}

# Do the plan's variables still have the values that it was computed from, apart from what is active? `S` (set) or `U` (not set), name, value; …
__autovenv_needs() {
    while (( $# )); do
        __autovenv_outside "$2"
        [[ "$__autovenv_kind|$__autovenv_value" == "$1|$3" ]] || return 1
        shift 3
    done
}

__autovenv_outside() {
    case $1 in
        (PATH)
            __autovenv_path_outside
            __autovenv_kind=S __autovenv_value=$__autovenv_way
            return 0
            ;;
        (AUTOVENV_ONCE) __autovenv_value=$__autovenv_once ;;
        (AUTOVENV_OFF) __autovenv_value=$__autovenv_off ;;
        (AUTOVENV_DIRENV) __autovenv_value=${AUTOVENV_DIRENV-} ;;
        (*)
            __autovenv_recorded "$1" || __autovenv_held "$1"
            if [[ $__autovenv_kind != S ]]; then __autovenv_kind=U __autovenv_value=; fi
            return 0
            ;;
    esac
    __autovenv_kind=S
    if [[ -z $__autovenv_value ]]; then __autovenv_kind=U; fi
}

# Follows the orders that `autovenv on`, `off`, `reload` and `allow --once` left for this shell.
__autovenv_follow() {
    while IFS= builtin read -r __autovenv_key; do
        case $__autovenv_key in
            (off) __autovenv_off=here ;;
            (on) __autovenv_off= ;;
            (force) __autovenv_off='' __autovenv_forced=1 ;;
            (reload) __autovenv_force=1 __autovenv_said= ;;
            (once) __autovenv_once=${AUTOVENV_SESSION-} ;;
        esac
    done <"$__autovenv_orders"
    { builtin : >|"$__autovenv_orders"; } 2>/dev/null || __autovenv_orders=/dev/null
}

# One line $2 about project $1 on the terminal, once for each project and text.
__autovenv_say() {
    __autovenv_talked=1
    if [[ $__autovenv_said == *"|$1|$2|"* || $ZSH_SUBSHELL != 0 ]]; then return 0; fi
    # Powerlevel10k's instant prompt is on the screen, or a line that is being typed: a line now would tear it. The next prompt says it.
    if [[ ${__p9k_instant_prompt_active-} == 1 || -n ${WIDGET-} ]]; then
        __autovenv_later=1
        return 0
    fi
    __autovenv_unsay "$1"
    __autovenv_said+="|$1|$2|"
    builtin print -r -u 2 -- "$2"
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
    # What it has to say would stand in the line that is being typed.
    if [[ -n ${WIDGET-} ]]; then
        __autovenv_later=1
        return 1
    fi
    if [[ ${__p9k_instant_prompt_active-} == 1 ]]; then
        AUTOVENV_ONCE=$__autovenv_once AUTOVENV_OFF=$__autovenv_off \
            "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" zsh "$1" </dev/null >/dev/null 2>&1
    else
        AUTOVENV_ONCE=$__autovenv_once AUTOVENV_OFF=$__autovenv_off \
            "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" zsh "$1" </dev/null >/dev/null
    fi
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
        if [[ $VIRTUAL_ENV != "$__autovenv_environment" ]]; then __autovenv_stranger=$VIRTUAL_ENV; fi
    elif [[ -n ${CONDA_DEFAULT_ENV-} && ${CONDA_DEFAULT_ENV-} != base && -z $__autovenv_active ]]; then
        __autovenv_stranger=$CONDA_DEFAULT_ENV
    fi
    __autovenv_mind
    if [[ -n $__autovenv_active ]]; then
        # A failure keeps the last good environment of the same project.
        if [[ $__autovenv_found_root == "$__autovenv_root" && -z $__autovenv_off ]]; then
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
        __autovenv_facts_$__autovenv_found
        # Variables alone go with any environment, and so does the project's own, whoever activated it.
        if [[ -z $__autovenv_stranger || -z $__autovenv_plan_environment || $__autovenv_stranger == "$__autovenv_plan_environment" ]]; then
            __autovenv_enter
            __autovenv_stranger=
        fi
    fi
}

__autovenv_enter() {
    __autovenv_active=$__autovenv_found __autovenv_root=$__autovenv_plan_root __autovenv_environment='' __autovenv_refused=''
    __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=() __autovenv_twice=()
    if [[ -n $__autovenv_plan_environment ]]; then
        # Activated by hand, in this shell or in the one in the project that began it, it is the user's again afterwards; inherited from
        # a program, it is ours from here.
        if [[ ${VIRTUAL_ENV-} != "$__autovenv_by_hand" ]] && ! __autovenv_activated_by_hand; then __autovenv_expel; fi
        __autovenv_by_hand=${VIRTUAL_ENV-}
    fi
    __autovenv_way=${PATH-}
    __autovenv_enter_$__autovenv_active
    __autovenv_put_path
    if [[ -n $__autovenv_plan_environment && ${VIRTUAL_ENV-} == "$__autovenv_plan_environment" ]]; then
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
        __autovenv_leave_$__autovenv_active
    else
        # Without the parent's plan a child knows no values: at least VIRTUAL_ENV must agree with our PATH entry.
        for ((__autovenv_i = 2; __autovenv_i < $#__autovenv_old; __autovenv_i += 3)); do
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
        if [[ ":$__autovenv_ghosts$PATH:" != *":$__autovenv_key:"* ]]; then __autovenv_ghosts+=$__autovenv_key:; fi
    done
    __autovenv_active='' __autovenv_root='' __autovenv_environment='' __autovenv_known=1
    __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=() __autovenv_twice=()
    builtin unset AUTOVENV_UNDO
}

# For the plans: sets variable $1 to $2; without $2: unsets it. Keeps the old value, or notes that it can't be changed.
__autovenv_set() {
    __autovenv_held "$1"
    if [[ $# == 1 && $__autovenv_kind == U ]]; then return 0; fi
    if ! __autovenv_assignable "$1" "${2-}"; then
        __autovenv_refused+=" $1"
        return 0
    fi
    __autovenv_old+=("$__autovenv_kind" "$1" "$__autovenv_value")
    if [[ $# == 2 ]]; then builtin export "$1=$2"; else builtin unset "$1"; fi
}

# For the plans: restores variable $1 if it is still $2; without $2: if it is still not set.
__autovenv_give_back() {
    if [[ $# == 2 ]]; then [[ ${(P)1-} == "$2" ]]; else (( ! ${(P)+1} )); fi && __autovenv_restore "$1"
    return 0
}

# For the plans: notes that the shell itself uses variable $1, so that it is not set.
__autovenv_refuse() {
    __autovenv_refused+=" $1"
}

__autovenv_restore() {
    if ! __autovenv_recorded "$1" || ! __autovenv_assignable "$1" "$__autovenv_value"; then return 0; fi
    case $__autovenv_kind in
        (S) builtin export "$1=$__autovenv_value" ;;
        (L) builtin typeset -g +x "$1=$__autovenv_value" ;;
        (*) builtin unset "$1" ;;
    esac
}

# The old value of variable $1, before we set it. Status 1: we did not set it.
__autovenv_recorded() {
    for ((__autovenv_j = 2; __autovenv_j < $#__autovenv_old; __autovenv_j += 3)); do
        if [[ $__autovenv_old[__autovenv_j] == "$1" ]]; then
            __autovenv_kind=$__autovenv_old[__autovenv_j-1] __autovenv_value=$__autovenv_old[__autovenv_j+1]
            return 0
        fi
    done
    return 1
}

# What variable $1 is now: kind (S: set, L: set for this shell alone, U: not set) and value.
__autovenv_held() {
    __autovenv_kind=U __autovenv_value=
    if (( ${(P)+1} )); then
        if [[ ${(Pt)1} == *export* ]]; then __autovenv_kind=S; else __autovenv_kind=L; fi
        __autovenv_value=${(P)1}
    fi
}

# May variable $1 get value $2? One that is read-only would end all of this, an integer would evaluate the text.
__autovenv_assignable() {
    case ${(Pt)1} in
        (*readonly* | *upper* | *lower* | *left* | *right*) return 1 ;;
        ('' | scalar*) return 0 ;;
        (integer*) [[ $2 == <-> ]] ;;
        (*) return 1 ;;
    esac
}

# -----------------------------------------------------------------------------
# PATH: __autovenv_way holds it while it is worked on
# -----------------------------------------------------------------------------
# For the plans: entry $1 goes to the front (their last one first), to the end, or away. One that the user has, too, may be taken away by
# a `typeset -U path`: it is remembered where it was.
__autovenv_front() {
    __autovenv_entries=("$1" "${__autovenv_entries[@]}")
    if [[ ":$__autovenv_way:" == *":$1:"* ]]; then
        __autovenv_next=${${:-:$__autovenv_way:}#*":$1:"}
        __autovenv_twice+=("$1" "${__autovenv_next%%:*}")
    fi
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
    if [[ $__autovenv_way != "${PATH-}" ]] && ! __autovenv_path_fixed; then builtin export "PATH=$__autovenv_way"; fi
    return 0
}

__autovenv_path_fixed() {
    [[ ${(t)PATH} == *readonly* || ${(t)path} == *readonly* ]]
}

# Removes the first entry $1 (with $2: the last one) and nothing else. __autovenv_next is then the entry that followed: nothing at the end,
# `:` for an empty entry. Status 1: it was not there.
__autovenv_cut() {
    local __autovenv_ahead=":$__autovenv_way:" __autovenv_rest
    if [[ $__autovenv_ahead != *":$1:"* ]]; then return 1; fi
    if [[ -n ${2-} ]]; then __autovenv_rest=${__autovenv_ahead##*":$1:"}; else __autovenv_rest=${__autovenv_ahead#*":$1:"}; fi
    __autovenv_ahead=${__autovenv_ahead%":$1:$__autovenv_rest"}
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
    if [[ -n $2 && $__autovenv_ahead == *":$__autovenv_mark:"* ]]; then
        __autovenv_rest=${__autovenv_ahead#*":$__autovenv_mark:"}
        __autovenv_ahead=${__autovenv_ahead%":$__autovenv_mark:$__autovenv_rest"}
        __autovenv_way=${__autovenv_ahead#:}${__autovenv_ahead:+:}$1:$__autovenv_mark${__autovenv_rest:+:}${__autovenv_rest%:}
    else
        __autovenv_way=${__autovenv_way:+$__autovenv_way:}$1
    fi
}

# PATH without what is active; the user's own changes since then stay.
__autovenv_path_outside() {
    __autovenv_way=${PATH-}
    for __autovenv_key in "${(Oa)__autovenv_back[@]}"; do __autovenv_cut "$__autovenv_key" last || :; done
    for __autovenv_key in "${__autovenv_entries[@]}"; do __autovenv_cut "$__autovenv_key" || :; done
    # In reverse order: one may be the entry that followed another.
    for ((__autovenv_j = $#__autovenv_gone - 1; __autovenv_j >= 1; __autovenv_j -= 2)); do
        __autovenv_insert "$__autovenv_gone[__autovenv_j]" "$__autovenv_gone[__autovenv_j+1]"
    done
    for ((__autovenv_j = $#__autovenv_twice - 1; __autovenv_j >= 1; __autovenv_j -= 2)); do
        if [[ ":$__autovenv_way:" != *":$__autovenv_twice[__autovenv_j]:"* ]]; then
            __autovenv_insert "$__autovenv_twice[__autovenv_j]" "$__autovenv_twice[__autovenv_j+1]"
        fi
    done
}

# Somebody who keeps the whole PATH and puts it back (direnv, an outer `deactivate`) loses our entries, or brings back those of a project
# that was left. Then our entries are put on once, and entries of left projects go. What was added to either end of PATH is the user's.
# Beside somebody else's environment ours stay where they are, and so does its own entry, which may be one of before.
__autovenv_mind() {
    # An editor's copy of our entry, in front of it.
    if [[ ${PATH-} == "${__autovenv_entries[1]-}:$__autovenv_path" ]]; then PATH=$__autovenv_path; fi
    if [[ ${PATH-} == "$__autovenv_path" || ${PATH-} == *":$__autovenv_path" || ${PATH-} == "$__autovenv_path:"* ]]; then return 0; fi
    local __autovenv_kept
    __autovenv_way=${PATH-}
    __autovenv_value=${VIRTUAL_ENV:-${__autovenv_stranger:+${CONDA_PREFIX-}}}
    if [[ $__autovenv_value == "$__autovenv_environment" ]]; then __autovenv_value=; fi
    for __autovenv_at in ${(s.:.)__autovenv_ghosts}; do
        if [[ -n $__autovenv_value ]]; then
            if [[ $__autovenv_at == "$__autovenv_value/bin" || ${__autovenv_entries[(Ie)$__autovenv_at]} -gt 0 ]]; then continue; fi
        fi
        if (( ${__autovenv_entries[(Ie)$__autovenv_at]} )); then
            # An entry of ours that was left once, and is ours again, stays where it is, once.
            __autovenv_kept=$__autovenv_way
            while __autovenv_cut "$__autovenv_at" last && [[ ":$__autovenv_way:" == *":$__autovenv_at:"* ]]; do __autovenv_kept=$__autovenv_way; done
            __autovenv_way=$__autovenv_kept
        else
            while __autovenv_cut "$__autovenv_at"; do :; done
        fi
    done
    for __autovenv_at in "${__autovenv_entries[@]}"; do
        if [[ ":$__autovenv_way:" == *":$__autovenv_at:"* ]]; then continue; fi
        # One is missing: all of ours go to the front, in their order.
        for __autovenv_key in "${(Oa)__autovenv_entries[@]}"; do
            __autovenv_cut "$__autovenv_key" || :
            __autovenv_way=$__autovenv_key${__autovenv_way:+:$__autovenv_way}
        done
        break
    done
    __autovenv_put_path
}

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
# Names of no variable of a project's, or of one that undo data must not touch, wherever it comes from.
typeset -g __autovenv_barred='(|[0-9]*|*[^A-Za-z0-9_]*|@BARRED@)'

__autovenv_hand_down() {
    local __autovenv_f=$'\x1f' __autovenv_r=$'\x1e' __autovenv_given
    __autovenv_given="1$__autovenv_f$__autovenv_root$__autovenv_f$__autovenv_active"
    for __autovenv_key in "${__autovenv_entries[@]}"; do
        if [[ $__autovenv_key == /* ]]; then __autovenv_given+="${__autovenv_r}P$__autovenv_f$__autovenv_key"; fi
    done
    for __autovenv_key in "${__autovenv_back[@]}"; do
        if [[ $__autovenv_key == /* ]]; then __autovenv_given+="${__autovenv_r}B$__autovenv_f$__autovenv_key"; fi
    done
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_gone; __autovenv_i += 2)); do
        if [[ $__autovenv_gone[__autovenv_i] == /* ]]; then
            __autovenv_given+="${__autovenv_r}R$__autovenv_f$__autovenv_gone[__autovenv_i]$__autovenv_f$__autovenv_gone[__autovenv_i+1]"
        fi
    done
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_old; __autovenv_i += 3)); do
        __autovenv_key=$__autovenv_old[__autovenv_i+1] __autovenv_value=$__autovenv_old[__autovenv_i+2]
        # A value can't be carried if it holds a separator, is barred or is too long: a child leaves it as it is.
        if [[ $__autovenv_value == *[$__autovenv_f$__autovenv_r]* || $__autovenv_key == ${~__autovenv_barred} ]]; then continue; fi
        if (( $#__autovenv_given + $#__autovenv_value > 30000 )); then continue; fi
        if [[ $__autovenv_old[__autovenv_i] == S ]]; then
            __autovenv_given+="${__autovenv_r}S$__autovenv_f$__autovenv_key$__autovenv_f$__autovenv_value"
        else
            __autovenv_given+="${__autovenv_r}U$__autovenv_f$__autovenv_key"
        fi
    done
    if [[ "$__autovenv_root $__autovenv_entries $__autovenv_back $__autovenv_gone" == *[$__autovenv_f$__autovenv_r]* ]]; then
        builtin unset AUTOVENV_UNDO
    else
        builtin export "AUTOVENV_UNDO=$__autovenv_given$__autovenv_r"
    fi
}

# Takes over what a parent shell made active. If anything in it is odd, all of it is ignored.
__autovenv_adopt() {
    local __autovenv_f=$'\x1f' __autovenv_r=$'\x1e' __autovenv_rest=$__autovenv_inherited __autovenv_line
    local -a __autovenv_was __autovenv_fronts __autovenv_ends __autovenv_cuts
    __autovenv_inherited=
    builtin unset AUTOVENV_UNDO
    if [[ $__autovenv_rest != "1$__autovenv_f/"*"$__autovenv_f"*"$__autovenv_r" ]]; then return 0; fi
    __autovenv_line=${__autovenv_rest%%"$__autovenv_r"*} __autovenv_rest=${__autovenv_rest#*"$__autovenv_r"}
    __autovenv_line=${__autovenv_line#*"$__autovenv_f"}
    __autovenv_plan_root=${__autovenv_line%%"$__autovenv_f"*} __autovenv_plan=${__autovenv_line#*"$__autovenv_f"}
    # Neither leads out of the stored plans.
    if [[ $__autovenv_plan == (|*[^0-9a-f]*) || $__autovenv_plan_root/ == */../* ]]; then return 0; fi
    while [[ -n $__autovenv_rest ]]; do
        __autovenv_line=${__autovenv_rest%%"$__autovenv_r"*} __autovenv_rest=${__autovenv_rest#*"$__autovenv_r"}
        __autovenv_kind=${__autovenv_line%%"$__autovenv_f"*} __autovenv_line=${__autovenv_line#"$__autovenv_kind"}
        __autovenv_key=${__autovenv_line#"$__autovenv_f"} __autovenv_value=${__autovenv_key#*"$__autovenv_f"}
        __autovenv_key=${__autovenv_key%%"$__autovenv_f"*}
        # Each kind has its number of fields.
        case $__autovenv_kind$__autovenv_line in
            (*"$__autovenv_f"*"$__autovenv_f"*"$__autovenv_f"*) return 0 ;;
            ([RS]"$__autovenv_f"*"$__autovenv_f"*) ;;
            (*"$__autovenv_f"*"$__autovenv_f"*) return 0 ;;
            ([PBU]"$__autovenv_f"*) ;;
            (*) return 0 ;;
        esac
        case $__autovenv_kind in
            ([PBR]) if [[ $__autovenv_key != /* ]]; then return 0; fi ;;
            (*) if [[ $__autovenv_key == ${~__autovenv_barred} ]]; then return 0; fi ;;
        esac
        case $__autovenv_kind in
            (P) __autovenv_fronts+=("$__autovenv_key") ;;
            (B) __autovenv_ends+=("$__autovenv_key") ;;
            (R) __autovenv_cuts+=("$__autovenv_key" "$__autovenv_value") ;;
            (U) __autovenv_was+=(U "$__autovenv_key" '') ;;
            (S) __autovenv_was+=(S "$__autovenv_key" "$__autovenv_value") ;;
        esac
    done
    __autovenv_active=$__autovenv_plan __autovenv_root=$__autovenv_plan_root __autovenv_known= __autovenv_environment=
    __autovenv_old=("${__autovenv_was[@]}") __autovenv_gone=("${__autovenv_cuts[@]}") __autovenv_twice=()
    __autovenv_entries=("${__autovenv_fronts[@]}") __autovenv_back=("${__autovenv_ends[@]}")
    __autovenv_again
    # The values are known if the plan is still stored.
    __autovenv_load "${__autovenv_root%/}" || :
    if (( ${__autovenv_offered[(Ie)$__autovenv_active]} )); then __autovenv_known=1; fi
    if __autovenv_recorded VIRTUAL_ENV; then
        for __autovenv_key in "${__autovenv_entries[@]}"; do
            if [[ -n ${VIRTUAL_ENV-} && $__autovenv_key == "$VIRTUAL_ENV"/* ]]; then __autovenv_environment=$VIRTUAL_ENV; fi
        done
        # Below the parent's lies the same one by hand.
        if [[ $__autovenv_value == "$__autovenv_environment" ]]; then __autovenv_by_hand=$__autovenv_environment; fi
    fi
    __autovenv_hand_down
    __autovenv_deactivate_on
}

# Does an environment that somebody activated over ours stand in front of it on PATH?
__autovenv_covered() {
    __autovenv_value=:${PATH-}: __autovenv_key=$__autovenv_entries[1]
    if [[ -z ${VIRTUAL_ENV-} || $VIRTUAL_ENV/bin == "$__autovenv_key" || $__autovenv_value != *":$VIRTUAL_ENV/bin:"* ]]; then return 1; fi
    [[ $__autovenv_value == *":$__autovenv_key:"* && ${__autovenv_value%%":$VIRTUAL_ENV/bin:"*}: != *":$__autovenv_key:"* ]]
}

# rc files may have reordered PATH (path_helper does): our entries go back to the front, and removed entries are removed again.
__autovenv_again() {
    __autovenv_way=${PATH-}
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_gone; __autovenv_i += 2)); do
        if (( ! ${__autovenv_back[(Ie)$__autovenv_gone[__autovenv_i]]} )); then __autovenv_cut "$__autovenv_gone[__autovenv_i]" || :; fi
    done
    if ! __autovenv_covered; then
        for __autovenv_key in "${(Oa)__autovenv_entries[@]}"; do
            __autovenv_cut "$__autovenv_key" || :
            __autovenv_way=$__autovenv_key${__autovenv_way:+:$__autovenv_way}
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
# PROMPT refers to a variable, or to an element of psvar that nobody else has; the project's name never becomes part of PROMPT itself,
# where it would be code. Looked at behind all themes, at every prompt: one that shows an environment itself, or is told not to, is left alone.
typeset -g __autovenv_shown_subst='${__autovenv_name-}'
typeset -g __autovenv_shown_percent='%99v'

__autovenv_show() {
    local __autovenv_line=${PROMPT-}
    __autovenv_line=${__autovenv_line//"$__autovenv_shown_subst"} __autovenv_line=${__autovenv_line//"$__autovenv_shown_percent"}
    __autovenv_name=
    if [[ ${(t)PROMPT} == *readonly* ]]; then return 0; fi
    if [[ -n $__autovenv_environment && ${VIRTUAL_ENV-} == "$__autovenv_environment" && $__autovenv_drawn == *on* &&
        -z ${VIRTUAL_ENV_DISABLE_PROMPT-} && -n ${VIRTUAL_ENV_PROMPT-} && -z ${_OLD_VIRTUAL_PS1+x} &&
        -n $__autovenv_line && $__autovenv_line != *(VIRTUAL_ENV|virtualenv|venv)* ]] && ! __autovenv_written; then
        __autovenv_name="(${VIRTUAL_ENV_PROMPT//[[:cntrl:]]/?}) "
        if [[ $__autovenv_drawn == off* ]]; then
            if (( $#psvar < 99 )); then __autovenv_psvars=$#psvar; fi
            psvar[99]=$__autovenv_name
            __autovenv_key=$__autovenv_shown_percent
        else
            __autovenv_name=${__autovenv_name//\%/%%}
            __autovenv_key=$__autovenv_shown_subst
        fi
        # Where an editor wrapped it in marks of its own, it stays there.
        if [[ ${PROMPT//"$__autovenv_key"} != "$__autovenv_line" || $PROMPT == "$__autovenv_line" ]]; then
            PROMPT=$__autovenv_key$__autovenv_line
        fi
        return 0
    fi
    if (( $#psvar == 99 )); then psvar=("${(@)psvar[1,__autovenv_psvars]}"); fi
    if [[ ( -z $__autovenv_environment || $__autovenv_drawn != *on* ) && ${PROMPT-} != "$__autovenv_line" ]]; then
        PROMPT=$__autovenv_line
    fi
}

# Is the environment's name in brackets in the text of the prompt, in whatever colours? A theme that rebuilds its text writes it so.
__autovenv_written() {
    if [[ $__autovenv_line != *"$VIRTUAL_ENV_PROMPT"* ]]; then return 1; fi
    __autovenv_way=$__autovenv_line
    while [[ $__autovenv_way == *'%{'* ]]; do
        __autovenv_value=${__autovenv_way#*'%{'}
        __autovenv_way=${__autovenv_way%%'%{'*}${__autovenv_value#*'%}'}
    done
    [[ $__autovenv_way == *[\ \(\[](|%[FK]\{*\})"$VIRTUAL_ENV_PROMPT"(|%[fk])[\)\]]* ]]
}

# A `deactivate` of the user's own is never touched.
__autovenv_deactivate_on() {
    if [[ -z $__autovenv_environment ]] || (( ${+functions[deactivate]} )); then return 0; fi
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    deactivate() {
        builtin "${__autovenv_options[@]}"
        __autovenv_off=$__autovenv_root __autovenv_seen=
        __autovenv_leave
    }
}

__autovenv_deactivate_off() {
    if [[ ${functions[deactivate]-} == *__autovenv_leave* ]]; then builtin unset -f deactivate; fi
}

# A child inherits the variable of an `activate` (fish exports it), and not the function.
__autovenv_activated_by_hand() {
    [[ -n ${_OLD_VIRTUAL_PATH+x} && -n ${functions[deactivate]+x} && ${functions[deactivate]-} != *__autovenv_leave* ]]
}

# Notices what others did to our environment. Status 1: they deactivated it, and the project with it.
__autovenv_by_others() {
    if [[ ${VIRTUAL_ENV-} == "$__autovenv_environment" ]]; then
        # An `activate` of the very same one over ours (editors type it) added nothing: its own `deactivate` takes it back, but for PATH,
        # where it would lose what was changed since.
        if [[ -z $__autovenv_by_hand ]] && __autovenv_activated_by_hand; then
            __autovenv_way=${PATH-}
            deactivate >/dev/null 2>&1 || true
            builtin unset _OLD_VIRTUAL_PATH
            __autovenv_cut "$__autovenv_environment/bin" || true
            PATH=$__autovenv_way # its own copy of our entry is off; if that was the only one, it is missed below
            __autovenv_revive
        fi
        return 0
    fi
    # The same one by hand below ours is gone, and with it its entry.
    if [[ -z ${VIRTUAL_ENV-} || -n $__autovenv_by_hand ]]; then __autovenv_twice=(); fi
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
    for ((__autovenv_i = 2; __autovenv_i < $#__autovenv_old; __autovenv_i += 3)); do
        if [[ $__autovenv_old[__autovenv_i] == VIRTUAL_ENV(|_PROMPT) ]]; then __autovenv_old[__autovenv_i-1]=U; fi
    done
    __autovenv_hand_down
}

__autovenv_revive() {
    __autovenv_facts_$__autovenv_active
    builtin export "VIRTUAL_ENV=$__autovenv_environment"
    if __autovenv_recorded VIRTUAL_ENV_PROMPT; then builtin export "VIRTUAL_ENV_PROMPT=$__autovenv_plan_prompt"; fi
    __autovenv_deactivate_on
}

# `autovenv on --force`, and the project's own environment that a parent which is no shell had active: it goes.
__autovenv_expel() {
    __autovenv_forced=
    if [[ -z ${VIRTUAL_ENV-} || ${VIRTUAL_ENV-} == "$__autovenv_environment" ]]; then return 0; fi
    if __autovenv_activated_by_hand; then deactivate >/dev/null 2>&1 || true; fi
    if [[ -z ${VIRTUAL_ENV-} ]]; then return 0; fi
    __autovenv_way=${PATH-}
    while __autovenv_cut "$VIRTUAL_ENV/bin"; do true; done
    PATH=$__autovenv_way
    builtin unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT
}

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
# First and last of all that runs at a prompt, whoever came later; alone, `last` is both.
__autovenv_register() {
    if [[ ${precmd_functions[1]-} != __autovenv_(first|last) || ${precmd_functions[-1]-} != __autovenv_last ]]; then
        precmd_functions=(${precmd_functions:#__autovenv_(first|last)} __autovenv_last)
        if (( $#precmd_functions > 1 )); then precmd_functions=(__autovenv_first $precmd_functions); fi
    fi
    if [[ ${chpwd_functions[-1]-} != __autovenv_moved ]]; then chpwd_functions=(${chpwd_functions:#__autovenv_moved} __autovenv_moved); fi
}

# If the user's state directory can't be written or created: names a temporary one, which the helper creates. A variable that a project set
# does not count; then the parent shell's place is kept.
__autovenv_fall_back() {
    typeset -g __autovenv_fallback='' __autovenv_at=$__autovenv_state
    while [[ -n $__autovenv_at && ! -e $__autovenv_at ]]; do __autovenv_at=${__autovenv_at%/*}; done
    if [[ ! -d $__autovenv_at/ || -w $__autovenv_at/ ]]; then return 0; fi
    if [[ ${AUTOVENV_UNDO-} == *XDG_RUNTIME_DIR* || ${AUTOVENV_UNDO-} == *TMPDIR* ]]; then
        __autovenv_fallback=${AUTOVENV_STATE-}
    else
        for __autovenv_at in "${XDG_RUNTIME_DIR-}" "${TMPDIR-}" /tmp; do
            if [[ $__autovenv_at == /* && -d $__autovenv_at && -w $__autovenv_at && ( -O $__autovenv_at || -k $__autovenv_at ) ]]; then
                __autovenv_fallback=${__autovenv_at%/}/autovenv-$EUID
                break
            fi
        done
    fi
    if [[ -n $__autovenv_fallback ]]; then typeset -g __autovenv_lasting=$__autovenv_state __autovenv_state=/dev/null/autovenv; fi
}

__autovenv_start() {
    builtin "${__autovenv_options[@]}"
    __autovenv_fall_back
    # Root with a user's HOME (`sudo -s`) would lock that user out of all that it makes there.
    typeset -g __autovenv_at=$__autovenv_state
    while [[ -n $__autovenv_at ]]; do
        if [[ -e $__autovenv_at/ && ! -O $__autovenv_at/ && ( $EUID == 0 || $__autovenv_at == "$__autovenv_state" ) ]]; then
            builtin print -r -u 2 -- "autovenv: not hooked: $__autovenv_at belongs to another user (is HOME theirs?)"
            return 0
        fi
        __autovenv_at=${__autovenv_at%/*}
    done
    # Behind another installation's hook, this one begins with what a child would inherit.
    if [[ -z ${__autovenv_loaded-} || ${__autovenv_whose-} != "$__autovenv_helper|$__autovenv_state" ]]; then
        typeset -g __autovenv_loaded=1 __autovenv_whose="$__autovenv_helper|$__autovenv_state"
        typeset -g __autovenv_inherited=${AUTOVENV_UNDO-}
        builtin unset AUTOVENV_CALLED
        builtin export "AUTOVENV_SESSION=$$-$RANDOM$RANDOM-zsh" "AUTOVENV_STATE=${__autovenv_fallback:-$__autovenv_state}"
        typeset -g __autovenv_{seen,place,said,talked,called,name,off,force,forced,once,stranger,by_hand,virtual,ghosts,prompted,later}=
        typeset -g __autovenv_path=${PATH-} __autovenv_drawn=on-on
        typeset -g __autovenv_{active,root,environment,key,kind,value,way,next,plan,refused}= __autovenv_known=1
        typeset -g __autovenv_plan_{root,state,transparent,message,environment,prompt}= __autovenv_found{,_root,_state}=
        typeset -gi __autovenv_i __autovenv_j __autovenv_psvars
        typeset -ga __autovenv_{bare,roots,plans,untold,stuck,before,sourced,offered} __autovenv_{old,entries,back,gone,twice}
        typeset -ga precmd_functions chpwd_functions
    elif [[ -n $__autovenv_active ]]; then
        __autovenv_again # the rc file was read again: what it put in front of PATH is not in front of the project
    fi
    typeset -g __autovenv_stamp=/dev/null __autovenv_orders=$__autovenv_state/sessions/$AUTOVENV_SESSION.orders
    # This may be a hook of another version: one that had stopped works again.
    typeset -g __autovenv_retired=
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if [[ -n $__autovenv_bin && ":$PATH:" != *":$__autovenv_bin:"* ]]; then PATH=$PATH:$__autovenv_bin; fi
    __autovenv_register
}

if [[ -o interactive ]]; then __autovenv_start; fi

if [[ -n $__autovenv_aliases ]]; then 'builtin' 'setopt' 'aliases'; fi
'builtin' 'unset' '__autovenv_aliases'
