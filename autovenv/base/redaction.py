"""What a program prints, without what is in the environment: a variable's value is shown as `$NAME`, a password in a URL as `****`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHORTEST = 8  # characters of a value: of "1", "true" or "utf-8" a line of output is full
_SECRET = ("AUTH", "CREDENTIAL", "KEY", "PASS", "SECRET", "TOKEN")  # in names of variables, whose value is hidden from 4 characters on
_SHORTEST_SECRET = 4
_OPEN = ("COLORTERM", "HOSTNAME", "LANG", "LOGNAME", "NO_PROXY", "SHELL", "TERM", "TERM_PROGRAM", "TZ", "USER", "USERNAME", "no_proxy")
"""Anybody may know these. A host of NO_PROXY is one that an index is on: a log has to name it."""
_ENDS = b" \t\r\n\"'`<>/?#\\"  # of what stands between `://` and a path
_STARS = b"****"


class Redactor:
    """`Redactor(environ)(line)` returns a line that a program with these variables has printed as it may be kept and told.

    Paths stay: a log without them says nothing.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        found: dict[bytes, bytes] = {}
        for name in sorted(environ):
            shortest = _SHORTEST_SECRET if any(word in name.upper() for word in _SECRET) else _SHORTEST
            if name in _OPEN or name.startswith(("LC_", "AUTOVENV_")):
                continue
            for one in _values(environ[name]):
                if len(one) >= shortest and not one.startswith(("/", "~", "./", "../")) and one[1:3] not in {":\\", ":/"}:
                    found.setdefault(one.encode("utf-8", "surrogateescape"), b"$" + name.encode("utf-8", "surrogateescape"))
        # A value that another one has within it comes later.
        self._values = sorted(found.items(), key=lambda one: -len(one[0]))

    def __call__(self, line: bytes) -> bytes:
        """Return line without values and passwords."""
        for text, name in self._values:
            if text in line:
                line = line.replace(text, name)
        return without_passwords(line) if b"@" in line and b"://" in line else line


def _values(text: str) -> Iterator[str]:
    """Yield what a value may be printed as: whole, each word of it (`UV_INDEX=name=URL name=URL`), and the password in a URL."""
    text = text.strip()
    if text.startswith("/") and ":/" in text:
        return  # a list of directories
    yield text
    words = text.replace(",", " ").split()
    for word in words if len(words) > 1 or "=" in text or "://" in text else ():
        value = word.partition("=")[2] if "://" in word and "=" in word.partition("://")[0] else word
        yield value.rstrip("/")
        authority = value.partition("://")[2].partition("/")[0]
        if "@" in authority:
            user, _, password = authority.rpartition("@")[0].partition(":")
            secret = password or user
            yield secret
            if "%" in secret:
                from urllib.parse import unquote

                yield unquote(secret)


def without_passwords(line: bytes) -> bytes:
    """Return line with the password of each URL in it hidden, and the name, which may be a token, where there is no password."""
    parts = line.split(b"://")
    for number, part in enumerate(parts[1:], 1):
        end = next((at for at, byte in enumerate(part) if byte in _ENDS), len(part))
        given, at, _ = part[:end].rpartition(b"@")
        if not at:
            continue
        user, colon, _ = given.partition(b":")
        if colon:
            parts[number] = user + b":" + _STARS + part[len(given) :]
        elif not parts[number - 1].endswith(b"ssh"):  # git@ is everybody's
            parts[number] = _STARS + part[len(given) :]
    return b"://".join(parts)
