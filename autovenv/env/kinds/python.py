"""`layout python`, `layout virtualenv`, or a path that is named: an environment that direnv made before, else autovenv's own."""

from __future__ import annotations

import os

from autovenv.env import pyvenv
from autovenv.env.kinds.evidence import Evidence, asked_version, newest
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout

TOOL = Tool("python", others=("virtualenv",))


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:
    """Return where the environment is."""
    evidence = Evidence(environ)
    if layout.path:
        return evidence.found(
            layout.path, f"its path is given in {layout.where}" if layout.where else "its path is given", make=layout.create
        )
    if layout.kind == "path":
        return evidence.found(error="no path is given")
    asked = asked_version(layout.version)
    # Of an interpreter whose version its path does not tell, nobody knows whether direnv's is one.
    made = made_by_direnv(evidence, root, asked, virtualenv=layout.kind == "virtualenv") if asked or not layout.version else ""
    if made:
        return evidence.found(made, f"direnv made {os.path.relpath(made, root)}")
    return evidence.found(os.path.join(root, venv_path), f"{venv_path} of the project", make=layout.create)


def made_by_direnv(evidence: Evidence, root: str, asked: tuple[int, ...], *, virtualenv: bool = False) -> str:
    """Return the environment that direnv made for `asked`, the newest if there are several; "" if none whose interpreter is there.

    direnv names it by the interpreter that it found: .direnv/python-3.11.2 (measured: 2.32.1), python-3.11 where it did so before; the
    one of `layout virtualenv`, and of oldest releases, has no version in its name.
    """
    given = evidence.variable("direnv_layout_dir") or ""
    directory = os.path.join(root, given or ".direnv")
    if virtualenv or not asked:
        own = os.path.join(directory, "virtualenv")
        if evidence.environment(own):
            return own
    versions: dict[str, tuple[int, ...]] = {}
    for name in evidence.names(directory):
        version, _ = pyvenv.split_version(name.removeprefix("python-"))
        if name.startswith("python-") and version and evidence.environment(os.path.join(directory, name)):
            versions[name] = version
    best = newest(versions, asked)
    return os.path.join(directory, best) if best else ""
