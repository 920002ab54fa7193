if (-not 'x
x'.Contains("`n")) { [Console]::Error.WriteLine('autovenv: not hooked: its lines were joined with blanks. (& autovenv hook pwsh) -join "`n" | Invoke-Expression') } #
# =============================================================================
# autovenv for PowerShell 7 (and Windows PowerShell 5.1, at prompts only). To hook by hand, at the end of $PROFILE:
#     (& autovenv hook pwsh) -join "`n" | Invoke-Expression
#
# Its own parts, in the same order in each shell: what it agrees on with the
# helper; the prompt; looking; the helper; entering and leaving; undo data that
# a child shell inherits; deactivate; registration.
#
# Plain global variables and few kinds of calls: each new kind costs 1 to 4 ms in each new shell, a cmdlet of Utility or
# Management 50 and more, because it loads a module. Only absolute paths: the process's own directory is not $PWD.
# =============================================================================

# -----------------------------------------------------------------------------
# What hook and helper agree on
# -----------------------------------------------------------------------------
function global:__autovenv_places {
    $global:__autovenv_protocol = '@PROTOCOL@'
    $global:__autovenv_state = '@STATE@'
    $global:__autovenv_python = '@PYTHON@'
    $global:__autovenv_helper = '@HELPER@'
    $global:__autovenv_bin = '@BIN@'
    $global:__autovenv_markers = @('.python-version', '.python-versions', '.tool-versions', '.venv', '.envrc', 'autovenv.toml', 'pyproject.toml', '.env')
}

# -----------------------------------------------------------------------------
# The prompt: string compares and the times of files while nothing changed
# -----------------------------------------------------------------------------
# PowerShell finds an alias before a function, so the alias `prompt`, which leads here, sees every prompt. The function `prompt` stays the
# user's, a theme's or a tool's, whoever puts it there, and whenever.
function global:__autovenv_prompt {
    $__autovenv_ok = $?                                                  # first statement, or it is gone
    __autovenv_check
    $__autovenv_drawn = $global:__autovenv_stood.Count - 1 - $global:__autovenv_depth
    if (-not $global:__autovenv_depth) {
        $global:__autovenv_interactive = '1'
        $__autovenv_drawn = __autovenv_standing
    }
    # A prompt may call what `Get-Command prompt` returned, which is this alias. It gets the prompt that it replaced.
    if ($__autovenv_drawn -lt 0) {
        if ($global:__autovenv_depth) { return '' }
        return 'PS> '
    }
    $__autovenv_drawn = $global:__autovenv_stood[$__autovenv_drawn]
    $global:__autovenv_depth++
    try {
        # The last statement before the theme, whose `$?` it makes what it was. Ignore keeps it out of $Error.
        if (-not $__autovenv_ok) { __autovenv_fail -ErrorAction Ignore }
        if ($global:__autovenv_environment -and $global:__autovenv_depth -eq 1) {
            $__autovenv_parts = @(& $__autovenv_drawn 6>&1)
            __autovenv_named $__autovenv_parts
        } else {
            & $__autovenv_drawn
        }
    } finally { $global:__autovenv_depth-- }
}

# Which of the prompts that have stood is the user's now; -1: none.
function global:__autovenv_standing {
    $prompt = ${function:global:prompt}
    # An alias of that name that the user had.
    if ($global:__autovenv_aliased) { $prompt = $ExecutionContext.InvokeCommand.GetCommand($global:__autovenv_aliased, 'All') }
    if ($null -eq $prompt) { return -1 }
    $last = $global:__autovenv_stood.Count - 1
    if ($last -lt 0 -or $prompt -ne $global:__autovenv_stood[$last]) {
        $global:__autovenv_stood.Remove($prompt)
        # So many may call each other; themes that put a new one there at each prompt would fill the memory.
        if ($last -ge 7) { $global:__autovenv_stood.RemoveAt(0) }
        $global:__autovenv_stood.AddRange(@($prompt))
    }
    return $global:__autovenv_stood.Count - 1
}

# Makes `$?` false, and nothing else. Write-Error would load a module, which may not be found.
function global:__autovenv_fail {
    [CmdletBinding()] param()
    $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new(), 'autovenv', 0, $null))
}

# At a prompt and at a change of directory. It must not throw, print, or change $?, $LASTEXITCODE, $Error.
function global:__autovenv_check {
    try {
        # `Remove-Variable *` takes ours, too: what is active is known from what a child would inherit.
        if (-not $ExecutionContext.SessionState.PSVariable.GetValue('global:__autovenv_loaded')) { __autovenv_begin }
        if ($global:__autovenv_busy) { return }
        # $PWD is a variable that anybody may assign.
        $location = $ExecutionContext.SessionState.Path.CurrentLocation
        if ($global:__autovenv_seen -ceq ($location.Path + '|' + [Environment]::GetEnvironmentVariable('VIRTUAL_ENV') +
                '|' + [Environment]::GetEnvironmentVariable('CONDA_DEFAULT_ENV') +
                '|' + [Environment]::GetEnvironmentVariable('AUTOVENV_PYTHON') +
                '|' + [Environment]::GetEnvironmentVariable('PYENV_VERSION'))) {
            $same = $true
            # 504911232000000000: the year 1601, which is what a path that is not there has for a time.
            foreach ($path in $global:__autovenv_absent) {
                if ([IO.File]::GetLastWriteTimeUtc($path).Ticks -ne 504911232000000000) { $same = $false; break }
            }
            $ticks = $global:__autovenv_ticks; $i = 0
            foreach ($path in $global:__autovenv_watch) {
                $now = [IO.File]::GetLastWriteTimeUtc($path).Ticks
                # -1: it need only be there.
                if ($now -ne $ticks[$i] -and ($ticks[$i] -ne -1 -or $now -eq 504911232000000000)) { $same = $false; break }
                $i++
            }
            if ($same) { return }
        }
        $global:__autovenv_busy = '1'
        try {
            # '' on Env: and its like: no place on disk, nothing to do.
            if ($location.ProviderPath) { __autovenv_look $location.ProviderPath $location.Path }
        } finally { $global:__autovenv_busy = '' }
    } catch {
        $global:Error.RemoveAt(0)                                        # a caught exception is recorded all the same
    }
}

# At a change of directory: `cd project; python` is right on one line. Scripts load the profile, too: they have no prompt, and are left alone.
function global:__autovenv_moved {
    if ($ExecutionContext.SessionState.PSVariable.GetValue('global:__autovenv_interactive')) { __autovenv_check }
}

