# =============================================================================
# autovenv for fish, 3.6 and newer. To hook by hand, in ~/.config/fish/config.fish:
#     autovenv hook fish | source
#
# The four hooks have the same functions in the same order; docs/design.md lists the differences. A stored plan is code that
# autovenv/plan/render wrote, as five functions: `fresh` (are its inputs unchanged?), `still` (the part of that which a prompt asks),
# `facts`, `enter`, `leave`. Every name here has the prefix, so that no variable of the user's is hidden.
# =============================================================================

# -----------------------------------------------------------------------------
# What hook and helper agree on
# -----------------------------------------------------------------------------
set -g __autovenv_protocol '@PROTOCOL@'
set -g __autovenv_state '@STATE@'
set -g __autovenv_python '@PYTHON@'
set -g __autovenv_helper '@HELPER@'
set -g __autovenv_bin '@BIN@'
set -g __autovenv_marks '@MARKS@'
# The hook of a system installation has `~` here: the state directory is found from this user's own variables. A relative one does not count.
# If a project set XDG_STATE_HOME, the parent shell's place is kept. Without a home the place is one where nothing can be created.
if string match -rq '^~(?<__autovenv_at>/.*)' -- $__autovenv_state
    set -g __autovenv_value "$XDG_STATE_HOME"
    string match -q '*XDG_STATE_HOME*' -- "$AUTOVENV_UNDO"
    and string match -rq '(?s)^(?<__autovenv_value>.*?)(/autovenv)?\z' -- "$AUTOVENV_STATE"
    if string match -q '/*' -- "$__autovenv_value"
        set -g __autovenv_state "$__autovenv_value/autovenv"
    else if string match -rq '(?s)^(?=/)(?<__autovenv_value>.*?)/*\z' -- "$HOME"
        set -g __autovenv_state "$__autovenv_value$__autovenv_at"
    else
        set -g __autovenv_state /dev/null/autovenv
    end
end

# -----------------------------------------------------------------------------
# The prompt: builtins only while nothing changed. To define a function with an event is to register it, so these are not defined where
# the hook is no more than read: a script's `read` fires fish_prompt, too
# -----------------------------------------------------------------------------
function __autovenv_register
    function __autovenv_first --on-event fish_prompt
        __autovenv_same
        or __autovenv_look
        __autovenv_show
    end

    # direnv sets variables at the prompt, before us where it was hooked before: what we leave has to be left by then.
    function __autovenv_sooner --on-event fish_postexec
        test -z "$AUTOVENV_DIRENV"
        or __autovenv_same
        or __autovenv_look
    end

    # At a change of directory: `cd project && python` is right on one line. By a key, what would be said stood in the line that is
    # being typed: the prompt says it. Before the first prompt it is config.fish's own affair.
    function __autovenv_moved --on-variable PWD
        test -n "$__autovenv_seen"
        or return
        test (status current-command) = fish
        and set -g __autovenv_keyed 1
        __autovenv_same
        or __autovenv_look
        set -g __autovenv_keyed
    end

    # Whoever keeps the whole PATH and puts it back does so behind us, before the prompt is drawn.
    function __autovenv_rearranged --on-variable PATH --on-variable VIRTUAL_ENV
        test -n "$__autovenv_seen" -a -z "$__autovenv_busy"
        or return
        # The scripts of somebody else's environment go in steps, and keep what they find: the prompt sees to what comes of it.
        if test -z "$AUTOVENV_DIRENV"; and test -n "$__autovenv_environment" -a -n "$__autovenv_by_hand" -o "$argv[3]" = VIRTUAL_ENV -o "$VIRTUAL_ENV" != "$__autovenv_environment"
            test (status current-command) = fish
            or return
        end
        set -g __autovenv_busy 1
        # In the midst of somebody's `deactivate` it would be undone: then the prompt sees to it.
        if test -n "$__autovenv_environment" -a -z "$VIRTUAL_ENV" -a -n "$AUTOVENV_DIRENV"
            and begin
                test (status current-command) = fish
                or builtin functions deactivate 2>/dev/null | string match -q '*__autovenv_leave*'
            end
            __autovenv_revive
        end
        __autovenv_mind
        set -g __autovenv_busy
    end
end

# Is everything as the last look found it? A directory that is older than the look has no new entry. Two marks are asked for by name, so
# they are seen even if the time of their directory was set back.
function __autovenv_same
    test "$PWD|$VIRTUAL_ENV|$CONDA_DEFAULT_ENV|$_OLD_VIRTUAL_PATH|$PATH" = "$__autovenv_seen"
    or return
    for __autovenv_at in $__autovenv_bare
        test "$__autovenv_at/" -ot "$__autovenv_stamp" -a ! -e "$__autovenv_at/.python-version" -a ! -e "$__autovenv_at/.envrc"
        or return
    end
    for __autovenv_at in $__autovenv_roots
        test "$__autovenv_at/" -ot "$__autovenv_stamp"
        or return
    end
    set -g __autovenv_values
    for __autovenv_at in $__autovenv_plans
        __autovenv_still_$__autovenv_at
        or return
    end
    test "$__autovenv_values" = "$__autovenv_values_seen"
    or return
    for __autovenv_at in $__autovenv_untold
        if __autovenv_edited "$__autovenv_at"
            return 1
        end
    end
end

# Did something change in directory $argv[1], for which the helper failed?
function __autovenv_edited
    for __autovenv_name in $__autovenv_marks ''
        if test "$argv[1]/$__autovenv_name" -nt "$__autovenv_stamp"
            return 0
        end
    end
    return 1
