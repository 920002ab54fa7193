"""Windows' own engine: its paths, drives, registry and variables, with plans that our renderer made. No Python runs there."""

from __future__ import annotations

import ntpath
import os
import subprocess
import sys
import textwrap
import zlib

import pytest

from autovenv import PROTOCOL
from autovenv.hook.script import hook
from autovenv.plan.inputs import Input
from autovenv.plan.plan import ACTIVE, Plan
from autovenv.plan.render import pwsh

RUN = os.environ.get("AUTOVENV_TEST_WINDOWS_PWSH", "")
STEPS = os.path.join(os.path.dirname(__file__), "steps.ps1")

EXPECTED = r"""
    loaded: VIRTUAL_ENV= COLOUR= PATH=as before
    entered: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    the name: (proj) theme>
    Path and PATH are one: True
    below: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    in other letters: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    a longer name: VIRTUAL_ENV= COLOUR= PATH=as before
    nested: VIRTUAL_ENV= COLOUR=red PATH=C:\nested\bin;...
    back: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    left, with entries of the user's: C:\mine;...;C:\last
    blanks and brackets: VIRTUAL_ENV=TOP\a [b] c\.venv COLOUR= PATH=TOP\a [b] c\.venv\Scripts;...
    entries at both ends, and one that goes: VIRTUAL_ENV= COLOUR=a;b PATH=C:\windows\system32;C:\windows\system32\wbem;C:\windows\system32\WindowsPowershell\v1.0;C:\behind
    two names that are one variable: two two
    and left: []
    the same path on another drive: VIRTUAL_ENV= COLOUR= PATH=as before
    and here: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    in the registry: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    in Env:: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    through a drive of PowerShell's: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    at its root: VIRTUAL_ENV= COLOUR= PATH=as before
    a drive's root is a project: VIRTUAL_ENV= COLOUR=root PATH=as before
    and was one: VIRTUAL_ENV= COLOUR= PATH=as before
    deactivated: VIRTUAL_ENV= COLOUR= PATH=as before
    at the next prompt: VIRTUAL_ENV= COLOUR= PATH=as before
    entered again: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;...
    deactivate is there: True
    and gone: False
    the helper was told: plan-apart PROTOCOL pwsh TOP\helped
    what it made: VIRTUAL_ENV= COLOUR=helped PATH=as before
    a helper that says no: VIRTUAL_ENV= COLOUR= PATH=as before
    a child: VIRTUAL_ENV=TOP\proj\.venv COLOUR= PATH=TOP\proj\.venv\Scripts;C:\profile;...
    has left: VIRTUAL_ENV= COLOUR= PATH=C:\profile;...
    absolute [C:\a]: True
    absolute [\\server\share\a]: True
    absolute [C:a]: False
    absolute [\a]: False
    absolute [a]: False
    absolute [/a]: False
    absolute []: False
    errors: 0
"""

# Stands in for Python: writes down what it is told, refuses one directory, and stores for all others the one plan that it has.
HELPER = """\
@echo off
echo %* >>{top}\\told
if exist "%~7\\refuse" exit /b 1
copy {twin}\\made {plan} >{top}\\copied 2>&1
"""


class Place:
    """Z: is this system's own tree: `here` is `twin` there. `top` is the same path on C:, which Windows alone knows."""

    def __init__(self, here: str) -> None:
        self.here = here
        below = here.replace("/", "\\")
        self.top, self.twin, self.state = f"C:{below}", f"Z:{below}", f"Z:{below}\\state"

    def plan(self, root: str, **what: object) -> str:
        """Store the plan of a directory of Windows' where the hook looks for it; return its file, as this system calls it."""
        made = Plan(root, ACTIVE, inputs=(Input("present", ntpath.join(root, ".envrc")),), **what)
        below = ntpath.splitdrive(root)[1].replace("\\", "/").strip("/")
        path = f"{self.here}/state/plans-{PROTOCOL}/{below}/.autovenv-plan/pwsh".replace("//", "/")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(pwsh.stored(made, f"{zlib.crc32(root.encode()):08x}", [path]))
        return path


@pytest.fixture
def place(home, tmp_path, monkeypatch):
    if not RUN:
        pytest.skip("AUTOVENV_TEST_WINDOWS_PWSH names no program that runs a script in PowerShell for Windows")
    place = Place(str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", "/nowhere")
    text = hook("pwsh", os.environ).replace("'/nowhere/autovenv'", pwsh.quote(place.state))
    text = text.replace(pwsh.quote(sys.executable), pwsh.quote(f"{place.twin}\\python.cmd"))
    (tmp_path / "hook.ps1").write_text(text, encoding="utf-8")
    return place


def _environment(root):
    return {
        "set": (("VIRTUAL_ENV", ntpath.join(root, ".venv")), ("VIRTUAL_ENV_PROMPT", ntpath.basename(root))),
        "path": (ntpath.join(root, ".venv", "Scripts"),),
    }


def test_the_hook_in_windows_own_engine(place):
    top, twin = place.top, place.twin
    for name in ("proj", "a [b] c"):
        place.plan(f"{top}\\{name}", **_environment(f"{top}\\{name}"))
    place.plan(f"{top}\\proj\\nested", set=(("COLOUR", "red"),), path=("C:\\nested\\bin",))
    place.plan(f"{top}\\semi", set=(("COLOUR", "a;b"),), path_back=("C:\\behind",), path_gone=("C:\\windows",))
    place.plan(f"{top}\\case", set=(("Case", "one"), ("CASE", "two")))
    place.plan("C:\\", set=(("COLOUR", "root"),))
    plan = place.plan(f"{top}\\helped", set=(("COLOUR", "helped"),))
    os.rename(plan, f"{place.here}/made")
    text = HELPER.format(top=top, twin=twin, plan="Z:" + plan.replace("/", "\\"))
    with open(f"{place.here}/python.cmd", "w", newline="\r\n") as file:
        file.write(text)
    # .NET's collector crashes below wine now and then: with so much memory (bytes, hexadecimal) it has nothing to do.
    environ = os.environ | {"DOTNET_GCgen0size": "20000000"}
    command = [RUN, STEPS, f"{twin}\\hook.ps1", top, twin]
    done = subprocess.run(command, cwd=place.here, env=environ, capture_output=True, text=True, check=False, timeout=600)
    assert done.stdout.replace(top, "TOP") == textwrap.dedent(EXPECTED).lstrip().replace("PROTOCOL", PROTOCOL), done.stderr
