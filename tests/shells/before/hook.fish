# =============================================================================
# autovenv for fish, 3.2 and newer. To hook by hand, in ~/.config/fish/config.fish:
#     autovenv hook fish | source
#
# Its own parts, in the same order in each shell: what it agrees on with the
# helper; the prompt; looking; the helper; entering and leaving; undo data that
# a child shell inherits; deactivate; registration.
# =============================================================================

# -----------------------------------------------------------------------------
# What hook and helper agree on
# -----------------------------------------------------------------------------
set -g __autovenv_protocol '@PROTOCOL@'
set -g __autovenv_state '@STATE@'
set -g __autovenv_python '@PYTHON@'
set -g __autovenv_helper '@HELPER@'
set -g __autovenv_bin '@BIN@'
set -g __autovenv_markers .python-version .python-versions .tool-versions .venv .envrc autovenv.toml pyproject.toml .env

# -----------------------------------------------------------------------------
# The prompt: builtins only while nothing changed
# -----------------------------------------------------------------------------
# All that a prompt asks is one function, made by each look with the conditions spelt out in it: two builtins, since each call costs 3 µs.
# One `test` for all that must hold, one `path` for all that must be absent. To define it is to register it, so it is not defined where
# the hook is no more than read: a script's `read` fires fish_prompt, too.
function __autovenv_watch
    function __autovenv_prompt --on-event fish_prompt
        __autovenv_fresh$__autovenv_seen
        or __autovenv_look
    end
end

# At a change of directory: `cd project && python` is right on one line. Before the first prompt that is config.fish's own affair.
# And what else a look goes by: to be told of it costs nothing, to compare it at each prompt 3 µs a variable.
function __autovenv_watch_session
    function __autovenv_moved --on-variable PWD
        # What the helper could not tell is not asked again by `cd .`.
        if test -n "$__autovenv_place" -o "$PWD" != "$__autovenv_stuck"
            set -g __autovenv_seen 0
            __autovenv_look
        end
    end
    function __autovenv_varied --on-variable VIRTUAL_ENV --on-variable CONDA_DEFAULT_ENV --on-variable AUTOVENV_PYTHON \
        --on-variable PYENV_VERSION
        set -g __autovenv_seen 0
    end
end

# Before the first look nothing is known.
function __autovenv_fresh0
    return 1
end

# The same in fish before 3.6.
function __autovenv_fresh_old
    test ! -s "$__autovenv_session"
    and __autovenv_fresh
end

# Do the conditions hold that were found in a plan?
function __autovenv_fresh
    if test -z "$__autovenv_old_fish"
        test 1 = 1 $__autovenv_check
        and not builtin path is -- $__autovenv_absent
        return
    end
    for file in $__autovenv_absent
        if test -e "$file"
            return 1
        end
    end
    if not set -q __autovenv_check[1]
        return 0
    end
    command test 1 = 1 $__autovenv_check
end

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from $PWD upwards
# -----------------------------------------------------------------------------
function __autovenv_look
    # `(cd …)` is this very shell, and so is a completion: nothing is changed or started there, the next prompt sees to it.
    if status is-command-substitution
        return
    end
    # Whatever interrupts this: the next prompt looks again.
    set -g __autovenv_seen 0
    set -eg __autovenv_found_messages
    test -z "$__autovenv_inherited$__autovenv_force"
    and __autovenv_recall
    or __autovenv_search
    # For `autovenv why`. A child shell that is hooked is not off.
    if test -n "$__autovenv_off$AUTOVENV_OFF"
        if test "$__autovenv_off" = here
            set -g __autovenv_off "$__autovenv_found[1]"
        end
        if test -n "$__autovenv_off" -a "$__autovenv_off" = "$__autovenv_found[1]"
            set -gx AUTOVENV_OFF "$__autovenv_off"
        else
            set -g __autovenv_off
            set -eg AUTOVENV_OFF
        end
    end
    __autovenv_settle
    if test -n "$__autovenv_said$__autovenv_found_messages"
        __autovenv_tell
    end
    set -g __autovenv_seen $__autovenv_slot
end

# The look that takes its time.
function __autovenv_search
    if not builtin functions -q __autovenv_moved
        __autovenv_watch_session
        # At many a step fish counts the lines from the beginning of the file that a function stands in: 50 µs for a call at the end of
        # this one. In a text of their own these stand near the beginning.
        builtin functions __autovenv_look __autovenv_recall __autovenv_vary __autovenv_settle __autovenv_enter __autovenv_leave \
            __autovenv_deactivate_on __autovenv_name_on | builtin source
    end
    # A child shell that inherited an active environment takes it over first.
    set -l again
    if test -n "$__autovenv_inherited"
        __autovenv_adopt
        set again 1
    end
    if test -s "$__autovenv_session"
        __autovenv_orders
        set again 1
    end
    test -n "$again" -a -z "$__autovenv_force"
    and __autovenv_recall
    or __autovenv_walk
    set -g __autovenv_force
end

