"""The facts for the planner, together with what only the edges need."""

from __future__ import annotations

from autovenv.base.settings import Settings
from autovenv.base.value import value
from autovenv.env.environment import Environment
from autovenv.plan.facts import Facts
from autovenv.trust.consent import Consent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.config.configuration import Configuration
    from autovenv.facts.upkeep import Upkeep
    from autovenv.python.choose import Choice


@value
class Findings:
    """Facts for the planner, and what only the edges need beside them."""

    facts: Facts
    settings: Settings
    state: str  # the state directory
    environment: Environment
    consent: Consent
    place: str = (
        ""  # where the environment is looked for first: a link or a file there may name another; "" where the tool has yet to name it
    )
    others: tuple[str, ...] = ()  # further versions that the pin lists
    choice: Choice | None = None
    configuration: Configuration | None = None
    upkeep: Upkeep | None = None  # of its packages, where autovenv may install them
    around: str = ""  # the project around it whose environment and packages these are, where only the variables are its own
