"""What other hooks fell into: each is a promise here."""

from __future__ import annotations

import os
import re

import pytest


@pytest.fixture
def project(stage, versions):
    stage.project("proj", versions[0])
    return stage


def test_the_status_of_the_last_command_is_kept(project):
    project.open()
    failing = {"pwsh": "Get-Item /nowhere -ErrorAction Ignore"}.get(project.dialect.name, "sh -c 'exit 7'")
    seen = {"pwsh": "False"}.get(project.dialect.name, "7")
    project.terminal.type("cd proj")
    project.terminal.type("cd ..")
    project.terminal.type(failing)
    assert project.terminal.type(project.dialect.last_status) == [seen]
    # And through a prompt at which the hook has work to do.
    os.utime(f"{project.home}/proj/.python-version")
    project.terminal.type(f"cd proj; {failing}")
    assert project.terminal.type(project.dialect.last_status) == [seen]


def test_hooked_twice_is_hooked_once(project):
    static = f". {project.quote(project.home + '/hook.' + project.dialect.name + ('.ps1' if project.dialect.name == 'pwsh' else ''))}"
    project.open(after=static)
    project.terminal.type("cd proj")
    project.terminal.type(static)
    project.play(
        """
        > show PATH
        {home}/proj/.venv/bin:{path}
        > cd ..
        > show PATH
        {path}
        """,
        path=project.environ["PATH"],
    )


def test_one_line_is_enough_to_enter_and_use(project):
    project.open()
    project.terminal.type("cd proj")
    project.terminal.type("cd ..")
    # bash tells nobody of a change of directory: there the next prompt is the first to know, without `hook bash --cd`.
    bash = project.dialect.name == "bash"
    assert project.terminal.type("cd proj && show VIRTUAL_ENV") == ["unset" if bash else f"{project.home}/proj/.venv"]
    assert project.terminal.type("cd .. && show VIRTUAL_ENV") == [f"{project.home}/proj/.venv" if bash else "unset"]


def test_one_line_is_enough_at_the_first_visit(project):
    project.open()
    printed = project.terminal.type("cd proj && show VIRTUAL_ENV")
    made, shown = (0, 1) if project.dialect.name != "bash" else (1, 0)  # as above
    assert printed[made].startswith("autovenv: created .venv")
    assert printed[shown] == ("unset" if shown == 0 else f"{project.home}/proj/.venv")


def test_the_wrapper_of_cd_in_bash(only, versions):
    stage = only("bash")
    stage.project("proj", versions[0])
    stage.open(hooked=False, after='eval "$(autovenv hook bash --cd)"')
    assert stage.terminal.type("cd proj && show VIRTUAL_ENV")[-1] == f"{stage.home}/proj/.venv"
    assert stage.terminal.type("cd /nowhere; echo $?")[-1] == "1"
    assert stage.terminal.type("pushd / >/dev/null && show VIRTUAL_ENV; popd >/dev/null && show VIRTUAL_ENV") == [
        "unset",
        f"{stage.home}/proj/.venv",
    ]


def test_hooked_by_eval(only, versions):
    for name in ("bash", "zsh"):
        stage = only(name)
        stage.project("proj", versions[0])
        # An alias of the user must not get into the functions: zsh reads all of an `eval` before it runs a word of it.
        stage.open(hooked=False, before="alias local=false export=false unset=false emulate=false", after=f'eval "$(autovenv hook {name})"')
        stage.terminal.type("cd proj")
        assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]


def test_traps_of_the_user_are_left_alone(only, versions):
    for name in ("bash", "zsh"):
        stage = only(name)
        stage.project("proj", versions[0])
        stage.open(after="trap 'echo interrupted' INT\ntrap 'echo bye' EXIT")
        stage.terminal.type("cd proj")
        listed = " ".join(stage.terminal.type("trap"))
        assert "echo interrupted" in listed
        assert "echo bye" in listed


