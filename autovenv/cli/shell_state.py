"""The state of the shell that a command is typed in, compared with a plan."""

from __future__ import annotations

import os
import shutil

from autovenv.facts.outside import root_of
from autovenv.facts.session import session_of, shell_of
from autovenv.plan.plan import ACTIVE, Plan

_PLACES = {"bash": "PROMPT_COMMAND", "zsh": "precmd_functions", "fish": "the event fish_prompt"}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def shell_says(plan: Plan, environ: Mapping[str, str]) -> str:
    """Return one line: what this shell has active, and why it is not the plan where it is not."""
    active = root_of(environ)
    environment = environ.get("VIRTUAL_ENV", "")
    wanted = dict(plan.set).get("VIRTUAL_ENV", "")
    if not session_of(environ):
        return "not hooked: `autovenv install` hooks it, and a new shell has it"
    if not environ.get("AUTOVENV_CALLED"):
        place = _PLACES.get(shell_of(session_of(environ)), "the prompt")
        return f"the hook is loaded, and not called: {place} was assigned again behind it, or can't be changed; its line belongs at the end"
    if environ.get("AUTOVENV_OFF"):
        return f"off in {environ['AUTOVENV_OFF']} (`deactivate` or `autovenv off`): `autovenv on` takes that back"
    if environment and not active:
        # A program can't see whether there is a `deactivate`: the hook hands that down.
        what = "`deactivate`" if environ.get("AUTOVENV_BY_HAND") else "`autovenv on --force` (or `unset VIRTUAL_ENV`)"
        return f"autovenv did not activate {environment}: run {what} to use this project's environment"
    if environ.get("CONDA_DEFAULT_ENV", "base") != "base" and not active:
        return f"conda's {environ['CONDA_DEFAULT_ENV']} is active: run `conda deactivate` to use this project's environment"
    late = _not_called_here(environ)
    if not active:
        return "nothing is active" + (f"; {late or 'the next prompt has it'}" if plan.state == ACTIVE else "")
    if environment and wanted and environment != wanted and active == plan.root:
        return f"{environment} is active over this project's: run `deactivate` to use this project's environment"
    if active != plan.root:
        return f"{active} is active" + (f"; {late}" if late else "")
    return _front(plan, environ.get("PATH", "").split(os.pathsep)) or "active"


def _not_called_here(environ: Mapping[str, str]) -> str:
    """Return that the hook was last called in another directory than this one; "" where it was called here.

    Who assigned PROMPT_COMMAND at a prompt has no hook any more, and nothing tells that from `cd project && autovenv status`.
    """
    called = environ["AUTOVENV_CALLED"]
    try:
        if os.path.samefile(called, os.curdir):
            return ""
    except OSError:
        return ""
    place = _PLACES.get(shell_of(session_of(environ)), "the prompt")
    return f"the hook is loaded, and not called since {called}: the next prompt calls it, unless {place} was assigned again"


def _front(plan: Plan, entries: list[str]) -> str:
    """Return what stands before the project's programs on PATH, or that they are missing from it; "" where they are first."""
    if not plan.path or entries[: len(plan.path)] == list(plan.path):
        return ""
    entry = plan.path[-1]
    if entry not in entries:
        return f"active, and {entry} is missing from PATH: whoever sets PATH after autovenv's hook took it away"
    before = [one for one in entries[: entries.index(entry)] if one and one not in plan.path]
    python = shutil.which("python", path=os.pathsep.join(before))
    which = f": `python` is {python}" if python else ""
    lines = ", ".join(before)
    return f"active, and {lines} stands before {entry} on PATH{which}; the line that puts it there belongs before autovenv's hook"
