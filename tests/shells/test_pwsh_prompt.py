"""PowerShell as people start it and dress it up: whoever draws the prompt, the project is active before the first line is read."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests.shells.terminal import Terminal

# What a user types here is coloured and predicted otherwise, which is on the screen, too. The prompt is PowerShell's own.
SETUP = "Set-PSReadLineOption -PredictionSource None -Colors @{ Command = 'White' }\n"
# `show` is not on the PATH of a login shell.
SHOWN = "[Environment]::GetEnvironmentVariable('VIRTUAL_ENV') ?? 'unset'"
WITHOUT = "Remove-Module PSReadLine -ErrorAction Ignore\n"

# As starship does it: a function in place of whatever stands.
THEME = "function global:prompt { $global:drawn += 'theme '; '@> ' }\n"
# As posh-git does it: only where the default one stands, as Get-Command has it.
POLITE = """
$default = [Runspace]::DefaultRunspace.InitialSessionState.Commands['prompt'].Definition
if ((Get-Command prompt).Definition -eq $default) { Set-Item Function:\\prompt -Value { $global:drawn = 'polite'; '@> ' } }
"""
# As VS Code does it: what stands is kept, and called.
AROUND = "$global:found = $function:prompt; function global:prompt { $global:drawn += 'around '; $global:found.Invoke() }\n"
# As atuin does it: what reads a line is its own from now on, and calls nobody.
READER = """
if (Get-Module PSReadLine) {
    function global:PSConsoleHostReadLine { [Microsoft.PowerShell.PSConsoleReadLine]::ReadLine($Host.Runspace, $ExecutionContext, $true) }
} elseif (Test-Path Function:\\PSConsoleHostReadLine) {
    $global:read = $function:PSConsoleHostReadLine; function global:PSConsoleHostReadLine { [string]$line = & $global:read; $line }
}
"""
# What Get-Command finds is called, whatever it is.
AGAIN = "$global:theirs = Get-Command prompt; function global:prompt { & $global:theirs; $global:drawn += 'again ' }\n"
# As zoxide of old did it: the change of directory is its own from now on.
GREEDY = "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = { $global:heard = 1 }\n"


@pytest.fixture
def stage(only, versions):
    """PowerShell, and a project that has been entered before, where each session is opened."""
    stage = only("pwsh")
    stage.project("proj", versions[0])
    stage.open()
    stage.terminal.type("cd proj")
    return stage


def opened(stage, **how):
    return stage.open(directory=f"{stage.home}/proj", **how)


def active(stage, drawn=""):
    """Active at the first line, named at the second, drawn by whom it should be, left and entered again."""
    terminal = stage.terminal
    assert terminal.type(SHOWN) == [f"{stage.home}/proj/.venv"]
    assert terminal.prefix == "(proj)"
    if drawn:
        assert drawn in terminal.type("$drawn")[0]
    assert terminal.type(f"cd ..; {SHOWN}") == ["unset"]
    assert terminal.prefix == ""
    assert terminal.type(f"cd proj; {SHOWN}") == [f"{stage.home}/proj/.venv"]
    assert terminal.prefix == "(proj)"
    assert terminal.type("$Error.Count") == ["0"]


DRAWERS = [
    (THEME, "", "theme"),
    ("", THEME, "theme"),
    ("", POLITE, "polite"),
    (THEME, AROUND, "around"),
    ("", GREEDY + THEME, "theme"),
    (THEME, AGAIN, "theme again"),
]
MORE_DRAWERS = [
    (POLITE, "", "polite"),
    ("", THEME + AROUND, "around"),
    (THEME, GREEDY, "theme"),
    ("", WITHOUT + THEME, "theme"),
    (THEME, WITHOUT, "theme"),
    ("", THEME + READER, "theme"),
    ("", READER + THEME, "theme"),
    (THEME, AGAIN + AGAIN.replace("theirs", "others"), "theme again"),
    (
        "",
        "$ConfirmPreference = 'Low'; $WhatIfPreference = $true; $PSDefaultParameterValues = @{ 'Set-Alias:PassThru' = $true }\n" + THEME,
        "theme",
    ),
    ("$env:PSModulePath = '/nowhere'\n", THEME, "theme"),
]


@pytest.mark.parametrize(("before", "after", "drawn"), [*DRAWERS, *(pytest.param(*one, marks=pytest.mark.long) for one in MORE_DRAWERS)])
@pytest.mark.parametrize("setup", [SETUP, pytest.param(WITHOUT, marks=pytest.mark.long)], ids=["", "without PSReadLine"])
def test_whoever_draws_the_prompt_in_whatever_order(stage, setup, before, after, drawn):
    opened(stage, setup=setup, before=before, after=after, options=["-NoLogo"])
    active(stage, drawn)


@pytest.mark.parametrize(
    "options",
    [
        "-NoLogo",
        "-WorkingDirectory . -NoLogo",
        "-ExecutionPolicy Bypass -NoExit -Command 1",
        "-nol -noe -c 1",
        "-NoExit -File script.ps1",
        "-Login",
        "-i",
        "-NoLogo -NonInteractive",
        "-NoLogo -OutputFormat Text -InputFormat Text",
    ],
)
def test_however_powershell_was_started(stage, options):
    stage.write("proj/script.ps1", "1\n")
    opened(stage, setup="", after=THEME, options=options.split())
    active(stage, "theme")


def test_the_default_prompt_is_drawn_again_with_the_name(stage):
    terminal = _default(stage, f"{stage.home}/proj")
    terminal.wait_for(f"(proj) PS {stage.home}/proj>")
    assert terminal.lines() == [f"(proj) PS {stage.home}/proj>"], "in the line where it stood without"


def test_what_is_said_at_the_first_prompt_stands_before_it(stage, versions):
    path = stage.project("new", versions[0])
    terminal = _default(stage, path)
    terminal.wait_for(f"(new) PS {path}>")
    said, prompt = terminal.lines()
    assert said.startswith("autovenv: created .venv")
    assert prompt == f"(new) PS {path}>"


def _default(stage, directory):
    """Open a session with PowerShell's own prompt, which is not the one that a terminal of these tests waits for."""

    class Unwaited(Terminal):
        def wait_for_prompt(self):
            pass

    stage.dialect.write_rc(stage.home, stage.environ, setup=SETUP)
    stage._opened.append(Unwaited([stage.dialect.program, "-NoLogo"], stage.environ, directory))
    return stage._opened[-1]


