"""What the shell that a command is typed in makes of a plan."""

from __future__ import annotations

from autovenv.hook.inherited import root_of
from autovenv.hook.session import session_of
from autovenv.plan.plan import ACTIVE, Plan

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
    if environ.get("AUTOVENV_OFF"):
        return f"off in {environ['AUTOVENV_OFF']} (`deactivate` or `autovenv off`): `autovenv on` takes that back"
    if environment and not active:
        return f"{environment} is active, and autovenv did not activate it: `deactivate` there, and the project's own takes effect"
    if environ.get("CONDA_DEFAULT_ENV", "base") != "base" and not active:
        return f"conda's {environ['CONDA_DEFAULT_ENV']} is active: `conda deactivate`, and the project's own takes effect"
    if not active:
        return "nothing is active" + ("; the next prompt has it" if plan.state == ACTIVE else "")
    if environment and wanted and environment != wanted and active == plan.root:
        return f"{environment} is active over this project's: `deactivate` there, and the project's own takes effect"
    if active != plan.root:
        return f"{active} is active"
    return "active"