end

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from $PWD upwards
# -----------------------------------------------------------------------------
function __autovenv_look
    # `(cd …)` is this very shell, and so is a completion: nothing is changed or started there, the next prompt sees to it.
    if status is-command-substitution
        return
    end
    # If this is interrupted, the next prompt looks again.
    set -g __autovenv_seen '?'
    set -g __autovenv_busy 1
    # A child shell that inherited an active environment takes it over first.
    if test -n "$__autovenv_inherited"
        __autovenv_adopt
    end
    if test -s "$__autovenv_orders"
        __autovenv_follow
    end
    # A helper that failed is asked again after an edit or on the next visit, and not because of other changes.
    set -g __autovenv_stuck
    if test "$PWD" = "$__autovenv_place" -a -z "$__autovenv_force"
        for __autovenv_at in $__autovenv_untold
            __autovenv_edited "$__autovenv_at"
            or set -ga __autovenv_stuck "$__autovenv_at"
        end
    end
    # ^C ends these functions, too: then the prompt that follows goes without, instead of starting the same again.
    set -ga __autovenv_stuck $__autovenv_interrupted
    set -g __autovenv_place "$PWD"
    # Only a hook knows whether direnv is hooked, too. Then direnv alone asks about an `.envrc`, and its changes are not the user's.
    if builtin functions -q __direnv_export_eval; or builtin functions -q __direnv_export_eval_2
        set -gx AUTOVENV_DIRENV 1
    else
        set -eg AUTOVENV_DIRENV
    end
    # The time comes first, then the directories: a change in between is seen at the next prompt.
    __autovenv_note_time $__autovenv_interrupted
    __autovenv_limit
    __autovenv_walk
    set -g __autovenv_force
    set -g __autovenv_interrupted
    if test "$__autovenv_off" = here
        set -g __autovenv_off "$__autovenv_found_root"
    end
    if test "$__autovenv_off" != "$__autovenv_found_root"
        set -g __autovenv_off
    end
    __autovenv_change
    # `autovenv status` needs to know where this hook was called, and whether there is a `deactivate`.
    set -gx AUTOVENV_CALLED "$PWD"
    if test -n "$__autovenv_off"
        set -gx AUTOVENV_OFF "$__autovenv_off"
    else
        set -eg AUTOVENV_OFF
    end
    if test -n "$__autovenv_stranger"; and __autovenv_activated_by_hand
        set -gx AUTOVENV_BY_HAND 1
    else
        set -eg AUTOVENV_BY_HAND
    end
    __autovenv_forget
    # What the plans need is as it was found to be, as long as these variables stay as they are now.
    set -g __autovenv_values
    for __autovenv_each in $__autovenv_plans
        __autovenv_still_$__autovenv_each
    end
    set -g __autovenv_values_seen "$__autovenv_values"
    set -g __autovenv_path "$PATH"
    set -g __autovenv_seen "$PWD|$VIRTUAL_ENV|$CONDA_DEFAULT_ENV|$_OLD_VIRTUAL_PATH|$PATH"
    if test -n "$__autovenv_later"
        set -g __autovenv_later
        set -g __autovenv_seen '?'
        set -g __autovenv_place
    end
    # The helper has created the state directory: from now on the time is kept there, where an order can remove it.
    if test "$__autovenv_stamp" != "$__autovenv_state/sessions/$AUTOVENV_SESSION" -a -w "$__autovenv_state/sessions"
        set -g __autovenv_seen '?'
    end
    set -g __autovenv_busy
end

# The time of this look, as that of a file in the state directory. Where that can't be written, and the helper failed ($argv[1]),
# in one for temporary files, where `>?` makes it a new one. (A byte more: to cut a file costs a disk a fifth of a millisecond.)
function __autovenv_note_time
    set -l __autovenv_there "$__autovenv_state/sessions/$AUTOVENV_SESSION"
    if not test -w "$__autovenv_state/sessions"; or not builtin printf . >>"$__autovenv_there"
        set __autovenv_there /tmp/autovenv-$AUTOVENV_SESSION
        for __autovenv_name in TMPDIR XDG_RUNTIME_DIR
            string match -q '/*' -- "$$__autovenv_name"
            and set __autovenv_there "$$__autovenv_name/autovenv-$AUTOVENV_SESSION"
        end
        if test "$__autovenv_stamp" = "$__autovenv_there"
            builtin printf . >>"$__autovenv_there"
        else if not set -q argv[1]; or not builtin printf . 2>/dev/null >?"$__autovenv_there"
            set __autovenv_there /dev/null
        end
    end
    set -g __autovenv_stamp "$__autovenv_there"
end

# Sets where the walk up ends: at the home directory, and at ceilings. The helper leaves those of the settings in a file; others are git's.
function __autovenv_limit
    string match -rq '(?s)^(?<__autovenv_home>.*?)/?\z' -- "$HOME"
    set -g __autovenv_home "$__autovenv_home/"
    set -g __autovenv_ceilings
    if test -r "$__autovenv_state/ceilings"
        read -g __autovenv_ceilings <"$__autovenv_state/ceilings"
    end
    # A ceiling that a project set does not count: it would end the walk to that project.
    if not string match -q '*GIT_CEILING_DIRECTORIES*' -- "$AUTOVENV_UNDO"
        set -ga __autovenv_ceilings $GIT_CEILING_DIRECTORIES
    end
    test -z "$__autovenv_ceilings"
    or set -g __autovenv_ceilings (string split : -- $__autovenv_ceilings | string match -r '^/.*' | string replace -r '/?$' /)
end

function __autovenv_walk
    set -g __autovenv_before $__autovenv_plans
    for __autovenv_name in bare roots plans untold found found_root found_state talked
        set -g __autovenv_$__autovenv_name
    end
    set -l __autovenv_here "$PWD"
    if test "$__autovenv_here" = /
        set __autovenv_here ''
    end
    while true
        if builtin contains -- "$__autovenv_here/" $__autovenv_ceilings
            break
        end
        if not __autovenv_marked "$__autovenv_here"
            set -ga __autovenv_bare "$__autovenv_here"
        else if __autovenv_take "$__autovenv_here"
            set -ga __autovenv_roots "$__autovenv_here"
            set -ga __autovenv_plans $__autovenv_plan
            if test -n "$__autovenv_plan_message"
                __autovenv_say "$__autovenv_plan_root" "$__autovenv_plan_message"
            end
            if test -z "$__autovenv_plan_transparent"
                set -g __autovenv_found $__autovenv_plan
                set -g __autovenv_found_root "$__autovenv_plan_root"
                set -g __autovenv_found_state $__autovenv_plan_state
                break
            end
        else
            set -ga __autovenv_untold "$__autovenv_here"
            # What is active stays while nothing better is known.
            if test -n "$__autovenv_active"; and test "$__autovenv_here" = "$__autovenv_root" -o "$__autovenv_here/" = "$__autovenv_root"
                set -g __autovenv_found $__autovenv_active
                set -g __autovenv_found_root "$__autovenv_root"
                set -g __autovenv_found_state failed
                break
            end
        end
        # A directory above the home directory is not this user's project.
        if test "$__autovenv_here/" = "$__autovenv_home"
            break
        end
        # A substitution would split a name at its newlines; this sets the variable itself.
        if not string match -rq '(?s)^(?<__autovenv_here>.*)/' -- "$__autovenv_here"
            break
        end
    end
    if test -z "$__autovenv_talked" -a -n "$__autovenv_found_root"
        __autovenv_unsay "$__autovenv_found_root"
    end