def test_an_err_trap_does_not_fire_for_us(only, versions):
    stage = only("bash")
    stage.project("proj", versions[0])
    stage.open(after="set -E; trap 'echo trapped' ERR")
    printed = [line for command in ("cd proj", "", "show VIRTUAL_ENV", "cd ..", "") for line in stage.terminal.type(command)]
    assert "trapped" not in printed
    assert stage.terminal.type("sh -c 'exit 3'") == ["trapped"], "once, for the user's own command"


@pytest.mark.parametrize("form", ["PROMPT_COMMAND='echo \"mine $?\"'", "PROMPT_COMMAND=('echo \"mine $?\"' 'echo two')"])
def test_prompt_command_as_a_string_and_as_an_array(only, versions, form):
    stage = only("bash")
    stage.project("proj", versions[0])
    stage.open(before=form)
    mine = ["mine 0", "two"] if "two" in form else ["mine 0"]
    assert stage.terminal.type("cd proj")[1:] == mine
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv", *mine]
    assert stage.terminal.type("sh -c 'exit 7'")[0] == "mine 7"


def test_strict_options(only, versions):
    strict = {
        "bash": "set -euo pipefail; set -o noclobber; shopt -s nocasematch nullglob extglob",
        "zsh": "setopt err_exit no_unset pipe_fail ksh_arrays sh_word_split no_clobber null_glob glob_subst rc_quotes; PROMPT='@> '",
    }
    for name, options in strict.items():
        stage = only(name)
        stage.project("proj", versions[0])
        stage.project("PROJ")
        stage.open(after=options)
        stage.play(
            """
            > cd proj
            autovenv: …
            > show VIRTUAL_ENV
            {home}/proj/.venv
            > autovenv off
            > show VIRTUAL_ENV
            unset
            > autovenv on
            > show VIRTUAL_ENV
            {home}/proj/.venv
            > cd ../PROJ
            > show VIRTUAL_ENV
            unset
            """.replace("autovenv: …\n", "autovenv: created .venv …\n" if name == "bash" else "\n")
        )


def test_powershell_strict_mode(only, versions):
    stage = only("pwsh")
    stage.project("proj", versions[0])
    stage.open(after="Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true")
    stage.terminal.type("cd proj")
    assert stage.terminal.type("Test-Path Variable:LASTEXITCODE; $Error.Count") == ["False", "0"]
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]


@pytest.mark.parametrize(
    "after",
    [
        "function prompt { '@> ' }",
        "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = { $global:heard = 1 }",
        "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = $null",
    ],
)
def test_powershell_what_comes_after_the_hook_and_takes_its_place(only, versions, after):
    """Themes put their own prompt there; zoxide of old took the change of directory for itself."""
    stage = only("pwsh")
    stage.project("proj", versions[0])
    stage.open(after=after)
    assert stage.terminal.type("cd proj; show VIRTUAL_ENV")[-1] == f"{stage.home}/proj/.venv"
    assert stage.terminal.type("cd ..; show VIRTUAL_ENV; cd proj") == ["unset"]
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]
    assert stage.terminal.type("$Error.Count") == ["0"]


def test_powershell_an_environment_by_hand_over_ours_time_and_again(only, versions, tmp_path):
    import subprocess
    import sys

    stage = only("pwsh")
    stage.project("proj", versions[0])
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "hand")], check=True)
    stage.open()
    stage.terminal.type("$global:before = $function:prompt.ToString(); cd proj")
    for _ in range(3):
        stage.terminal.type(f". {stage.quote(str(tmp_path / 'hand/bin/Activate.ps1'))}")
        assert stage.terminal.type("show VIRTUAL_ENV") == [str(tmp_path / "hand")]
        stage.terminal.type("cd ..; cd proj; deactivate")
        assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]
        stage.terminal.type("cd ..; cd .")
        assert stage.terminal.type("show PATH") == [stage.environ["PATH"]], "what their deactivate brought back of ours goes, too"
        assert stage.terminal.type("$function:prompt.ToString() -ceq $global:before") == ["True"]
        stage.terminal.type("cd proj")


