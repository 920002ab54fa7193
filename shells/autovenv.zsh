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

# -----------------------------------------------------------------------------
# The prompt: builtins only while nothing changed
# -----------------------------------------------------------------------------
# What runs at each prompt is made anew by each look, with the conditions of the plan that was found ($1): a function that it would
# call costs 10 µs more. It runs under the user's own options: nothing in it may depend on one.
__autovenv_watch() {
    builtin eval '__autovenv_prompt() {
        if [[ "$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${AUTOVENV_PYTHON-}|${PYENV_VERSION-}" != "$__autovenv_seen" ||
            -s $__autovenv_session || ! ( -n 1'$1' ) ]]; then
            __autovenv_work
        fi
    }'
}

# At a change of directory: `cd project && python` is right on one line.
__autovenv_moved() {
    # A completion or another widget that changes directory for a moment: the next prompt is soon enough.
    if [[ -n ${WIDGET-} ]]; then return 0; fi
    __autovenv_prompt
}

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from $PWD upwards
# -----------------------------------------------------------------------------
__autovenv_work() {
    if [[ -o prompt_subst ]]; then __autovenv_subst=1; else __autovenv_subst=; fi
    builtin emulate -L zsh
    __autovenv_look
    __autovenv_settle
}

__autovenv_look() {
    local directory=${PWD%/} up='' near checks=''
    __autovenv_found_root= __autovenv_found_state= __autovenv_found_message=
    # A child shell that inherited an active environment takes it over first.
    if [[ -n $__autovenv_inherited ]]; then __autovenv_adopt; fi
    if [[ -s $__autovenv_session ]]; then __autovenv_orders; fi
    __autovenv_variant=$__autovenv_once
    if [[ -n ${AUTOVENV_PYTHON-}${PYENV_VERSION-} ]]; then
        __autovenv_variant+="+${AUTOVENV_PYTHON-}+${PYENV_VERSION-}"
        __autovenv_variant=${__autovenv_variant//\//%}
    fi
    __autovenv_plan=()
    while true; do
        # The marks of a project. Spelt out, here and below: a loop over a list of them takes three times as long.
        if [[ -e $directory/.python-version || -e $directory/.python-versions || -e $directory/.tool-versions || -e $directory/.venv ||
            -e $directory/.envrc || -e $directory/autovenv.toml || -e $directory/pyproject.toml || -e $directory/.env ]]; then
            if __autovenv_take "$directory"; then
                # Relative names here, too, where no path needs a quote; `-ef` sees to it that they are the same place still.
                if [[ $__autovenv_plan_check != *\'* && $directory != *[^A-Za-z0-9/._-]* && ${up:-.} -ef $directory/ ]]; then
                    checks+=" && ${up:-.} -ef $directory/${__autovenv_plan_check//" $directory/"/ $up}"
                else
                    checks+=$__autovenv_plan_check
                fi
                if [[ -z $__autovenv_plan[5] ]]; then
                    __autovenv_found_root=$__autovenv_plan[3] __autovenv_found_state=$__autovenv_plan[4]
                    __autovenv_found_message=$__autovenv_plan[6]
                    break
                fi
            fi
            __autovenv_plan=()
        else
            # Names relative to the working directory are found in half the time; a symlink in $PWD makes `..` another place.
            if [[ ${up:-.} -ef $directory/ ]]; then near=$up; else near=${(qq)directory}/; fi
            checks+=" && ! -e $near.python-version && ! -e $near.python-versions && ! -e $near.tool-versions && ! -e $near.venv"
            checks+=" && ! -e $near.envrc && ! -e ${near}autovenv.toml && ! -e ${near}pyproject.toml && ! -e $near.env"
        fi
        if [[ $directory != */* ]]; then break; fi
        directory=${directory%/*}
        up+=../
    done
    __autovenv_watch "$checks"
    __autovenv_force=
    if [[ $__autovenv_off == here ]]; then __autovenv_off=$__autovenv_found_root; fi
    if [[ $__autovenv_off != "$__autovenv_found_root" ]]; then __autovenv_off=; fi
    # For `autovenv why`. A child shell that is hooked is not off.
    if [[ -n $__autovenv_off ]]; then
        builtin export "AUTOVENV_OFF=$__autovenv_off"
    else
        builtin unset AUTOVENV_OFF
    fi
}

# Brings the shell from what is active to the plan that was found. No local variable from here on: it would hide, for as long as the
# function runs, a variable of the same name that the plan sets.
__autovenv_settle() {
    __autovenv_change
    if [[ -n $__autovenv_found_message ]]; then __autovenv_say "$__autovenv_found_message"; fi
    __autovenv_seen="$PWD|${VIRTUAL_ENV-}|${CONDA_DEFAULT_ENV-}|${AUTOVENV_PYTHON-}|${PYENV_VERSION-}"
    if [[ -n $__autovenv_later ]]; then __autovenv_later= __autovenv_seen=; fi
}

__autovenv_change() {
    __autovenv_stranger=
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    if [[ -n ${VIRTUAL_ENV-} && ${VIRTUAL_ENV-} != "$__autovenv_environment" ]] ||
        [[ -n ${CONDA_DEFAULT_ENV-} && ${CONDA_DEFAULT_ENV-} != base && -z $__autovenv_root ]]; then
        __autovenv_stranger=1
    fi
    if [[ -z $__autovenv_stranger && -n $__autovenv_ghost ]]; then
        # It was activated over ours, and its own `deactivate` brought our entry back after we had left.
        __autovenv_path_remove "$__autovenv_ghost"
        __autovenv_ghost=
    fi
    if [[ -n $__autovenv_root ]]; then
        # A failure keeps the last good environment of the same project.
        if [[ $__autovenv_found_root == "$__autovenv_root" && -z $__autovenv_off ]]; then
            if [[ $__autovenv_found_state == failed ]]; then return 0; fi
            if [[ $__autovenv_found_state == active && ${__autovenv_plan[2]-} == "$__autovenv_identity" ]]; then
                if [[ -n $__autovenv_stranger ]]; then
                    __autovenv_foreign=1 __autovenv_name= psvar[9]=
                    return 0
                fi
                if [[ -z $__autovenv_foreign ]]; then return 0; fi
            fi
        fi
        if [[ -n $__autovenv_stranger ]]; then __autovenv_ghost=${__autovenv_entries[1]-}; fi
        __autovenv_leave
    fi
    __autovenv_foreign=
    if [[ $__autovenv_found_state == active && -z $__autovenv_stranger && -z $__autovenv_off ]]; then __autovenv_enter; fi
}

# The stored plan of directory $1, made by the helper where there is none or an input changed. Status 1: none is to be had.
__autovenv_take() {
    local file=$__autovenv_state/plans$1/.autovenv-plan$__autovenv_variant/zsh
    if [[ -z $__autovenv_force ]] && __autovenv_load "$file"; then
        if builtin eval "[[ 1$__autovenv_plan_check ]]"; then return 0; fi
    fi
    __autovenv_plan=() __autovenv_plan_check=
    # A subshell (`$(cd …)`, a completion) gets what is known, and starts nothing.
    if (( ZSH_SUBSHELL )); then return 1; fi
    __autovenv_help "$1" || return 1
    __autovenv_load "$file"
}

__autovenv_load() {
    __autovenv_plan=()
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

# One line on the terminal, once for each project and text.
__autovenv_say() {
    if [[ $__autovenv_said == *"|$__autovenv_found_root|$1|"* || $ZSH_SUBSHELL != 0 ]]; then return 0; fi
    # Powerlevel10k's instant prompt is on the screen: a line now would tear it. The next prompt says it.
    if [[ ${__p9k_instant_prompt_active-} == 1 ]]; then
        __autovenv_later=1
        return 0
    fi
    __autovenv_said+="|$__autovenv_found_root|$1|"
    builtin print -r -u 2 -- "$1"
}

# -----------------------------------------------------------------------------
# The helper: one process, when something changed
# -----------------------------------------------------------------------------
__autovenv_help() {
    local result=0
    if [[ -n $__autovenv_retired || ! -x $__autovenv_python ]]; then return 1; fi
    if [[ ${__p9k_instant_prompt_active-} == 1 ]]; then
        "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" "$1" "$__autovenv_variant" \
            "${AUTOVENV_SESSION-}" </dev/null >/dev/null 2>&1 || result=$?
    else
        "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" "$1" "$__autovenv_variant" \
            "${AUTOVENV_SESSION-}" </dev/null >/dev/null || result=$?
    fi
    # 3: hook and program are of different versions; the helper said so.
    if [[ $result == 3 ]]; then __autovenv_retired=1; fi
    return $result
}

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# Sets what the plan sets, and keeps what it replaces: kind (S: was set, U: was not), name, value.
__autovenv_enter() {
    __autovenv_root=$__autovenv_plan[3] __autovenv_identity=$__autovenv_plan[2]
    __autovenv_set=() __autovenv_old=() __autovenv_entries=() __autovenv_environment=
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_plan_set; __autovenv_i += 2)); do
        __autovenv_key=$__autovenv_plan_set[__autovenv_i]
        if (( ${(P)+__autovenv_key} )); then
            __autovenv_old+=(S "$__autovenv_key" "${(P)__autovenv_key}")
        else
            __autovenv_old+=(U "$__autovenv_key" '')
        fi
        __autovenv_set+=("$__autovenv_key" "$__autovenv_plan_set[__autovenv_i+1]")
        builtin export "$__autovenv_key=$__autovenv_plan_set[__autovenv_i+1]"
        if [[ $__autovenv_key == VIRTUAL_ENV ]]; then __autovenv_environment=$VIRTUAL_ENV; fi
    done
    for __autovenv_key in "${__autovenv_plan_unset[@]}"; do
        if (( ! ${(P)+__autovenv_key} )); then continue; fi
        __autovenv_old+=(S "$__autovenv_key" "${(P)__autovenv_key}")
        builtin unset "$__autovenv_key"
    done
    for ((__autovenv_i = $#__autovenv_plan_path; __autovenv_i >= 1; __autovenv_i--)); do
        builtin export PATH="$__autovenv_plan_path[__autovenv_i]${PATH:+:$PATH}"
    done
    __autovenv_entries=("${__autovenv_plan_path[@]}")
    __autovenv_hand_down
    __autovenv_deactivate_on
    __autovenv_name_on
}

# Takes back what is still as we set it; what the user changed meanwhile is the user's.
__autovenv_leave() {
    __autovenv_name_off
    __autovenv_deactivate_off
    for ((__autovenv_i = 1; __autovenv_i < $#__autovenv_old; __autovenv_i += 3)); do
        __autovenv_key=$__autovenv_old[__autovenv_i+1]
        if ! __autovenv_ours "$__autovenv_key"; then continue; fi
        if [[ $__autovenv_old[__autovenv_i] == S ]]; then
            builtin export "$__autovenv_key=$__autovenv_old[__autovenv_i+2]"
        else
            builtin unset "$__autovenv_key"
        fi
    done
    for __autovenv_key in "${__autovenv_entries[@]}"; do __autovenv_path_remove "$__autovenv_key"; done
    __autovenv_root='' __autovenv_identity='' __autovenv_environment=''
    __autovenv_set=() __autovenv_old=() __autovenv_entries=()
    builtin unset AUTOVENV_UNDO
}

# Is variable $1 still as we left it? A child whose plan is gone knows no values: there VIRTUAL_ENV must at least fit our PATH entry.
__autovenv_ours() {
    for ((__autovenv_j = 1; __autovenv_j < $#__autovenv_set; __autovenv_j += 2)); do
        if [[ $__autovenv_set[__autovenv_j] == "$1" ]]; then
            [[ ${(P)1-} == "$__autovenv_set[__autovenv_j+1]" ]]
            return
        fi
    done
    if (( $#__autovenv_set )); then
        (( ! ${(P)+1} ))
        return
    fi
    if [[ $1 != VIRTUAL_ENV ]]; then return 0; fi
    [[ -n ${VIRTUAL_ENV-} && ${__autovenv_entries[1]-} == "$VIRTUAL_ENV"/* ]]
}

# Removes the first entry $1 from PATH; empty entries and all others stay as they are.
__autovenv_path_remove() {
    local before=":$PATH:" behind
    if [[ $before != *":$1:"* ]]; then return 0; fi
    behind=${before#*":$1:"}
    before=${before%":$1:$behind"}
    if [[ -z $before ]]; then
        PATH=${behind%:}
    elif [[ -z $behind ]]; then
        PATH=${before#:}
    else
        PATH=${before#:}:${behind%:}
    fi
}

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
__autovenv_hand_down() {
    local i field=$'\x1f' record=$'\x1e' text given
    given="1$field$__autovenv_root$field$__autovenv_identity"
    for text in "${__autovenv_entries[@]}"; do given+="${record}P$field$text"; done
    for ((i = 1; i < $#__autovenv_old; i += 3)); do
        text=$__autovenv_old[i+2]
        # A value that holds a separator can't be carried: a child leaves that variable as it is.
        if [[ $text == *[$field$record]* ]]; then continue; fi
        given+="$record$__autovenv_old[i]$field$__autovenv_old[i+1]"
        if [[ $__autovenv_old[i] == S ]]; then given+="$field$text"; fi
    done
    if [[ $__autovenv_root${(j..)__autovenv_entries} == *[$field$record]* ]]; then
        builtin unset AUTOVENV_UNDO
    else
        builtin export AUTOVENV_UNDO="$given$record"
    fi
}

# Takes over what a parent shell made active. Anything odd: all of it is ignored.
__autovenv_adopt() {
    local rest=$__autovenv_inherited field=$'\x1f' record=$'\x1e' line kind name text root identity
    local -a old entries
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
        kind=${line%%"$field"*} line=${line#*"$field"}
        name=${line%%"$field"*}
        case $kind in
            (P)
                if [[ $line != /* ]]; then return 0; fi
                entries+=("$line")
                continue
                ;;
            (S) text=${line#*"$field"} ;;
            (U) text= ;;
            (*) return 0 ;;
        esac
        case $name in
            ('' | [0-9]* | *[^A-Za-z0-9_]*) return 0 ;;
            (PATH | HOME | IFS | PS1 | PS4 | PROMPT* | ENV | BASH* | SHELL* | ZDOTDIR | LD_* | DYLD_* | PWD | OLDPWD | AUTOVENV* | __autovenv*) return 0 ;;
        esac
        old+=("$kind" "$name" "$text")
    done
    if (( ! $#entries )); then return 0; fi
    __autovenv_root=$root __autovenv_identity=$identity __autovenv_environment=
    __autovenv_old=("${old[@]}") __autovenv_entries=("${entries[@]}") __autovenv_set=()
    if __autovenv_load "$__autovenv_state/plans${root%/}/.autovenv-plan$__autovenv_variant/zsh" &&
        [[ $__autovenv_plan[2] == "$identity" ]]; then
        __autovenv_set=("${__autovenv_plan_set[@]}")
    fi
    if __autovenv_ours VIRTUAL_ENV; then __autovenv_environment=${VIRTUAL_ENV-}; fi
    # rc files may have reordered PATH (path_helper does): our entries go back to the front.
    for name in "${(Oa)entries[@]}"; do
        __autovenv_path_remove "$name"
        builtin export PATH="$name${PATH:+:$PATH}"
    done
    __autovenv_hand_down
    __autovenv_deactivate_on
    __autovenv_name_on
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
    if [[ -n ${VIRTUAL_ENV_DISABLE_PROMPT-} || -z ${PROMPT-} || $PROMPT == *VIRTUAL_ENV* ]]; then return 0; fi
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
    if (( ${+functions[deactivate]} )); then return 0; fi
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    deactivate() {
        builtin emulate -L zsh
        __autovenv_off=$__autovenv_root __autovenv_seen=
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
        typeset -g __autovenv_retired= __autovenv_foreign= __autovenv_ghost= __autovenv_deactivate= __autovenv_subst= __autovenv_later= __autovenv_stranger= __autovenv_name=
        typeset -g __autovenv_root= __autovenv_identity= __autovenv_environment= __autovenv_plan_check=
        typeset -ga __autovenv_plan __autovenv_plan_set __autovenv_plan_unset __autovenv_plan_path
        typeset -ga __autovenv_set __autovenv_old __autovenv_entries
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
