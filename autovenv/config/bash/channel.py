"""The protocol between bash and its evaluator, over two pipes: a number of fields, then the fields, each ended by NUL."""

from __future__ import annotations

import os

from autovenv.base.value import value

ASKS, HEARS = 198, 199
"""The descriptors under which bash has its ends (library.bash): ones that no script uses."""

WITH_ENVIRONMENT = frozenset({"dotenv", "form", "located", "report"})
"""Requests behind which all exported variables follow, ended by an empty field."""

_CHUNK = 1 << 16


@value
class Request:
    """`kind` and what follows it, as text (os.fsdecode)."""

    kind: str
    fields: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


class Channel:
    """Our ends of the two pipes, and bash's until it has started."""

    def __init__(self) -> None:
        """Open the pipes."""
        self.requests, self.asks = os.pipe()
        self.hears, self._answers = os.pipe()
        self._given: list[bytes] = []  # whole fields that no request has taken yet
        self._rest = b""

    def started(self) -> None:
        """Close bash's ends: it has its own by now."""
        os.close(self.asks)
        os.close(self.hears)
        self.asks = self.hears = -1

    def close(self) -> None:
        """Close what is open."""
        for descriptor in (self.requests, self._answers, self.asks, self.hears):
            if descriptor >= 0:
                os.close(descriptor)

    def receive(self) -> bool:
        """Read what is there; False at its end."""
        chunk = os.read(self.requests, _CHUNK)
        *fields, self._rest = (self._rest + chunk).split(b"\0")
        self._given += fields
        return bool(chunk)

    def take(self) -> Request | None:
        """Return the next request that has come as a whole."""
        if not self._given:
            return None
        count = int(self._given[0])
        end = count + 1
        if len(self._given) < end:
            return None
        kind, *fields = map(os.fsdecode, self._given[1:end])
        pairs: list[tuple[str, str]] = []
        if kind in WITH_ENVIRONMENT:
            try:
                last = self._given.index(b"", end)
            except ValueError:
                return None
            for field in self._given[end:last]:
                name, _, text = os.fsdecode(field).partition("=")
                pairs.append((name, text))
            end = last + 1
        del self._given[:end]
        return Request(kind, tuple(fields), tuple(pairs))

    def answer(self, *fields: str) -> None:
        """Send an answer. Raises BrokenPipeError where bash has gone."""
        data = b"\0".join([str(len(fields)).encode(), *map(os.fsencode, fields), b""])
        while data:
            data = data[os.write(self._answers, data) :]