function __autovenv_walk
    set -l directory $PWD
    set -l up ''
    set -l check
    set -l absent
    set -l still
    if test "$directory" = /
        set directory ''
    end
    __autovenv_vary
    set -g __autovenv_place "$PWD/$__autovenv_variant"
    set -g __autovenv_found '' '' '' # the root, the state of its plan, the plan's identity
    set -g __autovenv_found_messages
    set -g __autovenv_plan
    while true
        # Names relative to the working directory are found in half the time; a symlink in $PWD makes `..` another place.
        set -l near
        if test -z "$__autovenv_old_fish"; and test -d "$directory/" -a "$up." -ef "$directory/"
            set near "$up"
        end
        if __autovenv_marked "$directory"
            if __autovenv_take "$directory"
                __autovenv_nearer "$directory/" "$up" $near
                set -a check $__autovenv_plan_check
                set -a absent $__autovenv_plan_absent
                if test -n "$__autovenv_plan[6]"
                    set -a __autovenv_found_messages "$__autovenv_plan[3]" "$__autovenv_plan[6]"
                end
                if test -z "$__autovenv_plan[5]"
                    set __autovenv_found $__autovenv_plan[3..4] $__autovenv_plan[2]
                    break
                end
            else
                set __autovenv_place # what the helper could not tell is asked again
                set -g __autovenv_stuck "$PWD"
            end
            set -g __autovenv_plan
        else if set -q near[1]
            set -a still -a "$up." -ef "$directory/"
            set -a absent "$near"$__autovenv_markers
        else
            set -a absent "$directory/"$__autovenv_markers
        end
        # A substitution would split a name at its newlines; this sets the variable itself.
        if not string match -rq '(?s)^(?<directory>.*)/' -- "$directory"
            break
        end
        set up "../$up"
    end
    if test -n "$__autovenv_old_fish"
        set -g __autovenv_check $check
        set -g __autovenv_absent $absent
        set -g __autovenv_slot _old
        return
    end
    # What was found is kept for the next time: 8 directories, the oldest goes first. What has something to say is not.
    set -l slot
    for each in 8 7 6 5 4 3 2 1
        if test "$__autovenv_place" = "$__autovenv_places[$each]"
            set slot $each
            break
        else if test -z "$__autovenv_places[$each]"
            set slot $each
        end
    end
    if test -z "$slot"
        set slot (math "$__autovenv_newest % 8 + 1")
        set -g __autovenv_newest $slot
    end
    set -g __autovenv_places[$slot] ''
    set -g __autovenv_slot 0
    # Spelt out, with one `test` for all that must hold: to expand a list takes longer, and to come back would mean to copy it.
    set check ! -s (string escape -- "$__autovenv_session" $check)
    set absent (string escape -- $absent)
    eval "function __autovenv_fresh$slot
        test $check
        and not builtin path is -- $absent
    end"
    and set -g __autovenv_slot $slot
    if test -z "$__autovenv_place"; or set -q __autovenv_found_messages[1]
        return
    end
    set -l text
    set -l needs
    if set -q __autovenv_plan[1]
        read -z text <"$__autovenv_file"
        if set -q __autovenv_plan_needs[1]
            set needs "if test \"\$__autovenv_identity\" != $__autovenv_found[3]
                __autovenv_plan$slot
                __autovenv_met
                or return
            end"
        end
    end
    set -l words (string escape -- $__autovenv_found x"$__autovenv_place" $still)
    eval "function __autovenv_plan$slot
        set -g __autovenv_plan
        $text
    end
    function __autovenv_again$slot
        test \"x\$PWD/\$__autovenv_variant\" = $words[4..-1] -a $check
        and not builtin path is -- $absent
        or return
        $needs
        set -g __autovenv_found $words[1..3]
        set -g __autovenv_slot $slot
    end" 2>/dev/null
    and set -g __autovenv_places[$slot] "$__autovenv_place"
end

# Puts the plan's own files and stamps under relative names, too, where the names need no quotes. The project is in $argv[1], which is
# $argv[2] from here if there is an $argv[3]; it must still be that place whenever they are looked up. (Stamps that another `..` leads to
# are not there.)
function __autovenv_nearer -a directory up
    if not set -q argv[3]; or string match -rqv '^/[\w/.-]+\z' -- "$directory" "$__autovenv_state"
        or string match -rq '\n' -- $__autovenv_plan_check
        return
    end
    set -l stamps
    set -l above "$directory"
    set -l far "$up"
    while not string match -q -- "$above*" "$__autovenv_state/"
        string match -rq '^(?<above>.*/)[^/]+/$' -- "$above"
        set far "../$far"
    end
    if test -z "$up"
        set up ./
    end
    set -l check (string replace -r -- "^\Q$directory\E" "$up" $__autovenv_plan_check)
    if test -n "$far" -a "$far" -ef "$above"
        string match -rq "^\Q$above\E(?<stamps>.*)" -- "$__autovenv_state/stamps/"
        set check (string replace -r -- "^\Q$above\E(?=\Q$stamps\E)" "$far" $check)
    end
    set -g __autovenv_plan_check -a "$up" -ef "$directory" $check