end

function __autovenv_marked
    for __autovenv_name in $__autovenv_marks
        if test -e "$argv[1]/$__autovenv_name"
            return 0
        end
    end
    return 1
end

# The plan that holds in directory $argv[1]: one that this shell stands on, a stored one, or one that the helper makes. Status 1: none is to be had.
function __autovenv_take
    __autovenv_settle
    if test -z "$__autovenv_force"
        set -l __autovenv_ours $__autovenv_before
        test -n "$__autovenv_known"
        and set -a __autovenv_ours $__autovenv_active
        for __autovenv_each in $__autovenv_ours
            set -g __autovenv_plan $__autovenv_each
            __autovenv_facts_$__autovenv_plan
            if test "$__autovenv_plan_root" = "$argv[1]" -o "$__autovenv_plan_root" = "$argv[1]/"
                and __autovenv_fresh_$__autovenv_plan
                return 0
            end
        end
        if __autovenv_load "$argv[1]"
            return 0
        end
    end
    if not builtin contains -- "$argv[1]" $__autovenv_stuck; and __autovenv_help "$argv[1]"
        __autovenv_load "$argv[1]" new
        return
    end
    test "$__autovenv_stamp" != /dev/null
    or __autovenv_note_time failed
    return 1
end

# The temporary state directory is used once it exists and autovenv created it for this user. (In a directory for temporary files nobody
# can replace it then.)
function __autovenv_settle
    if test -n "$__autovenv_fallback" -a -O "$__autovenv_fallback" -a -k "$__autovenv_fallback" -a ! -L "$__autovenv_fallback"
        __autovenv_say / "autovenv: $__autovenv_lasting can't be written: $__autovenv_fallback is used, and consent that is given ends with it"
        set -g __autovenv_state "$__autovenv_fallback"
        set -g __autovenv_orders "$__autovenv_fallback/sessions/$AUTOVENV_SESSION.orders"
        set -g __autovenv_fallback
    end
end

# The stored plan of directory $argv[1] that holds in this shell. With $argv[2]: the newest, which was made for it this moment.
function __autovenv_load
    set -g __autovenv_offered
    if not test -s "$__autovenv_state/plans-$__autovenv_protocol$argv[1]/.autovenv-plan/fish"
        return 1
    end
    builtin source "$__autovenv_state/plans-$__autovenv_protocol$argv[1]/.autovenv-plan/fish" 2>/dev/null
    set -ga __autovenv_sourced $__autovenv_offered
    for __autovenv_each in $__autovenv_offered
        if set -q argv[2]; or __autovenv_fresh_$__autovenv_each
            set -g __autovenv_plan $__autovenv_each
            __autovenv_facts_$__autovenv_plan
            return 0
        end
    end
    return 1
end

# Removes all plans but those in use: a shell may live for weeks.
function __autovenv_forget
    set -l __autovenv_kept
    for __autovenv_each in $__autovenv_sourced
        if builtin contains -- $__autovenv_each $__autovenv_plans $__autovenv_active
            builtin contains -- $__autovenv_each $__autovenv_kept
            or set -a __autovenv_kept $__autovenv_each
        else
            builtin functions -e __autovenv_{fresh,still,facts,enter,leave}_$__autovenv_each
        end
    end
    set -g __autovenv_sourced $__autovenv_kept
end

# Do the plan's variables still have the values that it was computed from, apart from what is active? `S` (set) or `U` (not set), name, value; …
function __autovenv_needs
    while set -q argv[3]
        __autovenv_outside $argv[2]
        test "$__autovenv_kind|$__autovenv_value" = "$argv[1]|$argv[3]"
        or return
        set -e argv[1..3]
    end
end

function __autovenv_outside
    switch $argv[1]
        case PATH
            __autovenv_path_outside
            set -g __autovenv_kind S
            set -g __autovenv_value (string join : -- $__autovenv_way | string collect)
            return
        case AUTOVENV_ONCE
            set -g __autovenv_value "$__autovenv_once"
        case AUTOVENV_OFF
            set -g __autovenv_value "$__autovenv_off"
        case AUTOVENV_DIRENV
            set -g __autovenv_value "$AUTOVENV_DIRENV"
        case '*'
            __autovenv_recorded $argv[1]
            or __autovenv_held $argv[1]
            if test $__autovenv_kind != S
                set -g __autovenv_kind U
                set -g __autovenv_value ''
            end
            return
    end
    set -g __autovenv_kind S
    test -n "$__autovenv_value"
    or set -g __autovenv_kind U
end

# Follows the orders that `autovenv on`, `off`, `reload` and `allow --once` left for this shell.
function __autovenv_follow
    while read -l __autovenv_order
        switch $__autovenv_order
            case off
                set -g __autovenv_off here
            case on
                set -g __autovenv_off
            case force
                set -g __autovenv_off
                set -g __autovenv_forced 1
            case reload
                set -g __autovenv_force 1
                set -g __autovenv_said
                set -g __autovenv_interrupted
            case once
                set -g __autovenv_once "$AUTOVENV_SESSION"
        end
    end <"$__autovenv_orders"
    if test -w "$__autovenv_orders"
        builtin printf '' >"$__autovenv_orders"
    else
        set -g __autovenv_orders /dev/null
    end
end

# One line $argv[2] about project $argv[1] on the terminal, once for each project and text.
function __autovenv_say
    set -g __autovenv_talked 1
    if builtin contains -- "$argv[1]|$argv[2]" $__autovenv_said
        return
    end
    if test -n "$__autovenv_keyed"
        set -g __autovenv_later 1
        return
    end
    __autovenv_unsay "$argv[1]"
    set -ga __autovenv_said "$argv[1]|$argv[2]"
    builtin printf '%s\n' "$argv[2]" >&2
end

# Forgets the last message about project $argv[1], so that the same message is shown if the problem comes back.
function __autovenv_unsay
    set -l __autovenv_kept
    set -l __autovenv_length (string length -- "$argv[1]|")
    for __autovenv_each in $__autovenv_said
        if test (string sub -l $__autovenv_length -- "$__autovenv_each" | string collect) != "$argv[1]|"
            set -a __autovenv_kept "$__autovenv_each"
        end
    end
    set -g __autovenv_said $__autovenv_kept
