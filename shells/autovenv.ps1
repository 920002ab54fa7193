if (-not 'x
x'.Contains("`n")) { [Console]::Error.WriteLine('autovenv: not hooked: its lines were joined with blanks. (& autovenv hook pwsh) -join "`n" | Invoke-Expression') } #
# =============================================================================
# autovenv for PowerShell 7 (and Windows PowerShell 5.1, at prompts only). To hook by hand, at the end of $PROFILE:
#     (& autovenv hook pwsh) -join "`n" | Invoke-Expression
#
# The four hooks have the same functions in the same order; docs/design.md lists the differences. A stored plan is code that
# autovenv/plan/render wrote, as five functions: `fresh` (are its inputs unchanged?), `still` (the part of that which a prompt asks),
# `facts`, `enter`, `leave`. Every name here has the prefix, so that no variable of the user's is hidden.
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
    $global:__autovenv_marks = @('@MARKS@')
    # The hook of a system installation has `~` here: the state directory is found from this user's own variables. A relative one does not count.
    # If a project set XDG_STATE_HOME, the parent shell's place is kept. Without a home the place is one where nothing can be created.
    if ($global:__autovenv_state.StartsWith('~/')) {
        $__autovenv_at = '' + [Environment]::GetEnvironmentVariable('HOME')
        if (-not $__autovenv_at) { $__autovenv_at = [Environment]::GetFolderPath('UserProfile') }
        $__autovenv_value = '' + [Environment]::GetEnvironmentVariable('XDG_STATE_HOME')
        if (('' + [Environment]::GetEnvironmentVariable('AUTOVENV_UNDO')).Contains('XDG_STATE_HOME')) {
            $__autovenv_value = ('' + [Environment]::GetEnvironmentVariable('AUTOVENV_STATE')) -creplace '/autovenv\z'
        }
        if ([IO.Path]::IsPathRooted($__autovenv_value)) {
            $global:__autovenv_state = $__autovenv_value + '/autovenv'
        } elseif ([IO.Path]::IsPathRooted($__autovenv_at)) {
            $global:__autovenv_state = $__autovenv_at.TrimEnd('/') + $global:__autovenv_state.Substring(1)
        } else {
            $global:__autovenv_state = '/dev/null/autovenv'
        }
    }
    $global:__autovenv_fallback = ''; $global:__autovenv_lasting = ''; $global:__autovenv_user = ''
    __autovenv_fall_back
}

# -----------------------------------------------------------------------------
# The prompt: times of files and string compares while nothing changed
# -----------------------------------------------------------------------------
# PowerShell finds an alias before a function, so the alias `prompt`, which leads here, sees every prompt. The function `prompt` stays the
# user's, a theme's or a tool's, whoever puts it there, and whenever.
function global:__autovenv_prompt {
    $__autovenv_ok = $?                                                  # first statement, or it is gone
    __autovenv_first
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
    $__autovenv_prompt = ${function:global:prompt}
    # An alias of that name that the user had.
    if ($global:__autovenv_aliased) { $__autovenv_prompt = $ExecutionContext.InvokeCommand.GetCommand($global:__autovenv_aliased, 'All') }
    if ($null -eq $__autovenv_prompt) { return -1 }
    $__autovenv_last = $global:__autovenv_stood.Count - 1
    if ($__autovenv_last -lt 0 -or $__autovenv_prompt -ne $global:__autovenv_stood[$__autovenv_last]) {
        $global:__autovenv_stood.Remove($__autovenv_prompt)
        # So many may call each other; themes that put a new one there at each prompt would fill the memory.
        if ($__autovenv_last -ge 7) { $global:__autovenv_stood.RemoveAt(0) }
        $global:__autovenv_stood.AddRange(@($__autovenv_prompt))
    }
    return $global:__autovenv_stood.Count - 1
}

# Makes `$?` false, and nothing else. Write-Error would load a module, which may not be found.
function global:__autovenv_fail {
    [CmdletBinding()] param()
    $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new(), 'autovenv', 0, $null))
}

# At a prompt and at a change of directory. It must not throw, print, or change $?, $LASTEXITCODE, $Error.
function global:__autovenv_first {
    try {
        # `Remove-Variable *` takes ours, too: what is active is known from what a child would inherit.
        if (-not $ExecutionContext.SessionState.PSVariable.GetValue('global:__autovenv_loaded')) { __autovenv_begin }
        if ($global:__autovenv_busy) { return }
        # $PWD is a variable that anybody may assign.
        $__autovenv_location = $ExecutionContext.SessionState.Path.CurrentLocation
        $global:__autovenv_busy = '1'
        try {
            # '' on Env: and its like: no place on disk, nothing to do.
            if ($__autovenv_location.ProviderPath -and -not (__autovenv_same $__autovenv_location.Path)) {
                __autovenv_look $__autovenv_location.ProviderPath $__autovenv_location.Path
            }
        } finally { $global:__autovenv_busy = '' }
    } catch {
        $global:Error.RemoveAt(0)                                        # a caught exception is recorded all the same
    }
}

# At a change of directory: `cd project; python` is right on one line. Scripts load the profile, too: they have no prompt, and are left alone.
function global:__autovenv_moved {
    if ($ExecutionContext.SessionState.PSVariable.GetValue('global:__autovenv_interactive')) { __autovenv_first }
}

# Is everything as the last look found it? A directory whose time is that of the look has no new entry; the two marks that are asked
# for by name are seen even where the time of their directory was set back.
function global:__autovenv_same([string]$__autovenv_shown) {
    if ($global:__autovenv_seen -cne ($__autovenv_shown + (__autovenv_surroundings))) { return $false }
    try {
        for ($__autovenv_i = 0; $__autovenv_i -lt $global:__autovenv_bare.Length; $__autovenv_i++) {
            if ([IO.File]::GetLastWriteTimeUtc($global:__autovenv_bare[$__autovenv_i]).Ticks -ne $global:__autovenv_times[$__autovenv_i]) { return $false }
        }
        # 504911232000000000: the year 1601, which is what a path that is not there has for a time.
        foreach ($__autovenv_path in $global:__autovenv_absent) {
            if ([IO.File]::GetLastWriteTimeUtc($__autovenv_path).Ticks -ne 504911232000000000) { return $false }
        }
        $global:__autovenv_values = ''
        foreach ($__autovenv_id in $global:__autovenv_plans) {
            if (-not (& "__autovenv_still_$__autovenv_id")) { return $false }
        }
        if ($global:__autovenv_values -cne $global:__autovenv_values_seen) { return $false }
    } catch {
        $global:Error.RemoveAt(0)
        return $false
    }
    return $true
}

function global:__autovenv_surroundings {
    return '|' + [Environment]::GetEnvironmentVariable('VIRTUAL_ENV') + '|' + [Environment]::GetEnvironmentVariable('CONDA_DEFAULT_ENV') +
        '|' + [Environment]::GetEnvironmentVariable('_OLD_VIRTUAL_PATH') + '|' + [Environment]::GetEnvironmentVariable('PATH')
}

