"""An environment that a file asks for while bash reads it: later lines of the file use it, so it is made at once."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError, EvaluationError
from autovenv.base.value import replace
from autovenv.config.configuration import Configuration
from autovenv.env.layout import AbsentError
from autovenv.facts.environment import virtual_environment
from autovenv.plan.facts import Configured
from autovenv.plan.plan import ACTIVE, BLOCKED, FAILED, PENDING
from autovenv.plan.planner import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from autovenv.env.layout import Layout
    from autovenv.facts.context import Context


def realised(layout: Layout, root: str, here: Context, say: Callable[[str], None]) -> str:
    """Return the path of a layout's environment (`layout.path`), made where it is missing.

    Raises AbsentError where none is to be had (no such Python), AutovenvError where it waits for consent of its own, EvaluationError where
    the last try to make it failed, and whatever making raises.
    """
    asked = Configuration(Configured(files=(layout.where,), layout=layout.where, makes=layout.create), layout)
    found = virtual_environment(root, here, asked)
    decided = plan(replace(found.facts, configured=Configured(makes=layout.create)))
    if decided.state == PENDING and decided.make is not None:
        from autovenv.facts.creation import made

        made(decided.make, found, here.environ, say)
        return decided.make.path
    if decided.state != ACTIVE:
        reason = decided.message.removeprefix("autovenv: ") or (decided.reasons[-1].text if decided.reasons else decided.state)
        if decided.state == BLOCKED:
            raise AutovenvError(reason)
        raise (EvaluationError if decided.state == FAILED and found.facts.state != "broken" else AbsentError)(layout.where, reason)
    return found.facts.environment