def test_a_script_from_standard_input_is_left_alone(stage):
    for before in ("", THEME):
        stage.dialect.write_rc(stage.home, stage.environ, setup="", before=before)
        lines = "Set-Location ..; Set-Location proj; show VIRTUAL_ENV\n"
        for options in (["-Command", "-"], ["-NonInteractive", "-c", "-"]):
            done = subprocess.run(
                [stage.dialect.program, *options],
                env=stage.environ,
                cwd=f"{stage.home}/proj",
                input=lines,
                capture_output=True,
                text=True,
                check=True,
            )
            # PowerShell itself switches the keypad's mode.
            assert (re.sub(r"\x1b\[\?1[hl]", "", done.stdout), done.stderr) == ("unset\n", ""), options


@pytest.mark.parametrize("options", [["-File", "script.ps1"], ["-Command", "./script.ps1"], ["-NonInteractive", "-c", ". ./script.ps1"]])
def test_scripts_are_left_alone(stage, options):
    stage.write("proj/script.ps1", "Set-Location ..; Set-Location proj; show VIRTUAL_ENV; show AUTOVENV_SESSION\n")
    for after in ("", THEME, "Import-Module PSReadLine\n"):
        stage.dialect.write_rc(stage.home, stage.environ, setup="", after=after)
        command = [stage.dialect.program, *options]
        done = subprocess.run(command, env=stage.environ, cwd=f"{stage.home}/proj", capture_output=True, text=True, check=True)
        assert (done.stdout, done.stderr) == ("unset\nunset\n", "")


