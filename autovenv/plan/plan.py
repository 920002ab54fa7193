"""The Plan: data that says what a directory's shell shall look like, and the inputs of that decision."""

from __future__ import annotations

from autovenv.base.value import value
from autovenv.plan.inputs import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

    State = Literal["active", "blocked", "missing-python", "pending", "failed", "nothing"]
    Retire = Literal["", "park", "mend"]

ACTIVE: Final = "active"  # the environment is there and takes effect
BLOCKED: Final = "blocked"  # something needs the user's consent first
MISSING: Final = "missing-python"  # no Python that may be used answers the pin
PENDING: Final = "pending"  # an environment has to be made (or repaired) first: Plan.make says how
FAILED: Final = "failed"  # an error that a change of an input can cure
NOTHING: Final = "nothing"  # nothing is asked for here


@value
class Reason:
    """One step of the chain of decisions, for `autovenv why`. `where` is file:line, a directory, a variable or empty."""

    topic: str
    text: str
    where: str = ""


@value
class Make:
    """An environment to make: at `path`, from the interpreter `python` (both absolute)."""

    path: str
    python: str
    version: str  # as people write it: 3.12.1, pypy3.10
    prompt: str  # the project's name, raw
    retire: Retire = ""  # what becomes of the one that stands there: "park" (it is of another version), "mend" (in place, else park), or ""


@value
class Plan:
    """What a shell in `root` shall look like. Everything that is known about it is here; rendering adds nothing."""

    root: str
    state: State
    set: tuple[tuple[str, str], ...] = ()
    unset: tuple[str, ...] = ()
    path: tuple[str, ...] = ()  # directories for the front of PATH, first one first
    transparent: bool = False  # nothing is asked for here: look above
    message: str = ""  # one printable line: what a shell says when it comes here and has not said it before
    inputs: tuple[Input, ...] = ()
    reasons: tuple[Reason, ...] = ()
    make: Make | None = None
    path_back: tuple[str, ...] = ()  # directories for the end of PATH, last one last
    path_gone: tuple[str, ...] = ()  # entries that PATH shall not have
    needs: tuple[tuple[str, str | None], ...] = ()  # variables from outside that this was computed from (None: not set)
    fleeting: bool = False  # a program of the project's had a say (it may have printed a token): for one visit, and not for the disk
    missing: str = ""  # one line: the environment that a layout asks for is not there; only variables are in force
    withheld: tuple[str, ...] = ()  # files that await consent, as people know them
    news: str = ""  # one printable line: what happened in the background; the next shell that comes here says it, once
    news_at: str = ""  # the file that is not empty as long as nobody has said it
