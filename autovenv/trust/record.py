"""One decision of the user's as bytes: fields that are ended by NUL, which no path can hold."""

from __future__ import annotations

import os

from autovenv.base.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from autovenv.plan.facts import Decision

NONE: Final = "none"
ALLOW: Final = "allow"
DENY: Final = "deny"

_FORMAT = b"autovenv consent 2"
_FORMER = b"autovenv consent 1"  # without files: it is from before there was consent by content
_END = b"."
_DIGITS = 64  # of a sha256 in hex


@value
class Record:
    """What was decided about which directory."""

    decision: Decision  # never "none"
    root: str  # real path
    environments: tuple[str, ...] = ()  # real paths that were approved
    tracked: bool = False
    files: tuple[tuple[str, str], ...] = ()  # path and sha256 (hex) of each content that was approved, the newest of a path first


def encode(record: Record) -> bytes:
    """Return record as bytes."""
    fields = [_FORMAT, record.decision.encode(), b"tracked" if record.tracked else b"", os.fsencode(record.root)]
    fields += [str(len(record.environments)).encode(), *map(os.fsencode, record.environments)]
    fields.append(str(len(record.files)).encode())
    for path, digest in record.files:
        fields += [os.fsencode(path), digest.encode()]
    return b"".join(field + b"\0" for field in (*fields, _END))


def decode(content: bytes) -> list[Record]:
    """Return the records that content holds, one after the other. Raises ValueError if anything about it is not as `encode` writes it."""
    fields = content.split(b"\0")
    if fields.pop():
        raise ValueError("cut short")
    records = []
    at = 0
    while at < len(fields):
        record, at = _record(fields, at)
        records.append(record)
    return records


def _record(fields: list[bytes], at: int) -> tuple[Record, int]:
    """Return the record whose first field is at `at`, and where the next one begins. Raises ValueError."""
    try:
        mark, verb, tracked, root = fields[at : at + 4]
        environments, at = _list(fields, at + 4, 1)
        files: list[bytes] = []
        if mark == _FORMAT:
            files, at = _list(fields, at, 2)
        end = fields[at]
    except (IndexError, ValueError):
        raise ValueError("cut short") from None
    if mark not in (_FORMAT, _FORMER) or end != _END or verb not in (b"allow", b"deny") or tracked not in (b"", b"tracked"):
        raise ValueError("not a record of consent")
    digests = [one.decode("ascii") for one in files[1::2]]
    if not all(len(one) == _DIGITS and not one.strip("0123456789abcdef") for one in digests):
        raise ValueError("not a hash")
    above, *paths = [os.fsdecode(field) for field in (root, *environments, *files[::2])]
    if not all(os.path.isabs(path) for path in (above, *paths)):
        raise ValueError("a relative path")
    named = tuple(paths[: len(environments)])
    decision: Decision = DENY if verb == b"deny" else ALLOW
    return Record(decision, above, named, bool(tracked), tuple(zip(paths[len(environments) :], digests, strict=True))), at + 1


def _list(fields: list[bytes], at: int, width: int) -> tuple[list[bytes], int]:
    """Return the fields of a list whose length stands at `at`, and what comes after it. Raises ValueError and IndexError."""
    length = fields[at]
    if not length.isdigit() or len(length) > 6:
        raise ValueError
    end = at + 1 + int(length) * width
    if end > len(fields):
        raise ValueError
    return fields[at + 1 : end], end