end

# What an earlier look found in this very directory, if all of its conditions hold. (`case` takes a `*` in a name for any text, so that
# the place is compared once more.)
function __autovenv_recall
    __autovenv_vary
    switch "$PWD/$__autovenv_variant"
        case "$__autovenv_places[1]"
            __autovenv_again1
        case "$__autovenv_places[2]"
            __autovenv_again2
        case "$__autovenv_places[3]"
            __autovenv_again3
        case "$__autovenv_places[4]"
            __autovenv_again4
        case "$__autovenv_places[5]"
            __autovenv_again5
        case "$__autovenv_places[6]"
            __autovenv_again6
        case "$__autovenv_places[7]"
            __autovenv_again7
        case "$__autovenv_places[8]"
            __autovenv_again8
        case '*'
            return 1
    end
end

# Which of a directory's plans is meant: those differ that depend on the session, on a variable that pins, on direnv being hooked, too.
function __autovenv_vary
    set -g __autovenv_variant "$__autovenv_once"
    if test -n "$AUTOVENV_PYTHON$PYENV_VERSION$__autovenv_pinning"
        __autovenv_outer AUTOVENV_PYTHON
        set -l python "$__autovenv_text"
        __autovenv_outer PYENV_VERSION
        if test -n "$python$__autovenv_text"
            set __autovenv_variant "$__autovenv_variant+$python+$__autovenv_text"
            set __autovenv_variant (string replace -a / % -- $__autovenv_variant | string collect)
        end
    end
    if builtin functions -q __direnv_export_eval; or builtin functions -q __direnv_export_eval_2
        set __autovenv_variant "$__autovenv_variant=direnv"
    end
end

# Brings the shell from what is active to the plan that was found.
function __autovenv_settle
    set -l foreign
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    if test -n "$VIRTUAL_ENV"
        if test "$VIRTUAL_ENV" != "$__autovenv_environment"
            set foreign 1
        end
    else if test -n "$CONDA_DEFAULT_ENV"; and test "$CONDA_DEFAULT_ENV" != base; and test -z "$__autovenv_root"
        set foreign 1
    end
    if set -q __autovenv_ghost[1]; and test -z "$foreign"
        # It was activated over ours, and its own `deactivate` brought our entries back after we had left.
        for entry in $__autovenv_ghost
            __autovenv_path_remove "$entry"
        end
        set -g __autovenv_ghost
    end
    if test -n "$__autovenv_root"
        if test "$__autovenv_found[1]" = "$__autovenv_root"; and test -z "$__autovenv_off"
            # A failure keeps the last good environment of the same project.
            if test "$__autovenv_found[2]" = failed
                return
            end
            if test "$__autovenv_found[2]" = active; and test "$__autovenv_found[3]" = "$__autovenv_identity"
                if test -n "$foreign"
                    set -g __autovenv_foreign 1
                    return
                end
                if test -z "$__autovenv_foreign"
                    return
                end
            end
        end
        if test -n "$foreign"
            __autovenv_unfold
            set -g __autovenv_ghost $__autovenv_entries $__autovenv_back
        end
        __autovenv_leave
    end
    if test "$__autovenv_found[2]" = active -a -z "$__autovenv_off"
        # Variables alone go with any environment.
        if test -n "$foreign"
            __autovenv_read
            if string match -q -r '^(VIRTUAL_ENV|CONDA_DEFAULT_ENV|CONDA_PREFIX)$' -- $__autovenv_plan_set
                return
            end
        end
        __autovenv_enter
    end
end

# Brings the lists of the plan that was found, of which a look that remembers has the identity only.
function __autovenv_read
    if test "$__autovenv_plan[2]" != "$__autovenv_found[3]"
        __autovenv_plan$__autovenv_slot
    end
end

# Is there a marker in directory $argv[1]?
function __autovenv_marked -a directory
    if test -z "$__autovenv_old_fish"
        builtin path is -- "$directory"/$__autovenv_markers
        return
    end
    for name in $__autovenv_markers
        if test -e "$directory/$name"
            return 0
        end
    end
    return 1
end

# The stored plan of directory $argv[1], made by the helper where there is none or an input changed. Status 1: none is to be had.
function __autovenv_take
    set -g __autovenv_file "$__autovenv_state/plans$argv[1]/.autovenv-plan$__autovenv_variant/fish"
    if test -z "$__autovenv_force"; and __autovenv_load "$__autovenv_file"
        set -g __autovenv_check $__autovenv_plan_check
        set -g __autovenv_absent $__autovenv_plan_absent
        if __autovenv_fresh
            if not set -q __autovenv_plan_needs[1]; or test "$__autovenv_plan[2]" = "$__autovenv_identity"; or __autovenv_met
                set -g __autovenv_interrupted # the helper got as far as a plan
                return 0
            end
        end
    end
    set -g __autovenv_plan
    __autovenv_help "$argv[1]"
    and __autovenv_load "$__autovenv_file"
