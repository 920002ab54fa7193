# What the hook does in PowerShell for Windows: test_windows_engine.py gives the places, and compares what is printed.
# There is no console: nobody calls `prompt` but this script.
param([string]$hook, [string]$top, [string]$twin)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$outside = $env:Path
foreach ($name in 'proj\below', 'proj\nested', 'proj2', 'a [b] c', 'semi', 'case', 'helped', 'refused') {
    [IO.Directory]::CreateDirectory("$top\$name") | Out-Null
}
foreach ($name in 'proj', 'proj\nested', 'a [b] c', 'semi', 'case', 'helped', 'refused') { [IO.File]::WriteAllText("$top\$name\.envrc", '') }
[IO.Directory]::CreateDirectory("$twin\proj") | Out-Null
[IO.File]::WriteAllText("$top\refused\refuse", '')

function say([string]$label, $value) { "$label`: $value" }
function at([string]$place) { Set-Location -LiteralPath $place; $null = prompt }
function shown {
    $path = if ($env:Path -ceq $outside) { 'as before' } else { $env:Path.Replace($outside, '...') }
    'VIRTUAL_ENV={0} COLOUR={1} PATH={2}' -f $env:VIRTUAL_ENV, $env:COLOUR, $path
}

function prompt { 'theme>' }
. $hook
say 'loaded' (shown)
$null = prompt

at "$top\proj"
say 'entered' (shown)
say 'the name' (prompt)
say 'Path and PATH are one' ($env:PATH -ceq $env:Path)
at "$top\proj\below"
say 'below' (shown)
at "$top\PROJ".ToUpper()
say 'in other letters' (shown)
at "$top\proj2"
say 'a longer name' (shown)
at "$top\proj"
at "$top\proj\nested"
say 'nested' (shown)
at "$top\proj"
say 'back' (shown)
$env:Path = 'C:\mine;' + $env:Path + ';C:\last'
at $top
say 'left, with entries of the user''s' ($env:Path.Replace($outside, '...'))
$env:Path = $outside

at "$top\a [b] c"
say 'blanks and brackets' (shown)
at "$top\semi"
say 'entries at both ends, and one that goes' (shown)
at $top

at "$top\case"
say 'two names that are one variable' "$env:Case $env:CASE"
at $top
say 'and left' "[$env:Case]"

at "$twin\proj"
say 'the same path on another drive' (shown)
at "$top\proj"
say 'and here' (shown)

at 'HKLM:\'
say 'in the registry' (shown)
at 'Env:'
say 'in Env:' (shown)
New-PSDrive -Name work -PSProvider FileSystem -Root $top -Scope Global | Out-Null
at 'work:\proj'
say 'through a drive of PowerShell''s' (shown)
at 'work:\'
say 'at its root' (shown)
[IO.File]::WriteAllText('C:\.envrc', '')
at 'C:\windows'
say 'a drive''s root is a project' (shown)
at 'HKLM:\'
[IO.File]::Delete('C:\.envrc')
at $top
say 'and was one' (shown)

at "$top\proj"
deactivate
say 'deactivated' (shown)
$null = prompt
say 'at the next prompt' (shown)
at $top
at "$top\proj"
say 'entered again' (shown)
say 'deactivate is there' (Test-Path Function:\deactivate)
at $top
say 'and gone' (Test-Path Function:\deactivate)

at "$top\helped"
say 'the helper was told' (([IO.File]::ReadAllText("$top\told").Trim() -replace '.*plan-apart', 'plan-apart'))
say 'what it made' (shown)
at "$top\refused"
say 'a helper that says no' (shown)
at $top

# What a child finds: undo data, PATH in another order, and no variable of the hook's.
at "$top\proj"
$env:Path = 'C:\profile;' + $env:Path
Remove-Variable __autovenv_* -Scope Global
$null = prompt
say 'a child' (shown)
at $top
say 'has left' (shown)
$env:Path = $outside

foreach ($path in 'C:\a', '\\server\share\a', 'C:a', '\a', 'a', '/a', '') { say "absolute [$path]" (__autovenv_rooted $path) }
say 'errors' $Error.Count
Set-Location Z:\
[IO.Directory]::Delete($top, $true)