# PowerShell calls PSConsoleHostReadLine after each prompt, in sessions alone, and after the whole profile. Its alias leads here, once: a
# profile that still has the default prompt may get another one behind us.
function global:__autovenv_reading {
    # `pwsh -Command -` reads its script this way, too, and has no prompt.
    if (-not [Console]::IsInputRedirected) {
        $ExecutionContext.InvokeProvider.Item.Remove('alias:PSConsoleHostReadLine', $false)
        __autovenv_alias 'prompt' '__autovenv_prompt'
        $__autovenv_clear = [string][char]10
        if ($Host.UI.SupportsVirtualTerminal -and -not [Console]::IsOutputRedirected) { $__autovenv_clear = [string][char]13 + [char]27 + '[K' }
        $global:__autovenv_unclear = $__autovenv_clear; $global:__autovenv_interactive = '1'
        __autovenv_first
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
function global:__autovenv_alias([string]$__autovenv_name, [string]$__autovenv_target) {
    if ($__autovenv_name -ceq 'prompt' -and ${alias:prompt} -cne $__autovenv_target) { $global:__autovenv_aliased = '' + ${alias:prompt} }
    $__autovenv_how = @{ Name = $__autovenv_name; Value = $__autovenv_target; Scope = 'Global'; Force = $true; Confirm = $false; WhatIf = $false; Verbose = $false }
    try {
        $null = Microsoft.PowerShell.Utility\Set-Alias @__autovenv_how
    } catch {
        $global:Error.RemoveAt(0)
        $null = Set-Alias @__autovenv_how
    }
}

# -----------------------------------------------------------------------------
# Looking: which plan holds here, from the directory upwards
# -----------------------------------------------------------------------------
function global:__autovenv_look([string]$__autovenv_directory, [string]$__autovenv_shown) {
    if ($__autovenv_directory[0] -cne '/' -and -not (__autovenv_rooted $__autovenv_directory)) { return }         # HKLM: and its like
    # If this is interrupted, the next prompt looks again.
    $global:__autovenv_seen = ''
    if (-not $global:__autovenv_orders) { __autovenv_session }
    # A child shell that inherited an active environment takes it over first.
    if ($global:__autovenv_inherited) { __autovenv_adopt }
    __autovenv_follow
    # A helper that failed is asked again after an edit or on the next visit, and not because of other changes.
    $__autovenv_stuck = @()
    if ($__autovenv_directory -ceq $global:__autovenv_place -and -not $global:__autovenv_force) { $__autovenv_stuck = __autovenv_unedited }
    # ^C ended the helper, and these functions with it: the next prompt does not start it again.
    if ($global:__autovenv_interrupted) { $__autovenv_stuck += $global:__autovenv_interrupted }
    $global:__autovenv_place = $__autovenv_directory
    if ($global:__autovenv_listener) {
        $__autovenv_action = $ExecutionContext.SessionState.InvokeCommand.LocationChangedAction
        if (-not $__autovenv_action -or -not $__autovenv_action.Equals($global:__autovenv_heard)) { __autovenv_attend }
    }
    # Only a hook knows whether direnv is hooked, too. Then direnv alone asks about an `.envrc`, and its changes are not the user's.
    if ($global:__autovenv_direnv) {
        [Environment]::SetEnvironmentVariable('AUTOVENV_DIRENV', '1')
    } else {
        [Environment]::SetEnvironmentVariable('AUTOVENV_DIRENV', [NullString]::Value)
    }
    if ($global:__autovenv_interactive -and ${alias:prompt} -cne '__autovenv_prompt') { __autovenv_alias 'prompt' '__autovenv_prompt' }
    __autovenv_limit
    __autovenv_walk $__autovenv_directory $__autovenv_stuck
    $global:__autovenv_force = ''; $global:__autovenv_interrupted = ''
    if ($global:__autovenv_off -ceq 'here') { $global:__autovenv_off = $global:__autovenv_found_root }
    if ($global:__autovenv_off -cne $global:__autovenv_found_root) { $global:__autovenv_off = '' }
    __autovenv_change
    # `autovenv status` needs to know where this hook was called, and whether there is a `deactivate`.
    [Environment]::SetEnvironmentVariable('AUTOVENV_CALLED', $__autovenv_directory)
    if ($global:__autovenv_off) {
        [Environment]::SetEnvironmentVariable('AUTOVENV_OFF', $global:__autovenv_off)
    } else {
        [Environment]::SetEnvironmentVariable('AUTOVENV_OFF', [NullString]::Value)
    }
    if ($global:__autovenv_stranger -and (__autovenv_activated_by_hand)) {
        [Environment]::SetEnvironmentVariable('AUTOVENV_BY_HAND', '1')
    } else {
        [Environment]::SetEnvironmentVariable('AUTOVENV_BY_HAND', [NullString]::Value)
    }
    __autovenv_forget
    # What the plans need is as it was found to be, as long as these variables stay as they are now.
    $global:__autovenv_values = ''
    foreach ($__autovenv_id in $global:__autovenv_plans) { $null = & "__autovenv_still_$__autovenv_id" }
    $global:__autovenv_values_seen = $global:__autovenv_values
    $global:__autovenv_path = '' + [Environment]::GetEnvironmentVariable('PATH')
    $global:__autovenv_seen = $__autovenv_shown + (__autovenv_surroundings)
}

# Sets where the walk up ends: at the home directory, and at ceilings. The helper leaves those of the settings in a file; others are git's.
function global:__autovenv_limit {
    $__autovenv_given = ''
    if ([IO.File]::Exists($global:__autovenv_state + '/ceilings')) { $__autovenv_given = [IO.File]::ReadAllText($global:__autovenv_state + '/ceilings') }
    # A ceiling that a project set does not count: it would end the walk to that project.
    if (-not ('' + [Environment]::GetEnvironmentVariable('AUTOVENV_UNDO')).Contains('GIT_CEILING_DIRECTORIES')) {
        $__autovenv_given += [IO.Path]::PathSeparator + [Environment]::GetEnvironmentVariable('GIT_CEILING_DIRECTORIES')
    }
    $global:__autovenv_ceilings = @()
    foreach ($__autovenv_at in $__autovenv_given.Split([IO.Path]::PathSeparator)) {
        if ($__autovenv_at.Trim()) { $global:__autovenv_ceilings += [IO.Path]::GetDirectoryName($__autovenv_at.Trim() + '/x') }
    }
    $global:__autovenv_home = [IO.Path]::GetDirectoryName([Environment]::GetFolderPath('UserProfile') + '/x')
}

function global:__autovenv_walk([string]$__autovenv_directory, [object[]]$__autovenv_stuck) {
    $__autovenv_before = $global:__autovenv_plans; $__autovenv_talked = $false
    $global:__autovenv_bare = @(); $global:__autovenv_times = @(); $global:__autovenv_absent = @(); $global:__autovenv_plans = @()
    $global:__autovenv_untold = @(); $global:__autovenv_found = ''; $global:__autovenv_found_root = ''; $global:__autovenv_found_state = ''
    if (-not $global:__autovenv_deaf) { $global:__autovenv_absent += $global:__autovenv_orders }
    # The name behind it is cut off again, and with it the separators at the end that a drive's root (proj:/) has.
    $__autovenv_at = [IO.Path]::GetDirectoryName($__autovenv_directory + '/x')
    while ($__autovenv_at) {
        if ($global:__autovenv_ceilings -ccontains $__autovenv_at) { break }
        # The time comes first, then the marks: a change in between is seen at the next prompt.
        $__autovenv_time = __autovenv_time $__autovenv_at
        if (-not (__autovenv_marked $__autovenv_at)) {
            __autovenv_watch $__autovenv_at $__autovenv_time
            $global:__autovenv_absent += ($__autovenv_at + '/.python-version'), ($__autovenv_at + '/.envrc')
        } elseif (__autovenv_take $__autovenv_at $__autovenv_before $__autovenv_stuck) {
            __autovenv_watch $__autovenv_at $__autovenv_time
            $global:__autovenv_plans += $global:__autovenv_plan
            if ($global:__autovenv_plan_message) { __autovenv_say $global:__autovenv_plan_root $global:__autovenv_plan_message; $__autovenv_talked = $true }
            if (-not $global:__autovenv_plan_transparent) {
                $global:__autovenv_found = $global:__autovenv_plan; $global:__autovenv_found_root = $global:__autovenv_plan_root
                $global:__autovenv_found_state = $global:__autovenv_plan_state
                break
            }
        } else {
            $global:__autovenv_untold += $__autovenv_at
            __autovenv_watch $__autovenv_at $__autovenv_time
            foreach ($__autovenv_name in $global:__autovenv_marks) {
                __autovenv_watch ($__autovenv_at + '/' + $__autovenv_name) (__autovenv_time ($__autovenv_at + '/' + $__autovenv_name))
            }
            # What is active stays while nothing better is known.
            if ($global:__autovenv_active -and $__autovenv_at -ceq $global:__autovenv_root) {
                $global:__autovenv_found = $global:__autovenv_active; $global:__autovenv_found_root = $global:__autovenv_root
                $global:__autovenv_found_state = 'failed'
                break
            }
        }
        # A directory above the home directory is not this user's project.
        if ($__autovenv_at -ceq $global:__autovenv_home) { break }
        $__autovenv_at = [IO.Path]::GetDirectoryName($__autovenv_at)     # $null above the root
    }
    if (-not $__autovenv_talked -and $global:__autovenv_found_root) { __autovenv_unsay $global:__autovenv_found_root }
}

# The directories for which the helper failed and which did not change since.
function global:__autovenv_unedited {
    $__autovenv_kept = @()
    foreach ($__autovenv_at in $global:__autovenv_untold) {
        $__autovenv_edited = $false
        for ($__autovenv_i = 0; $__autovenv_i -lt $global:__autovenv_bare.Length; $__autovenv_i++) {
            $__autovenv_path = $global:__autovenv_bare[$__autovenv_i]
            if ($__autovenv_path -cne $__autovenv_at -and [IO.Path]::GetDirectoryName($__autovenv_path) -cne $__autovenv_at) { continue }
            if ([IO.File]::GetLastWriteTimeUtc($__autovenv_path).Ticks -ne $global:__autovenv_times[$__autovenv_i]) { $__autovenv_edited = $true }
        }
        if (-not $__autovenv_edited) { $__autovenv_kept += $__autovenv_at }
    }
    return , $__autovenv_kept
}

# The time of a path in ticks, of what a link leads to; -2, which is no time, for one so young that it may change again within it.
function global:__autovenv_time([string]$__autovenv_path) {
    try {
        $__autovenv_ticks = [IO.File]::GetLastWriteTimeUtc((__autovenv_end $__autovenv_path)).Ticks
        $__autovenv_age = [DateTime]::UtcNow.Ticks - $__autovenv_ticks
        if ($__autovenv_age -lt 200000 -or ($__autovenv_age -lt 20000000 -and $__autovenv_ticks % 10000000 -eq 0)) { return -2 }
        return $__autovenv_ticks
    } catch {
        $global:Error.RemoveAt(0)                                        # not ours to search
        return 504911232000000000
    }
}

function global:__autovenv_watch([string]$__autovenv_path, [long]$__autovenv_ticks) {
    try {
        $__autovenv_path = __autovenv_end $__autovenv_path
        $null = [IO.File]::GetLastWriteTimeUtc($__autovenv_path)
        $global:__autovenv_bare += $__autovenv_path; $global:__autovenv_times += $__autovenv_ticks
    } catch {
        $global:Error.RemoveAt(0)                                        # not ours to search: nothing is there that could be watched
    }
}

# What a link leads to: .NET tells the times of links themselves.
function global:__autovenv_end([string]$__autovenv_path) {
    try {
        if ([IO.File]::GetAttributes($__autovenv_path) -band [IO.FileAttributes]::ReparsePoint) {
            $__autovenv_target = [IO.Directory]::ResolveLinkTarget($__autovenv_path, $true)
            if ($null -ne $__autovenv_target) { return $__autovenv_target.FullName }
        }
    } catch {
        $global:Error.RemoveAt(0)                                        # it is not there, or .NET is too old to tell
    }
    return $__autovenv_path
}

function global:__autovenv_marked([string]$__autovenv_at) {
    try {
        foreach ($__autovenv_name in $global:__autovenv_marks) {
            $__autovenv_path = $__autovenv_at + '/' + $__autovenv_name
            if ([IO.File]::GetLastWriteTimeUtc($__autovenv_path).Ticks -eq 504911232000000000) { continue }
            # A link that leads nowhere is no mark, as in the other shells; what it leads through is watched.
            $__autovenv_links = @(__autovenv_nowhere $__autovenv_path)
            if (-not $__autovenv_links.Length) { return $true }
            foreach ($__autovenv_link in $__autovenv_links) {
                $global:__autovenv_bare += $__autovenv_link; $global:__autovenv_times += [IO.File]::GetLastWriteTimeUtc($__autovenv_link).Ticks
            }
        }
    } catch {
        $global:Error.RemoveAt(0)                                        # not ours to search
    }
    return $false
}

# The links that a path goes through which leads nowhere, and its end; nothing for all other paths.
function global:__autovenv_nowhere([string]$__autovenv_path) {
    $__autovenv_links = @()
    try {
        # As many as Linux follows. What is not there has the year 1601, and throws when it is asked where it leads.
        while ($__autovenv_links.Length -lt 40 -and [IO.File]::GetLastWriteTimeUtc($__autovenv_path).Ticks -ne 504911232000000000) {
            $__autovenv_end = [IO.File]::ResolveLinkTarget($__autovenv_path, $false)           # $null: no link
            if ($null -eq $__autovenv_end) { break }
            $__autovenv_links += $__autovenv_path; $__autovenv_path = $__autovenv_end.FullName
        }
        if ($__autovenv_links.Length -lt 40 -and [IO.File]::GetLastWriteTimeUtc($__autovenv_path).Ticks -ne 504911232000000000) { return }
    } catch {
        $global:Error.RemoveAt(0)                                        # a .NET that can't tell
        return
    }
    if ($__autovenv_links.Length) { $__autovenv_links + $__autovenv_path }
}

# The plan that holds in a directory: one that this shell stands on, a stored one, or one that the helper makes. False: none is to be had.
function global:__autovenv_take([string]$__autovenv_at, [object[]]$__autovenv_before, [object[]]$__autovenv_stuck) {
    __autovenv_settle
    if (-not $global:__autovenv_force) {
        $__autovenv_ours = @($__autovenv_before)
        if ($global:__autovenv_known -and $global:__autovenv_active) { $__autovenv_ours += $global:__autovenv_active }
        foreach ($__autovenv_id in $__autovenv_ours) {
            if (-not $__autovenv_id) { continue }
            & "__autovenv_facts_$__autovenv_id"
            if ([IO.Path]::GetDirectoryName($global:__autovenv_plan_root + '/x') -cne $__autovenv_at) { continue }
            if (& "__autovenv_fresh_$__autovenv_id") {
                $global:__autovenv_plan = $__autovenv_id
                return $true
            }
        }
        if (__autovenv_load $__autovenv_at $false) { return $true }
    }
    if ([Array]::IndexOf($__autovenv_stuck, $__autovenv_at) -ge 0) { return $false }
    return ((__autovenv_help $__autovenv_at) -and (__autovenv_load $__autovenv_at $true))
}

# The temporary state directory is used once it exists and autovenv created it for this user. (In a directory for temporary files nobody
# can replace it then.)
function global:__autovenv_settle {
    if (-not $global:__autovenv_fallback) { return }
    $__autovenv_stat = __autovenv_stat $global:__autovenv_fallback
    if ($null -eq $__autovenv_stat -or [string]$__autovenv_stat.ItemType -cne 'Directory' -or [string]$__autovenv_stat.UserId -cne $global:__autovenv_user -or -not $__autovenv_stat.IsSticky) { return }
    $__autovenv_said = "autovenv: $global:__autovenv_lasting can't be written: $global:__autovenv_fallback is used, and consent that is given ends with it"
    __autovenv_say '/' $__autovenv_said
    $global:__autovenv_state = $global:__autovenv_fallback; $global:__autovenv_fallback = ''
    __autovenv_session
    $global:__autovenv_absent += $global:__autovenv_orders
}

# The stored plan of a directory that holds in this shell; or the newest, which was made for it this moment.
function global:__autovenv_load([string]$__autovenv_at, [bool]$__autovenv_new) {
    $global:__autovenv_offered = @(); $__autovenv_below = $__autovenv_at
    # Without the drive or share, as autovenv/plan/store.py has it.
    if ($global:__autovenv_windows) { $__autovenv_below = '/' + $__autovenv_at.Substring([IO.Path]::GetPathRoot($__autovenv_at).Length) }
    $__autovenv_file = $global:__autovenv_state + '/plans-' + $global:__autovenv_protocol + $__autovenv_below + '/.autovenv-plan/pwsh'
    try {
        if (-not [IO.File]::Exists($__autovenv_file)) { return $false }
        # Not `. $__autovenv_file`: no execution policy is asked about a text.
        . ([scriptblock]::Create([IO.File]::ReadAllText($__autovenv_file)))
    } catch {
        $global:Error.RemoveAt(0)                                        # it went away, or was cut
    }
    $global:__autovenv_sourced += $global:__autovenv_offered
    foreach ($__autovenv_id in $global:__autovenv_offered) {
        & "__autovenv_facts_$__autovenv_id"
        # Another drive's directory of the same name (its spelling may differ in case) has its plan in the same place.
        if ($global:__autovenv_windows -and $global:__autovenv_plan_root -ine $__autovenv_at) { continue }
        if ($__autovenv_new -or (& "__autovenv_fresh_$__autovenv_id")) {
            $global:__autovenv_plan = $__autovenv_id
            return $true
        }
    }
    return $false
}

# Removes all plans but those in use: a shell may live for weeks.
function global:__autovenv_forget {
    $__autovenv_kept = @()
    foreach ($__autovenv_id in $global:__autovenv_sourced) {
        if ($__autovenv_id -ceq $global:__autovenv_active -or [Array]::IndexOf($global:__autovenv_plans, $__autovenv_id) -ge 0) {
            if ([Array]::IndexOf($__autovenv_kept, $__autovenv_id) -lt 0) { $__autovenv_kept += $__autovenv_id }
            continue
        }
        foreach ($__autovenv_name in 'still', 'fresh', 'facts', 'enter', 'leave') {
            try {
                $ExecutionContext.InvokeProvider.Item.Remove('function:__autovenv_' + $__autovenv_name + '_' + $__autovenv_id, $false)
            } catch { $global:Error.RemoveAt(0) }
        }
    }
    $global:__autovenv_sourced = $__autovenv_kept
}

# Do the plan's variables still have the values that it was computed from, apart from what is active? S (set) or U (not set), name, value; and so on.
function global:__autovenv_needs([string[]]$__autovenv_wanted) {
    for ($__autovenv_n = 0; $__autovenv_n -lt $__autovenv_wanted.Length; $__autovenv_n += 3) {
        $__autovenv_value = __autovenv_outside $__autovenv_wanted[$__autovenv_n + 1]
        if (($null -eq $__autovenv_value) -ne ($__autovenv_wanted[$__autovenv_n] -ceq 'U')) { return $false }
        if (('' + $__autovenv_value) -cne $__autovenv_wanted[$__autovenv_n + 2]) { return $false }
    }
    return $true
}

# What a variable is outside of what is active; $null: it is not set.
function global:__autovenv_outside([string]$__autovenv_name) {
    if ($__autovenv_name -ceq 'PATH') { return (__autovenv_path_outside) -join [IO.Path]::PathSeparator }
    if ($__autovenv_name -ceq 'AUTOVENV_ONCE') { if ($global:__autovenv_once) { return $global:__autovenv_once } else { return $null } }
    if ($__autovenv_name -ceq 'AUTOVENV_OFF') { if ($global:__autovenv_off) { return $global:__autovenv_off } else { return $null } }
    $__autovenv_at = __autovenv_recorded $__autovenv_name
    if ($__autovenv_at -lt 0) { return [Environment]::GetEnvironmentVariable($__autovenv_name) }
    if ($global:__autovenv_old[$__autovenv_at] -ceq 'U') { return $null }
    return $global:__autovenv_old[$__autovenv_at + 2]
}

# Follows the orders that `autovenv on`, `off`, `reload` and `allow --once` left for this shell.
function global:__autovenv_follow {
    if ($global:__autovenv_deaf -or [IO.File]::GetLastWriteTimeUtc($global:__autovenv_orders).Ticks -eq 504911232000000000) { return }
    try {
        $__autovenv_text = [IO.File]::ReadAllText($global:__autovenv_orders)
        # Removed and not emptied: a file that is not there has no time that could stay the same.
        [IO.File]::Delete($global:__autovenv_orders)
    } catch {
        $global:Error.RemoveAt(0)                                        # one that stays would be followed again and again
        $global:__autovenv_deaf = '1'
        return
    }
    foreach ($__autovenv_order in $__autovenv_text.Split([char]10)) {
        if ($__autovenv_order -ceq 'off') {
            $global:__autovenv_off = 'here'
        } elseif ($__autovenv_order -ceq 'on') {
            $global:__autovenv_off = ''
        } elseif ($__autovenv_order -ceq 'force') {
            $global:__autovenv_off = ''; $global:__autovenv_forced = '1'
        } elseif ($__autovenv_order -ceq 'reload') {
            $global:__autovenv_force = '1'; $global:__autovenv_said = @(); $global:__autovenv_interrupted = ''
        } elseif ($__autovenv_order -ceq 'once') {
            $global:__autovenv_once = '' + [Environment]::GetEnvironmentVariable('AUTOVENV_SESSION')
        }
    }
}

# One line on the terminal, once for each project and text.
function global:__autovenv_say([string]$__autovenv_about, [string]$__autovenv_message) {
    $__autovenv_text = $__autovenv_about + '|' + $__autovenv_message
    if ([Array]::IndexOf($global:__autovenv_said, $__autovenv_text) -ge 0) { return }
    __autovenv_unsay $__autovenv_about
    $global:__autovenv_said += $__autovenv_text
    __autovenv_line $__autovenv_message
}

function global:__autovenv_line([string]$__autovenv_text) {
    if ($global:__autovenv_unclear) { [Console]::Error.Write($global:__autovenv_unclear) }
    $global:__autovenv_unclear = ''
    [Console]::Error.WriteLine($__autovenv_text)
}

# Forgets the last message about project $__autovenv_about, so that the same message is shown if the problem comes back.
function global:__autovenv_unsay([string]$__autovenv_about) {
    $__autovenv_kept = @()
    foreach ($__autovenv_text in $global:__autovenv_said) {
        if (-not $__autovenv_text.StartsWith($__autovenv_about + '|', [StringComparison]::Ordinal)) { $__autovenv_kept += $__autovenv_text }
    }
    $global:__autovenv_said = $__autovenv_kept
}

# -----------------------------------------------------------------------------
# The helper: one process, when something changed
# -----------------------------------------------------------------------------
function global:__autovenv_help([string]$__autovenv_at) {
    if ($global:__autovenv_retired) { return $false }
    if (-not [IO.File]::Exists($global:__autovenv_python)) { return $false }
    Microsoft.PowerShell.Core\Set-StrictMode -Off                        # $LASTEXITCODE does not exist before the first program ran
    $ErrorActionPreference = 'Continue'                                  # 5.1 takes a line on stderr for an error
    $PSNativeCommandUseErrorActionPreference = $false                    # else exit code 1 throws under $ErrorActionPreference = 'Stop'
    $PSNativeCommandArgumentPassing = 'Standard'
    $__autovenv_code = $global:LASTEXITCODE; $__autovenv_result = 1
    $global:__autovenv_interrupted = $__autovenv_at
    $__autovenv_value = [NullString]::Value
    if ($global:__autovenv_once) { $__autovenv_value = $global:__autovenv_once }
    [Environment]::SetEnvironmentVariable('AUTOVENV_ONCE', $__autovenv_value)
    $__autovenv_value = [NullString]::Value
    if ($global:__autovenv_off) { $__autovenv_value = $global:__autovenv_off }
    [Environment]::SetEnvironmentVariable('AUTOVENV_OFF', $__autovenv_value)
    try {
        # What a program writes on stderr inside of `prompt` is lost, unless somebody takes it: so each line goes through here. A variable
        # without quotes is a pattern where it holds [, * or ?: a[b] would be told as ab, if there is one.
        & $global:__autovenv_python -I -S "$global:__autovenv_helper" plan-apart "$global:__autovenv_protocol" pwsh "$__autovenv_at" 2>&1 | & {
            process { if ($_ -is [System.Management.Automation.ErrorRecord]) { __autovenv_line $_.Exception.Message } }
        }
        $__autovenv_result = $global:LASTEXITCODE
        $global:__autovenv_interrupted = ''
        __autovenv_settle
    } catch {
        $global:Error.RemoveAt(0)                                        # it could not be started
        $global:__autovenv_interrupted = ''
    } finally {
        [Environment]::SetEnvironmentVariable('AUTOVENV_ONCE', [NullString]::Value)
        if ($null -ne $__autovenv_code) {
            $global:LASTEXITCODE = $__autovenv_code
        } elseif ($null -ne $global:LASTEXITCODE) {
            $ExecutionContext.SessionState.PSVariable.Remove('global:LASTEXITCODE')
        }
    }
    # 3: hook and program are of different versions; the helper said so.
    if ($__autovenv_result -eq 3) { $global:__autovenv_retired = '1' }
    return ($__autovenv_result -eq 0)
}

# -----------------------------------------------------------------------------
# Entering and leaving
# -----------------------------------------------------------------------------
# Brings the shell from what is active to the plan that was found.
function global:__autovenv_change {
    if ($global:__autovenv_forced) { __autovenv_expel }
    if ($global:__autovenv_environment -and -not (__autovenv_by_others)) { $global:__autovenv_off = $global:__autovenv_found_root }
    # Somebody else's environment (activated by hand, conda, a poetry shell) is left alone.
    $global:__autovenv_stranger = ''
    $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    $__autovenv_conda = [Environment]::GetEnvironmentVariable('CONDA_DEFAULT_ENV')
    if ($__autovenv_virtual) {
        if ($__autovenv_virtual -cne $global:__autovenv_environment) { $global:__autovenv_stranger = $__autovenv_virtual }
    } elseif ($__autovenv_conda -and $__autovenv_conda -cne 'base' -and -not $global:__autovenv_active) {
        $global:__autovenv_stranger = $__autovenv_conda
    }
    __autovenv_mind
    if ($global:__autovenv_active) {
        # A failure keeps the last good environment of the same project.
        if ($global:__autovenv_found_root -ceq $global:__autovenv_root -and -not $global:__autovenv_off) {
            if ($global:__autovenv_found_state -ceq 'failed' -or $global:__autovenv_found -ceq $global:__autovenv_active) { return }
        }
        __autovenv_leave
        # What was activated by hand below ours is there again.
        $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
        if ($__autovenv_virtual) { $global:__autovenv_stranger = $__autovenv_virtual }
    }
    if ($global:__autovenv_found_state -ceq 'active' -and -not $global:__autovenv_off) {
        & "__autovenv_facts_$global:__autovenv_found"
        # Variables alone go with any environment, and so does the project's own, whoever activated it.
        if (-not $global:__autovenv_stranger -or -not $global:__autovenv_plan_environment -or
            $global:__autovenv_stranger -ceq $global:__autovenv_plan_environment) {
            __autovenv_enter
            $global:__autovenv_stranger = ''
        }
    }
}

function global:__autovenv_enter {
    $global:__autovenv_active = $global:__autovenv_found; $global:__autovenv_root = $global:__autovenv_plan_root
    $global:__autovenv_environment = ''; $global:__autovenv_refused = ''
    $global:__autovenv_old = @(); $global:__autovenv_entries = @(); $global:__autovenv_back = @(); $global:__autovenv_gone = @()
    if ($global:__autovenv_plan_environment) {
        # Activated by hand, in this shell or in the one in the project that began it, it is the user's again afterwards; inherited from
        # a program, it is ours from here.
        $__autovenv_virtual = [string][Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
        if ($__autovenv_virtual -cne $global:__autovenv_by_hand -and -not (__autovenv_activated_by_hand)) { __autovenv_expel }
        $global:__autovenv_by_hand = [string][Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    }
    $global:__autovenv_way = __autovenv_entries_of_path
    & "__autovenv_enter_$global:__autovenv_active"
    __autovenv_path_set $global:__autovenv_way
    $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    if ($__autovenv_virtual -and $__autovenv_virtual -ceq $global:__autovenv_plan_environment) { $global:__autovenv_environment = $__autovenv_virtual }
    __autovenv_hand_down
    __autovenv_deactivate_on
    if ($global:__autovenv_refused) {
        __autovenv_say ($global:__autovenv_root + '/') ('autovenv: left alone, this shell can not set it:' + $global:__autovenv_refused)
    }
}

# Undoes what is still as we set it. What the user changed since then is the user's.
function global:__autovenv_leave {
    __autovenv_deactivate_off
    if ($global:__autovenv_known) {
        & "__autovenv_leave_$global:__autovenv_active"
    } else {
        # Without the parent's plan a child knows no values: at least VIRTUAL_ENV must agree with our PATH entry.
        for ($__autovenv_n = 1; $__autovenv_n -lt $global:__autovenv_old.Length; $__autovenv_n += 3) {
            $__autovenv_name = $global:__autovenv_old[$__autovenv_n]
            if ($__autovenv_name -cne 'VIRTUAL_ENV' -or $global:__autovenv_environment) { __autovenv_restore $__autovenv_name }
        }
    }
    $__autovenv_list = __autovenv_path_outside
    # What was activated by hand before ours, and again since, may have had but one entry together with ours.
    $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    if ($global:__autovenv_environment -and $global:__autovenv_by_hand -and $__autovenv_virtual) {
        $__autovenv_scripts = $__autovenv_virtual + $(if ($global:__autovenv_windows) { '\Scripts' } else { '/bin' })
        if ($__autovenv_list.IndexOf($__autovenv_scripts) -lt 0) { $__autovenv_list.Insert(0, $__autovenv_scripts) }
    }
    __autovenv_path_set $__autovenv_list
    foreach ($__autovenv_entry in ($global:__autovenv_entries + $global:__autovenv_back)) {
        if ($__autovenv_list.IndexOf($__autovenv_entry) -lt 0 -and [Array]::IndexOf($global:__autovenv_ghosts, $__autovenv_entry) -lt 0) {
            $global:__autovenv_ghosts += $__autovenv_entry
        }
    }
    $global:__autovenv_active = ''; $global:__autovenv_root = ''; $global:__autovenv_environment = ''; $global:__autovenv_known = '1'
    $global:__autovenv_old = @(); $global:__autovenv_entries = @(); $global:__autovenv_back = @(); $global:__autovenv_gone = @()
    [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', [NullString]::Value)
}

# For the plans: sets a variable, or unsets it ($null). Keeps the old value, or notes that it can't be changed.
function global:__autovenv_set([string]$__autovenv_name, $__autovenv_value) {
    $__autovenv_held = [Environment]::GetEnvironmentVariable($__autovenv_name)
    if ($null -eq $__autovenv_value) {
        if ($null -eq $__autovenv_held) { return }
        $__autovenv_value = [NullString]::Value                          # $null would arrive as '' and set an empty variable
    }
    try {
        [Environment]::SetEnvironmentVariable($__autovenv_name, $__autovenv_value)
        if ($null -eq $__autovenv_held) { $global:__autovenv_old += 'U', $__autovenv_name, '' } else { $global:__autovenv_old += 'S', $__autovenv_name, $__autovenv_held }
    } catch {
        $global:Error.RemoveAt(0)                                        # longer than Windows can bear
        $global:__autovenv_refused += ' ' + $__autovenv_name
    }
}

# For the plans: restores a variable if it is still as we set it ($null: not set).
function global:__autovenv_give_back([string]$__autovenv_name, $__autovenv_value) {
    $__autovenv_held = [Environment]::GetEnvironmentVariable($__autovenv_name)
    # An empty one is no longer there for .NET.
    if ($null -eq $__autovenv_held -and $__autovenv_value -ceq '') { $__autovenv_held = '' }
    if (($null -eq $__autovenv_held) -eq ($null -eq $__autovenv_value) -and ('' + $__autovenv_held) -ceq ('' + $__autovenv_value)) {
        __autovenv_restore $__autovenv_name
    }
}

function global:__autovenv_restore([string]$__autovenv_name) {
    $__autovenv_at = __autovenv_recorded $__autovenv_name
    if ($__autovenv_at -lt 0) { return }
    $__autovenv_value = [NullString]::Value
    if ($global:__autovenv_old[$__autovenv_at] -ceq 'S') { $__autovenv_value = $global:__autovenv_old[$__autovenv_at + 2] }
    [Environment]::SetEnvironmentVariable($__autovenv_name, $__autovenv_value)
}

# The index of a variable's old value, before we set it; -1: we did not set it.
function global:__autovenv_recorded([string]$__autovenv_name) {
    for ($__autovenv_n = 0; $__autovenv_n -lt $global:__autovenv_old.Length; $__autovenv_n += 3) {
        if ($global:__autovenv_old[$__autovenv_n + 1] -ceq $__autovenv_name) { return $__autovenv_n }
    }
    return -1
}

# -----------------------------------------------------------------------------
# PATH: __autovenv_way holds its entries while it is worked on; a list compares byte by byte
# -----------------------------------------------------------------------------
function global:__autovenv_entries_of_path {
    $__autovenv_text = [Environment]::GetEnvironmentVariable('PATH'); $__autovenv_list = [Collections.ArrayList]@()
    if ($__autovenv_text) { $__autovenv_list = [Collections.ArrayList]$__autovenv_text.Split([IO.Path]::PathSeparator) }
    return , $__autovenv_list
}

function global:__autovenv_path_set([object[]]$__autovenv_list) {
    [Environment]::SetEnvironmentVariable('PATH', ($__autovenv_list -join [IO.Path]::PathSeparator))
}

# For the plans: an entry goes to the front (their last one first), to the end, or away.
function global:__autovenv_front([string]$__autovenv_entry) {
    $global:__autovenv_entries = @($__autovenv_entry) + $global:__autovenv_entries
    $global:__autovenv_way.Insert(0, $__autovenv_entry)
}

function global:__autovenv_behind([string]$__autovenv_entry) {
    $global:__autovenv_back += $__autovenv_entry
    $null = $global:__autovenv_way.Add($__autovenv_entry)
}

function global:__autovenv_without([string]$__autovenv_entry) {
    $__autovenv_at = $global:__autovenv_way.IndexOf($__autovenv_entry)
    if ($__autovenv_at -lt 0) { return }
    $global:__autovenv_way.RemoveAt($__autovenv_at)
    $__autovenv_next = ''
    if ($__autovenv_at -lt $global:__autovenv_way.Count) {
        $__autovenv_next = $global:__autovenv_way[$__autovenv_at]
        if (-not $__autovenv_next) { $__autovenv_next = ':' }
    }
    $global:__autovenv_gone += $__autovenv_entry, $__autovenv_next
}

# PATH without what is active; the user's own changes since then stay.
function global:__autovenv_path_outside {
    $__autovenv_list = __autovenv_entries_of_path
    for ($__autovenv_n = $global:__autovenv_back.Length - 1; $__autovenv_n -ge 0; $__autovenv_n--) {
        $__autovenv_at = $__autovenv_list.LastIndexOf($global:__autovenv_back[$__autovenv_n])
        if ($__autovenv_at -ge 0) { $__autovenv_list.RemoveAt($__autovenv_at) }
    }
    foreach ($__autovenv_entry in $global:__autovenv_entries) { $__autovenv_list.Remove($__autovenv_entry) }
    # In reverse order: one may be the entry that followed another.
    for ($__autovenv_n = $global:__autovenv_gone.Length - 2; $__autovenv_n -ge 0; $__autovenv_n -= 2) {
        $__autovenv_at = -1
        $__autovenv_next = $global:__autovenv_gone[$__autovenv_n + 1]                  # nothing at the end, `:` for an empty entry
        if ($__autovenv_next) { $__autovenv_at = $__autovenv_list.IndexOf($__autovenv_next.TrimEnd(':')) }
        if ($__autovenv_at -lt 0) { $__autovenv_at = $__autovenv_list.Count }
        $__autovenv_list.Insert($__autovenv_at, $global:__autovenv_gone[$__autovenv_n])
    }
    return , $__autovenv_list
}

# Somebody who keeps the whole PATH and puts it back (direnv, an outer `deactivate`) loses our entries, or brings back those of a project
# that was left. Then our entries are put on once, and entries of left projects go. What was added to either end of PATH is the user's.
# Beside somebody else's environment ours stay where they are, and so does its own entry, which may be one of before.
function global:__autovenv_mind {
    $__autovenv_separator = [string][IO.Path]::PathSeparator
    $__autovenv_is = $__autovenv_separator + [Environment]::GetEnvironmentVariable('PATH') + $__autovenv_separator
    $__autovenv_was = $__autovenv_separator + $global:__autovenv_path + $__autovenv_separator
    if ($global:__autovenv_entries.Length -and $__autovenv_is -ceq ($__autovenv_separator + $global:__autovenv_entries[0] + $__autovenv_was)) {
        [Environment]::SetEnvironmentVariable('PATH', $global:__autovenv_path)       # an editor's copy of our entry, in front of it
        return
    }
    if ($__autovenv_is.StartsWith($__autovenv_was, [StringComparison]::Ordinal)) { return }
    if ($__autovenv_is.EndsWith($__autovenv_was, [StringComparison]::Ordinal)) { return }
    $__autovenv_list = __autovenv_entries_of_path
    $__autovenv_theirs = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    if (-not $__autovenv_theirs -and $global:__autovenv_stranger) { $__autovenv_theirs = [Environment]::GetEnvironmentVariable('CONDA_PREFIX') }
    if ($__autovenv_theirs -ceq $global:__autovenv_environment) { $__autovenv_theirs = '' }
    foreach ($__autovenv_entry in $global:__autovenv_ghosts) {
        if ($__autovenv_theirs) {
            if ($__autovenv_entry -ceq ($__autovenv_theirs + '/bin') -or $__autovenv_entry -ceq ($__autovenv_theirs + '\Scripts')) { continue }
            if ([Array]::IndexOf($global:__autovenv_entries, $__autovenv_entry) -ge 0) { continue }
        }
        # An entry of ours that was left once, and is ours again, stays where it is, once.
        $__autovenv_first = if ([Array]::IndexOf($global:__autovenv_entries, $__autovenv_entry) -ge 0) { $__autovenv_list.IndexOf($__autovenv_entry) } else { -1 }
        while (($__autovenv_at = $__autovenv_list.LastIndexOf($__autovenv_entry)) -gt $__autovenv_first) { $__autovenv_list.RemoveAt($__autovenv_at) }
    }
    foreach ($__autovenv_entry in $global:__autovenv_entries) {
        if ($__autovenv_list.IndexOf($__autovenv_entry) -ge 0) { continue }
        # One is missing: all of ours go to the front, in their order.
        for ($__autovenv_n = $global:__autovenv_entries.Length - 1; $__autovenv_n -ge 0; $__autovenv_n--) {
            $__autovenv_list.Remove($global:__autovenv_entries[$__autovenv_n])
            $__autovenv_list.Insert(0, $global:__autovenv_entries[$__autovenv_n])
        }
        break
    }
    __autovenv_path_set $__autovenv_list
}

# -----------------------------------------------------------------------------
# Undo data: what a child shell inherits (old values only, no code)
# -----------------------------------------------------------------------------
# Is it no valid name, or a variable that undo data must never touch?
function global:__autovenv_barred([string]$__autovenv_name) {
    $__autovenv_own = '\A(@BARRED@)\z'
    if ($__autovenv_name -cnotmatch '\A[A-Za-z_][A-Za-z0-9_]*\z') { return $true }
    # On Windows Path and PATH are one.
    if ($__autovenv_name -cmatch $__autovenv_own -or ($global:__autovenv_windows -and $__autovenv_name -match $__autovenv_own)) { return $true }
    return $false
}

function global:__autovenv_hand_down {
    $__autovenv_f = [string][char]31; $__autovenv_r = [string][char]30
    $__autovenv_given = '1' + $__autovenv_f + $global:__autovenv_root + $__autovenv_f + $global:__autovenv_active
    $__autovenv_places = $global:__autovenv_root
    foreach ($__autovenv_entry in $global:__autovenv_entries) {
        if (__autovenv_rooted $__autovenv_entry) { $__autovenv_given += $__autovenv_r + 'P' + $__autovenv_f + $__autovenv_entry; $__autovenv_places += $__autovenv_entry }
    }
    foreach ($__autovenv_entry in $global:__autovenv_back) {
        if (__autovenv_rooted $__autovenv_entry) { $__autovenv_given += $__autovenv_r + 'B' + $__autovenv_f + $__autovenv_entry; $__autovenv_places += $__autovenv_entry }
    }
    for ($__autovenv_n = 0; $__autovenv_n -lt $global:__autovenv_gone.Length; $__autovenv_n += 2) {
        $__autovenv_entry = $global:__autovenv_gone[$__autovenv_n]; $__autovenv_next = $global:__autovenv_gone[$__autovenv_n + 1]
        if (-not (__autovenv_rooted $__autovenv_entry)) { continue }
        $__autovenv_given += $__autovenv_r + 'R' + $__autovenv_f + $__autovenv_entry + $__autovenv_f + $__autovenv_next
        $__autovenv_places += $__autovenv_entry + $__autovenv_next
    }
    for ($__autovenv_n = 0; $__autovenv_n -lt $global:__autovenv_old.Length; $__autovenv_n += 3) {
        $__autovenv_value = $global:__autovenv_old[$__autovenv_n + 2]
        # A value can't be carried if it holds a separator, is barred or is too long: a child leaves it as it is.
        if ($__autovenv_value.IndexOf([char]31) -ge 0 -or $__autovenv_value.IndexOf([char]30) -ge 0) { continue }
        if ((__autovenv_barred $global:__autovenv_old[$__autovenv_n + 1]) -or $__autovenv_given.Length + $__autovenv_value.Length -gt 30000) { continue }
        $__autovenv_given += $__autovenv_r + $global:__autovenv_old[$__autovenv_n] + $__autovenv_f + $global:__autovenv_old[$__autovenv_n + 1]
        if ($global:__autovenv_old[$__autovenv_n] -ceq 'S') { $__autovenv_given += $__autovenv_f + $__autovenv_value }
    }
    if ($__autovenv_places.IndexOf([char]31) -lt 0 -and $__autovenv_places.IndexOf([char]30) -lt 0) {
        [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', ($__autovenv_given + $__autovenv_r))
    } else {
        [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', [NullString]::Value)
    }
}

# Takes over what a parent shell made active. If anything in it is odd, all of it is ignored.
function global:__autovenv_adopt {
    $__autovenv_records = $global:__autovenv_inherited.Split([char]30); $__autovenv_last = $__autovenv_records.Length - 1
    $__autovenv_was = @(); $__autovenv_fronts = @(); $__autovenv_ends = @(); $__autovenv_cuts = @()
    $global:__autovenv_inherited = ''
    [Environment]::SetEnvironmentVariable('AUTOVENV_UNDO', [NullString]::Value)
    $__autovenv_fields = $__autovenv_records[0].Split([char]31)
    if ($__autovenv_last -lt 1 -or $__autovenv_records[$__autovenv_last] -cne '' -or $__autovenv_fields.Length -ne 3 -or $__autovenv_fields[0] -cne '1') { return }
    $__autovenv_top = $__autovenv_fields[1]; $__autovenv_identity = $__autovenv_fields[2]
    if ($__autovenv_identity -cnotmatch '\A[0-9a-f]+\z' -or -not (__autovenv_rooted $__autovenv_top)) { return }
    if (($__autovenv_top.Replace('\', '/') + '/').Contains('/../')) { return }     # out of the stored plans
    for ($__autovenv_n = 1; $__autovenv_n -lt $__autovenv_last; $__autovenv_n++) {
        $__autovenv_fields = $__autovenv_records[$__autovenv_n].Split([char]31)
        # Each kind has its number of fields.
        $__autovenv_kind = $__autovenv_fields[0] + $__autovenv_fields.Length
        if ($__autovenv_kind -cnotmatch '\A([PBU]2|[RS]3)\z') { return }
        if ('PBR'.Contains($__autovenv_fields[0])) {
            if (-not (__autovenv_rooted $__autovenv_fields[1])) { return }
        } elseif (__autovenv_barred $__autovenv_fields[1]) { return }
        switch -CaseSensitive ($__autovenv_fields[0]) {
            'P' { $__autovenv_fronts += $__autovenv_fields[1] }
            'B' { $__autovenv_ends += $__autovenv_fields[1] }
            'R' { $__autovenv_cuts += $__autovenv_fields[1], $__autovenv_fields[2] }
            'U' { $__autovenv_was += 'U', $__autovenv_fields[1], '' }
            'S' { $__autovenv_was += 'S', $__autovenv_fields[1], $__autovenv_fields[2] }
        }
    }
    $global:__autovenv_active = $__autovenv_identity; $global:__autovenv_root = $__autovenv_top; $global:__autovenv_known = ''
    $global:__autovenv_environment = ''; $global:__autovenv_old = $__autovenv_was; $global:__autovenv_gone = $__autovenv_cuts
    $global:__autovenv_entries = $__autovenv_fronts; $global:__autovenv_back = $__autovenv_ends
    __autovenv_again
    # The values are known if the plan is still stored.
    $null = __autovenv_load ([IO.Path]::GetDirectoryName($__autovenv_top + '/x')) $false
    if ([Array]::IndexOf($global:__autovenv_offered, $__autovenv_identity) -ge 0) { $global:__autovenv_known = '1' }
    $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    $__autovenv_n = __autovenv_recorded 'VIRTUAL_ENV'
    if ($__autovenv_virtual -and $__autovenv_n -ge 0) {
        foreach ($__autovenv_entry in $__autovenv_fronts) {
            if ([IO.Path]::GetDirectoryName($__autovenv_entry) -ceq $__autovenv_virtual) { $global:__autovenv_environment = $__autovenv_virtual }
        }
        # Below the parent's lies the same one by hand.
        if ($global:__autovenv_old[$__autovenv_n + 2] -ceq $global:__autovenv_environment) { $global:__autovenv_by_hand = $global:__autovenv_environment }
    }
    __autovenv_hand_down
    __autovenv_deactivate_on
}

# Does an environment that somebody activated over ours stand in front of it on PATH?
function global:__autovenv_covered {
    $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    if (-not $__autovenv_virtual -or -not $global:__autovenv_entries.Length) { return $false }
    $__autovenv_list = __autovenv_entries_of_path; $__autovenv_at = $__autovenv_list.IndexOf($global:__autovenv_entries[0])
    foreach ($__autovenv_name in '/bin', '\Scripts') {
        $__autovenv_n = $__autovenv_list.IndexOf($__autovenv_virtual + $__autovenv_name)
        if ($__autovenv_n -ge 0 -and $__autovenv_n -lt $__autovenv_at) { return $true }
    }
    return $false
}

# A profile may have reordered PATH: our entries go back to the front, and what we removed goes once more.
function global:__autovenv_again {
    $__autovenv_list = __autovenv_entries_of_path
    for ($__autovenv_n = 0; $__autovenv_n -lt $global:__autovenv_gone.Length; $__autovenv_n += 2) {
        if ([Array]::IndexOf($global:__autovenv_back, $global:__autovenv_gone[$__autovenv_n]) -lt 0) { $__autovenv_list.Remove($global:__autovenv_gone[$__autovenv_n]) }
    }
    if (-not (__autovenv_covered)) {
        for ($__autovenv_n = $global:__autovenv_entries.Length - 1; $__autovenv_n -ge 0; $__autovenv_n--) {
            $__autovenv_list.Remove($global:__autovenv_entries[$__autovenv_n])
            $__autovenv_list.Insert(0, $global:__autovenv_entries[$__autovenv_n])
        }
    }
    foreach ($__autovenv_entry in $global:__autovenv_back) {
        if ($__autovenv_list.IndexOf($__autovenv_entry) -lt 0) { $null = $__autovenv_list.Add($__autovenv_entry) }
    }
    __autovenv_path_set $__autovenv_list
    $global:__autovenv_path = '' + [Environment]::GetEnvironmentVariable('PATH')
}

# Is it an absolute path? Windows: C:\a or \\server\share.
function global:__autovenv_rooted([string]$__autovenv_path) {
    if (-not $__autovenv_path) { return $false }
    if (-not $global:__autovenv_windows) { return ($__autovenv_path[0] -ceq '/') }
    if ($__autovenv_path.Length -lt 3) { return $false }
    if ($__autovenv_path[1] -ceq ':') { return ($__autovenv_path[2] -ceq '\' -or $__autovenv_path[2] -ceq '/') }
    return ($__autovenv_path[0] -ceq '\' -and $__autovenv_path[1] -ceq '\')
}

# -----------------------------------------------------------------------------
# The name in the prompt, `deactivate`, and activation by other hands
# -----------------------------------------------------------------------------
# What the user's prompt printed and returned, with the project's name first in its line, and never twice: a theme that shows it has it
# in brackets in its text, in whatever colours. What it printed with Write-Host was caught (6>&1), and is printed now.
function global:__autovenv_named([object[]]$__autovenv_parts) {
    $__autovenv_name = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV_PROMPT')
    $__autovenv_shown = (-not $__autovenv_name -or [Environment]::GetEnvironmentVariable('VIRTUAL_ENV_DISABLE_PROMPT') -or
        [Environment]::GetEnvironmentVariable('VIRTUAL_ENV') -cne $global:__autovenv_environment)
    if (-not $__autovenv_shown) {
        # Text, and no control of the terminal.
        $__autovenv_name = $__autovenv_name -creplace '\p{Cc}', '?'
        $__autovenv_shown = (($__autovenv_parts -join '') -creplace '\e\[[0-9;]*m', '') -cmatch ('[ (\[]' + [regex]::Escape($__autovenv_name) + '[)\]]')
        $__autovenv_name = '(' + $__autovenv_name + ')'
    }
    $__autovenv_first = $true                                                       # of what a prompt returns, PowerShell shows the first alone
    foreach ($__autovenv_part in $__autovenv_parts) {
        $__autovenv_text = [string]$__autovenv_part; $__autovenv_printed = $__autovenv_part -is [System.Management.Automation.InformationRecord]
        if ($__autovenv_printed -and $__autovenv_part.MessageData -isnot [System.Management.Automation.HostInformationMessage]) {
            Microsoft.PowerShell.Utility\Write-Information $__autovenv_part.MessageData -Tags $__autovenv_part.Tags
            continue
        }
        if (-not $__autovenv_shown -and ($__autovenv_printed -and $__autovenv_text.Trim() -or -not $__autovenv_printed -and $__autovenv_first)) {
            # Behind the empty lines that many a prompt begins with, and what an editor marks their beginning by.
            $__autovenv_at = 0
            if ($__autovenv_text.Contains([string][char]10)) {
                $__autovenv_at = [regex]::Match($__autovenv_text, '\A(?:(?:\e\[[0-9;?]*[A-Za-z]|\e\][^\a\e]*(?:\a|\e\\)|[ \t])*\r?\n)*').Length
            }
            $__autovenv_shown = $true; $__autovenv_text = $__autovenv_text.Insert($__autovenv_at, $__autovenv_name + ' ')
        }
        if (-not $__autovenv_printed) {
            $__autovenv_first = $false
            $__autovenv_text
        } else {
            $__autovenv_how = @{ NoNewline = [bool]$__autovenv_part.MessageData.NoNewLine }
            # -1: none was named.
            if ($__autovenv_part.MessageData.ForegroundColor -ge 0) { $__autovenv_how.ForegroundColor = $__autovenv_part.MessageData.ForegroundColor }
            if ($__autovenv_part.MessageData.BackgroundColor -ge 0) { $__autovenv_how.BackgroundColor = $__autovenv_part.MessageData.BackgroundColor }
            Microsoft.PowerShell.Utility\Write-Host $__autovenv_text @__autovenv_how
        }
    }
}

# A `deactivate` of the user's own is never touched.
function global:__autovenv_deactivate_on {
    if (-not $global:__autovenv_environment -or ${function:global:deactivate}) { return }
    # After it the project stays off in this shell until it is left, or `autovenv on`.
    function global:deactivate {
        $global:__autovenv_off = $global:__autovenv_root; $global:__autovenv_seen = ''
        __autovenv_leave
    }
}

function global:__autovenv_deactivate_off {
    if (([string]${function:global:deactivate}).Contains('__autovenv_leave')) {
        try {
            $ExecutionContext.InvokeProvider.Item.Remove('function:deactivate', $false)
        } catch {
            $global:Error.RemoveAt(0)                                    # somebody made it read-only
        }
    }
}

# An `activate` script keeps PATH in a variable, and brings a `deactivate`.
function global:__autovenv_activated_by_hand {
    $__autovenv_text = [string]${function:global:deactivate}
    return ($__autovenv_text -and $__autovenv_text.Contains('_OLD_VIRTUAL') -and -not $__autovenv_text.Contains('__autovenv_leave'))
}

# Notices what others did to our environment. False: they deactivated it, and the project with it.
function global:__autovenv_by_others {
    $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    if ($__autovenv_virtual -ceq $global:__autovenv_environment) {
        # An `activate` of the very same one over ours (editors type it) added nothing: its own `deactivate` takes it back, but for PATH,
        # where it would lose what was changed since.
        if (-not $global:__autovenv_by_hand -and (__autovenv_activated_by_hand)) {
            $__autovenv_list = __autovenv_entries_of_path
            $null = deactivate *>&1
            foreach ($__autovenv_entry in ($__autovenv_virtual + '/bin'), ($__autovenv_virtual + '\Scripts')) { $__autovenv_list.Remove($__autovenv_entry) }
            __autovenv_path_set $__autovenv_list                         # its own copy is off; if that was the only one, it is missed below
            __autovenv_revive
        }
        return $true
    }
    if ($global:__autovenv_by_hand) { __autovenv_let_go }
    if ($__autovenv_virtual) { return $true }
    # One that lay over ours has gone; or direnv took back what it knew of, as if we had not been there.
    if (-not $global:__autovenv_stranger -and -not $global:__autovenv_direnv) { return $false }
    __autovenv_revive
    return $true
}

# The same one by hand below ours is gone if its entry is: what it had set does not come back when ours goes.
function global:__autovenv_let_go {
    $__autovenv_list = __autovenv_path_outside
    foreach ($__autovenv_name in '/bin', '\Scripts') {
        if ($__autovenv_list.IndexOf($global:__autovenv_by_hand + $__autovenv_name) -ge 0) { return }
    }
    $global:__autovenv_by_hand = ''
    foreach ($__autovenv_name in 'VIRTUAL_ENV', 'VIRTUAL_ENV_PROMPT') {
        $__autovenv_n = __autovenv_recorded $__autovenv_name
        if ($__autovenv_n -ge 0) { $global:__autovenv_old[$__autovenv_n] = 'U'; $global:__autovenv_old[$__autovenv_n + 2] = '' }
    }
    __autovenv_hand_down
}

function global:__autovenv_revive {
    & "__autovenv_facts_$global:__autovenv_active"
    [Environment]::SetEnvironmentVariable('VIRTUAL_ENV', $global:__autovenv_environment)
    if ((__autovenv_recorded 'VIRTUAL_ENV_PROMPT') -ge 0) { [Environment]::SetEnvironmentVariable('VIRTUAL_ENV_PROMPT', $global:__autovenv_plan_prompt) }
    __autovenv_deactivate_on
}

# `autovenv on --force`, and the project's own environment that a parent which is no shell had active: it goes.
function global:__autovenv_expel {
    $global:__autovenv_forced = ''
    $__autovenv_virtual = [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')
    if (-not $__autovenv_virtual -or $__autovenv_virtual -ceq $global:__autovenv_environment) { return }
    if (__autovenv_activated_by_hand) { $null = deactivate *>&1 }
    if (-not [Environment]::GetEnvironmentVariable('VIRTUAL_ENV')) { return }
    $__autovenv_list = __autovenv_entries_of_path
    foreach ($__autovenv_name in '/bin', '\Scripts') {
        while ($__autovenv_list.IndexOf($__autovenv_virtual + $__autovenv_name) -ge 0) { $__autovenv_list.Remove($__autovenv_virtual + $__autovenv_name) }
    }
    __autovenv_path_set $__autovenv_list
    [Environment]::SetEnvironmentVariable('VIRTUAL_ENV', [NullString]::Value)
    [Environment]::SetEnvironmentVariable('VIRTUAL_ENV_PROMPT', [NullString]::Value)
}

# -----------------------------------------------------------------------------
# Registration
# -----------------------------------------------------------------------------
# Who else hears of a change of directory. direnv's hook is that alone, and no function: its words tell it. What was set up after us may have
# put itself in place of all others.
function global:__autovenv_attend {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    $__autovenv_commands = $ExecutionContext.SessionState.InvokeCommand; $__autovenv_action = $__autovenv_commands.LocationChangedAction; $__autovenv_missing = $true
    $global:__autovenv_direnv = ''
    try {
        if ($__autovenv_action) {
            foreach ($__autovenv_one in $__autovenv_action.GetInvocationList()) {
                # A script block is a constant of the delegate that was compiled from it.
                foreach ($__autovenv_constant in $__autovenv_one.Target.Constants) {
                    if ($__autovenv_constant -isnot [scriptblock]) { continue }
                    if ($__autovenv_constant.ToString() -cmatch 'direnv\S* export pwsh') { $global:__autovenv_direnv = '1' }
                    if ($__autovenv_constant.ToString().Trim() -ceq '__autovenv_moved') { $__autovenv_missing = $false }
                }
            }
        }
        if ($__autovenv_missing) {
            if ($__autovenv_action) { $__autovenv_action = [Delegate]::Combine($__autovenv_action, $global:__autovenv_listener) } else { $__autovenv_action = $global:__autovenv_listener }
            $__autovenv_commands.LocationChangedAction = $__autovenv_action
        }
    } catch {
        $global:Error.RemoveAt(0)                                        # the prompt alone is ours, then
    }
    $global:__autovenv_heard = $__autovenv_action
}

# The first look: scripts, which load the profile too, never come here, and get no session of their own.
function global:__autovenv_session {
    $__autovenv_name = [Environment]::GetEnvironmentVariable('AUTOVENV_SESSION')
    if (-not $__autovenv_name -or -not $__autovenv_name.StartsWith([string]$PID + '-')) { $__autovenv_name = [string]$PID + '-' + [DateTime]::UtcNow.Ticks + '-pwsh' }
    [Environment]::SetEnvironmentVariable('AUTOVENV_SESSION', $__autovenv_name)
    $__autovenv_state = $global:__autovenv_state
    if ($global:__autovenv_fallback) { $__autovenv_state = $global:__autovenv_fallback }
    [Environment]::SetEnvironmentVariable('AUTOVENV_STATE', $__autovenv_state)
    $global:__autovenv_orders = $global:__autovenv_state + '/sessions/' + $__autovenv_name + '.orders'
}

# If the user's state directory can't be written or created: names a temporary one, which the helper creates. A variable that a project set
# does not count; then the parent shell's place is kept.
function global:__autovenv_fall_back {
    if ([IO.Path]::PathSeparator -ceq ';') { return }
    $__autovenv_at = $global:__autovenv_state
    while ($__autovenv_at -and -not [IO.Directory]::Exists($__autovenv_at) -and -not [IO.File]::Exists($__autovenv_at)) {
        $__autovenv_at = [IO.Path]::GetDirectoryName($__autovenv_at)
    }
    if (-not [IO.Directory]::Exists($__autovenv_at) -or (__autovenv_probe $__autovenv_at)) { return }
    if (('' + [Environment]::GetEnvironmentVariable('AUTOVENV_UNDO')) -cmatch 'XDG_RUNTIME_DIR|TMPDIR') {
        $global:__autovenv_fallback = '' + [Environment]::GetEnvironmentVariable('AUTOVENV_STATE')
        $null = __autovenv_probe '/tmp' -__autovenv_owner
    } else {
        foreach ($__autovenv_at in [Environment]::GetEnvironmentVariable('XDG_RUNTIME_DIR'), [Environment]::GetEnvironmentVariable('TMPDIR'), '/tmp') {
            if ($__autovenv_at -and [IO.Path]::IsPathRooted($__autovenv_at) -and (__autovenv_probe $__autovenv_at -__autovenv_owner)) {
                $__autovenv_stat = __autovenv_stat $__autovenv_at
                if ([string]$__autovenv_stat.UserId -cne $global:__autovenv_user -and -not $__autovenv_stat.IsSticky) { continue }
                $global:__autovenv_fallback = $__autovenv_at.TrimEnd('/') + '/autovenv-' + $global:__autovenv_user
                break
            }
        }
    }
    if ($global:__autovenv_fallback) { $global:__autovenv_lasting = $global:__autovenv_state; $global:__autovenv_state = '/dev/null/autovenv' }
}

# Can this user make files in a directory? .NET asks nobody, so a file is made. With -__autovenv_owner its owner is the user's number, too.
function global:__autovenv_probe([string]$__autovenv_at, [switch]$__autovenv_owner) {
    $__autovenv_file = $__autovenv_at.TrimEnd('/') + '/.autovenv-' + $PID + '-' + [DateTime]::UtcNow.Ticks
    $__autovenv_there = $__autovenv_at + '/clock/later'
    try {
        # A shell that is killed here leaves the file: so one that is there serves better.
        if (-not $__autovenv_owner -and [IO.File]::Exists($__autovenv_there)) {
            $__autovenv_stream = [IO.FileStream]::new($__autovenv_there, 'Open', 'Write', 'ReadWrite')
        } else {
            $__autovenv_stream = [IO.FileStream]::new($__autovenv_file, 'CreateNew', 'Write', 'None', 1, 'DeleteOnClose')
        }
    } catch {
        $global:Error.RemoveAt(0)
        return $false
    }
    if ($__autovenv_owner) {
        $global:__autovenv_user = [string](__autovenv_stat $__autovenv_file).UserId
    }
    $__autovenv_stream.Dispose()
    return -not $__autovenv_owner -or $global:__autovenv_user
}

# What PowerShell has of stat(2), of a link itself; $null where nothing is, and before 7.1.
function global:__autovenv_stat([string]$__autovenv_path) {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    return (Microsoft.PowerShell.Management\Get-Item -LiteralPath $__autovenv_path -Force -ErrorAction Ignore).UnixStat
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
    $global:__autovenv_orders = ''; $global:__autovenv_deaf = ''; $global:__autovenv_seen = ''
    $global:__autovenv_said = @(); $global:__autovenv_place = ''
    $global:__autovenv_off = ''; $global:__autovenv_force = ''; $global:__autovenv_forced = ''; $global:__autovenv_once = ''
    # This shell's own, and no parent's.
    $__autovenv_name = '' + [Environment]::GetEnvironmentVariable('AUTOVENV_SESSION')
    if ($__autovenv_name.StartsWith([string]$PID + '-')) { $global:__autovenv_off = '' + [Environment]::GetEnvironmentVariable('AUTOVENV_OFF') }
    [Environment]::SetEnvironmentVariable('AUTOVENV_CALLED', [NullString]::Value)
    $global:__autovenv_stranger = ''; $global:__autovenv_ghosts = @(); $global:__autovenv_by_hand = ''; $global:__autovenv_refused = ''
    $global:__autovenv_active = ''; $global:__autovenv_root = ''; $global:__autovenv_environment = ''; $global:__autovenv_known = '1'
    $global:__autovenv_bare = @(); $global:__autovenv_times = @(); $global:__autovenv_absent = @(); $global:__autovenv_plans = @()
    $global:__autovenv_untold = @(); $global:__autovenv_offered = @(); $global:__autovenv_sourced = @()
    $global:__autovenv_values = ''; $global:__autovenv_values_seen = ''
    $global:__autovenv_found = ''; $global:__autovenv_found_root = ''; $global:__autovenv_found_state = ''
    $global:__autovenv_plan = ''; $global:__autovenv_plan_root = ''; $global:__autovenv_plan_state = ''; $global:__autovenv_plan_transparent = ''
    $global:__autovenv_plan_message = ''; $global:__autovenv_plan_environment = ''; $global:__autovenv_plan_prompt = ''
    $global:__autovenv_old = @(); $global:__autovenv_entries = @(); $global:__autovenv_back = @(); $global:__autovenv_gone = @()
    $global:__autovenv_ceilings = @(); $global:__autovenv_home = ''
    $global:__autovenv_way = $null; $global:__autovenv_path = '' + [Environment]::GetEnvironmentVariable('PATH')
    if ($PSVersionTable.PSVersion.Major -lt 6) { return }                # Windows PowerShell tells nobody of a change of directory
    $global:__autovenv_listener = [EventHandler[System.Management.Automation.LocationChangedEventArgs]]{ __autovenv_moved }
    $__autovenv_commands = $ExecutionContext.SessionState.InvokeCommand
    if ($null -ne $__autovenv_commands.LocationChangedAction) {
        __autovenv_attend
    } else {
        $__autovenv_commands.LocationChangedAction = $global:__autovenv_listener; $global:__autovenv_heard = $global:__autovenv_listener
    }
}

# Sourced again: the state stays.
function global:__autovenv_start {
    Microsoft.PowerShell.Core\Set-StrictMode -Off
    if ($global:__autovenv_loaded) { __autovenv_places } else { __autovenv_begin }
    # Behind another installation's hook: the first look gives this session its orders.
    if (-not $global:__autovenv_orders.StartsWith($global:__autovenv_state + '/')) { $global:__autovenv_orders = ''; $global:__autovenv_seen = '' }
    # The profile was read again: what it put in front of PATH is not in front of the project.
    if ($global:__autovenv_active) { __autovenv_again }
    # This may be a hook of another version: one that had stopped works again.
    $global:__autovenv_retired = ''
    # Where the command `autovenv` is, for those who have that directory not on PATH yet: behind all others.
    if ($global:__autovenv_bin) {
        $__autovenv_separator = [string][IO.Path]::PathSeparator
        if (-not ($__autovenv_separator + $env:PATH + $__autovenv_separator).Contains($__autovenv_separator + $global:__autovenv_bin + $__autovenv_separator)) {
            $env:PATH = $env:PATH + $__autovenv_separator + $global:__autovenv_bin
        }
    }
}

# An alias that a function makes is gone with it, and Set-Alias -Scope would load a module: so this stands here, outside of all functions.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Microsoft.PowerShell.Utility\Write-Host 'autovenv: it can not work in this PowerShell, whose language mode forbids to ask for the time of a file'
} else {
    __autovenv_start
    # posh-git replaces only the default prompt, and `Get-Command prompt` has to find that one: as long as it stands, there is no alias.
    $__autovenv_alias = 'prompt', '__autovenv_prompt'
    if (-not $global:__autovenv_interactive -and $Host.Name -ceq 'ConsoleHost' -and (__autovenv_default)) {
        $__autovenv_alias = 'PSConsoleHostReadLine', '__autovenv_reading'
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
