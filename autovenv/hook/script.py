"""The hook of each shell, with the places of this installation filled in."""

from __future__ import annotations

import os

import autovenv
from autovenv import PROTOCOL
from autovenv.base.errors import NOT_TRUSTED, AutovenvError
from autovenv.base.paths import home_directory, lasting_state_directory, state_below_home
from autovenv.base.program import program as own_program
from autovenv.base.variables import NOT_CARRIED
from autovenv.plan.store import RENDERERS
from autovenv.project.marks import MARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SHELLS = tuple(RENDERERS)
_CD = "autovenv-cd.bash"

SYSTEM_LINK = "/usr/local/bin/autovenv"
"""The command of a system installation, wherever its program is."""


def listed(conjunction: str) -> str:
    """Return the names of the shells as a sentence has them: "bash, zsh, fish or pwsh"."""
    return f"{', '.join(SHELLS[:-1])} {conjunction} {SHELLS[-1]}"


def hook(shell: str, environ: Mapping[str, str], *, cd: bool = False) -> str:
    """Return the text that hooks a shell when it is sourced or evaluated. `cd` (bash): with a wrapper of cd, pushd and popd.

    Raises AutovenvError for a shell that is not known.
    """
    if shell not in SHELLS:
        raise AutovenvError(f"no hook for {shell!r}: it knows {', '.join(SHELLS)}", NOT_TRUSTED)
    if cd and shell != "bash":
        raise AutovenvError(f"--cd is for bash: {shell} tells its hook of each change of directory", NOT_TRUSTED)
    renderer = RENDERERS[shell]
    text = _source(renderer.HOOK)
    if cd:
        text += "\n" + _source(_CD)
    python, helper, prefix = program()
    if prefix and is_system(prefix):
        state, link = state_below_home(), os.path.dirname(SYSTEM_LINK)
    else:
        state, link = lasting_state_directory(environ), os.path.join(home_directory(environ), ".local", "bin") if prefix else ""
    places = {"PROTOCOL": PROTOCOL, "STATE": state, "PYTHON": python, "HELPER": helper, "BIN": link}
    quote = renderer.quote
    for name, place in places.items():
        text = text.replace(f"'@{name}@'", quote(place), 1)
    text = text.replace("'@MARKS@'", renderer.SEPARATOR.join(map(quote, MARKS)), 1)
    barred = "|".join(NOT_CARRIED)
    text = text.replace("@BARRED@", barred if shell in {"bash", "zsh"} else barred.replace("*", ".*"), 1)
    if shell == "zsh":
        # zsh reads the whole text of an `eval` before it runs a word of it: without this an alias would get into the functions. Each
        # function by itself: zsh takes time that grows with the square of the functions that it reads at once.
        functions = text.replace("\n}\n", "\n}\n\0").split("\0")
        return "".join(f"'builtin' 'emulate' 'zsh' '-o' 'no_aliases' '-o' 'no_auto_name_dirs' '-c' {quote(each)}\n" for each in functions)
    return text


def program() -> tuple[str, str, str]:
    """Return the interpreter and the helper's file, and install.sh's prefix or ""; see base/program.py."""
    found = own_program()
    return found.python, os.path.join(found.package, "hook", "__main__.py"), found.prefix


def is_system(prefix: str) -> bool:
    """Return whether install.sh installed the program below prefix for every user."""
    return os.path.isfile(os.path.join(prefix, "system"))


def _source(name: str) -> str:
    package = os.path.dirname(os.path.abspath(autovenv.__file__))
    for folder in (os.path.join(package, "shells"), os.path.join(os.path.dirname(package), "shells")):
        try:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            continue
    raise AutovenvError(f"the installation is incomplete: {name} is missing; run ./install.sh again")
