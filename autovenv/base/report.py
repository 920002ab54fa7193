"""Unexpected exceptions: one line for the user, and a report to paste into an issue."""

from __future__ import annotations

import os
import sys

from autovenv.base.files import private_directory, write_atomic

UNEXPECTED = 4
"""Exit code: a bug of autovenv's. (3: hook and program are of different versions.)"""


def report(problem: BaseException, state: str) -> str:
    """Write a report below the state directory; return the line that tells of it, "" where the same one is there already.

    The report holds versions and the traceback, and no value of any variable. The line has no more than where it happened.
    """
    import traceback

    from autovenv import __version__
    from autovenv.base.digest import digest

    what = fault(problem)
    frames = traceback.extract_tb(problem.__traceback__)
    lines = "".join(f'  File "{_inside(frame.filename)}", line {frame.lineno}, in {frame.name}\n    {frame.line}\n' for frame in frames)
    text = f"autovenv {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n{what}\n{lines}"
    name = digest(text.encode("utf-8", "backslashreplace"))[:12]
    line = f"a bug, and the shell goes on: {what} (autovenv {__version__})"
    try:
        path = os.path.join(private_directory(os.path.join(private_directory(state), "reports")), f"{name}.txt")
        if os.path.exists(path):
            return ""
        write_atomic(path, text.encode("utf-8", "backslashreplace"))
    except Exception:  # noqa: BLE001 - a report that can't be kept must not be the next bug
        return line
    return f"{line}; a report ready to paste is in {path}"


def fault(problem: BaseException) -> str:
    """Return the kind of an exception and where it happened, and nothing of what it says."""
    import traceback

    frames = traceback.extract_tb(problem.__traceback__)
    place = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "?"
    return f"{type(problem).__name__} in {place}"


def _inside(filename: str) -> str:
    """Return a file's name from the package on: what lies above is the user's."""
    at = filename.rfind(f"{os.sep}autovenv{os.sep}")
    return filename[at + 1 :] if at >= 0 else os.path.basename(filename)
