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
# Two builtins, since each call costs 5 µs: one `test` for all that must hold, one `path` for all that must be absent. To define it is
# to register it, so it is not defined where the hook is no more than read: a script's `read` fires fish_prompt, too.
function __autovenv_watch
    if test -z "$__autovenv_old_fish"
        function __autovenv_prompt --on-event fish_prompt
            test "$PWD|$VIRTUAL_ENV|$CONDA_DEFAULT_ENV|$AUTOVENV_PYTHON|$PYENV_VERSION" = "$__autovenv_seen" \
                -a ! -s "$__autovenv_session" $__autovenv_check
            and not builtin path is -- $__autovenv_absent
            or __autovenv_look
        end
    else
        function __autovenv_prompt --on-event fish_prompt
            test "$PWD|$VIRTUAL_ENV|$CONDA_DEFAULT_ENV|$AUTOVENV_PYTHON|$PYENV_VERSION" = "$__autovenv_seen" -a ! -s "$__autovenv_session"
            and __autovenv_fresh
            or __autovenv_look
        end
    end
end

# At a change of directory: `cd project && python` is right on one line. Before the first prompt that is config.fish's own affair.
function __autovenv_watch_directory
    function __autovenv_moved --on-variable PWD
        __autovenv_prompt
    end
end

# Does all hold that was found by the last look?
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
    set -l directory $PWD
    set -l up ''
    set -l check
    set -l absent
    set -l root ''
    set -l state ''
    set -l message ''
    if test "$directory" = /
        set directory ''
    end
    # Whatever interrupts this: the next prompt looks again.
    set -g __autovenv_seen
    if not builtin functions -q __autovenv_moved
        __autovenv_watch_directory
    end
    # A child shell that inherited an active environment takes it over first.
    if test -n "$__autovenv_inherited"
        __autovenv_adopt
    end
    __autovenv_orders
    set -g __autovenv_variant "$__autovenv_once"
    if test -n "$AUTOVENV_PYTHON$PYENV_VERSION"
        set __autovenv_variant "$__autovenv_variant+$AUTOVENV_PYTHON+$PYENV_VERSION"
        set __autovenv_variant (string replace -a / % -- $__autovenv_variant | string collect)
    end
    set -g __autovenv_plan
    while true
        if __autovenv_marked "$directory"
            if __autovenv_take "$directory"
                set -a check $__autovenv_plan_check
                set -a absent $__autovenv_plan_absent
                if test -z "$__autovenv_plan[5]"
                    set root "$__autovenv_plan[3]"
                    set state "$__autovenv_plan[4]"
                    set message "$__autovenv_plan[6]"
                    break
                end
            end
            set -g __autovenv_plan
        else
            # Names relative to the working directory are found in half the time; a symlink in $PWD makes `..` another place.
            set -l near "$directory/"
            if test -z "$__autovenv_old_fish"; and test -d "$directory/" -a "$up." -ef "$directory/"
                set near "$up"
            end
            set -a absent "$near"$__autovenv_markers
        end
        # A substitution would split a name at its newlines; this sets the variable itself.
        if not string match -rq '(?s)^(?<directory>.*)/' -- "$directory"
            break
        end
        set up "../$up"
    end
    set -g __autovenv_check $check
    set -g __autovenv_absent $absent
    set -g __autovenv_force
    if test "$__autovenv_off" = here
        set -g __autovenv_off "$root"
    end
    if test "$__autovenv_off" != "$root"
        set -g __autovenv_off
    end
    # For `autovenv why`. A child shell that is hooked is not off.
    if test -n "$__autovenv_off"
        set -gx AUTOVENV_OFF "$__autovenv_off"
    else
        set -eg AUTOVENV_OFF
    end
    __autovenv_settle "$root" "$state"
    if test -n "$message"
        __autovenv_say "$root" "$message"
    end
    set -g __autovenv_seen "$PWD|$VIRTUAL_ENV|$CONDA_DEFAULT_ENV|$AUTOVENV_PYTHON|$PYENV_VERSION"
end