end

# -----------------------------------------------------------------------------
# The helper: one process, when something changed
# -----------------------------------------------------------------------------
function __autovenv_help
    if test -n "$__autovenv_retired"; or not test -x "$__autovenv_python"
        return 1
    end
    if test -n "$__autovenv_keyed"
        set -g __autovenv_later 1
        return 1
    end
    set -g __autovenv_interrupted "$argv[1]"
    AUTOVENV_ONCE="$__autovenv_once" AUTOVENV_OFF="$__autovenv_off" \
        "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" fish "$argv[1]" </dev/null >/dev/null
    set -g __autovenv_value $status
    set -g __autovenv_interrupted
    __autovenv_settle
    # 3: hook and program are of different versions; the helper said so.
    if test $__autovenv_value = 3
        set -g __autovenv_retired 1
    end
    return $__autovenv_value
end

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# Brings the shell from what is active to the plan that was found.
function __autovenv_change
    if test -n "$__autovenv_forced"
        __autovenv_expel
    end
    if test -n "$__autovenv_environment"; and not __autovenv_by_others
        set -g __autovenv_off "$__autovenv_found_root"
    end
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    set -g __autovenv_stranger
    if test -n "$VIRTUAL_ENV"
        test "$VIRTUAL_ENV" = "$__autovenv_environment"
        or set -g __autovenv_stranger "$VIRTUAL_ENV"
    else if test -n "$CONDA_DEFAULT_ENV"; and test "$CONDA_DEFAULT_ENV" != base; and test -z "$__autovenv_active"
        set -g __autovenv_stranger "$CONDA_DEFAULT_ENV"
    end
    __autovenv_mind
    if test -n "$__autovenv_active"
        # A failure keeps the last good environment of the same project.
        if test "$__autovenv_found_root" = "$__autovenv_root"; and test -z "$__autovenv_off"
            if test "$__autovenv_found_state" = failed -o "$__autovenv_found" = "$__autovenv_active"
                return
            end
        end
        __autovenv_leave
        # What was activated by hand below ours is there again.
        if test -n "$VIRTUAL_ENV"
            set -g __autovenv_stranger "$VIRTUAL_ENV"
        end
    end
    if test "$__autovenv_found_state" = active -a -z "$__autovenv_off"
        __autovenv_facts_$__autovenv_found
        # Variables alone go with any environment, and so does the project's own, whoever activated it.
        if test -z "$__autovenv_stranger"; or test -z "$__autovenv_plan_environment"; or test "$__autovenv_stranger" = "$__autovenv_plan_environment"
            __autovenv_enter
            set -g __autovenv_stranger
        end
    end
end

function __autovenv_enter
    set -g __autovenv_active $__autovenv_found
    set -g __autovenv_root "$__autovenv_plan_root"
    for __autovenv_name in environment refused old entries back gone twice
        set -g __autovenv_$__autovenv_name
    end
    if test -n "$__autovenv_plan_environment"
        # Activated by hand, in this shell or in the one in the project that began it, it is the user's again afterwards; inherited from
        # a program, it is ours from here.
        test "$VIRTUAL_ENV" = "$__autovenv_by_hand"
        or __autovenv_activated_by_hand
        or __autovenv_expel
        set -g __autovenv_by_hand "$VIRTUAL_ENV"
    end
    set -g __autovenv_way $PATH
    __autovenv_enter_$__autovenv_active
    if test "$__autovenv_way" != "$PATH"
        set -gx PATH $__autovenv_way
    end
    if test -n "$__autovenv_plan_environment"; and test "$VIRTUAL_ENV" = "$__autovenv_plan_environment"
        set -g __autovenv_environment "$VIRTUAL_ENV"
    end
    __autovenv_hand_down
    __autovenv_deactivate_on
    if test -n "$__autovenv_refused"
        __autovenv_say "$__autovenv_root/" "autovenv: read-only in this shell, and left alone: $__autovenv_refused"
    end
end

# Undoes what is still as we set it. What the user changed since then is the user's.
function __autovenv_leave
    __autovenv_deactivate_off
    if test -n "$__autovenv_known"
        __autovenv_leave_$__autovenv_active
    else
        # Without the parent's plan a child knows no values: at least VIRTUAL_ENV must agree with our PATH entry.
        set -l __autovenv_rest $__autovenv_old
        while set -q __autovenv_rest[3]
            if test "$__autovenv_rest[2]" != VIRTUAL_ENV -o -n "$__autovenv_environment"
                __autovenv_restore $__autovenv_rest[2]
            end
            set -e __autovenv_rest[1..3]
        end
    end
    __autovenv_path_outside
    # What was activated by hand before ours, and again since, may have had but one entry together with ours.
    if test -n "$__autovenv_environment" -a -n "$__autovenv_by_hand" -a -n "$VIRTUAL_ENV"
        and not builtin contains -- "$VIRTUAL_ENV/bin" $__autovenv_way
        set -gp __autovenv_way "$VIRTUAL_ENV/bin"
    end
    set -gx PATH $__autovenv_way
    for __autovenv_each in $__autovenv_entries $__autovenv_back
        builtin contains -- "$__autovenv_each" $__autovenv_ghosts $PATH
        or set -ga __autovenv_ghosts "$__autovenv_each"
    end
    for __autovenv_name in active root environment old entries back gone twice
        set -g __autovenv_$__autovenv_name
    end
    set -g __autovenv_known 1
    set -eg AUTOVENV_UNDO
    return 0
end

# For the plans: sets variable $argv[1] to $argv[2]; without $argv[2]: unsets it. Keeps the old value, or notes that it can't be changed.
function __autovenv_set
    __autovenv_held $argv[1] -g
    # A list is one text to all but this shell.
    if test (builtin count $$argv[1]) -gt 1
        set -g __autovenv_list_$argv[1] $$argv[1]
    end
    if set -q argv[2]
        # What the shell keeps to itself (status, version …) stays as it is.
        set -gx $argv[1] $argv[2] 2>/dev/null
    else if test $__autovenv_kind != U
        set -eg $argv[1] 2>/dev/null
    else
        return 0
    end
    and set -ga __autovenv_old $__autovenv_kind $argv[1] "$__autovenv_value"
    or set -ga __autovenv_refused $argv[1]
end

