"""virtualenvwrapper: environments by name below WORKON_HOME; a `.venv` file holds the name, or the environment the project's path."""

from __future__ import annotations

import os

from autovenv.base.files import read_small
from autovenv.base.parents import same_directory
from autovenv.base.paths import workon_home
from autovenv.env import venv_file
from autovenv.env.kinds.evidence import Evidence
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout

TOOL = Tool("virtualenvwrapper", removal="rmvirtualenv {name}")

_LARGEST = 8 * 1024  # bytes of a link


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is."""
    evidence = Evidence(environ)
    evidence.variable("WORKON_HOME")
    collection = workon_home(environ)
    if layout.name:
        path = os.path.normpath(os.path.join(collection, layout.name))
        return evidence.found(path, f"{layout.name} in {collection}", tool=("mkvirtualenv", layout.name))
    named = os.path.join(root, ".venv")
    if evidence.exists(named) and not evidence.is_directory(named):
        evidence.text(named)
        target, problem = venv_file.target(named, environ)
        return evidence.found(target, f"named in {named}", tool=("mkvirtualenv", os.path.basename(target)), led=True, error=problem)
    linked = _linked(evidence, collection, root)
    if len(linked) == 1:
        return evidence.found(linked[0], f"{os.path.basename(linked[0])} in {collection} is linked to the project", own_place=collection)
    if linked:
        names = ", ".join(os.path.basename(one) for one in linked)
        return evidence.found(error=f"several of virtualenvwrapper's environments are linked to the project: {names}")
    return evidence.found(error="virtualenvwrapper's environment has no name: `layout virtualenvwrapper NAME`")


def _linked(evidence: Evidence, collection: str, root: str) -> list[str]:
    """Return the environments that `mkvirtualenv -a`, `mkproject` or `setvirtualenvproject` linked to the project in root."""
    link = evidence.variable("VIRTUALENVWRAPPER_PROJECT_FILENAME") or ".project"
    here = evidence.real(root)
    linked = []
    for name in evidence.names(collection):
        path = os.path.join(collection, name)
        try:
            project = os.fsdecode(read_small(os.path.join(path, link), _LARGEST)).strip()
        except OSError:
            continue
        if "\0" in project or not os.path.isabs(project):
            continue
        # Only a link to this project is watched: a prompt pays for each file, and there may be a hundred.
        if same_directory(project, root) or same_directory(os.path.realpath(project), here):
            evidence.text(os.path.join(path, link))
            if evidence.environment(path):
                linked.append(path)
    return linked