# PowerShell calls PSConsoleHostReadLine after each prompt, in sessions alone, and after the whole profile. Its alias leads here, once: a
# profile that still has the default prompt may get another one behind us.
function global:__autovenv_first {
    # `pwsh -Command -` reads its script this way, too, and has no prompt.
    if (-not [Console]::IsInputRedirected) {
        $ExecutionContext.InvokeProvider.Item.Remove('alias:PSConsoleHostReadLine', $false)
        __autovenv_alias 'prompt' '__autovenv_prompt'
        $clear = [string][char]10
        if ($Host.UI.SupportsVirtualTerminal -and -not [Console]::IsOutputRedirected) { $clear = [string][char]13 + [char]27 + '[K' }
        $global:__autovenv_unclear = $clear; $global:__autovenv_interactive = '1'
        __autovenv_check
        # The prompt on this line was drawn before the project was active. What was said stands in its place, and so does the default one
        # with the name. A theme's may have more lines than this one: it gets the name the next time.
        if (-not $global:__autovenv_unclear -or ($global:__autovenv_environment -and (__autovenv_default))) {
            $Host.UI.Write($global:__autovenv_unclear + [string]@(__autovenv_prompt)[0])     # PowerShell shows the first, too
        }
        $global:__autovenv_unclear = ''
        # What stood there when the hook was loaded goes back, if nobody has wrapped it since, and if its module has not been removed.
        if (([string]${function:global:PSConsoleHostReadLine}).Contains('__autovenv_reader')) {
            if ($null -eq $global:__autovenv_reader -or -not (Microsoft.PowerShell.Core\Get-Module PSReadLine)) {
                $ExecutionContext.InvokeProvider.Item.Remove('function:PSConsoleHostReadLine', $false)
                return                                                   # without a line: PowerShell reads it itself
            }
            ${function:global:PSConsoleHostReadLine} = $global:__autovenv_reader
        }
    }
    & ${function:global:PSConsoleHostReadLine}
}

# Is the prompt PowerShell's own? That one names a page of help.
function global:__autovenv_default {
    return (-not ${alias:prompt} -or ${alias:prompt} -ceq '__autovenv_prompt') -and ([string]${function:global:prompt}).Contains('LinkID=225750')
}

# Makes a global alias from wherever it is called. The module may not be found by its name where somebody set PSModulePath.
function global:__autovenv_alias([string]$name, [string]$target) {
    if ($name -ceq 'prompt' -and ${alias:prompt} -cne $target) { $global:__autovenv_aliased = '' + ${alias:prompt} }
    $how = @{ Name = $name; Value = $target; Scope = 'Global'; Force = $true; Confirm = $false; WhatIf = $false; Verbose = $false }
    try {
        $null = Microsoft.PowerShell.Utility\Set-Alias @how
    } catch {
        $global:Error.RemoveAt(0)
        $null = Set-Alias @how
    }
}

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from $PWD upwards
# -----------------------------------------------------------------------------
function global:__autovenv_look([string]$directory, [string]$shown) {
    $absent = @(); $watch = @(); $ticks = @(); $root = ''; $state = ''; $messages = @()
    if ($directory[0] -cne '/' -and -not (__autovenv_rooted $directory)) { return }         # HKLM: and its like
    # Whatever interrupts this: the next prompt looks again.
    $global:__autovenv_seen = ''
    if (-not $global:__autovenv_session) { __autovenv_start }
    # A child shell that inherited an active environment takes it over first.
    if ($global:__autovenv_inherited) { __autovenv_adopt }
    if ([IO.File]::GetLastWriteTimeUtc($global:__autovenv_session).Ticks -ne 504911232000000000) { __autovenv_orders }
    if (-not $global:__autovenv_deaf) { $absent += $global:__autovenv_session }
    if ($global:__autovenv_listener) {
        $action = $ExecutionContext.SessionState.InvokeCommand.LocationChangedAction
        if (-not $action -or -not $action.Equals($global:__autovenv_heard)) { __autovenv_attend }
    }
    if ($global:__autovenv_interactive -and ${alias:prompt} -cne '__autovenv_prompt') {
        __autovenv_alias 'prompt' '__autovenv_prompt'
    }
    __autovenv_vary
    $global:__autovenv_plan_identity = ''
    # The name behind it is cut off again, and with it the separators at the end that a drive's root (proj:/) has.
    $above = [IO.Path]::GetDirectoryName($directory + '/x')
    while ($above) {
        $found = $false; $markers = @()
        # The markers and not the directory's own time: that is a link's own where $PWD goes through one, some file systems never
        # change it, and a young one proves nothing.
        try {
            foreach ($name in $global:__autovenv_markers) {
                $path = $above + '/' + $name
                $now = [IO.File]::GetLastWriteTimeUtc($path).Ticks
                if ($now -ne 504911232000000000) {
                    $links = @(__autovenv_nowhere $path)
                    if (-not $links.Length) { $found = $true; break }
                    # A link that leads nowhere is no mark, as in the other shells.
                    $watch += $links; $ticks += __autovenv_times $links
                } else {
                    $markers += $path
                }
            }
        } catch {
            $global:Error.RemoveAt(0)                                    # not ours to search: nothing is there that could be watched
            $markers = @()
        }
        if ($found) {
            # What changes while the helper runs is seen.
            $paths = __autovenv_candidates $above; $times = __autovenv_times $paths
            if (__autovenv_take $above) {
                $watch += $global:__autovenv_plan_watch; $ticks += $global:__autovenv_plan_ticks
                if ($global:__autovenv_plan_message) { $messages += $global:__autovenv_plan_root, $global:__autovenv_plan_message }
                if (-not $global:__autovenv_plan_transparent) {
                    $root = $global:__autovenv_plan_root
                    $state = $global:__autovenv_plan_state
                    break
                }
            } else {
                # The helper failed, or was interrupted: a later plan or an edit is seen.
                $watch += $paths; $ticks += $times
            }
            $global:__autovenv_plan_identity = ''
        } else {
            $absent += $markers
        }
        $above = [IO.Path]::GetDirectoryName($above)                     # $null above the root
    }
    $global:__autovenv_absent = $absent; $global:__autovenv_watch = $watch; $global:__autovenv_ticks = $ticks
    $global:__autovenv_force = ''; $global:__autovenv_interrupted = ''
    if ($global:__autovenv_off -ceq 'here') { $global:__autovenv_off = $root }
    if ($global:__autovenv_off -cne $root) { $global:__autovenv_off = '' }
    # For `autovenv why`. A child shell that is hooked is not off.
    if ($global:__autovenv_off) {
        [Environment]::SetEnvironmentVariable('AUTOVENV_OFF', $global:__autovenv_off)
    } else {
        [Environment]::SetEnvironmentVariable('AUTOVENV_OFF', [NullString]::Value)
    }
    # Outside of all projects, with nothing to take back, there is nothing to settle.
    if ($root -or $global:__autovenv_root -or $global:__autovenv_ghost.Length) { __autovenv_settle $root $state }
    if ($global:__autovenv_said.Length -and -not $messages.Length) { __autovenv_unsay $root }
    for ($i = 0; $i -lt $messages.Length; $i += 2) { __autovenv_say $messages[$i] $messages[$i + 1] }
    $global:__autovenv_seen = $shown + '|' + [Environment]::GetEnvironmentVariable('VIRTUAL_ENV') +
        '|' + [Environment]::GetEnvironmentVariable('CONDA_DEFAULT_ENV') +
        '|' + [Environment]::GetEnvironmentVariable('AUTOVENV_PYTHON') +
        '|' + [Environment]::GetEnvironmentVariable('PYENV_VERSION')
}