# For the plans: restores variable $argv[1] if it is still $argv[2]; without $argv[2]: if it is still not set.
function __autovenv_give_back
    if set -q argv[2]
        test "$$argv[1]" = "$argv[2]"
    else
        not set -qg $argv[1]
    end
    and __autovenv_restore $argv[1]
    return 0
end

function __autovenv_restore
    __autovenv_recorded $argv[1]
    or return
    set -l __autovenv_list __autovenv_list_$argv[1]
    if test "$$__autovenv_list" = "$__autovenv_value"
        set -g __autovenv_value $$__autovenv_list
    end
    set -eg $__autovenv_list
    switch $__autovenv_kind
        case S
            set -gx $argv[1] $__autovenv_value 2>/dev/null
        case L
            set -gu $argv[1] $__autovenv_value 2>/dev/null
        case '*'
            set -eg $argv[1] 2>/dev/null
    end
    return 0
end

# The old value of variable $argv[1], before we set it. Status 1: we did not set it.
function __autovenv_recorded
    set -l __autovenv_rest $__autovenv_old
    while set -q __autovenv_rest[3]
        if test "$__autovenv_rest[2]" = "$argv[1]"
            set -g __autovenv_kind $__autovenv_rest[1]
            set -g __autovenv_value "$__autovenv_rest[3]"
            return 0
        end
        set -e __autovenv_rest[1..3]
    end
    return 1
end

# What variable $argv[1] is now (with -g: as a global one; a universal one shows again once ours is gone): kind (S: set, L: set for this
# shell alone, U: not set) and value.
function __autovenv_held
    set -g __autovenv_kind U
    set -g __autovenv_value ''
    if set -q $argv[2] $argv[1]
        set -g __autovenv_kind L
        if set -qx $argv[2] $argv[1]
            set -g __autovenv_kind S
        end
        # Quoted: in a list, as is each variable whose name ends in PATH, an element would become a word.
        set -g __autovenv_value "$$argv[1]"
    end
end

# -----------------------------------------------------------------------------
# PATH: __autovenv_way holds it while it is worked on
# -----------------------------------------------------------------------------
# For the plans: entry $argv[1] goes to the front (their last one first), to the end, or away. One that the user has, too, may be taken
# away when fish_user_paths changes: it is remembered where it was.
function __autovenv_front
    if set -l __autovenv_number (builtin contains -i -- "$argv[1]" $__autovenv_way)
        set __autovenv_number (builtin math $__autovenv_number + 1)
        set -ga __autovenv_twice "$argv[1]" "$__autovenv_way[$__autovenv_number]"
    end
    set -gp __autovenv_entries "$argv[1]"
    set -gp __autovenv_way "$argv[1]"
end

function __autovenv_behind
    set -ga __autovenv_back "$argv[1]"
    set -ga __autovenv_way "$argv[1]"
end

function __autovenv_without
    __autovenv_cut "$argv[1]"
    and set -ga __autovenv_gone "$argv[1]" "$__autovenv_next"
end

# Removes the first entry $argv[1] (with $argv[2]: the last one); empty entries and all others stay as they are. What followed it is in
# __autovenv_next then, empty at the end. Status 1: it was not there.
function __autovenv_cut
    set -l __autovenv_number
    if set -q argv[2]
        set __autovenv_number (builtin contains -i -- "$argv[1]" $__autovenv_way[-1..1])
        and set __autovenv_number (builtin math (builtin count $__autovenv_way) + 1 - $__autovenv_number)
    else
        set __autovenv_number (builtin contains -i -- "$argv[1]" $__autovenv_way)
    end
    or return
    set -l __autovenv_after (builtin math $__autovenv_number + 1)
    set -g __autovenv_next "$__autovenv_way[$__autovenv_after]"
    set -e __autovenv_way[$__autovenv_number]
end

# Puts entry $argv[1] in front of entry $argv[2], or at the end where that is missing.
function __autovenv_insert
    set -l __autovenv_number
    if test -n "$argv[2]"; and set __autovenv_number (builtin contains -i -- "$argv[2]" $__autovenv_way)
        set -g __autovenv_way $__autovenv_way[1..$__autovenv_number] $__autovenv_way[$__autovenv_number..-1]
        set __autovenv_way[$__autovenv_number] "$argv[1]"
    else
        set -ga __autovenv_way "$argv[1]"
    end
end

# PATH without what is active; the user's own changes since then stay.
function __autovenv_path_outside
    set -g __autovenv_way $PATH
    for __autovenv_each in $__autovenv_back[-1..1]
        __autovenv_cut "$__autovenv_each" last
    end
    for __autovenv_each in $__autovenv_entries
        __autovenv_cut "$__autovenv_each"
    end
    # In reverse order: one may be the entry that followed another.
    set -l __autovenv_rest $__autovenv_gone
    while set -q __autovenv_rest[2]
        __autovenv_insert "$__autovenv_rest[-2]" "$__autovenv_rest[-1]"
        set -e __autovenv_rest[-2..-1]
    end
    set __autovenv_rest $__autovenv_twice
    while set -q __autovenv_rest[2]
        builtin contains -- "$__autovenv_rest[-2]" $__autovenv_way
        or __autovenv_insert "$__autovenv_rest[-2]" "$__autovenv_rest[-1]"
        set -e __autovenv_rest[-2..-1]
    end
    # An entry that the user gave to fish for good meanwhile is theirs, too.
    for __autovenv_each in $fish_user_paths[-1..1]
        if builtin contains -- "$__autovenv_each" $__autovenv_entries; and not builtin contains -- "$__autovenv_each" $__autovenv_way
            set -gp __autovenv_way "$__autovenv_each"
        end
    end
end