end

function __autovenv_load -a file
    set -g __autovenv_plan
    set -g __autovenv_plan_check
    set -g __autovenv_plan_absent
    if not test -r "$file"
        return 1
    end
    builtin source "$file" 2>/dev/null
    and test "$__autovenv_plan[1]" = "$__autovenv_protocol"
end

# Are the variables that the plan was computed from the same in this shell? As they are outside of what is active.
function __autovenv_met
    set -l __autovenv_rest $__autovenv_plan_needs
    while set -q __autovenv_rest[3]
        __autovenv_outer "$__autovenv_rest[2]"
        if test "$__autovenv_kind|$__autovenv_text" != "$__autovenv_rest[1]|$__autovenv_rest[3]"
            return 1
        end
        set -e __autovenv_rest[1..3]
    end
end

# What variable $argv[1] is outside of what is active, to programs: kind (S: set, U: not set) and value in __autovenv_kind, __autovenv_text.
function __autovenv_outer
    __autovenv_unfold
    if test "$argv[1]" = PATH
        __autovenv_path_outside
        set -g __autovenv_kind S
        set -g __autovenv_text (string join : -- $__autovenv_way | string collect)
        return
    end
    set -l __autovenv_rest $__autovenv_old
    while set -q __autovenv_rest[3]
        if test "$__autovenv_rest[2]" = "$argv[1]"
            set -g __autovenv_kind $__autovenv_rest[1]
            set -g __autovenv_text "$__autovenv_rest[3]"
            break
        end
        set -e __autovenv_rest[1..3]
    end
    if not set -q __autovenv_rest[3]
        __autovenv_held $argv[1]
    end
    if test "$__autovenv_kind" = L
        set -g __autovenv_kind U
        set -g __autovenv_text ''
    end
end

# What variable $argv[1] is now: kind (S: set, L: set for this shell alone, U: not set) and value.
function __autovenv_held
    set -g __autovenv_kind U
    set -g __autovenv_text ''
    if set -q $argv[1]
        if set -qx $argv[1]
            set -g __autovenv_kind S
        else
            set -g __autovenv_kind L
        end
        # Quoted: in a list, as is each variable whose name ends in PATH, an element would become a word.
        set -g __autovenv_text "$$argv[1]"
    end
end

# What `autovenv on`, `off`, `reload`, `allow --once` left for this shell.
function __autovenv_orders
    while read -l order
        switch $order
            case off
                set -g __autovenv_off here
            case on
                set -g __autovenv_off
            case reload
                set -g __autovenv_force 1
                set -g __autovenv_said
            case once
                set -g __autovenv_once "@$AUTOVENV_SESSION"
        end
    end <"$__autovenv_session"
    if test -w "$__autovenv_session"
        builtin printf '' >"$__autovenv_session"
    else
        set -g __autovenv_session /dev/null
        set -g __autovenv_places # its name is in what they remember
    end
end

# One line on the terminal, once for each project and text.
function __autovenv_say -a root message
    if builtin contains -- "$root|$message" $__autovenv_said
        return
    end
    __autovenv_unsay "$root"
    set -ga __autovenv_said "$root|$message"
    builtin printf '%s\n' "$message" >&2
end

function __autovenv_tell
    if not set -q __autovenv_found_messages[1]
        __autovenv_unsay "$__autovenv_found[1]"
    end
    while set -q __autovenv_found_messages[2]
        __autovenv_say "$__autovenv_found_messages[1]" "$__autovenv_found_messages[2]"
        set -e __autovenv_found_messages[1..2]
    end
end

# Where nothing is to be said any more of a root, or something else, it may be said anew: another change of a file that was approved meanwhile.
function __autovenv_unsay -a root
    set -l kept
    set -l length (string length -- "$root|")
    for said in $__autovenv_said
        if test (string sub -l $length -- "$said") != "$root|"
            set -a kept "$said"
        end
    end
    set -g __autovenv_said $kept
end

# -----------------------------------------------------------------------------
# The helper: one process, when something changed
# -----------------------------------------------------------------------------
# No local variable here: it would hide an exported one of that name from the helper.
function __autovenv_help
    if test -n "$__autovenv_retired"; or not test -x "$__autovenv_python"; or test "$__autovenv_interrupted" = "$argv[1]/"
        set -g __autovenv_interrupted
        return 1
    end
    # ^C ends this function, too: then the prompt that follows goes without, instead of starting the same again.
    set -g __autovenv_interrupted "$argv[1]/"
    "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" "$argv[1]" "$__autovenv_variant" \
        "$AUTOVENV_SESSION" </dev/null >/dev/null
    set -l __autovenv_result $status
    set -g __autovenv_interrupted
    # 3: hook and program are of different versions; the helper said so.
    if test $__autovenv_result = 3
        set -g __autovenv_retired 1
    end
    return $__autovenv_result
