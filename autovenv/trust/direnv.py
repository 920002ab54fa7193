"""The files that direnv trusts, read from its own records. Nothing is written there, and direnv is not run.

Tried with direnv 2.32: <data>/direnv/allow/<sha256 of path, newline and content> holds the path, which has the directory's links
followed and the file's own name. Since 2.33 <data>/direnv/deny/<sha256 of path and newline> says that the user does not want it.
"""

from __future__ import annotations

import os

from autovenv.base.digest import digest
from autovenv.base.files import read_small
from autovenv.base.paths import directory_from
from autovenv.base.value import value
from autovenv.plan.inputs import Input
from autovenv.trust import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LIMIT = 1 << 20  # bytes
ALLOWED, DENIED, CHANGED, GONE, DOUBTFUL = "allowed", "denied", "changed", "gone", "doubtful"


@value
class Verdict:
    """What direnv holds about one file."""

    kind: str  # "allowed", "denied", "changed" (another content was allowed), "gone", or "doubtful" (it is not direnv's own record)
    path: str  # absolute, as direnv names it; of a doubtful one the record itself
    content: bytes = b""  # of what is allowed: the very bytes that the hash was of
    problem: str = ""  # why it is doubtful


def direnv_allows(path: str, content: bytes, environ: Mapping[str, str]) -> tuple[bool, Input]:
    """Tell whether the user's direnv would load content from path, an absolute path, and what that depends on."""
    place = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    names = tuple(dict.fromkeys((place, path)))
    data = _data(environ)
    for name in names:
        denied = os.path.join(data, "deny", digest(_line(name)))
        if os.path.exists(denied):
            return False, Input("present", denied)
    allowed = [os.path.join(data, "allow", digest(_line(name) + content)) for name in names]
    there = next((one for one in allowed if os.path.exists(one)), "")
    return bool(there), Input("present", there) if there else Input("absent", allowed[0])


def verdicts(environ: Mapping[str, str]) -> list[Verdict]:
    """Return what direnv holds about each file, sorted by path. A file of which one content is allowed as it is now counts as allowed."""
    found: dict[str, Verdict] = {}
    doubtful = []
    # Older versions kept it with the configuration.
    folders = [(os.path.join(_config(environ), "allow"), False), (os.path.join(_data(environ), "allow"), False)]
    for folder, deny in (*folders, (os.path.join(_data(environ), "deny"), True)):
        for name in _listed(folder):
            one = _verdict(os.path.join(folder, name), name, deny=deny)
            if one.kind == DOUBTFUL:
                doubtful.append(one)
            elif one.path not in found or one.kind == DENIED or (one.kind == ALLOWED and found[one.path].kind != DENIED):
                found[one.path] = one
    return sorted([*found.values(), *doubtful], key=lambda one: one.path)


def _verdict(record: str, name: str, *, deny: bool) -> Verdict:
    try:
        problem = next(_troubles(record), "")
        path = "" if problem else os.fsdecode(read_small(record, _LIMIT).removesuffix(b"\n"))
    except OSError as error:
        return Verdict(DOUBTFUL, record, problem=f"it can't be read: {error.strerror}")
    if problem:
        return Verdict(DOUBTFUL, record, problem=problem)
    if not os.path.isabs(path):
        return Verdict(DOUBTFUL, record, problem="it holds no absolute path")
    if deny:
        if digest(_line(path)) != name:
            return Verdict(DOUBTFUL, record, problem="its name is not the hash of the path in it")
        return Verdict(DENIED if os.path.lexists(path) else GONE, path)
    try:
        content = read_small(path, _LIMIT)
    except FileNotFoundError:
        return Verdict(GONE, path)
    except OSError:
        return Verdict(CHANGED, path)
    return Verdict(ALLOWED, path, content) if digest(_line(path) + content) == name else Verdict(CHANGED, path)


def _troubles(record: str) -> Iterator[str]:
    folder = os.path.dirname(record)
    yield from filter(
        None, (store.trouble(folder, os.lstat(folder), directory=True), store.trouble(record, os.lstat(record), directory=False))
    )


def _listed(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if len(name) == 64 and not name.strip("0123456789abcdef"))
    except OSError:
        return []


def _line(path: str) -> bytes:
    return os.fsencode(path) + b"\n"


def _data(environ: Mapping[str, str]) -> str:
    return os.path.join(directory_from(environ, "XDG_DATA_HOME", ".local", "share"), "direnv")


def _config(environ: Mapping[str, str]) -> str:
    return directory_from(environ, "DIRENV_CONFIG", directory_from(environ, "XDG_CONFIG_HOME", ".config"), "direnv")
