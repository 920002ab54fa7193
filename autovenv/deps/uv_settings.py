"""A project's settings of uv that no command line and no variable overrules: those that would have it install elsewhere."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.parents import upward
from autovenv.env.kinds import workspace_of
from autovenv.env.kinds.evidence import Evidence, table

_FILES = (("uv.toml", ()), ("pyproject.toml", ("tool", "uv")))  # the first of a directory counts
_ELSEWHERE = ("target", "prefix")


def refuse_elsewhere(root: str) -> None:
    """Raise AutovenvError where `uv pip` in root would not install into the environment that it is told, or would not end."""
    for start in dict.fromkeys((root, workspace_of("uv", root))):
        for directory in upward(start):
            if _is_settled(directory):
                break


def _is_settled(directory: str) -> bool:
    """Tell whether uv looks no further up than into directory. Raises AutovenvError as above."""
    for name, place in _FILES:
        path = os.path.join(directory, name)
        if not os.path.exists(path):
            continue
        evidence = Evidence({})
        if evidence.read(path) is None:
            raise AutovenvError(evidence.found().error or f"{path} can't be read")
        data = evidence.toml(path, b"uv") if place else evidence.toml(path)  # of a broken one uv says what is wrong
        settings = table(data, *place)
        key = next((one for one in _ELSEWHERE if one in table(settings, "pip")), "")
        if key:
            where = f"[{'.'.join((*place, 'pip'))}] {key}"
            raise AutovenvError(f"{path}: {where} has uv install elsewhere than into the environment: nothing is installed")
        if settings or not place:
            return True
    return False
