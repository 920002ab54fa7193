"""Where the real tools lie: programs and files of packages, and what tests/run put into `.venv-tools`."""

from __future__ import annotations

import os
import shutil

import pytest

TOOLS = os.path.join(os.path.dirname(__file__), *[os.pardir] * 4, ".venv-tools")
SHARES = ("/usr/share", "/usr/local/share", "/opt/homebrew/share", "/opt/homebrew/opt/fzf/shell")


def missing(what: str, *, demanded: bool = True) -> None:
    """Skip on a laptop; in CI all of it has to be there, but for what not every registry has."""
    if demanded and os.environ.get("CI") == "true":
        pytest.fail(f"{what} is demanded, and is not here (tests/run --long gets it)")
    pytest.skip(f"no {what} here (tests/run --long gets it)")


def program(name: str, *, demanded: bool = True) -> str:
    """Return the path of a program."""
    found = shutil.which(name, path=os.pathsep.join([os.path.realpath(f"{TOOLS}/bin"), "/usr/local/bin", "/usr/bin", "/bin"]))
    if found is None:
        missing(name, demanded=demanded)
    return str(found)


def share(*names: str) -> str:
    """Return the path of the first of these files that is there, below a directory for programs' data."""
    for path in (os.path.join(place, name) for name in names for place in (*SHARES, f"{TOOLS}/node_modules")):
        if os.path.isfile(path):
            return os.path.realpath(path)
    missing(names[0])
    return ""