end

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# A local variable here would hide a variable of the same name that the plan sets: what reads or writes by name has $argv only.
function __autovenv_enter
    if builtin functions -q __autovenv_on_$__autovenv_found[3]
        and __autovenv_on_$__autovenv_found[3]
        return
    end
    __autovenv_read
    set -g __autovenv_root "$__autovenv_plan[3]"
    set -g __autovenv_identity "$__autovenv_plan[2]"
    set -g __autovenv_known 1
    set -g __autovenv_pinning
    set -g __autovenv_set
    set -g __autovenv_old
    set -g __autovenv_environment
    set -g __autovenv_refused
    set -l __autovenv_rest $__autovenv_plan_set
    while set -q __autovenv_rest[2]
        __autovenv_keep $__autovenv_rest[1]
        # What the shell keeps to itself (status, version …) stays as it is.
        if set -gx $__autovenv_rest[1] $__autovenv_rest[2] 2>/dev/null
            set -a __autovenv_set $__autovenv_rest[1..2]
        else
            set -e __autovenv_old[-3..-1]
            set -a __autovenv_refused $__autovenv_rest[1]
        end
        set -e __autovenv_rest[1..2]
    end
    for __autovenv_key in $__autovenv_plan_unset
        if set -qg $__autovenv_key
            __autovenv_keep $__autovenv_key
            if not set -eg $__autovenv_key 2>/dev/null
                set -e __autovenv_old[-3..-1]
                set -a __autovenv_refused $__autovenv_key
            end
        end
    end
    set -g __autovenv_entries $__autovenv_plan_path
    set -g __autovenv_back $__autovenv_plan_back
    set -g __autovenv_gone
    set -g __autovenv_path_was $PATH
    set -g __autovenv_way $PATH
    for __autovenv_key in $__autovenv_plan_gone
        if __autovenv_way_remove "$__autovenv_key"
            set -a __autovenv_gone "$__autovenv_key" "$__autovenv_next"
        end
    end
    set -gx PATH $__autovenv_entries $__autovenv_way $__autovenv_back
    set -g __autovenv_path_is "$PATH"
    __autovenv_active
    __autovenv_ready
    if set -q __autovenv_refused[1]
        __autovenv_say "$__autovenv_root/" "autovenv: read-only in this shell, and left alone: $__autovenv_refused"
    end
end

# What is to be done whenever a project has become active.
function __autovenv_active
    if builtin contains -- AUTOVENV_PYTHON $__autovenv_old; or builtin contains -- PYENV_VERSION $__autovenv_old
        set -g __autovenv_pinning 1
    end
    if builtin contains -- VIRTUAL_ENV $__autovenv_old; and __autovenv_ours VIRTUAL_ENV
        set -g __autovenv_environment "$VIRTUAL_ENV"
    end
    __autovenv_hand_down
    # Text, and no control of the terminal.
    set -g __autovenv_label (string replace -ra '\p{Cc}' '?' -- "$VIRTUAL_ENV_PROMPT" | string collect)
    if test -n "$__autovenv_environment"
        __autovenv_deactivate_on
        __autovenv_name_on
    end
end

# Most projects change nothing but PATH and variables that were not set. What was done to enter such a one is spelt out as two functions:
# one does the same once more where all is as it was before, one takes it back where all is as we left it. Elsewhere both have status 1,
# and have done nothing. What only a slower way needs to know, a third one brings when it is asked for. The last 8 plans
# have them, from the second entry on.
function __autovenv_ready
    if not builtin contains -- "$__autovenv_identity" $__autovenv_readies
        # The first time takes long enough.
        set -ga __autovenv_readies "$__autovenv_identity"
        if set -q __autovenv_readies[9]
            builtin functions -e __autovenv_{on,kept,off}_$__autovenv_readies[1] 2>/dev/null
            set -e __autovenv_readies[1]
        end
        return
    end
    set -l old $__autovenv_old
    set -l names $__autovenv_plan_unset
    set -l steps
    set -l same
    while set -q old[3]
        if test "$old[1]" != U
            return
        end
        set -a names $old[2]
        set -e old[1..3]
    end
    if set -q __autovenv_refused[1]; or not set -q __autovenv_set[1]; or not set -q __autovenv_path_was[1]
        or not string match -rq '^[0-9a-f]+\z' -- "$__autovenv_identity"
        return
    end
    # First what undoes the rest, should this be interrupted. (An empty list has no line here: leaving has erased it.)
    set -l kept
    set -l __autovenv_ready $__autovenv_identity
    for name in ready root identity environment pinning label known set old entries back gone path_is path_was
        set -l list __autovenv_$name
        set -l line "set -g $list "(string escape -- $$list | string join ' ')
        if builtin contains -- $name ready root identity environment pinning label
            set -a steps $line
        else
            set -a kept $line
        end
    end
    set -l given $__autovenv_set
    set -l ours
    while set -q given[2]
        set -a ours $given[1]
        set -a steps "set -gx $given[1] "(string escape -- "$given[2]")
        set -a same "-a \"x\$$given[1]\" = "(string escape -- "x$given[2]")
        set -e given[1..2]
    end
    if set -q AUTOVENV_UNDO
        set -a steps "set -gx AUTOVENV_UNDO "(string escape -- "$AUTOVENV_UNDO")
    else
        set -a steps 'set -eg AUTOVENV_UNDO'
    end
    set -a steps "set -gx PATH "(string escape -- $PATH | string join ' ')
    set -l was (string escape -- $__autovenv_path_was | string join ' ')
    set -l before (string escape -- x(string join : -- $__autovenv_path_was | string collect))
    set -l after (string escape -- "x$__autovenv_path_is")
    set -l number (count $names)
    if test -n "$__autovenv_environment"
        set -a steps __autovenv_deactivate_on __autovenv_name_on
    end
    set steps (string join \n -- $steps | string collect)
    set kept (string join \n -- $kept | string collect)
    eval "function __autovenv_on_$__autovenv_identity
        set -qg $names
        test \$status = $number -a \"x\$PATH\" = $before
        or return
        $steps
        return 0
    end
    function __autovenv_kept_$__autovenv_identity
        $kept
    end
    function __autovenv_off_$__autovenv_identity
        test \"x\$PATH\" = $after $same
        or return
        set -eg $ours
        set -gx PATH $was
        return 0
    end"
    or return
    set -g __autovenv_ready $__autovenv_identity
