"""What a job has to do, as it waits for the job: a small file. It holds no variable of any environment."""

from __future__ import annotations

import os

from autovenv.base.files import read_small, remove_file, write_atomic
from autovenv.base.value import value
from autovenv.deps.sources import Source

_FORMAT = b"autovenv task 1"
_LARGEST = 1 << 20  # bytes


@value
class Task:
    """An installation that is wanted."""

    source: Source
    environment: str
    root: str
    mark: str  # how the environment stood to source (deps/current.py)
    again: bool = False  # somebody typed it: also where the environment is current, or the same has failed


def put(path: str, task: Task) -> None:
    """Have task wait at path, in the place of one that waits there. Raises OSError."""
    source = task.source
    plain = (
        task.environment,
        task.root,
        task.mark,
        "again" if task.again else "",
        source.tool,
        source.file,
        str(source.packages),
        source.said,
    )
    fields = list(plain)
    for group in (source.files, *source.commands):
        fields += [str(len(group)), *group]
    write_atomic(path, b"\0".join([_FORMAT, *map(os.fsencode, fields), b"."]))


def take(path: str) -> Task | None:
    """Return the task that waits at path, which waits no longer; None where there is none that can be read. Raises OSError."""
    try:
        content = read_small(path, _LARGEST)
    except FileNotFoundError:
        return None
    remove_file(path)
    fields = content.split(b"\0")
    if fields[0] != _FORMAT or fields[-1] != b".":
        return None
    try:
        environment, root, mark, again, tool, file, packages, said, *rest = map(os.fsdecode, fields[1:-1])
        groups: list[tuple[str, ...]] = []
        while rest:
            count = int(rest.pop(0))
            groups.append(tuple(rest[:count]))
            del rest[:count]
        files, *commands = groups
        return Task(Source(tool, file, files, tuple(commands), int(packages), said=said), environment, root, mark, bool(again))
    except ValueError:
        return None