def test_a_prompt_that_is_typed_and_off_and_on(stage):
    opened(stage, setup=SETUP, options=["-NoLogo"], after=THEME)
    stage.play(
        """
        > function prompt { 'mine @> '.Substring(5) }
        > autovenv off
        > show VIRTUAL_ENV
        unset
        > autovenv on
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )
    assert stage.terminal.prefix == "(proj)"


def test_a_prompt_that_calls_the_one_that_get_command_told_of(stage):
    opened(stage, setup=SETUP, options=["-NoLogo"], before=THEME)
    stage.terminal.type("$global:theirs = Get-Command prompt; function prompt { $global:drawn += ' again'; & $global:theirs }")
    active(stage, "theme")


def test_the_function_prompt_is_the_user_s_own(stage):
    opened(stage, setup=SETUP, options=["-NoLogo"], before=THEME)
    assert stage.terminal.type('"$function:prompt".Trim()') == ["$global:drawn += 'theme '; '@> '"]


def test_a_prompt_that_is_an_alias_of_the_user_s(stage):
    mine = "function my { $global:drawn += 'mine '; '@> ' }; Set-Alias prompt my -Scope Global\n"
    opened(stage, setup=SETUP, options=["-NoLogo"], before=mine)
    active(stage, "mine")


def test_variables_of_the_user_s_prompt_are_the_user_s(stage):
    opened(
        stage, setup=SETUP, options=["-NoLogo"], before="$name = $text = $parts = 'srv1'; function prompt { \"$name@> \".Substring(4) }\n"
    )
    active(stage)


def test_a_prompt_that_was_removed(stage):
    terminal = opened(stage, setup=SETUP, options=["-NoLogo"], before=THEME)
    terminal.send(b"Remove-Item function:prompt\r")
    terminal.wait_for("PS>")
    terminal.send(b"function prompt { '@> ' }\r")
    terminal.wait_for_prompt()
    active(stage)


# --- What can be done to the variables and functions that a hook uses --------


def test_strict_mode_and_a_pwd_of_the_user_s(stage):
    opened(stage, setup=SETUP, before=THEME, options=["-NoLogo"])
    stage.play(
        """
        > Set-StrictMode -Version Latest; $pwd = 'x'
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > cd ..
        > show VIRTUAL_ENV
        unset
        > cd proj
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > $Error.Count
        0
        """
    )


@pytest.mark.parametrize("strict", ["", "Set-StrictMode -Version Latest; "])
@pytest.mark.parametrize("remove", ["Remove-Variable * -ErrorAction SilentlyContinue", "Clear-Variable __autovenv_*"])
def test_all_variables_are_removed_in_a_project(stage, strict, remove):
    stage.write("proj/.envrc", "export COLOUR=red\n")
    opened(stage, setup=SETUP, before="function prompt { '@> ' }\n", options=["-NoLogo"])
    stage.terminal.type("autovenv allow --yes")
    stage.play(
        """
        > {strict}{remove}
        > show VIRTUAL_ENV
        {home}/proj/.venv
        > show COLOUR
        red
        > cd ..
        > show VIRTUAL_ENV
        unset
        > show COLOUR
        unset
        > show PATH
        {path}
        > Test-Path function:deactivate
        False
        > cd proj
        > show COLOUR
        red
        > deactivate
        > show VIRTUAL_ENV
        unset
        """,
        strict=strict,
        remove=remove,
        path=stage.environ["PATH"],
    )
    assert stage.terminal.prefix == ""


def test_deactivated_and_all_variables_are_removed(stage):
    opened(stage, setup=SETUP, before="function prompt { '@> ' }\n", options=["-NoLogo"])
    stage.play(
        """
        > deactivate
        > Remove-Variable * -ErrorAction SilentlyContinue
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_read_only_deactivate_does_not_keep_the_rest(stage):
    opened(stage, setup=SETUP, before=THEME, options=["-NoLogo"])
    stage.terminal.type("Set-Item function:deactivate -Options ReadOnly -Value $function:deactivate")
    assert stage.terminal.type("cd ..; show VIRTUAL_ENV") == ["unset"]


def test_functions_of_the_user_s_with_names_of_cmdlets(stage):
    taken = "".join(
        f"function global:{name} {{ 'mine' }}\n" for name in ("Write-Error", "Write-Host", "Set-StrictMode", "Set-Alias", "Test-Path")
    )
    opened(stage, setup=SETUP, before=THEME, after=taken, options=["-NoLogo"])
    terminal = stage.terminal
    assert terminal.type("function prompt { $global:seen = $?; '@> ' }") == []
    assert terminal.prefix == "(proj)"
    assert terminal.type("Get-Item /nowhere -ErrorAction Ignore") == []
    assert terminal.type("$seen") == ["False"]
    assert terminal.type("$seen") == ["True"]
    assert terminal.type("cd ..; show VIRTUAL_ENV; cd proj") == ["unset"]


# --- The name ----------------------------------------------------------------


@pytest.mark.parametrize(
    "drawing",
    [
        "Write-Host '' -NoNewline -ForegroundColor Green; Write-Host -NoNewline '@'; '> '",
        "Write-Host '@>' -NoNewline; ' '",
        "Write-Host ''; Write-Host '@>' -NoNewline -ForegroundColor Red; return ' '",
        '"`n@> "',
        '"  `n`e]633;A`a`n@> `e]633;B`a"',
        "Write-Information note; '@> '",
    ],
)
def test_the_name_stands_first_in_the_line(stage, drawing):
    terminal = opened(stage, setup=SETUP, before=f"function prompt {{ {drawing} }}\n", options=["-NoLogo"])
    terminal.type("1")
    assert terminal.lines()[-1] == "(proj) @>"
    terminal.type("cd ..")
    assert terminal.lines()[-1] == "@>"


@pytest.mark.parametrize("drawing", ['"($env:VIRTUAL_ENV_PROMPT) @> "', "Write-Host '(proj) ' -NoNewline -ForegroundColor Green; '@> '"])
def test_a_theme_that_shows_the_name_shows_it_once(stage, drawing):
    terminal = opened(stage, setup=SETUP, before=f"function prompt {{ {drawing} }}\n", options=["-NoLogo"])
    terminal.type("1")
    assert terminal.lines()[-1] == "(proj) @>"


def test_the_project_s_own_environment_activated_by_hand_is_named_once(stage):
    terminal = opened(stage, setup=SETUP, before=THEME, options=["-NoLogo"])
    (script,) = (name for name in os.listdir(f"{stage.home}/proj/.venv/bin") if name.lower() == "activate.ps1")
    terminal.type(f". .venv/bin/{script}")
    assert terminal.prefix == "(proj)"
    assert terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]
    assert terminal.prefix == "(proj)"


# --- The text of the hook ----------------------------------------------------


def test_a_text_joined_with_blanks_says_so(stage):
    terminal = stage.open(hooked=False)
    said = terminal.type('Invoke-Expression "$(autovenv hook pwsh)"')
    assert said == ['autovenv: not hooked: its lines were joined with blanks. (& autovenv hook pwsh) -join "`n" | Invoke-Expression']
    assert terminal.type('(& autovenv hook pwsh) -join "`n" | Invoke-Expression') == []
    assert terminal.type("cd proj; show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]


def test_hooked_from_inside_a_function(stage):
    opened(stage, setup=SETUP, before=THEME, after="function load { . $HOME/hook.pwsh.ps1 }; load", options=["-NoLogo"], hooked=False)
    active(stage, "theme")