end

# Brings what entering in the quick way has left out.
function __autovenv_unfold
    if test -n "$__autovenv_ready"
        __autovenv_kept_$__autovenv_ready
    end
end

# Notes what variable $argv[1] holds before it is changed: kind (S; L: set for this shell alone; U), name, value. A universal one shows
# again once ours is gone.
function __autovenv_keep
    if not set -qg $argv[1]
        set -ga __autovenv_old U "$argv[1]" ''
    else if set -qgx $argv[1]
        # Quoted: in a list, as is each variable whose name ends in PATH, an element would become a word.
        set -ga __autovenv_old S "$argv[1]" "$$argv[1]"
    else
        set -ga __autovenv_old L "$argv[1]" "$$argv[1]"
    end
    # `set` tells of a failure only: what the status was before would count as one.
    return 0
end

# Takes back what is still as we set it; what the user changed meanwhile is the user's.
function __autovenv_leave
    # Somebody else's activation may have put its own `deactivate` in place of ours.
    if test -n "$__autovenv_deactivate" -a "$VIRTUAL_ENV" = "$__autovenv_environment"
        builtin functions -e deactivate
    end
    test -n "$__autovenv_ready"
    and __autovenv_off_$__autovenv_ready
    or __autovenv_take_back
    set -eg AUTOVENV_UNDO __autovenv_root __autovenv_identity __autovenv_environment __autovenv_known __autovenv_pinning __autovenv_set \
        __autovenv_old __autovenv_entries __autovenv_back __autovenv_gone __autovenv_path_is __autovenv_path_was __autovenv_named \
        __autovenv_deactivate __autovenv_foreign __autovenv_ready
end

function __autovenv_take_back
    __autovenv_unfold
    set -l __autovenv_rest $__autovenv_old
    while set -q __autovenv_rest[3]
        if __autovenv_ours "$__autovenv_rest[2]"
            switch $__autovenv_rest[1]
                case S
                    set -gx $__autovenv_rest[2] $__autovenv_rest[3] 2>/dev/null
                case L
                    set -gu $__autovenv_rest[2] $__autovenv_rest[3] 2>/dev/null
                case '*'
                    set -eg $__autovenv_rest[2] 2>/dev/null
            end
        end
        set -e __autovenv_rest[1..3]
    end
    __autovenv_path_outside
    set -gx PATH $__autovenv_way
end

# Is variable $argv[1] still as we left it? A child whose plan is gone knows no values: there VIRTUAL_ENV must at least fit our PATH entry.
function __autovenv_ours
    if test -z "$__autovenv_known"
        test "$argv[1]" != VIRTUAL_ENV
        or builtin contains -- "$VIRTUAL_ENV/bin" $__autovenv_entries
        return
    end
    set -l __autovenv_rest $__autovenv_set
    while set -q __autovenv_rest[2]
        if test "$__autovenv_rest[1]" = "$argv[1]"
            test "$$argv[1]" = "$__autovenv_rest[2]"
            return
        end
        set -e __autovenv_rest[1..2]
    end
    not set -qg $argv[1]
end

# -----------------------------------------------------------------------------
# PATH: __autovenv_way holds it while it is worked on
# -----------------------------------------------------------------------------
# Removes the first entry $argv[1] (with $argv[2]: the last one); empty entries and all others stay as they are. What followed it is
# in __autovenv_next then, empty at the end. Status 1: it was not there.
function __autovenv_way_remove
    set -l at
    if set -q argv[2]
        set at (builtin contains -i -- "$argv[1]" $__autovenv_way[-1..1])
        and set at (math (count $__autovenv_way) + 1 - $at)
    else
        set at (builtin contains -i -- "$argv[1]" $__autovenv_way)
    end
    or return
    set -l next (math $at + 1)
    set -g __autovenv_next "$__autovenv_way[$next]"
    set -e __autovenv_way[$at]