# Brings the shell from what is active to the plan that was found.
function __autovenv_settle -a root state
    set -l identity "$__autovenv_plan[2]"
    set -l foreign
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    if test -n "$VIRTUAL_ENV"; and test "$VIRTUAL_ENV" != "$__autovenv_environment"
        set foreign 1
    else if test -n "$CONDA_DEFAULT_ENV"; and test "$CONDA_DEFAULT_ENV" != base; and test -z "$__autovenv_root"
        set foreign 1
    end
    if test -z "$foreign"; and test -n "$__autovenv_ghost"
        # It was activated over ours, and its own `deactivate` brought our entry back after we had left.
        __autovenv_path_remove "$__autovenv_ghost"
        set -g __autovenv_ghost
    end
    if test -n "$__autovenv_root"
        if test "$root" = "$__autovenv_root"; and test -z "$__autovenv_off"
            # A failure keeps the last good environment of the same project.
            if test "$state" = failed
                return
            end
            if test "$state" = active; and test "$identity" = "$__autovenv_identity"
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
            set -g __autovenv_ghost "$__autovenv_entries[1]"
        end
        __autovenv_leave
    end
    set -g __autovenv_foreign
    if test "$state" = active; and test -z "$foreign$__autovenv_off"
        __autovenv_enter
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
function __autovenv_take -a directory
    set -l file "$__autovenv_state/plans$directory/.autovenv-plan$__autovenv_variant/fish"
    if test -z "$__autovenv_force"; and __autovenv_load "$file"
        set -g __autovenv_check $__autovenv_plan_check
        set -g __autovenv_absent $__autovenv_plan_absent
        if __autovenv_fresh
            set -g __autovenv_interrupted # the helper got as far as a plan
            return 0
        end
    end
    set -g __autovenv_plan
    __autovenv_help "$directory"
    and __autovenv_load "$file"
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

# What `autovenv on`, `off`, `reload`, `allow --once` left for this shell.
function __autovenv_orders
    if not test -s "$__autovenv_session"
        return
    end
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
    end
end

# One line on the terminal, once for each project and text.
function __autovenv_say -a root message
    if builtin contains -- "$root|$message" $__autovenv_said
        return
    end
    set -ga __autovenv_said "$root|$message"
    builtin printf '%s\n' "$message" >&2
end

# -----------------------------------------------------------------------------
# The helper: one process, when something changed
# -----------------------------------------------------------------------------
function __autovenv_help -a directory
    if test -n "$__autovenv_retired"; or not test -x "$__autovenv_python"; or test "$__autovenv_interrupted" = "$directory/"
        set -g __autovenv_interrupted
        return 1
    end
    # ^C ends this function, too: then the prompt that follows goes without, instead of starting the same again.
    set -g __autovenv_interrupted "$directory/"
    "$__autovenv_python" -I -S "$__autovenv_helper" plan "$__autovenv_protocol" "$directory" "$__autovenv_variant" \
        "$AUTOVENV_SESSION" </dev/null >/dev/null
    set -l result $status
    set -g __autovenv_interrupted
    # 3: hook and program are of different versions; the helper said so.
    if test $result = 3
        set -g __autovenv_retired 1
    end
    return $result
end

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# A local variable here would hide a variable of the same name that the plan sets: what reads or writes by name has $argv only.
function __autovenv_enter
    set -g __autovenv_root "$__autovenv_plan[3]"
    set -g __autovenv_identity "$__autovenv_plan[2]"
    set -g __autovenv_set $__autovenv_plan_set
    set -g __autovenv_old
    set -g __autovenv_entries $__autovenv_plan_path
    set -g __autovenv_environment
    set -l rest $__autovenv_plan_set
    while set -q rest[2]
        __autovenv_keep "$rest[1]"
        set -gx $rest[1] $rest[2]
        if test "$rest[1]" = VIRTUAL_ENV
            set -g __autovenv_environment "$rest[2]"
        end
        set -e rest[1..2]
    end
    for variable in $__autovenv_plan_unset
        if set -qg $variable
            __autovenv_keep "$variable"
            set -eg $variable
        end
    end
    __autovenv_path_add $__autovenv_entries
    __autovenv_hand_down
    __autovenv_deactivate_on
    __autovenv_name_on
