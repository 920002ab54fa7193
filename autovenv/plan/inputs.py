"""The inputs of a plan: a file read such that a later change of it will be seen, and the proof by mtime that nothing changed.

All times are nanoseconds since the epoch.
"""

from __future__ import annotations

import errno
import os
import stat
import time

from autovenv.base.files import read_small
from autovenv.base.value import replace, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GRAIN_NS = 10_000_000  # longer than a tick of the kernel's clock (4 ms at 250 Hz, 10 at 100): within one, a second change keeps the mtime
COARSE_NS = 2_000_000_000  # the same for file systems that keep whole seconds, or two (FAT), and for bash before 4.3

_TRIES = 3

# How closely each prompt asks about an input. (In PowerShell, where each costs one look-up, always exactly.)
EXACTLY = "exactly"
NEWER = "newer"  # only whether the file has become newer: half the look-ups
NOT_AT_ALL = "not at all"  # autovenv's own commands tell the shells of a change, or nobody changes it under an open shell


@value
class Input:
    """Something on disk that the plan depends on. The plan holds while each of its inputs stands as described.

    kind is "unchanged" (a file or directory exists with this mtime), "present" (it exists, links followed), "absent" (it does not),
    "same" (it is the very file or directory that `target` names), "program" (a shell would run it: not empty, with the right to be run),
    or "no program" (it exists, and a shell would not). The last two have an mtime for PowerShell, which can ask for nothing else.
    """

    kind: str
    path: str
    mtime_ns: int = 0
    target: str = ""
    racy: bool = False  # read while younger than the clock's grain: it may change again and keep its mtime
    at_prompt: str = EXACTLY  # a look (at a `cd`, or when anything else changed) always asks exactly


def is_racy(mtime_ns: int, now_ns: int) -> bool:
    """Return whether a file of that mtime, read at now_ns, may change again and keep its mtime (git's "racy" entries).

    A time ahead comes from another machine's clock, and may be of this very moment: only `seen_settled` can tell.
    """
    return now_ns - mtime_ns < (COARSE_NS if mtime_ns % 1_000_000_000 == 0 else GRAIN_NS)


def unchanged(path: str, mtime_ns: int, now_ns: int) -> Input:
    """Return the input that holds while path keeps the mtime that it had before it was read at now_ns."""
    return Input("unchanged", path, mtime_ns, racy=is_racy(mtime_ns, now_ns))


def watched(path: str) -> Input:
    """Return path as an input: "unchanged" with its mtime (links followed), or "absent"."""
    try:
        found = os.stat(path)
    except OSError:
        return Input("absent", path)
    return unchanged(path, found.st_mtime_ns, time.time_ns())


def noticed(path: str) -> Input:
    """Return whether path is there as an input: its content and its time say nothing."""
    return Input("present" if os.path.lexists(path) else "absent", path)


def read_watched(path: str, limit: int) -> tuple[bytes, Input]:
    """Return the content of a regular file of at most `limit` bytes, and the file as an input of what is made from it.

    The mtime is of before the reading, and the same after it; of a file that never holds still the input is racy. Raises OSError
    (EINVAL: not a regular file) and base.files.TooLargeError.
    """
    content, before, still = b"", os.stat(path), False
    for _ in range(_TRIES):
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        now = time.time_ns()
        content = read_small(path, limit)
        after = os.stat(path)
        still = (before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size, after.st_ino)
        if still:
            return content, unchanged(path, before.st_mtime_ns, now)
        before = after
    return content, Input("unchanged", path, before.st_mtime_ns, racy=True)


def through_links(root: str, inputs: Iterable[Input]) -> tuple[Input, ...]:
    """Return inputs with an input for each file that links lead to, save for those that lead to root itself.

    A link that is swung to another file of the same time (stow, Nix) leaves the time of what it leads to as it was.
    """
    found = tuple(inputs)
    real = os.path.realpath(root)
    ends: list[Input] = []
    for given in found:
        if given.kind == "unchanged":
            end = os.path.realpath(given.path)
            below = given.path.removeprefix(root.rstrip("/") + "/")
            if end not in {given.path, os.path.join(real, below)}:
                ends.append(Input("same", given.path, target=end))
    return distinct((*found, *ends)) if ends else found


def settled(inputs: Iterable[Input], seen: Mapping[tuple[str, int], int], now_ns: int) -> tuple[Input, ...]:
    """Return inputs as they are by what this machine has seen: a file that has had its mtime for longer than any tick is not racy.

    `seen` says since when (nanoseconds since the epoch, by this machine's clock) a path has been known to have an mtime.
    """
    return tuple(
        replace(given, racy=False) if given.racy and now_ns - seen.get((given.path, given.mtime_ns), now_ns) > COARSE_NS else given
        for given in inputs
    )


def holds(given: Input) -> bool:
    """Tell whether an input stands as it was described: what a shell's own check finds out, asked by a program."""
    try:
        found = os.stat(given.path)
    except (OSError, ValueError):
        return given.kind == "absent"
    if given.kind == "unchanged":
        return found.st_mtime_ns == given.mtime_ns and not given.racy
    if given.kind == "same":
        try:
            return os.path.samestat(found, os.stat(given.target))
        except OSError:
            return False
    if given.kind in {"program", "no program"}:
        runs = found.st_size > 0 and (os.name == "nt" or os.access(given.path, os.X_OK))
        return runs == (given.kind == "program")
    return given.kind == "present"


def distinct(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """Return each input once, and none that holds as long as another one does: every one costs a prompt up to four lookups.

    Of two readings of a file, one racy, the racy one counts; of two that a prompt asks for more and less closely, the closer one. What
    lies in a directory that is absent is absent, and the directory of something that is there is there, as far as a prompt asks for that
    one.
    """
    found: dict[tuple[str, str, int, str, str], Input] = {}
    for given in inputs:
        key = (given.kind, given.path, given.mtime_ns, given.target, given.at_prompt)
        if given.racy or key not in found:
            found[key] = given
    for given in [one for one in found.values() if one.at_prompt != EXACTLY]:
        closely = (EXACTLY,) if given.at_prompt == NEWER else (EXACTLY, NEWER)
        closer = [found.get((given.kind, given.path, given.mtime_ns, given.target, other)) for other in closely]
        if any(one is not None and one.racy >= given.racy for one in closer):
            del found[given.kind, given.path, given.mtime_ns, given.target, given.at_prompt]
    asked = [given for given in found.values() if given.at_prompt == EXACTLY]
    absent = {given.path for given in asked if given.kind == "absent"}
    there = {given.path for given in asked if given.kind == "unchanged"}
    for given in asked:
        if given.kind != "absent":
            above = given.path.rpartition(os.sep)[0]
            while above and above not in there:
                there.add(above)
                above = above.rpartition(os.sep)[0]
    clear: set[str] = set()  # directories that do not lie in an absent one
    return tuple(
        given
        for given in found.values()
        if not (given.kind == "present" and given.path in there) and not (given.kind == "absent" and _lies_in(given.path, absent, clear))
    )


def _lies_in(path: str, directories: set[str], clear: set[str]) -> bool:
    """Tell whether one of directories is above path. `clear` are some that none of them is, nor is above; more are added to it."""
    passed = []
    above = path.rpartition(os.sep)[0]
    while above and above not in clear:
        if above in directories:
            return True
        passed.append(above)
        above = above.rpartition(os.sep)[0]
    clear.update(passed)
    return False