end

function __autovenv_path_remove
    set -l at (builtin contains -i -- "$argv[1]" $PATH)
    and set -e PATH[$at]
end

# PATH as it is outside of what is active, in __autovenv_way; what the user added or removed since then counts.
function __autovenv_path_outside
    set -g __autovenv_way $PATH
    if test -z "$__autovenv_root"
        return
    end
    if test "$PATH" = "$__autovenv_path_is"
        set -g __autovenv_way $__autovenv_path_was
        return
    end
    for entry in $__autovenv_back[-1..1]
        __autovenv_way_remove "$entry" last
    end
    for entry in $__autovenv_entries
        set -l at (builtin contains -i -- "$entry" $__autovenv_way)
        and set -e __autovenv_way[$at]
    end
    set -l rest $__autovenv_gone
    while set -q rest[2]
        set -l at
        if test -n "$rest[-1]"; and set at (builtin contains -i -- "$rest[-1]" $__autovenv_way)
            set -g __autovenv_way $__autovenv_way[1..$at] $__autovenv_way[$at..-1]
            set __autovenv_way[$at] $rest[-2]
        else
            set -a __autovenv_way $rest[-2]
        end
        set -e rest[-2..-1]
    end
end

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
# Is $argv[1] no variable of a project's, or one that undo data must not touch, wherever it comes from?
set -g __autovenv_barred '^(?![A-Za-z_][A-Za-z0-9_]*\z)|^(PATH|HOME|IFS|PS1|PS4|ENV|BASH.*|SHELL.*|LD_.*|DYLD_.*|PROMPT.*|ZDOTDIR|PWD|OLDPWD|AUTOVENV.*|__autovenv.*)\z'

function __autovenv_hand_down
    set -l given 1\x1f"$__autovenv_root"\x1f"$__autovenv_identity"
    for entry in $__autovenv_entries
        if string match -q '/*' -- "$entry"
            set given "$given"\x1eP\x1f"$entry"
        end
    end
    for entry in $__autovenv_back
        if string match -q '/*' -- "$entry"
            set given "$given"\x1eB\x1f"$entry"
        end
    end
    set -l rest $__autovenv_gone
    while set -q rest[2]
        if string match -q '/*' -- "$rest[1]"
            set given "$given"\x1eR\x1f"$rest[1]"\x1f"$rest[2]"
        end
        set -e rest[1..2]
    end
    set rest $__autovenv_old
    while set -q rest[3]
        # A value that holds a separator can't be carried: a child leaves that variable as it is, and so it does with what is barred.
        if not string match -rq '[\x1e\x1f]' -- "$rest[3]"; and not string match -rq $__autovenv_barred -- "$rest[2]"
            if test "$rest[1]" = S
                set given "$given"\x1eS\x1f"$rest[2]"\x1f"$rest[3]"
            else
                set given "$given"\x1eU\x1f"$rest[2]"
            end
        end
        set -e rest[1..3]
    end
    if string match -rq '[\x1e\x1f]' -- "$__autovenv_root" $__autovenv_entries $__autovenv_back $__autovenv_gone
        set -eg AUTOVENV_UNDO
    else
        set -gx AUTOVENV_UNDO "$given"\x1e
    end
end

# Takes over what a parent shell made active. Anything odd: all of it is ignored.
function __autovenv_adopt
    set -l rest "$__autovenv_inherited"
    set -l root ''
    set -l identity ''
    set -l kind ''
    set -l name ''
    set -l more ''
    set -l text ''
    set -l old
    set -l entries
    set -l back
    set -l gone
    set -g __autovenv_inherited
    set -eg AUTOVENV_UNDO
    # Each match sets the variables that it names: no substitution, which would split values at their newlines.
    if not string match -rq '(?s)^1\x1f(?<root>/[^\x1e\x1f]*)\x1f(?<identity>[0-9a-f]+)\x1e(?<rest>(.*\x1e)?)\z' -- "$rest"
        return
    end
    while test -n "$rest"
        if not string match -rq '(?s)^(?<kind>[PBRSU])\x1f(?<name>[^\x1e\x1f]+)(?<more>\x1f(?<text>[^\x1e\x1f]*))?\x1e(?<rest>.*)\z' -- "$rest"
            return
        end
        switch $kind
            case S R
                test -n "$more"
            case '*'
                test -z "$more"
        end
        or return
        if contains -- $kind P B R
            if not string match -q '/*' -- "$name"
                return
            end
            switch $kind
                case P
                    set -a entries "$name"
                case B
                    set -a back "$name"
                case R
                    set -a gone "$name" "$text"
            end
            continue
        end
        if string match -rq $__autovenv_barred -- "$name"
            return
        end
        switch $name
            case argv history hostname pipestatus status umask version _ SHLVL 'fish_*' 'FISH_*' '__fish*'
                continue # fish's own, which a shell of another kind may have set: not ours to touch
        end
        set -a old "$kind" "$name" "$text"
    end
    set -g __autovenv_root "$root"
    set -g __autovenv_identity "$identity"
    set -g __autovenv_environment
    set -g __autovenv_known
    set -g __autovenv_path_is
    set -g __autovenv_old $old
    set -g __autovenv_entries $entries
    set -g __autovenv_back $back
    set -g __autovenv_gone $gone
    set -g __autovenv_set
    # rc files may have reordered PATH (path_helper does): our entries go back to the front, and what we removed goes once more.
    set -g __autovenv_way $PATH
    for entry in $entries
        __autovenv_way_remove "$entry"
    end
    while set -q gone[2]
        if not builtin contains -- "$gone[1]" $back
            __autovenv_way_remove "$gone[1]"
        end
        set -e gone[1..2]
    end
    for entry in $back
        if not builtin contains -- "$entry" $__autovenv_way
            set -a __autovenv_way "$entry"
        end
    end
    set -gx PATH $entries $__autovenv_way
    if test "$root" = /
        set root ''
    end
    __autovenv_vary
    if __autovenv_load "$__autovenv_state/plans$root/.autovenv-plan$__autovenv_variant/fish"
        and test "$__autovenv_plan[2]" = "$identity"
        set -g __autovenv_set $__autovenv_plan_set
        set -g __autovenv_known 1
    end
    __autovenv_active
