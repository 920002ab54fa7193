"""Every Python that is installed, found by reading directories. Nothing that is found is run."""

from __future__ import annotations

import os
import sys

from autovenv.base.parents import is_inside
from autovenv.base.paths import home_directory
from autovenv.base.value import value
from autovenv.plan.inputs import Input
from autovenv.python.environments import environments_named
from autovenv.python.interpreter import Interpreter
from autovenv.python.managers import places, scan, scan_frameworks, scan_homebrew
from autovenv.python.search_path import search_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Installed", "environments_named", "find_interpreters"]


@value
class Installed:
    """The interpreters, preferred sources first; the directories listed; and the one that `system` means."""

    interpreters: tuple[Interpreter, ...]
    inputs: tuple[Input, ...]
    system: Interpreter | None = None


def find_interpreters(environ: Mapping[str, str], root: str) -> Installed:
    """Return the installed interpreters, each once, none of them from inside the project `root`."""
    # A root that holds the home directory is no project: what lies inside it is the user's.
    home = home_directory(environ)
    project = "" if home and is_inside(home, root) else root
    found: list[Interpreter] = []
    inputs: list[Input] = []
    sources = [scan(place) for place in places(environ) if not is_inside(place.directory, project)]
    sources.append(scan_homebrew(environ))
    if sys.platform == "darwin":
        sources.append(scan_frameworks())
    if sys.platform == "win32":
        from autovenv.python.registry import scan_registry

        sources.append((scan_registry(), []))
    for interpreters, listed in sources:
        found += interpreters
        inputs += listed
    on_path = search_path(environ, project)
    once: dict[str, Interpreter] = {}
    for one in (*found, *on_path.interpreters):
        if not is_inside(one.path, project):
            once.setdefault(os.path.realpath(one.path), one)
    system = on_path.system
    if system:
        known = once.get(os.path.realpath(system.path), system)
        # The path stays the one on PATH; what is known of the same file under another name is taken over.
        system = Interpreter(system.path, known.implementation, known.version, known.pre, known.freethreaded, "path", known.name)
    return Installed(tuple(once.values()), (*inputs, *on_path.inputs), system)
