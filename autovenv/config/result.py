"""The result of evaluating a project's configuration (.envrc, .env, autovenv.toml), the same for each evaluator."""

from __future__ import annotations

from autovenv.base.errors import EvaluationError
from autovenv.base.value import value
from autovenv.config.configuration import Sync
from autovenv.env.layout import Layout
from autovenv.plan.facts import Missing
from autovenv.plan.inputs import Input
from autovenv.plan.plan import Reason
from autovenv.trust.source import Source


@value
class Evaluated:
    """Data: what to change in an environment, and what that was computed from. An evaluation that failed raises instead."""

    evaluator: str = "declarative"  # or "bash", "toml"
    set: tuple[tuple[str, str], ...] = ()  # variables that get another value than they have outside, sorted by name; never PATH
    unset: tuple[str, ...] = ()  # variables that are there outside and shall not be, sorted
    front: tuple[str, ...] = ()  # directories for the front of PATH, first one first
    back: tuple[str, ...] = ()  # directories for the end of PATH
    gone: tuple[str, ...] = ()  # entries that PATH has outside and shall not have
    venv_path: str = ""  # where the project keeps its environment (autovenv.toml), relative to its root
    sync: Sync | None = None
    about_environment: bool = False  # venv_path and sync are all that it says
    layout: Layout | None = None  # its VIRTUAL_ENV is not in `set`, its bin directory not in `front`
    ahead: int = 0  # how many entries of `front` come before that bin directory
    missing: Missing | None = None  # where there is no layout: the environment that the file asked for
    muted: bool = False  # the file throws away what is said about the missing one
    sources: tuple[Source, ...] = ()
    inputs: tuple[Input, ...] = ()  # beside the sources' own: files that are watched, files whose absence mattered
    needs: tuple[tuple[str, str | None], ...] = ()  # variables from outside that took part, with their values (None: it was not set)
    messages: tuple[str, ...] = ()  # lines for the user's terminal, in order (log_status, echo, warnings); not escaped
    reasons: tuple[Reason, ...] = ()


class BashNeededError(EvaluationError):
    """The declarative evaluator does not know a form: bash shall read the whole file. The message says which form, on which line."""


class WithheldError(EvaluationError):
    """A file that takes part is not approved. Nothing of it was looked at but its content's hash."""

    def __init__(self, where: str, source: Source) -> None:
        """`where` is the line that wants the file, or "" for the first one."""
        super().__init__(where or source.path, f"{source.path} is not approved: `autovenv allow`")
        self.source = source
