"""The evaluated configuration of a root, as a value that imports no evaluator."""

from __future__ import annotations

from autovenv.base.value import value
from autovenv.config.files import Files
from autovenv.plan.facts import Configured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.env.layout import Layout
    from autovenv.plan.inputs import Input
    from autovenv.plan.plan import Reason
    from autovenv.trust.source import Source


@value
class Sync:
    """What a file says about the packages."""

    command: bool | tuple[str, ...]  # the words of the project's own; True: what its tool installs; False: nothing
    path: str  # of the file
    line: int

    def where(self, root: str) -> str:
        """Return file and line, as people know the file who are in root."""
        return f"{self.path.removeprefix(root.rstrip('/') + '/')}:{self.line}"


@value
class Configuration:
    """What came of a root's configuration files: facts for the planner, and what the edges need beside them."""

    configured: Configured = Configured()
    layout: Layout | None = None
    sources: tuple[Source, ...] = ()  # what took part, approved
    withheld: Source | None = None
    inputs: tuple[Input, ...] = ()
    reasons: tuple[Reason, ...] = ()
    messages: tuple[str, ...] = ()  # lines for the terminal when this is first applied
    venv_path: str = ""
    sync: Sync | None = None  # None: no file says anything about it
    ran: bool = False  # bash read a file of these: a look doesn't do that again
    files: Files = Files("")  # that were evaluated
    tries: int = 1  # how many contents in a row ended in this error
    interrupted: bool = False  # by ^C: an error for this once, which nobody remembers
