"""Lines for the environment file of GitHub Actions: `autovenv export gha >> "$GITHUB_ENV"`.

The form is GitHub's "Workflow commands": `NAME<<DELIMITER`, the value's lines, the delimiter. Later steps have the variables.
"""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.plan.variables import is_utf8, variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Plan

_REFUSED = ("NODE_OPTIONS",)  # an error of the runner's
_FIXED = ("GITHUB_", "RUNNER_")  # they keep the values that GitHub gives them


def statements(plan: Plan, environ: Mapping[str, str]) -> str:
    """Return the plan's variables, PATH as a whole, for the end of $GITHUB_ENV.

    The file can't take a variable away: one that is there gets an empty value. Raises AutovenvError for a name that GitHub lets
    nobody set, and for a value that is not UTF-8.
    """
    emptied = tuple((name, "") for name in plan.unset if environ.get(name))
    return "".join(_entry(name, text) for name, text in emptied + variables(plan, environ))


def _entry(name: str, text: str) -> str:
    if name.upper() in _REFUSED or name.upper().startswith(_FIXED):
        raise AutovenvError(f"{name} can't be set for later steps: GitHub refuses it; set it in the step's own `env`")
    if not is_utf8(text):
        raise AutovenvError(f"{name} is not UTF-8: GitHub would change it")
    delimiter = _delimiter()
    while delimiter in text:
        delimiter = _delimiter()
    return f"{name}<<{delimiter}\n{text}\n{delimiter}\n"


def _delimiter() -> str:
    # Random: whoever wrote the value did not know it.
    return f"autovenv_{os.urandom(16).hex()}"