# Which of a directory's plans is meant: those differ that depend on the session, on a variable that pins, on direnv being hooked, too.
function global:__autovenv_vary {
    $variant = $global:__autovenv_once
    __autovenv_outer 'AUTOVENV_PYTHON'
    $python = $global:__autovenv_text
    __autovenv_outer 'PYENV_VERSION'
    if ($python -or $global:__autovenv_text) {
        $variant = $variant + '+' + $python + '+' + $global:__autovenv_text
        $variant = $variant.Replace('/', '%')
        if ($global:__autovenv_windows) { $variant = $variant.Replace('\', '%').Replace(':', '%') }
    }
    if ($global:__autovenv_direnv) { $variant += '=direnv' }
    $global:__autovenv_variant = $variant
}

# Brings the shell from what is active to the plan that was found.
function global:__autovenv_settle([string]$root, [string]$state) {
    $identity = $global:__autovenv_plan_identity; $foreign = ''
    $environment = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV'); $conda = [Environment]::GetEnvironmentVariable('CONDA_DEFAULT_ENV')
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    if (($environment -and $environment -cne $global:__autovenv_environment) -or
        ($conda -and $conda -cne 'base' -and -not $global:__autovenv_root)) {
        $foreign = '1'
    }
    if (-not $foreign -and $global:__autovenv_ghost.Length) {
        # It was activated over ours, and its own `deactivate` brought our entries back after we had left.
        $list = __autovenv_way
        foreach ($entry in $global:__autovenv_ghost) { $list.Remove($entry) }
        __autovenv_path_set $list
        $global:__autovenv_ghost = @()
    }
    if ($global:__autovenv_root) {
        if ($root -ceq $global:__autovenv_root -and -not $global:__autovenv_off) {
            # A failure keeps the last good environment of the same project.
            if ($state -ceq 'failed') { return }
            if ($state -ceq 'active' -and $identity -ceq $global:__autovenv_identity) {
                if ($foreign) {
                    $global:__autovenv_foreign = '1'
                    return
                }
                if (-not $global:__autovenv_foreign) { return }
            }
        }
        if ($foreign) { $global:__autovenv_ghost = $global:__autovenv_entries + $global:__autovenv_back }
        __autovenv_leave
    }
    $global:__autovenv_foreign = ''
    if ($state -ceq 'active' -and -not $global:__autovenv_off) {
        # Variables alone go with any environment.
        if ($foreign) {
            foreach ($name in 'VIRTUAL_ENV', 'CONDA_DEFAULT_ENV', 'CONDA_PREFIX') {
                for ($i = 0; $i -lt $global:__autovenv_plan_set.Length; $i += 2) {
                    if ($global:__autovenv_plan_set[$i] -ceq $name) { return }
                }
            }
        }
        __autovenv_enter
    }
}

# The stored plan of a directory, made by the helper where there is none or an input changed. False: none is to be had.
function global:__autovenv_take([string]$directory) {
    if (-not $global:__autovenv_force) {
        foreach ($file in __autovenv_files $directory) {
            if (__autovenv_load $directory $file) {
                if ($global:__autovenv_plan_fresh) {
                    if (-not $global:__autovenv_plan_needs.Length) { return $true }
                    if ($global:__autovenv_plan_identity -ceq $global:__autovenv_identity) { return $true }
                    if (__autovenv_met) { return $true }
                }
            }
        }
    }
    if (-not (__autovenv_help $directory)) { return $false }
    if (__autovenv_load $directory ((__autovenv_folder $directory) + '/pwsh')) { return $true }
    return $false
}

# Where a directory's plan is stored: below the state directory, without the drive or share, as autovenv/plan/store.py has it.
function global:__autovenv_folder([string]$directory) {
    $below = $directory
    if ($global:__autovenv_windows) { $below = '/' + $directory.Substring([IO.Path]::GetPathRoot($directory).Length) }
    return $global:__autovenv_state + '/plans' + $below + '/.autovenv-plan' + $global:__autovenv_variant
}

# The files of a directory's plans: the newest, and behind it those that were computed from other values of variables and hold beside it.
function global:__autovenv_files([string]$directory) {
    $folder = __autovenv_folder $directory
    $folder + '/pwsh'
    try {
        # One a line, the newest last; behind a blank stands what it was computed from.
        $lines = [IO.File]::ReadAllText($folder + '/identity').Split([char]10)
        for ($i = $lines.Length - 3; $i -ge 0; $i--) { $folder + '/pwsh.' + $lines[$i].Split([char]32)[0] }
    } catch {
        $global:Error.RemoveAt(0)                                        # there is none yet
    }
}

# The links that a path goes through which leads nowhere, and its end; nothing for all other paths.
function global:__autovenv_nowhere([string]$path) {
    $links = @()
    try {
        # As many as Linux follows. What is not there has the year 1601, and throws when it is asked where it leads.
        while ($links.Length -lt 40 -and [IO.File]::GetLastWriteTimeUtc($path).Ticks -ne 504911232000000000) {
            $end = [IO.File]::ResolveLinkTarget($path, $false)           # $null: no link
            if ($null -eq $end) { break }
            $links += $path; $path = $end.FullName
        }
        if ($links.Length -lt 40 -and [IO.File]::GetLastWriteTimeUtc($path).Ticks -ne 504911232000000000) { return }
    } catch {
        $global:Error.RemoveAt(0)                                        # a .NET that can't tell
        return
    }
    if ($links.Length) { $links + $path }
}

# The files whose change may give a directory a plan: the plan itself, and each mark.
function global:__autovenv_candidates([string]$directory) {
    (__autovenv_folder $directory) + '/pwsh'
    foreach ($name in $global:__autovenv_markers) { $directory + '/' + $name }
}

function global:__autovenv_times([string[]]$paths) {
    foreach ($path in $paths) {
        try {
            [IO.File]::GetLastWriteTimeUtc($path).Ticks
        } catch {
            $global:Error.RemoveAt(0)
            504911232000000000
        }
    }
}

# Are the variables that the plan was computed from the same in this shell? As they are outside of what is active.
function global:__autovenv_met {
    for ($i = 0; $i -lt $global:__autovenv_plan_needs.Length; $i += 3) {
        __autovenv_outer $global:__autovenv_plan_needs[$i + 1]
        if ($global:__autovenv_kind -cne $global:__autovenv_plan_needs[$i]) { return $false }
        if ($global:__autovenv_text -cne $global:__autovenv_plan_needs[$i + 2]) { return $false }
    }
    return $true
}

# What a variable is outside of what is active: kind (S: set, U: not set) and value in __autovenv_kind, __autovenv_text.
function global:__autovenv_outer([string]$name) {
    if ($name -ceq 'PATH') {
        $global:__autovenv_kind = 'S'
        $global:__autovenv_text = (__autovenv_path_outside)
        return
    }
    for ($i = 0; $i -lt $global:__autovenv_old.Length; $i += 3) {
        if ($global:__autovenv_old[$i + 1] -ceq $name) {
            $global:__autovenv_kind = $global:__autovenv_old[$i]; $global:__autovenv_text = $global:__autovenv_old[$i + 2]
            return
        }
    }
    $value = [Environment]::GetEnvironmentVariable($name)
    $global:__autovenv_kind = 'S'
    if ($null -eq $value) { $global:__autovenv_kind = 'U' }
    $global:__autovenv_text = '' + $value
}

# Reads the stored plan of a directory (autovenv/plan/render/pwsh.py tells its form), and whether all its inputs stand.
function global:__autovenv_load([string]$directory, [string]$file) {
    $set = @(); $unset = @(); $entries = @(); $back = @(); $gone = @(); $needs = @(); $watch = @(); $ticks = @(); $fresh = $true
    $global:__autovenv_plan_identity = ''; $global:__autovenv_plan_fresh = $false
    try {
        # The plan's own time is of before it is read: a newer plan is a change, too.
        $now = [IO.File]::GetLastWriteTimeUtc($file).Ticks
        if ($now -eq 504911232000000000) { return $false }
        $watch += $file; $ticks += $now
        $fields = [IO.File]::ReadAllText($file).Split([char]0)
        $last = $fields.Length - 1
        if ($last -lt 7 -or $fields[0] -cne 'H' -or $fields[$last] -cne 'E') { return $false }
        if ($fields[1] -cne $global:__autovenv_protocol) { return $false }
        # Another drive's directory of the same name (its spelling may differ in case) has its plan in the same place.
        if ($global:__autovenv_windows -and $fields[3] -ine $directory) { return $false }
        for ($i = 7; $i -lt $last; $i++) {
            $kind = $fields[$i]
            if ($kind -ceq 'W') {
                $path = $fields[++$i]; $then = [long]$fields[++$i]; $readable = $true
                try {
                    $now = [IO.File]::GetLastWriteTimeUtc($path).Ticks
                } catch {
                    $global:Error.RemoveAt(0)
                    $now = 504911232000000000; $readable = $false        # not there for this user, and not to be watched
                }
                if ($readable) { $watch += $path; $ticks += $then }
                if ($now -ne $then -and ($then -ne -1 -or $now -eq 504911232000000000)) { $fresh = $false }
            } elseif ($kind -ceq 'S') {
                $set += $fields[++$i]; $set += $fields[++$i]
            } elseif ($kind -ceq 'U') {
                $unset += $fields[++$i]
            } elseif ($kind -ceq 'P') {
                $entries += $fields[++$i]
            } elseif ($kind -ceq 'B') {
                $back += $fields[++$i]
            } elseif ($kind -ceq 'R') {
                $gone += $fields[++$i]
            } elseif ($kind -ceq 'N') {
                $needs += $fields[++$i]; $needs += $fields[++$i]; $needs += $fields[++$i]
            } else { return $false }
        }
    } catch {
        $global:Error.RemoveAt(0)                                        # it went away, or was cut
        return $false
    }
    $global:__autovenv_plan_set = $set; $global:__autovenv_plan_unset = $unset; $global:__autovenv_plan_path = $entries
    $global:__autovenv_plan_back = $back; $global:__autovenv_plan_gone = $gone; $global:__autovenv_plan_needs = $needs
    $global:__autovenv_plan_watch = $watch; $global:__autovenv_plan_ticks = $ticks; $global:__autovenv_plan_fresh = $fresh
    $global:__autovenv_plan_identity = $fields[2]; $global:__autovenv_plan_root = $fields[3]; $global:__autovenv_plan_state = $fields[4]
    $global:__autovenv_plan_transparent = $fields[5]; $global:__autovenv_plan_message = $fields[6]
    return $true
}

# What `autovenv on`, `off`, `reload`, `allow --once` left for this shell.
function global:__autovenv_orders {
    if ($global:__autovenv_deaf) { return }
    try {
        $orders = [IO.File]::ReadAllText($global:__autovenv_session)
        # Removed and not emptied: a file that is not there has no time that could stay the same.
        [IO.File]::Delete($global:__autovenv_session)
    } catch {
        $global:Error.RemoveAt(0)                                        # one that stays would be followed again and again
        $global:__autovenv_deaf = '1'
        return
    }
    foreach ($order in $orders.Split([char]10)) {
        if ($order -ceq 'off') {
            $global:__autovenv_off = 'here'
        } elseif ($order -ceq 'on') {
            $global:__autovenv_off = ''
        } elseif ($order -ceq 'reload') {
            $global:__autovenv_force = '1'; $global:__autovenv_said = @(); $global:__autovenv_interrupted = ''
        } elseif ($order -ceq 'once') {
            $global:__autovenv_once = '@' + [Environment]::GetEnvironmentVariable('AUTOVENV_SESSION')
        }
    }
}

# One line on the terminal, once for each project and text.
function global:__autovenv_say([string]$root, [string]$message) {
    $text = $root + '|' + $message
    foreach ($said in $global:__autovenv_said) {
        if ($said -ceq $text) { return }
    }
    __autovenv_unsay $root
    $global:__autovenv_said += $text
    __autovenv_line $message
}

function global:__autovenv_line([string]$text) {
    if ($global:__autovenv_unclear) { [Console]::Error.Write($global:__autovenv_unclear) }
    $global:__autovenv_unclear = ''
    [Console]::Error.WriteLine($text)
}

# Where nothing is to be said any more of a root, or something else, it may be said anew: another change of a file that was approved meanwhile.
function global:__autovenv_unsay([string]$root) {
    $kept = @()
    foreach ($said in $global:__autovenv_said) {
        if (-not $said.StartsWith($root + '|', [StringComparison]::Ordinal)) { $kept += $said }
    }
    $global:__autovenv_said = $kept
}

# -----------------------------------------------------------------------------
# The helper: one process, when something changed
# -----------------------------------------------------------------------------
function global:__autovenv_help([string]$directory) {
    if ($global:__autovenv_retired) { return $false }
    # ^C ended the last one, and this function with it: the next prompt does not start the helper again.
    if ($global:__autovenv_interrupted -ceq ($directory + '/')) { return $false }
    if (-not [IO.File]::Exists($global:__autovenv_python)) { return $false }
    Microsoft.PowerShell.Core\Set-StrictMode -Off                        # $LASTEXITCODE does not exist before the first program ran
    $ErrorActionPreference = 'Continue'                                  # 5.1 takes a line on stderr for an error
    $PSNativeCommandUseErrorActionPreference = $false                    # else exit code 1 throws under $ErrorActionPreference = 'Stop'
    $PSNativeCommandArgumentPassing = 'Standard'                         # keeps an empty argument
    $variant = $global:__autovenv_variant; $session = [Environment]::GetEnvironmentVariable('AUTOVENV_SESSION')
    if (-not $variant -and ($PSVersionTable.PSVersion.Major -lt 7 -or
        ($PSVersionTable.PSVersion.Major -eq 7 -and $PSVersionTable.PSVersion.Minor -lt 3))) {
        $variant = '""'                                                  # before 7.3 that is how one is written
    }
    $code = $global:LASTEXITCODE; $result = 1
    $global:__autovenv_interrupted = $directory + '/'
    try {
        # What a program writes on stderr inside of `prompt` is lost, unless somebody takes it: so each line goes through here. A variable
        # without quotes is a pattern where it holds [, * or ?: a[b] would be told as ab, if there is one.
        & $global:__autovenv_python -I -S "$global:__autovenv_helper" plan-apart "$global:__autovenv_protocol" "$directory" "$variant" "$session" 2>&1 | & {
            process { if ($_ -is [System.Management.Automation.ErrorRecord]) { __autovenv_line $_.Exception.Message } }
        }
        $result = $global:LASTEXITCODE
        $global:__autovenv_interrupted = ''
    } catch {
        $global:Error.RemoveAt(0)                                        # it could not be started
        $global:__autovenv_interrupted = ''
    } finally {
        if ($null -ne $code) {
            $global:LASTEXITCODE = $code
        } elseif ($null -ne $global:LASTEXITCODE) {
            $ExecutionContext.SessionState.PSVariable.Remove('global:LASTEXITCODE')
        }
    }
    # 3: hook and program are of different versions; the helper said so.
    if ($result -eq 3) { $global:__autovenv_retired = '1' }
    return ($result -eq 0)
}

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
function global:__autovenv_enter {
    $old = @(); $set = @(); $gone = @(); $refused = ''
    $global:__autovenv_root = $global:__autovenv_plan_root; $global:__autovenv_identity = $global:__autovenv_plan_identity
    for ($i = 0; $i -lt $global:__autovenv_plan_set.Length; $i += 2) {
        $name = $global:__autovenv_plan_set[$i]; $value = $global:__autovenv_plan_set[$i + 1]
        $before = [Environment]::GetEnvironmentVariable($name)
        try {
            [Environment]::SetEnvironmentVariable($name, $value)
            # What it held before it was changed: kind (S, U), name, value.
            if ($null -eq $before) { $old += 'U', $name, '' } else { $old += 'S', $name, $before }
            $set += $name, $value
        } catch {
            $global:Error.RemoveAt(0)                                    # longer than Windows can bear
            $refused += ' ' + $name
        }
    }
    foreach ($name in $global:__autovenv_plan_unset) {
        $before = [Environment]::GetEnvironmentVariable($name)
        if ($null -ne $before) {
            $old += 'S', $name, $before
            [Environment]::SetEnvironmentVariable($name, [NullString]::Value)    # $null would arrive as '' and set an empty variable
        }
    }
    $global:__autovenv_old = $old; $global:__autovenv_set = $set; $global:__autovenv_known = '1'
    $global:__autovenv_entries = $global:__autovenv_plan_path; $global:__autovenv_back = $global:__autovenv_plan_back
    $global:__autovenv_path_was = '' + [Environment]::GetEnvironmentVariable('PATH')
    $list = __autovenv_way
    foreach ($entry in $global:__autovenv_plan_gone) {
        $at = $list.IndexOf($entry)
        if ($at -ge 0) {
            $list.RemoveAt($at)
            if ($at -lt $list.Count) { $gone += $entry, $list[$at] } else { $gone += $entry, '' }
        }
    }
    $global:__autovenv_gone = $gone
    __autovenv_path_set ($global:__autovenv_entries + $list + $global:__autovenv_back)
    $global:__autovenv_path_is = '' + [Environment]::GetEnvironmentVariable('PATH')
    __autovenv_active
    if ($refused) { __autovenv_say ($global:__autovenv_root + '/') ('autovenv: left alone, this shell can not set it:' + $refused) }
}

# What is to be done whenever a project has become active.
function global:__autovenv_active {
    $global:__autovenv_environment = ''
    for ($i = 1; $i -lt $global:__autovenv_old.Length; $i += 3) {
        if ($global:__autovenv_old[$i] -ceq 'VIRTUAL_ENV') {
            if (__autovenv_ours 'VIRTUAL_ENV') { $global:__autovenv_environment = '' + [Environment]::GetEnvironmentVariable('VIRTUAL_ENV') }
        }
    }
    __autovenv_hand_down
    if ($global:__autovenv_environment) { __autovenv_deactivate_on }
}

# Takes back what is still as we set it; what the user changed meanwhile is the user's.
function global:__autovenv_leave {
    __autovenv_deactivate_off
    # The last one first: on Windows two names of a plan may be one variable.
    for ($i = $global:__autovenv_old.Length - 3; $i -ge 0; $i -= 3) {
        $name = $global:__autovenv_old[$i + 1]
        if (__autovenv_ours $name) {
            if ($global:__autovenv_old[$i] -ceq 'S') {
                [Environment]::SetEnvironmentVariable($name, $global:__autovenv_old[$i + 2])
            } else {
                [Environment]::SetEnvironmentVariable($name, [NullString]::Value)
            }
        }
    }
    __autovenv_path_set (__autovenv_path_outside)
    $global:__autovenv_root = ''; $global:__autovenv_identity = ''; $global:__autovenv_environment = ''; $global:__autovenv_known = ''
    $global:__autovenv_set = @(); $global:__autovenv_old = @(); $global:__autovenv_entries = @()
    $global:__autovenv_back = @(); $global:__autovenv_gone = @(); $global:__autovenv_path_is = ''
    [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', [NullString]::Value)
}

# Is a variable still as we left it? A child whose plan is gone knows no values: there VIRTUAL_ENV must at least fit our PATH entry.
function global:__autovenv_ours([string]$name) {
    $value = [Environment]::GetEnvironmentVariable($name)
    if (-not $global:__autovenv_known) {
        if ($name -cne 'VIRTUAL_ENV') { return $true }
        if (-not $value) { return $false }
        foreach ($entry in $global:__autovenv_entries) {
            if ([IO.Path]::GetDirectoryName($entry) -ceq $value) { return $true }
        }
        return $false
    }
    for ($i = 0; $i -lt $global:__autovenv_set.Length; $i += 2) {
        if ($global:__autovenv_set[$i] -ceq $name) { return (('' + $value) -ceq $global:__autovenv_set[$i + 1]) }
    }
    return ($null -eq $value)
}

# The entries of PATH, as a list to work on. Its members compare byte by byte.
function global:__autovenv_way {
    $path = [Environment]::GetEnvironmentVariable('PATH'); $list = [Collections.ArrayList]@()
    if ($path) { $list = [Collections.ArrayList]$path.Split([IO.Path]::PathSeparator) }
    return , $list
}

function global:__autovenv_path_set([object[]]$entries) {
    [Environment]::SetEnvironmentVariable('PATH', ($entries -join [IO.Path]::PathSeparator))
}

# PATH as it is outside of what is active; what the user added or removed since then counts.
function global:__autovenv_path_outside {
    $path = '' + [Environment]::GetEnvironmentVariable('PATH')
    if (-not $global:__autovenv_root) { return $path }
    if ($path -ceq $global:__autovenv_path_is) { return $global:__autovenv_path_was }
    $list = __autovenv_way
    for ($i = $global:__autovenv_back.Length - 1; $i -ge 0; $i--) {
        $at = $list.LastIndexOf($global:__autovenv_back[$i])
        if ($at -ge 0) { $list.RemoveAt($at) }
    }
    foreach ($entry in $global:__autovenv_entries) { $list.Remove($entry) }
    # The last one that was removed comes back first: it may be what followed another one.
    for ($i = $global:__autovenv_gone.Length - 2; $i -ge 0; $i -= 2) {
        $at = -1
        if ($global:__autovenv_gone[$i + 1]) { $at = $list.IndexOf($global:__autovenv_gone[$i + 1]) }
        if ($at -lt 0) { $at = $list.Count }
        $list.Insert($at, $global:__autovenv_gone[$i])
    }
    return ($list -join [IO.Path]::PathSeparator)
}

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
function global:__autovenv_hand_down {
    $field = [string][char]31; $record = [string][char]30
    $given = '1' + $field + $global:__autovenv_root + $field + $global:__autovenv_identity
    $places = $global:__autovenv_root
    foreach ($entry in $global:__autovenv_entries) {
        if (__autovenv_rooted $entry) { $given += $record + 'P' + $field + $entry; $places += $entry }
    }
    foreach ($entry in $global:__autovenv_back) {
        if (__autovenv_rooted $entry) { $given += $record + 'B' + $field + $entry; $places += $entry }
    }
    for ($i = 0; $i -lt $global:__autovenv_gone.Length; $i += 2) {
        $entry = $global:__autovenv_gone[$i]; $next = $global:__autovenv_gone[$i + 1]
        if (__autovenv_rooted $entry) { $given += $record + 'R' + $field + $entry + $field + $next; $places += $entry + $next }
    }
    for ($i = 0; $i -lt $global:__autovenv_old.Length; $i += 3) {
        $text = $global:__autovenv_old[$i + 2]
        # A value that holds a separator can't be carried: a child leaves that variable as it is, and so it does with what is barred.
        if ($text.IndexOf([char]31) -lt 0 -and $text.IndexOf([char]30) -lt 0 -and -not (__autovenv_barred $global:__autovenv_old[$i + 1])) {
            $given += $record + $global:__autovenv_old[$i] + $field + $global:__autovenv_old[$i + 1]
            if ($global:__autovenv_old[$i] -ceq 'S') { $given += $field + $text }
        }
    }
    if ($places.IndexOf([char]31) -lt 0 -and $places.IndexOf([char]30) -lt 0) {
        [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', ($given + $record))
    } else {
        [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', [NullString]::Value)
    }
}

# Is it no variable of a project's, or one that undo data must not touch, wherever it comes from?
function global:__autovenv_barred([string]$name) {
    $own = '\A(PATH|HOME|IFS|PS1|PS4|PROMPT.*|ENV|BASH.*|SHELL.*|ZDOTDIR|LD_.*|DYLD_.*|PWD|OLDPWD|AUTOVENV.*|__autovenv.*|' +
        'PSModulePath|PSExecutionPolicyPreference|PATHEXT|COMSPEC|SYSTEMROOT|WINDIR|USERPROFILE)\z'
    if ($name -cnotmatch '\A[A-Za-z_][A-Za-z0-9_]*\z') { return $true }
    # On Windows Path and PATH are one.
    if ($name -cmatch $own -or ($global:__autovenv_windows -and $name -match $own)) { return $true }
    return $false
}

# Takes over what a parent shell made active. Anything odd: all of it is ignored.
function global:__autovenv_adopt {
    $records = $global:__autovenv_inherited.Split([char]30); $last = $records.Length - 1
    $old = @(); $entries = @(); $back = @(); $gone = @()
    $global:__autovenv_inherited = ''
    [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', [NullString]::Value)
    $fields = $records[0].Split([char]31)
    if ($last -lt 1 -or $records[$last] -cne '' -or $fields.Length -ne 3 -or $fields[0] -cne '1') { return }
    $root = $fields[1]; $identity = $fields[2]
    if ($identity -cnotmatch '\A[0-9a-f]+\z' -or -not (__autovenv_rooted $root)) { return }
    for ($i = 1; $i -lt $last; $i++) {
        $fields = $records[$i].Split([char]31)
        if ($fields.Length -eq 2 -and $fields[0] -ceq 'P') {
            if (-not (__autovenv_rooted $fields[1])) { return }
            $entries += $fields[1]
        } elseif ($fields.Length -eq 2 -and $fields[0] -ceq 'B') {
            if (-not (__autovenv_rooted $fields[1])) { return }
            $back += $fields[1]
        } elseif ($fields.Length -eq 3 -and $fields[0] -ceq 'R') {
            if (-not (__autovenv_rooted $fields[1])) { return }
            $gone += $fields[1], $fields[2]
        } else {
            if ($fields.Length -eq 3 -and $fields[0] -ceq 'S') {
                $old += 'S', $fields[1], $fields[2]
            } elseif ($fields.Length -eq 2 -and $fields[0] -ceq 'U') {
                $old += 'U', $fields[1], ''
            } else { return }
            if (__autovenv_barred $fields[1]) { return }
        }
    }
    $global:__autovenv_root = $root; $global:__autovenv_identity = $identity; $global:__autovenv_known = ''; $global:__autovenv_path_is = ''
    $global:__autovenv_old = $old; $global:__autovenv_entries = $entries; $global:__autovenv_set = @()
    $global:__autovenv_back = $back; $global:__autovenv_gone = $gone
    # A profile may have reordered PATH: our entries go back to the front, and what we removed goes once more.
    $list = __autovenv_way; $behind = @()
    foreach ($entry in $entries) { $list.Remove($entry) }
    for ($i = 0; $i -lt $gone.Length; $i += 2) {
        if ([Array]::IndexOf($back, $gone[$i]) -lt 0) { $list.Remove($gone[$i]) }
    }
    foreach ($entry in $back) {
        if ($list.IndexOf($entry) -lt 0) { $behind += $entry }
    }
    __autovenv_path_set ($entries + $list + $behind)
    __autovenv_vary
    foreach ($file in __autovenv_files $root) {
        if (__autovenv_load $root $file) {
            if ($global:__autovenv_plan_identity -ceq $identity) {
                $global:__autovenv_set = $global:__autovenv_plan_set; $global:__autovenv_known = '1'
                break
            }
        }
    }
    __autovenv_active
}

# Is it an absolute path? Windows: C:\a or \\server\share.
function global:__autovenv_rooted([string]$path) {
    if (-not $path) { return $false }
    if (-not $global:__autovenv_windows) { return ($path[0] -ceq '/') }
    if ($path.Length -lt 3) { return $false }
    if ($path[1] -ceq ':') { return ($path[2] -ceq '\' -or $path[2] -ceq '/') }
    return ($path[0] -ceq '\' -and $path[1] -ceq '\')
}

# -----------------------------------------------------------------------------
# The name in the prompt, and `deactivate`
# -----------------------------------------------------------------------------
# What the user's prompt printed and returned, with the project's name first in its line, and never twice: a theme that shows it has it
# somewhere in its text. What it printed with Write-Host was caught (6>&1), and is printed now.
function global:__autovenv_named([object[]]$parts) {
    $name = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV_PROMPT')
    $shown = (-not $name -or [Environment]::GetEnvironmentVariable('VIRTUAL_ENV_DISABLE_PROMPT') -or
        [Environment]::GetEnvironmentVariable('VIRTUAL_ENV') -cne $global:__autovenv_environment)
    if (-not $shown) {
        # Text, and no control of the terminal.
        $name = '(' + ($name -creplace '\p{Cc}', '?') + ')'
        $shown = ($parts -join '').Contains($name)
    }
    $first = $true                                                       # of what a prompt returns, PowerShell shows the first alone
    foreach ($part in $parts) {
        $text = [string]$part; $printed = $part -is [System.Management.Automation.InformationRecord]
        if ($printed -and $part.MessageData -isnot [System.Management.Automation.HostInformationMessage]) {
            Microsoft.PowerShell.Utility\Write-Information $part.MessageData -Tags $part.Tags
            continue
        }
        if (-not $shown -and ($printed -and $text.Trim() -or -not $printed -and $first)) {
            # Behind the empty lines that many a prompt begins with, and what an editor marks their beginning by.
            $at = 0
            if ($text.Contains([string][char]10)) {
                $at = [regex]::Match($text, '\A(?:(?:\e\[[0-9;?]*[A-Za-z]|\e\][^\a\e]*(?:\a|\e\\)|[ \t])*\r?\n)*').Length
            }
            $shown = $true; $text = $text.Insert($at, $name + ' ')
        }
        if (-not $printed) {
            $first = $false
            $text
        } else {
            $how = @{ NoNewline = [bool]$part.MessageData.NoNewLine }
            # -1: none was named.
            if ($part.MessageData.ForegroundColor -ge 0) { $how.ForegroundColor = $part.MessageData.ForegroundColor }
            if ($part.MessageData.BackgroundColor -ge 0) { $how.BackgroundColor = $part.MessageData.BackgroundColor }
            Microsoft.PowerShell.Utility\Write-Host $text @how
        }
    }
}

function global:__autovenv_deactivate_on {
    if (${function:global:deactivate}) { return }
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    function global:deactivate {
        $global:__autovenv_off = $global:__autovenv_root; $global:__autovenv_seen = ''
        __autovenv_leave
    }
}

function global:__autovenv_deactivate_off {
    # Somebody else's activation may have put its own in place of ours.
    if (([string]${function:global:deactivate}).Contains('__autovenv_leave')) {
        try {
            $ExecutionContext.InvokeProvider.Item.Remove('function:deactivate', $false)
        } catch {
            $global:Error.RemoveAt(0)                                    # somebody made it read-only
        }
    }
}

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
# Who else hears of a change of directory. direnv's hook is that alone, and no function: its words tell it. What was set up after us may have
# put itself in place of all others.
function global:__autovenv_attend {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $commands = $ExecutionContext.SessionState.InvokeCommand; $action = $commands.LocationChangedAction; $missing = $true
    $global:__autovenv_direnv = ''
    try {
        if ($action) {
            foreach ($one in $action.GetInvocationList()) {
                # A script block is a constant of the delegate that was compiled from it.
                foreach ($constant in $one.Target.Constants) {
                    if ($constant -isnot [scriptblock]) { continue }
                    if ($constant.ToString() -cmatch 'direnv\S* export pwsh') { $global:__autovenv_direnv = '1' }
                    if ($constant.ToString().Trim() -ceq '__autovenv_moved') { $missing = $false }
                }
            }
        }
        if ($missing) {
            if ($action) { $action = [Delegate]::Combine($action, $global:__autovenv_listener) } else { $action = $global:__autovenv_listener }
            $commands.LocationChangedAction = $action
        }
    } catch {
        $global:Error.RemoveAt(0)                                        # the prompt alone is ours, then
    }
    $global:__autovenv_heard = $action
}

# The first look: scripts, which load the profile too, never come here, and get no session of their own.
function global:__autovenv_start {
    $name = [Environment]::GetEnvironmentVariable('AUTOVENV_SESSION')
    if (-not $name -or -not $name.StartsWith([string]$PID + '-')) { $name = [string]$PID + '-' + [DateTime]::UtcNow.Ticks }
    [Environment]::SetEnvironmentVariable('AUTOVENV_SESSION', $name)
    $global:__autovenv_session = $global:__autovenv_state + '/sessions/' + $name
}

# Sets all variables: in a new shell, and after `Remove-Variable *`.
function global:__autovenv_begin {
    __autovenv_places
    $global:__autovenv_loaded = '1'; $global:__autovenv_retired = ''; $global:__autovenv_interrupted = ''
    $global:__autovenv_inherited = '' + [Environment]::GetEnvironmentVariable('AUTOVENV_UNDO')
    $global:__autovenv_windows = [IO.Path]::PathSeparator -ceq ';'
    $global:__autovenv_interactive = ''; $global:__autovenv_busy = ''; $global:__autovenv_unclear = ''; $global:__autovenv_reader = $null
    $global:__autovenv_depth = 0; $global:__autovenv_stood = [Collections.ArrayList]@(); $global:__autovenv_aliased = ''
    $global:__autovenv_listener = $null; $global:__autovenv_heard = $null; $global:__autovenv_direnv = ''
    $global:__autovenv_session = ''; $global:__autovenv_deaf = ''; $global:__autovenv_seen = ''; $global:__autovenv_said = @()
    $global:__autovenv_off = ''; $global:__autovenv_force = ''; $global:__autovenv_once = ''; $global:__autovenv_variant = ''
    # This shell's own, and no parent's.
    $session = '' + [Environment]::GetEnvironmentVariable('AUTOVENV_SESSION')
    if ($session.StartsWith([string]$PID + '-')) { $global:__autovenv_off = '' + [Environment]::GetEnvironmentVariable('AUTOVENV_OFF') }
    $global:__autovenv_foreign = ''; $global:__autovenv_ghost = @()
    $global:__autovenv_root = ''; $global:__autovenv_identity = ''; $global:__autovenv_environment = ''
    $global:__autovenv_absent = @(); $global:__autovenv_watch = @(); $global:__autovenv_ticks = @()
    $global:__autovenv_plan_identity = ''; $global:__autovenv_plan_root = ''; $global:__autovenv_plan_state = ''
    $global:__autovenv_plan_transparent = ''; $global:__autovenv_plan_message = ''; $global:__autovenv_plan_fresh = $false
    $global:__autovenv_plan_set = @(); $global:__autovenv_plan_unset = @(); $global:__autovenv_plan_path = @()
    $global:__autovenv_plan_watch = @(); $global:__autovenv_plan_ticks = @()
    $global:__autovenv_plan_back = @(); $global:__autovenv_plan_gone = @(); $global:__autovenv_plan_needs = @()
    $global:__autovenv_set = @(); $global:__autovenv_old = @(); $global:__autovenv_entries = @()
    $global:__autovenv_back = @(); $global:__autovenv_gone = @(); $global:__autovenv_known = ''
    $global:__autovenv_path_is = ''; $global:__autovenv_path_was = ''; $global:__autovenv_kind = ''; $global:__autovenv_text = ''
    if ($PSVersionTable.PSVersion.Major -lt 6) { return }                # Windows PowerShell tells nobody of a change of directory
    $global:__autovenv_listener = [EventHandler[System.Management.Automation.LocationChangedEventArgs]]{ __autovenv_moved }
    $commands = $ExecutionContext.SessionState.InvokeCommand
    if ($null -ne $commands.LocationChangedAction) {
        __autovenv_attend
    } else {
        $commands.LocationChangedAction = $global:__autovenv_listener; $global:__autovenv_heard = $global:__autovenv_listener
    }
}

# Sourced again: the state stays.
function global:__autovenv_load_hook {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    if ($global:__autovenv_loaded) { __autovenv_places } else { __autovenv_begin }
    # A hook of another version than before: what was retired may work again.
    $global:__autovenv_retired = ''
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if ($global:__autovenv_bin) {
        $separator = [string][IO.Path]::PathSeparator
        if (-not ($separator + $env:PATH + $separator).Contains($separator + $global:__autovenv_bin + $separator)) {
            $env:PATH = $env:PATH + $separator + $global:__autovenv_bin
        }
    }
}

# An alias that a function makes is gone with it, and Set-Alias -Scope would load a module: so this stands here, outside of all functions.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Microsoft.PowerShell.Utility\Write-Host 'autovenv: it can not work in this PowerShell, whose language mode forbids to ask for the time of a file'
} else {
    __autovenv_load_hook
    # posh-git replaces only the default prompt, and `Get-Command prompt` has to find that one: as long as it stands, there is no alias.
    $__autovenv_alias = 'prompt', '__autovenv_prompt'
    if (-not $global:__autovenv_interactive -and $Host.Name -ceq 'ConsoleHost' -and (__autovenv_default)) {
        $__autovenv_alias = 'PSConsoleHostReadLine', '__autovenv_first'
        # PowerShell asks for a function before it calls what it finds first: one that is there also where PSReadLine is removed yet.
        if (-not ([string]${function:global:PSConsoleHostReadLine}).Contains('__autovenv_reader')) {
            $global:__autovenv_reader = ${function:global:PSConsoleHostReadLine}
            function global:PSConsoleHostReadLine {
                if ($null -ne $global:__autovenv_reader) { & $global:__autovenv_reader } else { $Host.UI.ReadLine() }
            }
        }
    } else {
        if (${alias:prompt} -cne '__autovenv_prompt') { $global:__autovenv_aliased = '' + ${alias:prompt} }
        $null = __autovenv_standing
    }
    $__autovenv_scope = [DateTime]::UtcNow.Ticks
    if ($ExecutionContext.SessionState.PSVariable.GetValue('global:__autovenv_scope') -eq $__autovenv_scope) {
        $null = $ExecutionContext.InvokeProvider.Item.Set('alias:' + $__autovenv_alias[0], $__autovenv_alias[1])
    } else {
        __autovenv_alias $__autovenv_alias[0] $__autovenv_alias[1]       # a function reads this file: its own alias would be gone with it
    }
}