# Somebody who keeps the whole PATH and puts it back (direnv, an outer `deactivate`) loses our entries, or brings back those of a project
# that was left. Then our entries are put on once, and entries of left projects go. What was added to either end of PATH is the user's.
# Beside somebody else's environment ours stay where they are, and so does its own entry, which may be one of before.
function __autovenv_mind
    test "$PATH" != "$__autovenv_path"
    or return 0
    # As text: `case` would take a `*` in a name for a pattern.
    set -l __autovenv_is ":$PATH:"
    set -l __autovenv_was ":$__autovenv_path:"
    if test "$__autovenv_is" = ":$__autovenv_entries[1]$__autovenv_was"
        set -gx PATH $PATH[2..-1] # an editor's copy of our entry, in front of it
        return
    end
    if test (string sub -l (string length -- "$__autovenv_was") -- "$__autovenv_is" | string collect) = "$__autovenv_was"
        or test (string sub -s -(string length -- "$__autovenv_was") -- "$__autovenv_is" | string collect) = "$__autovenv_was"
        return
    end
    set -g __autovenv_way $PATH
    set -l __autovenv_theirs $VIRTUAL_ENV
    test -z "$VIRTUAL_ENV" -a -n "$__autovenv_stranger"
    and set __autovenv_theirs $CONDA_PREFIX
    test "$__autovenv_theirs" != "$__autovenv_environment"
    or set __autovenv_theirs
    for __autovenv_each in $__autovenv_ghosts
        if test -n "$__autovenv_theirs"; and builtin contains -- "$__autovenv_each" "$__autovenv_theirs/bin" $__autovenv_entries
            continue
        end
        if builtin contains -- "$__autovenv_each" $__autovenv_entries
            # An entry of ours that was left once, and is ours again, stays where it is, once.
            set -l __autovenv_kept $__autovenv_way
            while __autovenv_cut "$__autovenv_each" last; and builtin contains -- "$__autovenv_each" $__autovenv_way
                set __autovenv_kept $__autovenv_way
            end
            set -g __autovenv_way $__autovenv_kept
        else
            while __autovenv_cut "$__autovenv_each"
            end
        end
    end
    for __autovenv_each in $__autovenv_entries
        if builtin contains -- "$__autovenv_each" $__autovenv_way
            continue
        end
        # One is missing: all of ours go to the front, in their order.
        for __autovenv_each in $__autovenv_entries[-1..1]
            __autovenv_cut "$__autovenv_each"
            set -gp __autovenv_way "$__autovenv_each"
        end
        break
    end
    set -gx PATH $__autovenv_way
end

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
# Names of no variable of a project's, or of one that undo data must not touch, wherever it comes from.
set -g __autovenv_barred '^(?![A-Za-z_][A-Za-z0-9_]*\z)|^(@BARRED@)\z'

function __autovenv_hand_down
    set -l __autovenv_given 1\x1f"$__autovenv_root"\x1f"$__autovenv_active"
    for __autovenv_each in $__autovenv_entries
        string match -q '/*' -- "$__autovenv_each"
        and set __autovenv_given "$__autovenv_given"\x1eP\x1f"$__autovenv_each"
    end
    for __autovenv_each in $__autovenv_back
        string match -q '/*' -- "$__autovenv_each"
        and set __autovenv_given "$__autovenv_given"\x1eB\x1f"$__autovenv_each"
    end
    set -l __autovenv_rest $__autovenv_gone
    while set -q __autovenv_rest[2]
        string match -q '/*' -- "$__autovenv_rest[1]"
        and set __autovenv_given "$__autovenv_given"\x1eR\x1f"$__autovenv_rest[1]"\x1f"$__autovenv_rest[2]"
        set -e __autovenv_rest[1..2]
    end
    set __autovenv_rest $__autovenv_old
    while set -q __autovenv_rest[3]
        # A value can't be carried if it holds a separator, is barred or is too long: a child leaves it as it is.
        if not string match -rq '[\x1e\x1f]' -- "$__autovenv_rest[3]"; and not string match -rq $__autovenv_barred -- "$__autovenv_rest[2]"
            and test (string length -- "$__autovenv_given$__autovenv_rest[3]") -le 30000
            if test "$__autovenv_rest[1]" = S
                set __autovenv_given "$__autovenv_given"\x1eS\x1f"$__autovenv_rest[2]"\x1f"$__autovenv_rest[3]"
            else
                set __autovenv_given "$__autovenv_given"\x1eU\x1f"$__autovenv_rest[2]"
            end
        end
        set -e __autovenv_rest[1..3]
    end
    if string match -rq '[\x1e\x1f]' -- "$__autovenv_root" $__autovenv_entries $__autovenv_back $__autovenv_gone
        set -eg AUTOVENV_UNDO
    else
        set -gx AUTOVENV_UNDO "$__autovenv_given"\x1e
    end
end

# Takes over what a parent shell made active. If anything in it is odd, all of it is ignored.
function __autovenv_adopt
    set -l __autovenv_rest "$__autovenv_inherited"
    set -l __autovenv_top
    set -l __autovenv_identity
    set -l __autovenv_more
    set -l __autovenv_text
    set -l __autovenv_was
    set -l __autovenv_fronts
    set -l __autovenv_ends
    set -l __autovenv_cuts
    set -g __autovenv_inherited
    set -eg AUTOVENV_UNDO
    # Each match sets the variables that it names: no substitution, which would split values at their newlines.
    if not string match -rq '(?s)^1\x1f(?<__autovenv_top>/[^\x1e\x1f]*)\x1f(?<__autovenv_identity>[0-9a-f]+)\x1e(?<__autovenv_rest>(.*\x1e)?)\z' -- "$__autovenv_rest"
        or string match -q '*/../*' -- "$__autovenv_top/" # out of the stored plans
        return
    end
    while test -n "$__autovenv_rest"
        if not string match -rq '(?s)^(?<__autovenv_kind>[PBRSU])\x1f(?<__autovenv_key>[^\x1e\x1f]+)(?<__autovenv_more>\x1f(?<__autovenv_text>[^\x1e\x1f]*))?\x1e(?<__autovenv_rest>.*)\z' -- "$__autovenv_rest"
            return
        end
        # Each kind has its number of fields.
        switch $__autovenv_kind
            case S R
                test -n "$__autovenv_more"
            case '*'
                test -z "$__autovenv_more"
        end
        or return
        switch $__autovenv_kind
            case P B R
                string match -q '/*' -- "$__autovenv_key"
            case '*'
                not string match -rq $__autovenv_barred -- "$__autovenv_key"
        end
        or return
        switch $__autovenv_kind
            case P
                set -a __autovenv_fronts "$__autovenv_key"
            case B
                set -a __autovenv_ends "$__autovenv_key"
            case R
                set -a __autovenv_cuts "$__autovenv_key" "$__autovenv_text"
            case '*'
                # fish's own, which a shell of another kind may have set, are not ours to touch.
                string match -rq '^(argv|history|hostname|pipestatus|status|umask|version|_|SHLVL|(fish_|FISH_|__fish).*)\z' -- "$__autovenv_key"
                or set -a __autovenv_was $__autovenv_kind "$__autovenv_key" "$__autovenv_text"
        end
    end
    set -g __autovenv_active $__autovenv_identity
    set -g __autovenv_root "$__autovenv_top"
    set -g __autovenv_known
    set -g __autovenv_environment
    set -g __autovenv_old $__autovenv_was
    set -g __autovenv_gone $__autovenv_cuts
    set -g __autovenv_entries $__autovenv_fronts
    set -g __autovenv_back $__autovenv_ends
    __autovenv_again
    # The values are known if the plan is still stored.
    __autovenv_load (string trim -r -c / -- "$__autovenv_root" | string collect)
    if builtin contains -- $__autovenv_active $__autovenv_offered
        set -g __autovenv_known 1
    end
    if builtin contains -- VIRTUAL_ENV $__autovenv_old; and builtin contains -- "$VIRTUAL_ENV/bin" $__autovenv_entries
        set -g __autovenv_environment "$VIRTUAL_ENV"
        # Below the parent's lies the same one by hand.
        if __autovenv_recorded VIRTUAL_ENV; and test "$__autovenv_value" = "$__autovenv_environment"
            set -g __autovenv_by_hand "$__autovenv_environment"
        end
    end
    __autovenv_hand_down
    __autovenv_deactivate_on
