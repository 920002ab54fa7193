"""A directory that is to become a project: what it has, and what it lacks. Nothing is run, and nothing is made."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.files import names_in
from autovenv.base.parents import is_below
from autovenv.base.value import value
from autovenv.env import version_match
from autovenv.env.environment import HEALTHY, Environment
from autovenv.env.kinds import tool_of
from autovenv.facts.findings import Findings
from autovenv.facts.look import look
from autovenv.facts.outside import undo
from autovenv.facts.session import session_of
from autovenv.project.recognition import PLAIN
from autovenv.project.request import parse_request
from autovenv.project.requires_python import find_requires, global_pin
from autovenv.python.choose import choose
from autovenv.python.installed import find_interpreters
from autovenv.python.interpreter import Interpreter

# What a new repository has, and what an editor leaves: none of it says what the directory is.
_NOTHING = {
    *(".git", ".gitattributes", ".github", ".gitignore", ".hg", ".hgignore", ".gitlab-ci.yml", ".editorconfig"),
    *(".idea", ".vscode", ".DS_Store", ".python-version", ".venv", ".envrc"),
}
_PAPERS = ("readme", "license", "licence", "copying", "contributing", "changelog")


@value
class Onboarding:
    """A directory, as `init` needs to know it."""

    root: str
    pinned: str  # what pins its Python already, for people; "" where nothing does
    python: str  # what a new pin says, "3.12"
    minor: str  # of the Python that the project has or gets, "3.12"; "" where it is not known
    environment: str  # that is there; "" where there is none
    ignored: str  # the line of .gitignore for the environment, ".venv/"; "" where it is not in the project, or not autovenv's
    empty: bool  # nothing in it says what it is


def onboarding(root: str) -> Onboarding:
    """Return what is known about the directory root. Raises AutovenvError where no Python answers, or no project may be there."""
    found = look(root, os.environ, session_of(os.environ), root, thorough=True)
    facts = found.facts
    if facts.pin_error:
        raise AutovenvError(facts.pin_error)
    if facts.reading_only:
        raise AutovenvError(f"{root} is no place for a project: {facts.reading_only}")
    tool = tool_of(facts.tool) if facts.tool not in {"", PLAIN} else None
    layout = found.configuration.layout if found.configuration else None
    makes = layout.create if layout else not (tool and tool.makes_alone)
    environment, place = found.environment, found.place
    pinned = f"{facts.pin} ({facts.pin_where}), and stays as it is" if facts.pin and not facts.pin_variable else ""
    if not pinned and tool and tool.names_python:
        pinned = f"named by {tool.name}'s own file"
    python = minor = ""
    if pinned:
        minor = _minor_of(facts.pin) or _spelled(environment)
    else:
        python = minor = _spelled(environment) or _spelled(_chosen(found))
    return Onboarding(
        root,
        pinned,
        python,
        minor if minor[:1].isdigit() else "",
        environment.path if environment.state != "absent" else "",
        f"{os.path.relpath(place, root)}/".replace(os.sep, "/") if makes and place and is_below(place, root) else "",
        not tool and all(_says_nothing(name) for name in names_in(root)),
    )


def _chosen(found: Findings) -> Interpreter:
    """Return the Python that answers what the project requires, else the user's general pin, else the newest."""
    choice, root = found.choice, found.facts.root
    if choice is None:
        environ = undo(os.environ)
        requires, general = find_requires(root).requires, global_pin(environ)
        request = general.request if general and requires is None else None
        choice = choose(request, requires, find_interpreters(environ, root), environ, found.state)
    if choice.interpreter is None:
        hint = f": `{choice.hint}` gets one" if choice.hint else ""
        wanted = find_requires(root).requires
        why = f" that {wanted.source} takes ({wanted.specifier})" if wanted else ""
        raise AutovenvError(f"no Python is installed{why}{hint}")
    return choice.interpreter


def _spelled(of: Environment | Interpreter) -> str:
    """Return the line of a Python as a pin says it: "3.12", "3.13t", "pypy3.10"; "" of an environment that has none."""
    if isinstance(of, Environment):
        if of.state != HEALTHY:
            return ""
        line = version_match.of(of)
    else:
        line = version_match.Wanted(of.implementation, of.version[:2], of.freethreaded)
    name = "" if line.implementation == "cpython" else line.implementation
    return f"{name}{'.'.join(str(part) for part in line.minor)}{'t' if line.freethreaded else ''}"


def _minor_of(pin: str) -> str:
    request = parse_request(pin) if pin else None
    return ".".join(str(part) for part in request.version[:2]) if request and len(request.version) > 1 else ""


def _says_nothing(name: str) -> bool:
    return name in _NOTHING or name.lower().startswith(_PAPERS)
