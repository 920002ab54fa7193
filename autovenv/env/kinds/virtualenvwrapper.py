"""virtualenvwrapper: environments by name below WORKON_HOME; a `.venv` file may hold the name."""

from __future__ import annotations

import os

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


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is."""
    evidence = Evidence(environ)
    if not layout.name:
        named = os.path.join(root, ".venv")
        text = None if evidence.is_directory(named) else evidence.text(named)
        if text is None:
            return evidence.found(error="virtualenvwrapper's environment has no name: `layout virtualenvwrapper NAME`")
        evidence.variable("WORKON_HOME")
        target, problem = venv_file.target(named, environ)
        return evidence.found(target, f"named in {named}", tool=("mkvirtualenv", os.path.basename(target)), led=True, error=problem)
    evidence.variable("WORKON_HOME")
    collection = workon_home(environ)
    path = os.path.normpath(os.path.join(collection, layout.name))
    return evidence.found(path, f"{layout.name} in {collection}", tool=("mkvirtualenv", layout.name))