end

# Does an environment that somebody activated over ours stand in front of it on PATH?
function __autovenv_covered
    test -n "$VIRTUAL_ENV"
    or return
    set -l __autovenv_top (builtin contains -i -- "$VIRTUAL_ENV/bin" $PATH)
    and set -l __autovenv_below (builtin contains -i -- "$__autovenv_entries[1]" $PATH)
    and test $__autovenv_top -lt $__autovenv_below
end

# rc files may have reordered PATH (path_helper does): our entries go back to the front, and removed entries are removed again.
function __autovenv_again
    set -g __autovenv_way $PATH
    set -l __autovenv_rest $__autovenv_gone
    while set -q __autovenv_rest[2]
        builtin contains -- "$__autovenv_rest[1]" $__autovenv_back
        or __autovenv_cut "$__autovenv_rest[1]"
        set -e __autovenv_rest[1..2]
    end
    if not __autovenv_covered
        for __autovenv_each in $__autovenv_entries[-1..1]
            __autovenv_cut "$__autovenv_each"
            set -gp __autovenv_way "$__autovenv_each"
        end
    end
    for __autovenv_each in $__autovenv_back
        builtin contains -- "$__autovenv_each" $__autovenv_way
        or set -ga __autovenv_way "$__autovenv_each"
    end
    set -gx PATH $__autovenv_way
    set -g __autovenv_path "$PATH"
end

# -----------------------------------------------------------------------------
# The name in the prompt, `deactivate`, and activation by other hands
# -----------------------------------------------------------------------------
# fish draws fish_mode_prompt in front of fish_prompt, on the same line: the name stands there, and fish_prompt stays the user's, whoever
# draws, saves or copies it. It is wrapped while a project is active, and looked at at every prompt.
function __autovenv_show
    set -g __autovenv_name
    # A theme may say at its first prompt of all that it shows an environment itself: so it draws one that nobody sees.
    if test -z "$__autovenv_prompted" -a -n "$__autovenv_environment"
        fish_prompt >/dev/null 2>&1
    end
    set -g __autovenv_prompted 1
    if test -n "$__autovenv_environment" -a -z "$VIRTUAL_ENV_DISABLE_PROMPT" -a -n "$VIRTUAL_ENV_PROMPT"
        and test "$VIRTUAL_ENV" = "$__autovenv_environment"
        and not builtin functions -q _old_fish_prompt
        and not builtin functions --no-details fish_prompt | string match -rq 'VIRTUAL_ENV|virtualenv|venv' # the file's name is no detail of it
        # Text, and no control of the terminal.
        set -g __autovenv_name "$VIRTUAL_ENV_PROMPT"
        string match -rq '\p{Cc}' -- "$VIRTUAL_ENV_PROMPT"
        and set -g __autovenv_name (string replace -ra '\p{Cc}' '?' -- "$VIRTUAL_ENV_PROMPT" | string collect)
        if not builtin functions fish_mode_prompt 2>/dev/null | string match -q '*__autovenv_draw*'
            builtin functions -e __autovenv_mode_prompt
            builtin functions -q fish_mode_prompt
            and builtin functions --copy fish_mode_prompt __autovenv_mode_prompt
            function fish_mode_prompt
                __autovenv_draw
            end
        end
    else if test -z "$__autovenv_environment"; and builtin functions fish_mode_prompt 2>/dev/null | string match -q '*__autovenv_draw*'
        builtin functions -e fish_mode_prompt
        builtin functions -q __autovenv_mode_prompt
        and builtin functions --copy __autovenv_mode_prompt fish_mode_prompt
    end
end

function __autovenv_draw
    builtin functions -q __autovenv_mode_prompt
    and __autovenv_mode_prompt
    test -n "$__autovenv_name"
    and builtin printf '(%s) ' "$__autovenv_name"
end

# A `deactivate` of the user's own is never touched.
function __autovenv_deactivate_on
    if test -z "$__autovenv_environment"; or builtin functions -q deactivate
        return
    end
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    function deactivate
        set -g __autovenv_off "$__autovenv_root"
        set -g __autovenv_seen '?'
        set -g __autovenv_busy 1
        __autovenv_leave
        set -g __autovenv_busy
    end
end

function __autovenv_deactivate_off
    if builtin functions deactivate 2>/dev/null | string match -q '*__autovenv_leave*'
        builtin functions -e deactivate
    end
end

# A child inherits the variable of an `activate`, and not the function.
function __autovenv_activated_by_hand
    set -q _OLD_VIRTUAL_PATH
    and builtin functions -q deactivate
    and not builtin functions deactivate | string match -q '*__autovenv_leave*'
end

