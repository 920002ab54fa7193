# =============================================================================
# autovenv for zsh. To hook by hand, at the end of ~/.zshrc:
#     eval "$(autovenv hook zsh)"
#
# Its own parts, in the same order in each shell: what it agrees on with the
# helper; the prompt; looking; the helper; entering and leaving; undo data that
# a child shell inherits; deactivate; registration.
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
typeset -ga __autovenv_marks=(.python-version .python-versions .tool-versions .venv .envrc autovenv.toml pyproject.toml .env)

# -----------------------------------------------------------------------------
# The prompt: builtins only while nothing changed
# -----------------------------------------------------------------------------
# What runs at each prompt is made anew by each look, with the conditions of the plan that was found ($1): a function that it would
# call costs 10 µs more, and each command 2. It runs under the user's own options: nothing in it may depend on one.
#
# Where the module zsh/stat is, one call reads the times of all files and directories ($2) that those conditions are about. As long as
# they are those of slot $3 that were settled (see __autovenv_read), the conditions hold, and only what no time tells ($4) is asked.
__autovenv_watch() {
    if [[ -z $2 ]]; then
        builtin eval '__autovenv_prompt() {
            [[ "$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${AUTOVENV_PYTHON-}|${PYENV_VERSION-}" == "$__autovenv_seen" &&
                ! -s $__autovenv_session'$1' ]] || __autovenv_work
        }'
        return 0
    fi
    # Each of the files is known to be there, or zstat would say something. Under ksh_arrays "$__autovenv_times" is the first time
    # alone, and no match for several.
    builtin eval '__autovenv_prompt() {
        [[ "$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${AUTOVENV_PYTHON-}|${PYENV_VERSION-}" == "$__autovenv_seen" &&
            ! -s $__autovenv_session'$4' ]] &&
            builtin zstat -g -A __autovenv_times -F %Y%m%d%H%M%S%N +ctime --'$2' &&
            [[ "$__autovenv_times" == "$__autovenv_settled'$3'" ]] || __autovenv_doubt '$3'
    }'
}

# Times are not what they were, or something else is not: do the conditions of slot $1 hold?
__autovenv_doubt() {
    if [[ "$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${AUTOVENV_PYTHON-}|${PYENV_VERSION-}" == "$__autovenv_seen" && ! -s $__autovenv_session ]] &&
        __autovenv_hold $1; then
        __autovenv_read $1
    else
        __autovenv_work
    fi
}

__autovenv_hold() {
    builtin emulate -L zsh
    builtin setopt no_aliases # of a word in what is evaluated below
    builtin eval "builtin zstat -g -A __autovenv_times -F %Y%m%d%H%M%S%N +ctime --$__autovenv_files[$1]" 2>/dev/null || __autovenv_times=()
    builtin eval "[[ 1$__autovenv_conditions[$1] ]]"
}

