"""From a directory to its settled plan: gather, plan, make the environment that is missing, gather and plan again."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.value import replace, value
from autovenv.hook.gather import gather
from autovenv.hook.gathered import Gathered
from autovenv.plan.plan import FAILED, PENDING, Plan, Reason
from autovenv.plan.planner import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@value
class Outcome:
    """A plan that is stored and applied as it stands, and where the state is kept."""

    plan: Plan
    state: str
    gathered: Gathered


def settle(directory: str, environ: Mapping[str, str], *, say: Callable[[str], None], session: str = "", root: str = "") -> Outcome:
    """Return the plan of the project that directory belongs to, with its environment made if one was wanted.

    `say` gets lines for the user. What failed or was interrupted is a plan of state "failed": it is tried again when an input
    changes, not at each prompt. Raises AutovenvError for what no plan can express.
    """
    gathered = gather(directory, environ, session, root, say=say)
    decided = plan(gathered.facts)
    if decided.state == PENDING and decided.make is not None:
        from autovenv.hook.making import made

        wanted = decided.make
        try:
            made(wanted, gathered, say)
        except AutovenvError as problem:
            return Outcome(_failed(decided, problem.message), gathered.state, gathered)
        except KeyboardInterrupt:
            text = f"making {wanted.path} was interrupted: `autovenv reload` tries again"
            return Outcome(_failed(decided, text), gathered.state, gathered)
        # What the files came to is known; only the environment is new.
        gathered = gather(directory, environ, session, decided.root, say=say, configuration=gathered.configuration)
        decided = plan(gathered.facts)
        if decided.state == PENDING:
            decided = _failed(decided, f"{wanted.path} was made, and does not answer: {gathered.facts.fault or gathered.facts.version}")
    if gathered.configuration is not None and decided.state != FAILED and not gathered.settings.quiet:
        for line in gathered.configuration.messages:
            say(line)
    return Outcome(decided, gathered.state, gathered)


def _failed(decided: Plan, text: str) -> Plan:
    return replace(
        decided,
        state=FAILED,
        make=None,
        message=visible(f"autovenv: {text}"),
        reasons=(*decided.reasons, Reason("failure", text, decided.root)),
    )
