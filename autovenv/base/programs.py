"""Programs: what can be run, and what a name stands for on PATH."""

from __future__ import annotations

import os

from autovenv.base.parents import is_inside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENDINGS = (".exe", ".cmd", ".bat") if os.name == "nt" else ("",)


def is_executable(path: str) -> bool:
    """Tell whether path is a regular file, links followed, that may be executed: what a shell takes from PATH."""
    return os.path.isfile(path) and os.access(path, os.X_OK)


def is_program(path: str) -> bool:
    """Tell whether path is executable and not empty: a full disk or an interrupted installation leaves an empty interpreter."""
    try:
        return is_executable(path) and os.stat(path).st_size > 0
    except OSError:
        return False


def programs(name: str, path: str, project: str = "", endings: tuple[str, ...] = _ENDINGS) -> Iterator[str]:
    """Yield the executables called name in the directories of `path`, the value of a PATH.

    Relative directories are passed over: they are another project's in another place. So is what `project` brings (a directory; "" or
    the root of the file system brings nothing), by the text or by links, be it the directory or the program.
    """
    bringing = project if os.path.dirname(project) != project else ""
    for directory in path.split(os.pathsep):
        if not os.path.isabs(directory) or is_inside(directory, bringing):
            continue
        for ending in endings:
            found = os.path.join(directory, name + ending)
            if is_executable(found) and not is_inside(found, bringing):
                yield found


def find_program(name: str, environ: Mapping[str, str], project: str = "") -> str:
    """Return the absolute path of the first program called name on PATH that `project` did not bring, "" if there is none."""
    return next(programs(name, environ.get("PATH", ""), project), "")