end

# Notes what variable $argv[1] holds before it is changed: kind (S, U), name, value. A universal one shows again once ours is gone.
function __autovenv_keep
    if set -qg $argv[1]
        # Quoted: in a list, as is each variable whose name ends in PATH, an element would become a word.
        set -ga __autovenv_old S "$argv[1]" "$$argv[1]"
    else
        set -ga __autovenv_old U "$argv[1]" ''
    end
end

# Takes back what is still as we set it; what the user changed meanwhile is the user's.
function __autovenv_leave
    __autovenv_name_off
    __autovenv_deactivate_off
    set -l rest $__autovenv_old
    while set -q rest[3]
        if __autovenv_ours "$rest[2]"
            if test "$rest[1]" = S
                set -gx $rest[2] $rest[3]
            else
                set -eg $rest[2]
            end
        end
        set -e rest[1..3]
    end
    for entry in $__autovenv_entries
        __autovenv_path_remove "$entry"
    end
    set -g __autovenv_root
    set -g __autovenv_identity
    set -g __autovenv_environment
    set -g __autovenv_set
    set -g __autovenv_old
    set -g __autovenv_entries
    set -eg AUTOVENV_UNDO
end

# Is variable $argv[1] still as we left it? A child whose plan is gone knows no values: there VIRTUAL_ENV must at least fit our PATH entry.
function __autovenv_ours
    if not set -q __autovenv_set[1]
        test "$argv[1]" != VIRTUAL_ENV
        or test "$VIRTUAL_ENV/bin" = "$__autovenv_entries[1]"
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

# Puts entries in front of PATH, the first one first.
function __autovenv_path_add
    for entry in $argv[-1..1]
        set -gx PATH "$entry" $PATH
    end
end

# Removes the first entry $argv[1] from PATH; empty entries and all others stay as they are.
function __autovenv_path_remove
    set -l at (builtin contains -i -- "$argv[1]" $PATH)
    and set -e PATH[$at]
end

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
function __autovenv_hand_down
    set -l given 1\x1f"$__autovenv_root"\x1f"$__autovenv_identity"
    for entry in $__autovenv_entries
        set given "$given"\x1eP\x1f"$entry"
    end
    set -l rest $__autovenv_old
    while set -q rest[3]
        # A value that holds a separator can't be carried: a child leaves that variable as it is.
        if not string match -rq '[\x1e\x1f]' -- "$rest[3]"
            set given "$given"\x1e"$rest[1]"\x1f"$rest[2]"
            if test "$rest[1]" = S
                set given "$given"\x1f"$rest[3]"
            end
        end
        set -e rest[1..3]
    end
    if string match -rq '[\x1e\x1f]' -- "$__autovenv_root" $__autovenv_entries
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
    set -l text ''
    set -l old
    set -l entries
    set -g __autovenv_inherited
    set -eg AUTOVENV_UNDO
    # Each match sets the variables that it names: no substitution, which would split values at their newlines.
    if not string match -rq '(?s)^1\x1f(?<root>/[^\x1e\x1f]*)\x1f(?<identity>[0-9a-f]+)\x1e(?<rest>(.*\x1e)?)\z' -- "$rest"
        return
    end
    while test -n "$rest"
        if not string match -rq '(?s)^(?<kind>[PSU])\x1f(?<name>[^\x1e\x1f]+)(\x1f(?<text>[^\x1e\x1f]*))?\x1e(?<rest>.*)\z' -- "$rest"
            return
        end
        switch $kind
            case P
                if not string match -q '/*' -- "$name"
                    return
                end
                set -a entries "$name"
                continue
        end
        if not string match -rq '^[A-Za-z_][A-Za-z0-9_]*\z' -- "$name"
            return
        end
        switch $name
            case PATH HOME IFS PS1 PS4 ENV 'BASH*' 'SHELL*' ZDOTDIR 'LD_*' 'DYLD_*' PROMPT_COMMAND PWD OLDPWD 'AUTOVENV*' '__autovenv*'
                return
            case argv history hostname pipestatus status umask version _ SHLVL 'fish_*' 'FISH_*' '__fish*'
                return
        end
        set -a old "$kind" "$name" "$text"
    end
    if not set -q entries[1]
        return
    end
    set -g __autovenv_root "$root"
    set -g __autovenv_identity "$identity"
    set -g __autovenv_environment
    set -g __autovenv_old $old
    set -g __autovenv_entries $entries
    set -g __autovenv_set
    if test "$root" = /
        set root ''
    end
    if __autovenv_load "$__autovenv_state/plans$root/.autovenv-plan$__autovenv_variant/fish"
        and test "$__autovenv_plan[2]" = "$identity"
        set -g __autovenv_set $__autovenv_plan_set
    end
    if __autovenv_ours VIRTUAL_ENV
        set -g __autovenv_environment "$VIRTUAL_ENV"
    end
    # rc files may have reordered PATH (path_helper does): our entries go back to the front.
    for entry in $entries
        __autovenv_path_remove "$entry"
    end
    __autovenv_path_add $entries
    __autovenv_hand_down
    __autovenv_deactivate_on
    __autovenv_name_on