def test_powershell_scripts_are_left_alone(only, versions):
    stage = only("pwsh")
    stage.project("proj", versions[0])
    stage.write("script.ps1", "Set-Location proj; show VIRTUAL_ENV")
    stage.open(after="function prompt { '@> ' }")
    assert stage.terminal.type(f"& {stage.quote(stage.dialect.program)} -File script.ps1") == ["unset"]


ALIASES = {
    "bash": "alias cd='echo no' cat=false test=false printf=false\nread() { return 9; }\nprintf() { return 9; }\nunset() { return 9; }",
    "zsh": "alias cat=false test=false\nalias -g E='| less'\nread() { return 9 }\nprint() { return 9 }\nunset() { return 9 }",
    "fish": "function cat; end; function test2; end; alias grep=false",
}


def test_aliases_and_functions_of_the_user_do_not_stand_in_the_way(only, versions):
    for name, text in ALIASES.items():
        stage = only(name)
        stage.project("proj", versions[0])
        stage.open(before=text)
        stage.terminal.type("builtin cd proj")
        assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/proj/.venv"]
        stage.terminal.type("autovenv off")
        assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]


def test_zsh_subshells_and_substitutions_start_nothing(only, versions):
    stage = only("zsh")
    stage.project("proj", versions[0])
    stage.open()
    assert stage.terminal.type("echo $(cd proj; pwd)") == [f"{stage.home}/proj"]
    assert stage.terminal.type("(cd proj; show VIRTUAL_ENV)") == ["unset"], "not known yet: nothing is made behind the user's back"
    assert not os.path.exists(f"{stage.home}/proj/.venv")
    stage.terminal.type("cd proj")
    stage.terminal.type("cd ..")
    assert stage.terminal.type("(cd proj; show VIRTUAL_ENV)") == [f"{stage.home}/proj/.venv"]
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]


def test_fish_command_substitution_starts_nothing(only, versions):
    stage = only("fish")
    stage.project("proj", versions[0])
    stage.open()
    assert stage.terminal.type("echo (cd proj; pwd; cd ..)")[0] == f"{stage.home}/proj"
    assert not os.path.exists(f"{stage.home}/proj/.venv")


def test_strange_changes_of_directory(project):
    project.project("proj/sub")
    project.open()
    project.terminal.type("cd proj")
    if project.dialect.name in {"bash", "zsh"}:
        project.play(
            """
            > cd "" 2>/dev/null || true
            > show VIRTUAL_ENV
            {home}/proj/.venv
            """
        )
    project.terminal.type("cd sub")
    os.rmdir(f"{project.home}/proj/sub")
    project.terminal.type("")
    assert project.terminal.type("show VIRTUAL_ENV")[-1] == f"{project.home}/proj/.venv"
    project.play(
        """
        > cd {home}
        > show VIRTUAL_ENV
        unset
        """
    )


def test_an_interrupted_line_leaves_the_shell_usable(project):
    project.open()
    project.terminal.type("cd proj")
    project.terminal.send(b"sh -c 'echo run\"\"ning; exec sleep 100'\r")
    project.terminal.wait_for("running")
    project.terminal.send(b"\x03")
    project.terminal.wait_for_prompt()
    project.play(
        """
        > show VIRTUAL_ENV
        {home}/proj/.venv
        """
    )


def test_instant_prompt_is_not_torn(only):
    stage = only("zsh")
    stage.project("proj", "3.99")
    stage.open(directory=f"{stage.home}/proj", before="__p9k_instant_prompt_active=1")
    assert stage.terminal.lines() == ["@>"], "nothing may be printed over Powerlevel10k's instant prompt"
    assert stage.terminal.type("__p9k_instant_prompt_active=0") == [
        line for line in stage.terminal.lines() if line.startswith("autovenv: proj wants python 3.99")
    ]