# Notices what others did to our environment. Status 1: they deactivated it, and the project with it.
function __autovenv_by_others
    if test "$VIRTUAL_ENV" = "$__autovenv_environment"
        # An `activate` of the very same one over ours (editors type it) added nothing: its own `deactivate` takes it back, but for PATH,
        # where it would lose what was changed since.
        if test -z "$__autovenv_by_hand"; and __autovenv_activated_by_hand
            set -l __autovenv_was $PATH
            deactivate >/dev/null 2>&1
            set -g __autovenv_way $__autovenv_was
            # Its own copy of our entry goes, if it was not put off before.
            __autovenv_cut "$__autovenv_environment/bin"
            builtin contains -- "$__autovenv_environment/bin" $__autovenv_way
            or set -g __autovenv_way $__autovenv_was
            set -gx PATH $__autovenv_way
            __autovenv_revive
        end
        return 0
    end
    # The same one by hand below ours is gone, and with it its entry.
    if test -z "$VIRTUAL_ENV" -o -n "$__autovenv_by_hand"
        set -g __autovenv_twice
    end
    test -n "$__autovenv_by_hand"
    and __autovenv_let_go
    if test -n "$VIRTUAL_ENV"
        return 0
    end
    # One that lay over ours has gone; or direnv took back what it knew of, as if we had not been there.
    test -n "$__autovenv_stranger$AUTOVENV_DIRENV"
    and __autovenv_revive
end

# The same one by hand below ours is gone if its entry is: what it had set does not come back when ours goes.
function __autovenv_let_go
    __autovenv_path_outside
    if builtin contains -- "$__autovenv_by_hand/bin" $__autovenv_way
        return
    end
    set -g __autovenv_by_hand
    set -l __autovenv_rest $__autovenv_old
    set -g __autovenv_old
    while set -q __autovenv_rest[3]
        builtin contains -- "$__autovenv_rest[2]" VIRTUAL_ENV VIRTUAL_ENV_PROMPT
        and set __autovenv_rest[1] U
        set -ga __autovenv_old $__autovenv_rest[1..3]
        set -e __autovenv_rest[1..3]
    end
    __autovenv_hand_down
end

function __autovenv_revive
    __autovenv_facts_$__autovenv_active
    set -gx VIRTUAL_ENV "$__autovenv_environment"
    __autovenv_recorded VIRTUAL_ENV_PROMPT
    and set -gx VIRTUAL_ENV_PROMPT "$__autovenv_plan_prompt"
    __autovenv_deactivate_on
    return 0
end

# `autovenv on --force`, and the project's own environment that a parent which is no shell had active: it goes.
function __autovenv_expel
    set -g __autovenv_forced
    if test -z "$VIRTUAL_ENV"; or test "$VIRTUAL_ENV" = "$__autovenv_environment"
        return
    end
    if __autovenv_activated_by_hand
        deactivate >/dev/null 2>&1
    end
    if test -z "$VIRTUAL_ENV"
        return
    end
    set -g __autovenv_way $PATH
    while __autovenv_cut "$VIRTUAL_ENV/bin"
    end
    set -gx PATH $__autovenv_way
    set -eg VIRTUAL_ENV VIRTUAL_ENV_PROMPT
end

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
# If the user's state directory can't be written or created: names a temporary one, which the helper creates. A variable that a project set
# does not count; then the parent shell's place is kept.
function __autovenv_fall_back
    set -g __autovenv_fallback
    set -l __autovenv_top "$__autovenv_state"
    while test -n "$__autovenv_top" -a ! -e "$__autovenv_top"
        string match -rq '(?s)^(?<__autovenv_top>.*)/' -- "$__autovenv_top"
    end
    if not test -d "$__autovenv_top/"; or test -w "$__autovenv_top/"
        return
    end
    if string match -rq 'XDG_RUNTIME_DIR|TMPDIR' -- "$AUTOVENV_UNDO"
        set -g __autovenv_fallback "$AUTOVENV_STATE"
    else
        for __autovenv_top in "$XDG_RUNTIME_DIR" "$TMPDIR" /tmp
            if string match -q '/*' -- "$__autovenv_top"; and test -d "$__autovenv_top" -a -w "$__autovenv_top"
                and test -O "$__autovenv_top" -o -k "$__autovenv_top"
                string match -rq '(?s)^(?<__autovenv_top>.*?)/?\z' -- "$__autovenv_top"
                set -g __autovenv_fallback "$__autovenv_top/autovenv-$EUID"
                break
            end
        end
    end
    if test -n "$__autovenv_fallback"
        set -g __autovenv_lasting "$__autovenv_state"
        set -g __autovenv_state /dev/null/autovenv
    end
end

function __autovenv_start
    # To say so, such a fish must be able to read all of this: no `builtin path` (3.5), no `$(…)` (3.4).
    if string match -rq '^([0-2]|3\.[0-5])([^0-9]|$)' -- $version
        echo "autovenv: not hooked: fish 3.6 or newer is needed, this is $version" >&2
        return
    end
    __autovenv_fall_back
    # Root with a user's HOME (`sudo -s`) would lock that user out of all that it makes there.
    set -l __autovenv_top "$__autovenv_state"
    while test -n "$__autovenv_top"
        if test -e "$__autovenv_top/" -a ! -O "$__autovenv_top/"; and test "$EUID" = 0 -o "$__autovenv_top" = "$__autovenv_state"
            echo "autovenv: not hooked: $__autovenv_top belongs to another user (is HOME theirs?)" >&2
            return
        end
        string match -rq '(?s)^(?<__autovenv_top>.*)/' -- "$__autovenv_top"
    end
    # Behind another installation's hook, this one begins with what a child would inherit.
    if not set -qg __autovenv_loaded; or test "$__autovenv_whose" != "$__autovenv_helper|$__autovenv_state"
        set -g __autovenv_loaded 1
        set -g __autovenv_whose "$__autovenv_helper|$__autovenv_state"
        set -g __autovenv_seen
        set -g __autovenv_inherited "$AUTOVENV_UNDO"
        set -eg AUTOVENV_CALLED
        set -gx AUTOVENV_SESSION $fish_pid-(builtin random)(builtin random)-fish
        set -gx AUTOVENV_STATE "$__autovenv_state"
        test -z "$__autovenv_fallback"
        or set -gx AUTOVENV_STATE "$__autovenv_fallback"
        set -g __autovenv_stamp /dev/null
        set -g __autovenv_orders "$__autovenv_state/sessions/$AUTOVENV_SESSION.orders"
        set -g __autovenv_known 1
        set -g __autovenv_path "$PATH"
    else if test -n "$__autovenv_active"
        __autovenv_again # config.fish was read again: what it put in front of PATH is not in front of the project
    end
    # This may be a hook of another version: one that had stopped works again.
    set -g __autovenv_retired
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if test -n "$__autovenv_bin"; and not builtin contains -- "$__autovenv_bin" $PATH
        set -gx PATH $PATH "$__autovenv_bin"
    end
    __autovenv_register
end

if status is-interactive
    __autovenv_start
end
