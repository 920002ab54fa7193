"""`layout pyenv V…`: pyenv-virtualenv's environment of that name, else one of that version."""

from __future__ import annotations

import os

from autovenv.base.paths import pyenv_root
from autovenv.env.kinds.evidence import Evidence, asked_version
from autovenv.env.kinds.python import made_by_direnv
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout

TOOL = Tool("pyenv", removal="pyenv virtualenv-delete {name}")


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:
    """Return where the environment is. Of several versions the last one has it, as with direnv."""
    evidence = Evidence(environ)
    words = (layout.name or layout.version).replace(":", " ").split()
    name = words[-1] if words else ""
    if name:
        evidence.variable("PYENV_ROOT")
        named = os.path.normpath(os.path.join(pyenv_root(environ), "versions", name))
        if evidence.exists(os.path.join(named, "pyvenv.cfg")):
            return evidence.found(named, f"pyenv's environment {name}")
        if not asked_version(name):
            problem = f"pyenv has no environment {name!r}: `pyenv virtualenv {name}`"
            return evidence.found(named, tool=("pyenv", "virtualenv", name), why=problem)
    made = made_by_direnv(evidence, root, asked_version(name))
    if made:
        return evidence.found(made, f"direnv made {os.path.relpath(made, root)}")
    return evidence.found(os.path.join(root, venv_path), f"{venv_path} of the project", make=layout.create)