end

# -----------------------------------------------------------------------------
# The name in the prompt, and `deactivate`
# -----------------------------------------------------------------------------
# fish_prompt is wrapped, and refers to the variable; the project's name never becomes part of a function, where it would be code. The
# wrapper stays when the project is left, and adds nothing then: to put the user's own function back took a tenth of all that entering
# and leaving take.
function __autovenv_name_on
    if test -n "$VIRTUAL_ENV_DISABLE_PROMPT" -o -z "$VIRTUAL_ENV_PROMPT"
        return
    end
    # Ours, or ours that somebody had wrapped when we left, and who has gone since. (A pipe: it takes less than a substitution.)
    if builtin functions fish_prompt | string match -rq '^ *__autovenv_draw (?<__autovenv_wrapped>__autovenv_fish_prompt_\d+)'
        set -g __autovenv_named 1
        return
    end
    if not builtin functions -q fish_prompt; or builtin functions fish_prompt | string match -q '*VIRTUAL_ENV*'
        return
    end
    # Each time another name: somebody may have wrapped our wrapper meanwhile, and still call it.
    set -g __autovenv_wrapped __autovenv_fish_prompt_(builtin random)
    set -g __autovenv_named 1
    builtin functions --copy fish_prompt $__autovenv_wrapped
    eval "function fish_prompt; __autovenv_draw $__autovenv_wrapped; end"
end

# Draws the user's prompt, fish_prompt as it was, with the name before it. It is drawn first: it shall see the $status and $pipestatus
# that the user's last command left.
function __autovenv_draw
    set -l __autovenv_drawn ($argv[1])
    # Somebody else's environment over ours has its own way to show its name.
    if test -n "$__autovenv_named" -a "$argv[1]" = "$__autovenv_wrapped"; and test -n "$VIRTUAL_ENV_PROMPT"
        and test "$VIRTUAL_ENV" = "$__autovenv_environment"
        builtin printf '(%s) ' "$__autovenv_label"
    end
    string join \n -- $__autovenv_drawn
end

function __autovenv_deactivate_on
    if builtin functions -q deactivate
        return
    end
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    function deactivate
        set -g __autovenv_off "$__autovenv_root"
        set -g __autovenv_seen 0
        __autovenv_leave
        return 0 # `set -e` counts what was not there
    end
    set -g __autovenv_deactivate 1
end

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
# fish before 3.6 has no builtin that compares times: there, and only there, a prompt starts a process, the system's `test`.
set -g __autovenv_old_fish
if string match -rq '^3\.[0-5]([^0-9]|$)' -- $version
    set -g __autovenv_old_fish 1
end

function __autovenv_start
    if not set -qg __autovenv_loaded
        set -g __autovenv_loaded 1
        set -g __autovenv_inherited "$AUTOVENV_UNDO"
        set -gx AUTOVENV_SESSION $fish_pid-(builtin random)(builtin random)
        set -g __autovenv_session "$__autovenv_state/sessions/$AUTOVENV_SESSION"
        for name in said off force once variant interrupted foreign ghost wrapped named deactivate root identity environment known pinning \
            check absent set old entries back gone path_is path_was place places stuck found plan ready readies label
            set -g __autovenv_$name
        end
        set -g __autovenv_newest 0
        set -g __autovenv_slot 0
        set -g __autovenv_seen 0
    end
    # A hook of another version than before: what was retired may work again.
    set -g __autovenv_retired
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if test -n "$__autovenv_bin"; and not builtin contains -- "$__autovenv_bin" $PATH
        set -gx PATH $PATH "$__autovenv_bin"
    end
    __autovenv_watch
end

if status is-interactive
    __autovenv_start
end