end

# -----------------------------------------------------------------------------
# The name in the prompt, and `deactivate`
# -----------------------------------------------------------------------------
# fish_prompt is wrapped, and refers to the variable; the project's name never becomes part of a function, where it would be code.
function __autovenv_name_on
    if test -n "$VIRTUAL_ENV_DISABLE_PROMPT"; or not builtin functions -q fish_prompt
        return
    end
    set -l drawing (builtin functions fish_prompt)
    if string match -q '*VIRTUAL_ENV*' -- '' $drawing
        return
    end
    # Ours, which somebody had wrapped when we left, and who has gone since.
    set -l inner
    if string match -rq '^ *__autovenv_draw (?<inner>__autovenv_fish_prompt_\d+)' -- '' $drawing
        set -g __autovenv_wrapped $inner
        return
    end
    # Each time another name: somebody may have wrapped our wrapper meanwhile, and still call it.
    set -g __autovenv_wrapped __autovenv_fish_prompt_(builtin random)
    builtin functions --copy fish_prompt $__autovenv_wrapped
    eval "function fish_prompt; __autovenv_draw $__autovenv_wrapped; end"
end

# Draws the user's prompt, fish_prompt as it was, with the name before it. It is drawn first: it shall see the $status and $pipestatus
# that the user's last command left.
function __autovenv_draw
    set -l __autovenv_drawn ($argv[1])
    # Somebody else's environment over ours has its own way to show its name.
    if test "$argv[1]" = "$__autovenv_wrapped"; and test -n "$VIRTUAL_ENV_PROMPT"; and test "$VIRTUAL_ENV" = "$__autovenv_environment"
        builtin printf '(%s) ' "$VIRTUAL_ENV_PROMPT"
    end
    string join \n -- $__autovenv_drawn
end

function __autovenv_name_off
    if test -n "$__autovenv_wrapped"; and string match -q "*__autovenv_draw $__autovenv_wrapped*" -- '' (builtin functions fish_prompt)
        builtin functions -e fish_prompt
        builtin functions --copy $__autovenv_wrapped fish_prompt
        builtin functions -e $__autovenv_wrapped
    end
    set -g __autovenv_wrapped
end

function __autovenv_deactivate_on
    if builtin functions -q deactivate
        return
    end
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    function deactivate
        set -g __autovenv_off "$__autovenv_root"
        set -g __autovenv_seen
        __autovenv_leave
    end
end

function __autovenv_deactivate_off
    # Somebody else's activation may have put its own in place of ours.
    if builtin functions -q deactivate; and string match -q '*__autovenv_leave*' -- '' (builtin functions deactivate)
        builtin functions -e deactivate
    end
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
        for name in seen said off force once variant interrupted foreign ghost wrapped root identity environment \
            check absent set old entries
            set -g __autovenv_$name
        end
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
