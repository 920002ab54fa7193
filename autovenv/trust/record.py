"""One decision of the user's as bytes: fields that are ended by NUL, which no path can hold."""

from __future__ import annotations

import os

from autovenv.base.value import value

NONE, ALLOW, DENY = "none", "allow", "deny"

_FORMAT = b"autovenv consent 1"
_END = b"."


@value
class Record:
    """What was decided about which directory."""

    decision: str  # "allow" or "deny"
    root: str  # real path
    environments: tuple[str, ...] = ()  # real paths that were approved
    tracked: bool = False


def encode(record: Record) -> bytes:
    """Return record as bytes."""
    fields = [_FORMAT, record.decision.encode(), b"tracked" if record.tracked else b"", os.fsencode(record.root)]
    fields += [str(len(record.environments)).encode(), *map(os.fsencode, record.environments), _END]
    return b"".join(field + b"\0" for field in fields)


def decode(content: bytes) -> list[Record]:
    """Return the records that content holds, one after the other. Raises ValueError if anything about it is not as `encode` writes it."""
    fields = content.split(b"\0")
    if fields.pop():
        raise ValueError("cut short")
    records = []
    while fields:
        if len(fields) < 6 or not fields[4].isdigit():
            raise ValueError("cut short")
        size = 6 + int(fields[4][:6])
        taken, fields = fields[:size], fields[size:]
        decision = taken[1].decode("ascii")
        if (
            len(taken) < size
            or taken[0] != _FORMAT
            or taken[-1] != _END
            or decision not in (ALLOW, DENY)
            or taken[2] not in (b"", b"tracked")
        ):
            raise ValueError("not a record of consent")
        paths = [os.fsdecode(field) for field in (taken[3], *taken[5:-1])]
        if not all(os.path.isabs(path) for path in paths):
            raise ValueError("a relative path")
        records.append(Record(decision, paths[0], tuple(paths[1:]), bool(taken[2])))
    return records