# Can this shell read times? The modules may be missing, and zsh before 5.6 knows no nanoseconds.
__autovenv_clock() {
    __autovenv_timely=no
    builtin zmodload -F zsh/stat b:zstat 2>/dev/null && builtin zmodload -F zsh/datetime p:EPOCHREALTIME 2>/dev/null || return 0
    builtin zstat -g -A __autovenv_times -F '%Y%m%d%H%M%S%N' +ctime -- / 2>/dev/null || return 0
    if [[ $#__autovenv_times == 1 && $__autovenv_times == <-> && $#__autovenv_times[1] == 23 ]]; then __autovenv_timely=yes; fi
}

# The times in __autovenv_times were read, and then the conditions of slot $1 were found to hold. From now on equal times mean that
# they hold still; but a change within one tick of the clock would leave them equal (git's "racy" problem). Times that were read twice,
# longer than a tick apart, are older than a tick, whosever clock they are from. Why ctime: nothing (cp -p, touch -d, tar) sets it back.
__autovenv_read() {
    builtin emulate -L zsh
    if (( ! $#__autovenv_times )); then return 0; fi
    local times="${(j: :)__autovenv_times} " age
    local -a levels=("${(@ps:\0:)__autovenv_levels[$1]}")
    if [[ $times != "$__autovenv_readings[$1]" ]]; then
        __autovenv_busy $1
        __autovenv_readings[$1]=$times __autovenv_read_at[$1]=$EPOCHREALTIME
        return 0
    fi
    age=$(( EPOCHREALTIME - __autovenv_read_at[$1] ))
    # Whole seconds (FAT has every second one of them) are a coarse clock; the year 1970 is none.
    if (( age < 0 )); then __autovenv_read_at[$1]=$EPOCHREALTIME; fi
    if (( age < 0.02 )) || [[ " $times" == *' 1970'* ]]; then return 0; fi
    if (( age < 3 )) && [[ $times == *'000000000 '* ]]; then return 0; fi
    # The time of a directory doesn't tell that a file appears which a link in it leads to.
    if ! builtin eval "[[ 1$__autovenv_links[$1] ]]"; then return 0; fi
    # The times are those of absolute names, the conditions are about where this shell is: that is one place, or nothing is settled.
    builtin zstat -A __autovenv_inode +inode -- ./ "$PWD/" 2>/dev/null || return 0
    if [[ $__autovenv_inode[1] != "$__autovenv_inode[2]" ]]; then return 0; fi
    __autovenv_inodes[$1]=$__autovenv_inode[1]
    builtin typeset -g "__autovenv_settled$1=$__autovenv_times"
    __autovenv_changed=(${__autovenv_changed:|levels})
}

# Slot $1 was read with other times than before. A directory whose time is another one at each prompt (a shell's history is locked there)
# would never let anything settle: from the fourth time on its marks are asked for by name instead. __autovenv_read's variables.
__autovenv_busy() {
    local -a before=(${(s: :)__autovenv_readings[$1]}) often
    local i
    for ((i = 1; i <= $#levels; i++)); do
        if [[ -z $levels[i] || -z $before[i] || $before[i] == "$__autovenv_times[i]" ]]; then continue; fi
        __autovenv_changed=($levels[i] ${__autovenv_changed[1,20]})
        often=(${(M)__autovenv_changed:#${(b)levels[i]}})
        if (( $#often > 3 )); then
            __autovenv_restless=($levels[i] ${__autovenv_restless[1,8]})
            __autovenv_places[$1]= __autovenv_seen=
        fi
    done
}

# At a change of directory: `cd project && python` is right on one line.
__autovenv_moved() {
    # A completion or another widget that changes directory for a moment: the next prompt is soon enough.
    if [[ -n ${WIDGET-} ]]; then return 0; fi
    __autovenv_work
}

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from $PWD upwards
# -----------------------------------------------------------------------------
# Calls of functions are few on the way of a known project, here and below: each costs more than what most of them do.
__autovenv_work() {
    if [[ -o prompt_subst ]]; then __autovenv_subst=1; else __autovenv_subst=; fi
    builtin emulate -L zsh
    builtin setopt no_aliases # of a word in what is evaluated below
    __autovenv_found_root= __autovenv_found_state= __autovenv_found_identity= __autovenv_found_messages=()
    # A child shell that inherited an active environment takes it over first.
    if [[ -n $__autovenv_inherited ]]; then __autovenv_adopt; fi
    if [[ -s $__autovenv_session ]]; then __autovenv_orders; fi
    __autovenv_variant=$__autovenv_once
    if [[ -n ${AUTOVENV_PYTHON-}${PYENV_VERSION-}$__autovenv_pinning ]] || (( ${+functions[_direnv_hook]} )); then __autovenv_vary; fi
    __autovenv_place=$PWD/$__autovenv_variant
    if [[ -n $__autovenv_force ]] || ! __autovenv_recall; then __autovenv_walk; fi
    __autovenv_force=
    if [[ $__autovenv_off == here ]]; then __autovenv_off=$__autovenv_found_root; fi
    if [[ $__autovenv_off != "$__autovenv_found_root" ]]; then __autovenv_off=; fi
    # For `autovenv why`. A child shell that is hooked is not off.
    if [[ -n $__autovenv_off ]]; then
        builtin export "AUTOVENV_OFF=$__autovenv_off"
    else
        builtin unset AUTOVENV_OFF
    fi
    __autovenv_change
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_found_messages; __autovenv_i += 2)); do
        __autovenv_say "$__autovenv_found_messages[__autovenv_i]" "$__autovenv_found_messages[__autovenv_i+1]"
    done
    if [[ -n $__autovenv_said && -n $__autovenv_found_root && $#__autovenv_found_messages == 0 ]]; then __autovenv_unsay "$__autovenv_found_root"; fi
    __autovenv_seen="$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${AUTOVENV_PYTHON-}|${PYENV_VERSION-}"
    if [[ -n $__autovenv_later ]]; then __autovenv_later= __autovenv_seen=; fi
}

__autovenv_walk() {
    # No name here that is not ours: it would hide a variable of that name from the helper, and from a plan that was computed from it.
    local __autovenv_at=${PWD%/} __autovenv_up='' __autovenv_near __autovenv_near_still='' __autovenv_checks=''
    local __autovenv_bare __autovenv_link __autovenv_watched='' __autovenv_timed='' __autovenv_still='' __autovenv_linked='' __autovenv_level='' __autovenv_blind=''
    local -a __autovenv_parts
    if [[ -z $__autovenv_timely ]]; then __autovenv_clock; fi
    __autovenv_plan=()
    while true; do
        # The marks of a project. Spelt out: a loop over __autovenv_marks takes three times as long.
        if [[ -e $__autovenv_at/.python-version || -e $__autovenv_at/.python-versions || -e $__autovenv_at/.tool-versions ||
            -e $__autovenv_at/.venv || -e $__autovenv_at/.envrc || -e $__autovenv_at/autovenv.toml ||
            -e $__autovenv_at/pyproject.toml || -e $__autovenv_at/.env ]]; then
            if __autovenv_take "$__autovenv_at"; then
                # Relative names here, too, where no path needs a quote; `-ef` sees to it that they are the same place still.
                if [[ $__autovenv_plan_check != *\'* && $__autovenv_at != *[^A-Za-z0-9/._-]* && ${__autovenv_up:-.} -ef $__autovenv_at/ ]]; then
                    __autovenv_near=" $__autovenv_at/" # a slash in a pattern would end it
                    __autovenv_checks+=" && ${__autovenv_up:-.} -ef $__autovenv_at/${__autovenv_plan_check//$__autovenv_near/ $__autovenv_up}"
                else
                    __autovenv_checks+=$__autovenv_plan_check
                fi
                __autovenv_timed+=$__autovenv_plan_times __autovenv_still+=$__autovenv_plan_still
                __autovenv_bare=$__autovenv_plan_bare __autovenv_link=$__autovenv_plan_links
                # A plan that an older version stored.
                if [[ -n $__autovenv_plan_check && -z $__autovenv_plan_still ]]; then __autovenv_blind=1; fi
                if [[ -n $__autovenv_plan[6] ]]; then __autovenv_found_messages+=("$__autovenv_plan[3]" "$__autovenv_plan[6]"); fi
                if [[ -z $__autovenv_plan[5] ]]; then
                    __autovenv_found_root=$__autovenv_plan[3] __autovenv_found_state=$__autovenv_plan[4] __autovenv_found_identity=$__autovenv_plan[2]
                fi
            else
                __autovenv_place= # what the helper could not tell is asked again
                __autovenv_bare=
            fi
            if [[ -z $__autovenv_found_root ]]; then __autovenv_plan=(); fi
        else
            # Names relative to the working directory are found in half the time; a symlink in $PWD makes `..` another place.
            if [[ ${__autovenv_up:-.} -ef $__autovenv_at/ ]]; then
                __autovenv_near=$__autovenv_up
                __autovenv_near_still+=" && ${__autovenv_up:-.} -ef ${(qq)__autovenv_at}/"
            else
                __autovenv_near=${(qq)__autovenv_at}/
            fi
            __autovenv_parts=(" && ! -e $__autovenv_near"$^__autovenv_marks) __autovenv_bare=${(j::)__autovenv_parts}
            __autovenv_parts=(" && ! -h $__autovenv_near"$^__autovenv_marks) __autovenv_link=${(j::)__autovenv_parts}
            __autovenv_checks+=$__autovenv_bare
        fi
        # What is absent here shows in the time of the directory.
        if (( ${__autovenv_restless[(Ie)$__autovenv_at/]} )); then
            __autovenv_still+=$__autovenv_bare
        elif [[ -n $__autovenv_bare ]]; then
            __autovenv_watched+=" ${(qq)__autovenv_at}/" __autovenv_linked+=$__autovenv_link
            __autovenv_level+=${__autovenv_level:+$'\0'}$__autovenv_at/
        fi
        if [[ -n $__autovenv_found_root ]]; then break; fi
        if [[ $__autovenv_at != */* ]]; then break; fi
        __autovenv_at=${__autovenv_at%/*}
        __autovenv_up+=../
    done
    # What was found is kept for the next time: 8 directories, the oldest goes first. What has something to say is not.
    local __autovenv_slot=$__autovenv_places[(Ie)$__autovenv_place]
    if (( ! __autovenv_slot )); then __autovenv_slot=$(( __autovenv_newest % 8 + 1 )) __autovenv_newest=$(( __autovenv_newest % 8 + 1 )); fi
    __autovenv_watched+=$__autovenv_timed
    if [[ $__autovenv_timely != yes || -n $__autovenv_blind ]]; then __autovenv_watched=; fi
    if [[ -n $__autovenv_watched ]]; then __autovenv_still=" && -e ${(qq)PWD}/$__autovenv_still"; fi
    __autovenv_places[__autovenv_slot]=$__autovenv_place __autovenv_conditions[__autovenv_slot]=$__autovenv_checks
    __autovenv_files[__autovenv_slot]=$__autovenv_watched __autovenv_stills[__autovenv_slot]=$__autovenv_still
    __autovenv_levels[__autovenv_slot]=$__autovenv_level __autovenv_links[__autovenv_slot]=$__autovenv_linked
    __autovenv_readings[__autovenv_slot]= __autovenv_inodes[__autovenv_slot]=
    builtin typeset -g "__autovenv_settled$__autovenv_slot="
    __autovenv_watch "$__autovenv_checks" "$__autovenv_watched" $__autovenv_slot "$__autovenv_still"
    if [[ -n $__autovenv_copies ]]; then builtin functions -c __autovenv_prompt __autovenv_prompt$__autovenv_slot; fi
    if [[ -z $__autovenv_place || $#__autovenv_found_messages != 0 ]]; then
        __autovenv_places[__autovenv_slot]=
        return 0
    fi
    __autovenv_text=: __autovenv_key=
    if [[ -n $__autovenv_found_identity ]]; then
        __autovenv_text=$(<$__autovenv_file)
        if (( $#__autovenv_plan_needs )); then
            __autovenv_key="[[ $__autovenv_found_identity == \"\$__autovenv_identity\" ]] || { __autovenv_lists$__autovenv_slot && __autovenv_met } || return 1"
        fi
    fi
    __autovenv_near="[[ 1$__autovenv_near_still$__autovenv_checks ]]"
    if [[ -n $__autovenv_watched ]]; then
        # The same times of a directory of the same name, and the directory is the same one.
        __autovenv_near="__autovenv_times=()
            [[ 1$__autovenv_still && -e ./ ]] &&
                builtin zstat -g -A __autovenv_times -F %Y%m%d%H%M%S%N +ctime --$__autovenv_watched &&
                [[ \"\$__autovenv_times\" == \"\$__autovenv_settled$__autovenv_slot\" ]] &&
                builtin zstat -A __autovenv_inode +inode -- ./ &&
                [[ \$__autovenv_inode == \"\$__autovenv_inodes[$__autovenv_slot]\" ]] ||
                { $__autovenv_near && __autovenv_read $__autovenv_slot }"
    fi
    builtin eval "__autovenv_again$__autovenv_slot() {
        $__autovenv_near || return 1
        $__autovenv_key
        __autovenv_found_root=${(qq)__autovenv_found_root} __autovenv_found_state=$__autovenv_found_state __autovenv_found_identity=$__autovenv_found_identity
    }
    __autovenv_lists$__autovenv_slot() {
        $__autovenv_text
    }" 2>/dev/null && __autovenv_lists$__autovenv_slot 2>/dev/null && [[ ${__autovenv_plan[2]-} == "$__autovenv_found_identity" ]] ||
        __autovenv_places[__autovenv_slot]=
    __autovenv_found_slot=$__autovenv_slot
}

# What an earlier look found in this very directory, if all of its conditions hold.
__autovenv_recall() {
    local __autovenv_slot=$__autovenv_places[(Ie)$__autovenv_place]
    (( __autovenv_slot )) && __autovenv_again$__autovenv_slot || return 1
    __autovenv_found_slot=$__autovenv_slot
    if [[ -n $__autovenv_copies ]]; then
        builtin functions -c __autovenv_prompt$__autovenv_slot __autovenv_prompt
    else
        __autovenv_watch "$__autovenv_conditions[__autovenv_slot]" "$__autovenv_files[__autovenv_slot]" $__autovenv_slot "$__autovenv_stills[__autovenv_slot]"
    fi
}

# Brings the lists of the plan that was found, of which a look that remembers has the identity only.
__autovenv_lists() {
    if [[ ${__autovenv_plan[2]-} != "$__autovenv_found_identity" ]]; then __autovenv_lists$__autovenv_found_slot; fi
}

# Which of a directory's plans is meant: those differ that depend on the session, on a variable that pins, on direnv being hooked, too.
__autovenv_vary() {
    __autovenv_variant=$__autovenv_once
    if [[ -n ${AUTOVENV_PYTHON-}${PYENV_VERSION-}$__autovenv_pinning ]]; then
        __autovenv_outer AUTOVENV_PYTHON
        __autovenv_variant+="+$__autovenv_text"
        __autovenv_outer PYENV_VERSION
        __autovenv_variant+="+$__autovenv_text"
        if [[ $__autovenv_variant == "$__autovenv_once++" ]]; then __autovenv_variant=$__autovenv_once; fi
        __autovenv_variant=${__autovenv_variant//\//%}
    fi
    if (( ${+functions[_direnv_hook]} )); then __autovenv_variant+='=direnv'; fi
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
    if [[ -z $__autovenv_stranger && $#__autovenv_ghost != 0 ]]; then
        # It was activated over ours, and its own `deactivate` brought our entries back after we had left.
        __autovenv_way=${PATH-}
        for __autovenv_key in "${__autovenv_ghost[@]}"; do __autovenv_path_remove "$__autovenv_key" || :; done
        PATH=$__autovenv_way __autovenv_ghost=()
    fi
    if [[ -n $__autovenv_root ]]; then
        # A failure keeps the last good environment of the same project.
        if [[ $__autovenv_found_root == "$__autovenv_root" && -z $__autovenv_off ]]; then
            if [[ $__autovenv_found_state == failed ]]; then return 0; fi
            if [[ $__autovenv_found_state == active && $__autovenv_found_identity == "$__autovenv_identity" ]]; then
                if [[ -n $__autovenv_stranger ]]; then
                    __autovenv_foreign=1 __autovenv_name= psvar[9]=
                    return 0
                fi
                if [[ -z $__autovenv_foreign ]]; then return 0; fi
            fi
        fi
        if [[ -n $__autovenv_stranger ]]; then __autovenv_ghost=("${__autovenv_entries[@]}" "${__autovenv_back[@]}"); fi
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
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_plan_set; __autovenv_i += 2)); do
        case $__autovenv_plan_set[__autovenv_i] in
            (VIRTUAL_ENV | CONDA_DEFAULT_ENV | CONDA_PREFIX) return 0 ;;
        esac
    done
    return 1
}

# The stored plan of directory $1, made by the helper where there is none or an input changed. Status 1: none is to be had.
__autovenv_take() {
    __autovenv_file=$__autovenv_state/plans$1/.autovenv-plan$__autovenv_variant/zsh
    if [[ -z $__autovenv_force ]] && __autovenv_load "$__autovenv_file"; then
        if builtin eval "[[ 1$__autovenv_plan_check ]]"; then
            if [[ $#__autovenv_plan_needs == 0 || $__autovenv_plan[2] == "$__autovenv_identity" ]] || __autovenv_met; then return 0; fi
        fi
    fi
    __autovenv_plan=() __autovenv_plan_check=
    # A subshell (`$(cd …)`, a completion) gets what is known, and starts nothing.
    if (( ZSH_SUBSHELL )); then return 1; fi
    __autovenv_help "$1" || return 1
    __autovenv_load "$__autovenv_file"
}

# Are the variables that the plan was computed from the same in this shell? As they are outside of what is active.
__autovenv_met() {
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_plan_needs; __autovenv_i += 3)); do
        __autovenv_outer "$__autovenv_plan_needs[__autovenv_i+1]"
        if [[ "$__autovenv_kind|$__autovenv_text" != \
            "$__autovenv_plan_needs[__autovenv_i]|$__autovenv_plan_needs[__autovenv_i+2]" ]]; then return 1; fi
    done
    return 0
}

# What variable $1 is outside of what is active, to programs: kind (S: set, U: not set) and value in __autovenv_kind, __autovenv_text.
__autovenv_outer() {
    if [[ $1 == PATH ]]; then
        __autovenv_path_outside
        __autovenv_kind=S __autovenv_text=$__autovenv_way
        return 0
    fi
    for ((__autovenv_j = 1; __autovenv_j < $#__autovenv_old; __autovenv_j += 3)); do
        if [[ $__autovenv_old[__autovenv_j+1] == "$1" ]]; then
            __autovenv_kind=$__autovenv_old[__autovenv_j] __autovenv_text=$__autovenv_old[__autovenv_j+2]
            if [[ $__autovenv_kind == L ]]; then __autovenv_kind=U __autovenv_text=; fi
            return 0
        fi
    done
    __autovenv_held "$1"
    if [[ $__autovenv_kind == L ]]; then __autovenv_kind=U __autovenv_text=; fi
}

# What variable $1 is now: kind (S: set, L: set for this shell alone, U: not set) and value.
__autovenv_held() {
    __autovenv_kind=U __autovenv_text=
    if (( ${(P)+1} )); then
        if [[ ${(Pt)1} == *export* ]]; then __autovenv_kind=S; else __autovenv_kind=L; fi
        __autovenv_text=${(P)1}
    fi
}

# May variable $1 get value $2? To assign to one that is read-only, or of another kind than text, would end all of this.
__autovenv_assignable() {
    case ${(Pt)1} in
        (*readonly*) return 1 ;;
        ('' | scalar*) return 0 ;;
        (integer*) [[ $2 == <-> ]] ;;
        (*) return 1 ;;
    esac
}

__autovenv_load() {
    __autovenv_plan=() __autovenv_plan_times= __autovenv_plan_still= __autovenv_plan_bare= __autovenv_plan_links=
    if [[ ! -r $1 ]]; then return 1; fi
    builtin source "$1" 2>/dev/null || return 1
    [[ ${__autovenv_plan[1]-} == "$__autovenv_protocol" ]]
}

# What `autovenv on`, `off`, `reload`, `allow --once` left for this shell.
__autovenv_orders() {
    local order
    while IFS= builtin read -r order; do
        case $order in
            (off) __autovenv_off=here ;;
            (on) __autovenv_off= ;;
            (reload) __autovenv_force=1 __autovenv_said= ;;
            (once) __autovenv_once=@$AUTOVENV_SESSION ;;
        esac
    done <$__autovenv_session
    { builtin : >|$__autovenv_session } 2>/dev/null || __autovenv_session=/dev/null
}

# One line $2 about project $1 on the terminal, once for each project and text.
__autovenv_say() {
    if [[ $__autovenv_said == *"|$1|$2|"* || $ZSH_SUBSHELL != 0 ]]; then return 0; fi
    # Powerlevel10k's instant prompt is on the screen: a line now would tear it. The next prompt says it.
    if [[ ${__p9k_instant_prompt_active-} == 1 ]]; then
        __autovenv_later=1
        return 0
    fi
    __autovenv_unsay "$1"
    __autovenv_said+="|$1|$2|"
    builtin print -r -u 2 -- "$2"
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
    if [[ ${__p9k_instant_prompt_active-} == 1 ]]; then
        "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" "$1" "$__autovenv_variant" \
            "${AUTOVENV_SESSION-}" </dev/null >/dev/null 2>&1 || __autovenv_result=$?
    else
        "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" "$1" "$__autovenv_variant" \
            "${AUTOVENV_SESSION-}" </dev/null >/dev/null || __autovenv_result=$?
    fi
    # 3: hook and program are of different versions; the helper said so.
    if [[ $__autovenv_result == 3 ]]; then __autovenv_retired=1; fi
    return $__autovenv_result
}

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# Sets what the plan sets, and keeps what it replaces: kind (see __autovenv_held), name, value.
__autovenv_enter() {
    if [[ ${__autovenv_plan[2]-} != "$__autovenv_found_identity" ]]; then __autovenv_lists; fi
    __autovenv_root=$__autovenv_plan[3] __autovenv_identity=$__autovenv_plan[2] __autovenv_known=1 __autovenv_pinning=
    __autovenv_set=() __autovenv_old=() __autovenv_environment= __autovenv_refused=
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_plan_set; __autovenv_i += 2)); do
        __autovenv_key=$__autovenv_plan_set[__autovenv_i]
        if [[ -z ${(Pt)__autovenv_key} ]]; then
            __autovenv_old+=(U "$__autovenv_key" '')
            __autovenv_set+=("$__autovenv_key" "$__autovenv_plan_set[__autovenv_i+1]")
            builtin export "$__autovenv_key=$__autovenv_plan_set[__autovenv_i+1]"
        elif __autovenv_assignable "$__autovenv_key" "$__autovenv_plan_set[__autovenv_i+1]"; then
            __autovenv_held "$__autovenv_key"
            __autovenv_old+=("$__autovenv_kind" "$__autovenv_key" "$__autovenv_text")
            __autovenv_set+=("$__autovenv_key" "$__autovenv_plan_set[__autovenv_i+1]")
            builtin export "$__autovenv_key=$__autovenv_plan_set[__autovenv_i+1]"
        else
            __autovenv_refused+=" $__autovenv_key"
        fi
    done
    for __autovenv_key in "${__autovenv_plan_unset[@]}"; do
        if (( ! ${(P)+__autovenv_key} )); then continue; fi
        __autovenv_held "$__autovenv_key"
        if [[ ${(Pt)__autovenv_key} == scalar* && ${(Pt)__autovenv_key} != *readonly* ]]; then
            __autovenv_old+=("$__autovenv_kind" "$__autovenv_key" "$__autovenv_text")
            builtin unset "$__autovenv_key"
        else
            __autovenv_refused+=" $__autovenv_key"
        fi
    done
    __autovenv_entries=("${__autovenv_plan_path[@]}") __autovenv_back=("${__autovenv_plan_back[@]}") __autovenv_gone=()
    __autovenv_way=${PATH-} __autovenv_path_was=${PATH-}
    for __autovenv_key in "${__autovenv_plan_gone[@]}"; do
        if __autovenv_path_remove "$__autovenv_key"; then __autovenv_gone+=("$__autovenv_key" "$__autovenv_next"); fi
    done
    __autovenv_path_add
    if [[ $__autovenv_way != "$__autovenv_path_was" ]]; then builtin export PATH="$__autovenv_way"; fi
    __autovenv_path_is=$__autovenv_way
    __autovenv_active
    if [[ -n $__autovenv_refused ]]; then
        __autovenv_say "$__autovenv_root/" "autovenv: read-only in this shell, and left alone:$__autovenv_refused"
    fi
}

# What is to be done whenever a project has become active.
__autovenv_active() {
    for ((__autovenv_i = 2; __autovenv_i < $#__autovenv_old; __autovenv_i += 3)); do
        case $__autovenv_old[__autovenv_i] in
            (VIRTUAL_ENV)
                if [[ -n $__autovenv_known && ${VIRTUAL_ENV-} == "$__autovenv_set[__autovenv_set[(i)VIRTUAL_ENV]+1]" ]] || __autovenv_ours VIRTUAL_ENV; then
                    __autovenv_environment=${VIRTUAL_ENV-}
                fi
                ;;
            (AUTOVENV_PYTHON | PYENV_VERSION) __autovenv_pinning=1 ;;
        esac
    done
    __autovenv_hand_down
    if [[ -n $__autovenv_environment ]]; then
        if (( ! ${+functions[deactivate]} )); then __autovenv_deactivate_on; fi
        __autovenv_name_on
    fi
}

# Takes back what is still as we set it; what the user changed meanwhile is the user's.
__autovenv_leave() {
    __autovenv_name_off
    # Somebody else's activation may have put its own in place of ours.
    if [[ -n $__autovenv_deactivate && ${VIRTUAL_ENV-} == "$__autovenv_environment" ]]; then builtin unset -f deactivate; fi
    __autovenv_deactivate=
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_old; __autovenv_i += 3)); do
        __autovenv_key=$__autovenv_old[__autovenv_i+1]
        # Both lists are in the same order, save for what was set by neither: most are told without a search.
        __autovenv_j=$(( __autovenv_i / 3 * 2 + 1 ))
        if [[ $__autovenv_set[__autovenv_j] != "$__autovenv_key" || ${(P)__autovenv_key-} != "$__autovenv_set[__autovenv_j+1]" ]] &&
            ! __autovenv_ours "$__autovenv_key"; then continue; fi
        if [[ ${(Pt)__autovenv_key} != scalar-export ]] &&
            ! __autovenv_assignable "$__autovenv_key" "$__autovenv_old[__autovenv_i+2]"; then continue; fi
        case $__autovenv_old[__autovenv_i] in
            (S) builtin export "$__autovenv_key=$__autovenv_old[__autovenv_i+2]" ;;
            (L) builtin typeset -g +x "$__autovenv_key=$__autovenv_old[__autovenv_i+2]" ;;
            (*) builtin unset "$__autovenv_key" ;;
        esac
    done
    if [[ ${PATH-} == "$__autovenv_path_is" ]]; then
        PATH=$__autovenv_path_was
    else
        __autovenv_path_outside
        PATH=$__autovenv_way
    fi
    __autovenv_root='' __autovenv_identity='' __autovenv_environment='' __autovenv_known='' __autovenv_pinning=''
    __autovenv_set=() __autovenv_old=() __autovenv_entries=() __autovenv_back=() __autovenv_gone=() __autovenv_path_is=
    builtin unset AUTOVENV_UNDO
}

# Is variable $1 still as we left it? A child whose plan is gone knows no values: there VIRTUAL_ENV must at least fit our PATH entry.
__autovenv_ours() {
    if [[ -z $__autovenv_known ]]; then
        if [[ $1 != VIRTUAL_ENV ]]; then return 0; fi
        [[ -n ${VIRTUAL_ENV-} && -n ${(M)__autovenv_entries:#${(b)VIRTUAL_ENV}/*} ]]
        return
    fi
    for ((__autovenv_j = 1; __autovenv_j < $#__autovenv_set; __autovenv_j += 2)); do
        if [[ $__autovenv_set[__autovenv_j] == "$1" ]]; then
            [[ ${(P)1-} == "$__autovenv_set[__autovenv_j+1]" ]]
            return
        fi
    done
    (( ! ${(P)+1} ))
}

# -----------------------------------------------------------------------------
# PATH: __autovenv_way holds it while it is worked on
# -----------------------------------------------------------------------------
# Removes the first entry $1 (with $2: the last one); empty entries and all others stay as they are. What followed it is in
# __autovenv_next then, empty at the end. Status 1: it was not there (and `|| :` where that is no matter: a user's `set -e`).
__autovenv_path_remove() {
    local before=":$__autovenv_way:" behind
    if [[ $before != *":$1:"* ]]; then return 1; fi
    if [[ -n ${2-} ]]; then behind=${before##*":$1:"}; else behind=${before#*":$1:"}; fi
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
    if [[ -n $2 && $before == *":$2:"* ]]; then
        behind=${before#*":$2:"}
        before=${before%":$2:$behind"}
        __autovenv_way=${before#:}${before:+:}$1:$2${behind:+:}${behind%:}
    else
        __autovenv_way=${__autovenv_way:+$__autovenv_way:}$1
    fi
}

# Puts our entries on, the first one first; at the end only what is not there.
__autovenv_path_add() {
    local entry
    for entry in "${(Oa)__autovenv_entries[@]}"; do __autovenv_way=$entry${__autovenv_way:+:$__autovenv_way}; done
    for entry in "${__autovenv_back[@]}"; do __autovenv_way=${__autovenv_way:+$__autovenv_way:}$entry; done
}

# PATH as it is outside of what is active; what the user added or removed since then counts.
__autovenv_path_outside() {
    local i
    __autovenv_way=${PATH-}
    if [[ -z $__autovenv_root ]]; then return 0; fi
    if [[ $__autovenv_way == "$__autovenv_path_is" ]]; then
        __autovenv_way=$__autovenv_path_was
        return 0
    fi
    for i in "${(Oa)__autovenv_back[@]}"; do __autovenv_path_remove "$i" last || :; done
    for i in "${__autovenv_entries[@]}"; do __autovenv_path_remove "$i" || :; done
    for ((i = $#__autovenv_gone - 1; i >= 1; i -= 2)); do __autovenv_path_insert "$__autovenv_gone[i]" "$__autovenv_gone[i+1]"; done
    return 0
}

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
# Names of no variable of a project's, or of one that undo data must not touch, wherever it comes from.
typeset -g __autovenv_barred='(|[0-9]*|*[^A-Za-z0-9_]*|PATH|HOME|IFS|PS1|PS4|ENV|BASH*|SHELL*|LD_*|DYLD_*|PROMPT*|ZDOTDIR|PWD|OLDPWD|AUTOVENV*|__autovenv*)'

__autovenv_hand_down() {
    local i field=$'\x1f' record=$'\x1e' text given places=$__autovenv_root
    given="1$field$__autovenv_root$field$__autovenv_identity"
    for text in "${__autovenv_entries[@]}"; do
        if [[ $text == /* ]]; then given+="${record}P$field$text" places+=$text; fi
    done
    for text in "${__autovenv_back[@]}"; do
        if [[ $text == /* ]]; then given+="${record}B$field$text" places+=$text; fi
    done
    for ((i = 1; i < $#__autovenv_gone; i += 2)); do
        if [[ $__autovenv_gone[i] == /* ]]; then
            given+="${record}R$field$__autovenv_gone[i]$field$__autovenv_gone[i+1]" places+=$__autovenv_gone[i]$__autovenv_gone[i+1]
        fi
    done
    for ((i = 1; i < $#__autovenv_old; i += 3)); do
        text=$__autovenv_old[i+2]
        # A value that holds a separator can't be carried: a child leaves that variable as it is, and so it does with what is barred.
        if [[ $text == *[$field$record]* || $__autovenv_old[i+1] == ${~__autovenv_barred} ]]; then continue; fi
        if [[ $__autovenv_old[i] == S ]]; then
            given+="${record}S$field$__autovenv_old[i+1]$field$text"
        else
            given+="${record}U$field$__autovenv_old[i+1]"
        fi
    done
    if [[ $places == *[$field$record]* ]]; then
        builtin unset AUTOVENV_UNDO
    else
        builtin export AUTOVENV_UNDO="$given$record"
    fi
}

# Takes over what a parent shell made active. Anything odd: all of it is ignored.
__autovenv_adopt() {
    local rest=$__autovenv_inherited field=$'\x1f' record=$'\x1e' line kind name text root identity i
    local -a old entries back gone
    __autovenv_inherited=
    builtin unset AUTOVENV_UNDO
    if [[ $rest != "1$field/"*"$field"*"$record" ]]; then return 0; fi
    line=${rest%%"$record"*} rest=${rest#*"$record"}
    line=${line#*"$field"}
    root=${line%%"$field"*} identity=${line#*"$field"}
    case $identity in
        ('' | *[^0-9a-f]*) return 0 ;;
    esac
    while [[ -n $rest ]]; do
        line=${rest%%"$record"*} rest=${rest#*"$record"}
        kind=${line%%"$field"*}
        if [[ $line != *"$field"* ]]; then return 0; fi
        line=${line#*"$field"}
        name=${line%%"$field"*} text=
        case $kind in
            (S | R)
                if [[ $line != *"$field"* ]]; then return 0; fi
                text=${line#*"$field"}
                ;;
            (P | B | U) if [[ $line == *"$field"* ]]; then return 0; fi ;;
            (*) return 0 ;;
        esac
        if [[ $text == *"$field"* ]]; then return 0; fi
        case $kind in
            ([PBR]) if [[ $name != /* ]]; then return 0; fi ;;
            (*) if [[ $name == ${~__autovenv_barred} ]]; then return 0; fi ;;
        esac
        case $kind in
            (P) entries+=("$name") ;;
            (B) back+=("$name") ;;
            (R) gone+=("$name" "$text") ;;
            (*) old+=("$kind" "$name" "$text") ;;
        esac
    done
    __autovenv_root=$root __autovenv_identity=$identity __autovenv_environment= __autovenv_known= __autovenv_path_is=
    __autovenv_old=("${old[@]}") __autovenv_entries=("${entries[@]}") __autovenv_set=()
    __autovenv_back=() __autovenv_gone=("${gone[@]}")
    # rc files may have reordered PATH (path_helper does): our entries go back to the front, and what we removed goes once more.
    __autovenv_way=${PATH-}
    for name in "${entries[@]}"; do __autovenv_path_remove "$name" || :; done
    for ((i = 1; i < $#gone; i += 2)); do
        if (( ! ${back[(Ie)$gone[i]]} )); then __autovenv_path_remove "$gone[i]" || :; fi
    done
    for name in "${back[@]}"; do
        if [[ ":$__autovenv_way:" != *":$name:"* ]]; then __autovenv_back+=("$name"); fi
    done
    __autovenv_path_add
    builtin export PATH="$__autovenv_way"
    __autovenv_back=("${back[@]}")
    __autovenv_vary
    if __autovenv_load "$__autovenv_state/plans${root%/}/.autovenv-plan$__autovenv_variant/zsh" &&
        [[ $__autovenv_plan[2] == "$identity" ]]; then
        __autovenv_set=("${__autovenv_plan_set[@]}") __autovenv_known=1
    fi
    __autovenv_active
}

# -----------------------------------------------------------------------------
# The name in the prompt, and `deactivate`
# -----------------------------------------------------------------------------
# PROMPT refers to a variable; the project's name never becomes part of PROMPT itself, where it would be code. The variable is our
# own, or psvar[9] where PROMPT takes no variables: it is empty while somebody else's environment, which shows its own name, is active
# over ours.
typeset -g __autovenv_shown_subst='${__autovenv_name-}'
typeset -g __autovenv_shown_psvar='%9v'

__autovenv_name_on() {
    if [[ -n ${VIRTUAL_ENV_DISABLE_PROMPT-} || -z ${VIRTUAL_ENV_PROMPT-} || -z ${PROMPT-} || $PROMPT == *VIRTUAL_ENV* ]]; then return 0; fi
    psvar[9]="(${VIRTUAL_ENV_PROMPT//[[:cntrl:]]/?}) "
    __autovenv_name=${psvar[9]//\%/%%}
    if [[ $PROMPT == *"$__autovenv_shown_subst"* || $PROMPT == *"$__autovenv_shown_psvar"* ]]; then return 0; fi
    if [[ -n $__autovenv_subst ]]; then
        PROMPT=$__autovenv_shown_subst$PROMPT
    else
        PROMPT=$__autovenv_shown_psvar$PROMPT
    fi
}

__autovenv_name_off() {
    if [[ -z ${PROMPT-} ]]; then return 0; fi
    PROMPT=${PROMPT#"$__autovenv_shown_subst"}
    PROMPT=${PROMPT#"$__autovenv_shown_psvar"}
    if [[ -n $__autovenv_name ]]; then __autovenv_name= psvar[9]=; fi
}

__autovenv_deactivate_on() {
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    deactivate() {
        builtin emulate -L zsh
        __autovenv_off=$__autovenv_root __autovenv_seen=
        __autovenv_leave
    }
    __autovenv_deactivate=1
}

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
__autovenv_register() {
    builtin emulate -L zsh
    typeset -ga precmd_functions chpwd_functions
    precmd_functions=(__autovenv_prompt ${precmd_functions:#__autovenv_prompt})
    chpwd_functions=(${chpwd_functions:#__autovenv_moved} __autovenv_moved)
}

__autovenv_start() {
    builtin emulate -L zsh
    if [[ -z ${__autovenv_loaded-} ]]; then
        typeset -g __autovenv_loaded=1
        typeset -g __autovenv_inherited=${AUTOVENV_UNDO-}
        builtin export AUTOVENV_SESSION="$$-$RANDOM$RANDOM"
        typeset -g __autovenv_session=$__autovenv_state/sessions/$AUTOVENV_SESSION
        typeset -g __autovenv_seen= __autovenv_said= __autovenv_off= __autovenv_force= __autovenv_once= __autovenv_variant=
        typeset -g __autovenv_retired= __autovenv_foreign= __autovenv_pinning= __autovenv_deactivate= __autovenv_subst= __autovenv_later= __autovenv_stranger= __autovenv_name=
        typeset -g __autovenv_root= __autovenv_identity= __autovenv_environment= __autovenv_plan_check=
        typeset -g __autovenv_known= __autovenv_path_is= __autovenv_path_was=
        typeset -ga __autovenv_plan __autovenv_plan_set __autovenv_plan_unset __autovenv_plan_path
        typeset -ga __autovenv_plan_back __autovenv_plan_gone __autovenv_plan_needs
        typeset -ga __autovenv_set __autovenv_old __autovenv_entries __autovenv_back __autovenv_gone __autovenv_ghost
        typeset -ga __autovenv_found_messages __autovenv_places __autovenv_conditions __autovenv_files __autovenv_stills
        typeset -ga __autovenv_levels __autovenv_links __autovenv_readings __autovenv_read_at __autovenv_inodes __autovenv_inode
        typeset -ga __autovenv_times __autovenv_changed __autovenv_restless
        typeset -g __autovenv_plan_times= __autovenv_plan_still= __autovenv_plan_bare= __autovenv_plan_links= __autovenv_timely=
        typeset -gi __autovenv_newest=0 __autovenv_found_slot=0
        # zsh 5.8 copies functions, which is quicker than to read one anew.
        typeset -g __autovenv_copies=
        if [[ $ZSH_VERSION != [0-4].* && $ZSH_VERSION != 5.[0-7] && $ZSH_VERSION != 5.[0-7].* ]]; then __autovenv_copies=1; fi
        __autovenv_watch ''
    fi
    # A hook of another version than before: what was retired may work again.
    __autovenv_retired=
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if [[ -n $__autovenv_bin && ":$PATH:" != *":$__autovenv_bin:"* ]]; then PATH=$PATH:$__autovenv_bin; fi
    __autovenv_register
}

if [[ -o interactive ]]; then __autovenv_start; fi

if [[ -n $__autovenv_aliases ]]; then 'builtin' 'setopt' 'aliases'; fi
'builtin' 'unset' '__autovenv_aliases'
