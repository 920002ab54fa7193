"""The environment that stands for a project, and whose it is, for the commands that take it away."""

from __future__ import annotations

import os
import shlex

from autovenv.base.parents import is_below
from autovenv.base.paths import pyenv_root, workon_home
from autovenv.base.value import value
from autovenv.env import conda
from autovenv.env.contents import packages
from autovenv.env.environment import ABSENT, BROKEN
from autovenv.env.kinds import tool_of
from autovenv.env.paths import configuration_path
from autovenv.env.tool import Tool
from autovenv.facts.findings import Findings
from autovenv.facts.outside import undo
from autovenv.project.recognition import PLAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Whose = Literal["nobody", "link", "own", "approved", "foreign", "tracked", "tool", "outside", "no environment"]


@value
class Occupant:
    """What stands at the project's place for an environment.

    whose is "nobody" (there is none), "link" (a link, or a file that names an environment), "own" (autovenv made it), "approved" (it
    lies in the project, and the user approved it), "foreign" (it lies there, and nobody did), "tracked" (it is the repository's), "tool"
    (its tool alone makes it), "outside" (it lies outside of the project, and autovenv did not make it) or "no environment" (it is
    something else).
    """

    whose: Whose
    path: str  # as people know it; of a link, where that lies
    target: str = ""  # what a link or a file names; "" where that is no environment
    tool: Tool | None = None  # that keeps it

    @property
    def removal(self) -> str:
        """The command of its tool that removes it; "" where there is none."""
        name = os.path.basename(self.path)
        return self.tool.removal.format(path=shlex.quote(self.path), name=shlex.quote(name)) if self.tool else ""


def occupant(found: Findings, environ: dict[str, str]) -> Occupant:
    """Return what stands for the project that is known by `found`. Nothing is run."""
    facts = found.facts
    place = found.place
    # A link outside, as pyenv has one for each name, is no project's to take away.
    if is_below(place or os.sep, facts.root) and (os.path.islink(place) or os.path.isfile(place)):
        target = os.path.realpath(facts.environment) if os.path.islink(place) else facts.environment
        return Occupant("link", place, target if target != place else "")
    if facts.state == ABSENT:
        return Occupant("nobody", facts.environment)
    path, real = facts.environment, os.path.realpath(facts.environment)
    in_project = is_below(real, os.path.realpath(facts.root))
    if facts.tracked:
        return Occupant("tracked", path)
    # What autovenv made it made at that very place; a directory above that became a link leads elsewhere.
    if (facts.owned or facts.derived) and (in_project or not is_below(path, facts.root)):
        return Occupant("own", path)
    tool = _keeper(found, undo(environ))
    if tool and (conda.is_prefix(path) or tool.makes_alone):
        return Occupant("tool", path, tool=tool)
    if not in_project:
        return Occupant("outside", path, tool=tool)
    if facts.state == BROKEN and not os.path.isfile(configuration_path(path)):
        return Occupant("no environment", path)
    return Occupant("approved" if facts.approved else "foreign", path, tool=tool)


def number_of_packages(environment: str) -> str:
    """Return how many packages were installed into the environment at that path: "1 package"."""
    number = len(packages(environment))
    return f"{number} {'package' if number == 1 else 'packages'}"


def _keeper(found: Findings, environ: dict[str, str]) -> Tool | None:
    """Return the tool that keeps the environment, judged by where that lies."""
    facts, layout = found.facts, found.configuration.layout if found.configuration else None
    path, real = facts.environment, os.path.realpath(facts.environment)
    if layout and layout.kind != "path":
        return tool_of(layout.kind)
    if conda.is_prefix(path):
        return tool_of("pixi" if f"{os.sep}.pixi{os.sep}envs{os.sep}" in real else "conda")
    in_project = is_below(real, os.path.realpath(facts.root))
    tool = tool_of(facts.tool) if facts.tool not in {"", PLAIN} else None
    # Where the others find one in the project, they find whatever is there.
    if tool is not None and (not in_project or tool.makes_alone):
        return tool
    if is_below(real, os.path.realpath(os.path.join(pyenv_root(environ), "versions"))):
        return tool_of("pyenv")
    return tool_of("virtualenvwrapper") if is_below(real, os.path.realpath(workon_home(environ))) else None