def test_a_hook_of_another_version_says_so_once(project):
    project.open()
    with open(
        f"{project.home}/hook." + project.dialect.name + (".ps1" if project.dialect.name == "pwsh" else ""), encoding="utf-8"
    ) as file:
        text = file.read()
    older = re.sub(r"(__autovenv_protocol\W+)\d+", r"\g<1>0", text, count=1)
    assert older != text
    project.write("older.hook" + (".ps1" if project.dialect.name == "pwsh" else ""), older)
    static = f"{project.home}/older.hook" + (".ps1" if project.dialect.name == "pwsh" else "")
    project.project("second", "3.12")
    project.open(hooked=False, after=f". {project.quote(static)}")
    project.play(
        """
        > cd proj
        autovenv: it was upgraded since this shell began: restart your shell
        > cd ../second
        >
        > show VIRTUAL_ENV
        unset
        """
    )


def test_a_removed_program_is_silent(project):
    project.open(before="")
    static = f"{project.home}/hook." + project.dialect.name + (".ps1" if project.dialect.name == "pwsh" else "")
    with open(static, encoding="utf-8") as file:
        text = file.read()
    import sys

    project.write("gone.hook" + (".ps1" if project.dialect.name == "pwsh" else ""), text.replace(sys.executable, "/nowhere/python"))
    project.open(hooked=False, after=f". {project.quote(project.home + '/gone.hook' + ('.ps1' if project.dialect.name == 'pwsh' else ''))}")
    project.play(
        """
        > cd proj
        > show VIRTUAL_ENV
        unset
        """
    )


def test_the_name_in_the_prompt_is_text(stage, versions):
    # PowerShell takes a backslash for what separates directories, on each system.
    name = "$(touch hacked)`touch hacked`%m!!" + ("" if stage.dialect.name == "pwsh" else "\\w")
    stage.project(name, versions[0])
    stage.open()
    stage.terminal.type(f"cd {stage.quote(name)}")
    shown = stage.terminal.prefix
    assert shown == f"({name})", stage.terminal.lines()[-1]
    assert not os.path.exists(f"{stage.home}/{name}/hacked")
    stage.terminal.type("cd ..")
    assert stage.terminal.prefix == ""


def test_a_name_does_not_control_the_terminal(stage, versions):
    """A control character that does nothing: fish itself puts the directory's name into the window's title as it is."""
    stage.project("a\x01b", versions[0])
    stage.open()
    stage.terminal.type("cd a*b")
    assert stage.terminal.prefix == "(a?b)"


def test_a_directory_whose_name_is_a_pattern_is_no_other(stage, versions):
    """PowerShell expands what a program is told, and its own `cd` does, too."""
    stage.project("ab", versions[0])
    stage.project("a[b]", versions[0])
    stage.open()
    stage.terminal.type({"pwsh": "cd -LiteralPath 'a[b]'"}.get(stage.dialect.name, "cd 'a[b]'"))
    assert stage.terminal.type("show VIRTUAL_ENV") == [f"{stage.home}/a[b]/.venv"]
    assert not os.path.exists(f"{stage.home}/ab/.venv")


def test_a_disabled_prompt_is_left_alone(project):
    project.open(extra={"VIRTUAL_ENV_DISABLE_PROMPT": "1"})
    project.terminal.type("cd proj")
    assert project.terminal.prefix == ""


def test_a_path_that_can_not_stand_on_path_is_refused(stage, versions):
    stage.project("a:b", versions[0])
    stage.open()
    printed = stage.terminal.type("cd ./a:b")
    assert len(printed) == 1
    assert "PATH can't carry" in printed[0]
    assert stage.terminal.type("show VIRTUAL_ENV") == ["unset"]
