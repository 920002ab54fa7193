"""Hide secrets in a program's output: the value of a variable is replaced by `$NAME`, a password in a URL by `****`."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHORTEST = 8  # characters of a value: shorter ones ("1", "true", "utf-8") are common in any output
_SECRET = ("AUTH", "CREDENTIAL", "KEY", "PASS", "SECRET", "TOKEN")  # words in names of variables whose value is secret
_SHORTEST_SECRET = 4  # characters of a secret value
_OPEN = ("COLORTERM", "HOSTNAME", "LANG", "LOGNAME", "NO_PROXY", "SHELL", "TERM", "TERM_PROGRAM", "TZ", "USER", "USERNAME", "no_proxy")
"""Variables whose values are shown. A host in NO_PROXY may be that of an index, which a log has to name."""
_ENDS = b" \t\r\n\"'`<>/?#\\"  # they end the part of a URL between `://` and the path
_STARS = b"****"


class Redactor:
    """`Redactor(environ)(line)` returns a line of output without secrets; `environ` has the variables of the program that printed it.

    Paths are not hidden: a log without them would be useless. If a variable's name says that it is secret, a path has to exist for that.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        found: dict[bytes, bytes] = {}
        for name in sorted(environ):
            secret = any(word in name.upper() for word in _SECRET)
            shortest = _SHORTEST_SECRET if secret else _SHORTEST
            if name in _OPEN or name.startswith(("LC_", "AUTOVENV_")):
                continue
            for one in _values(environ[name], any_path=secret):
                if len(one) >= shortest and not (_is_like_a_path(one) and (not secret or os.path.exists(one))):
                    found.setdefault(one.encode("utf-8", "surrogateescape"), b"$" + name.encode("utf-8", "surrogateescape"))
        # The longest first: a value may be a part of another one.
        self._values = sorted(found.items(), key=lambda one: -len(one[0]))

    def __call__(self, line: bytes) -> bytes:
        """Return line without values and passwords."""
        for text, name in self._values:
            if text in line:
                line = line.replace(text, name)
        return without_passwords(line) if b"@" in line and b"://" in line else line


def _is_like_a_path(text: str) -> bool:
    return text.startswith(("/", "~", "./", "../")) or text[1:3] in {":\\", ":/"}


def _values(text: str, *, any_path: bool) -> Iterator[str]:
    """Yield the texts to hide for a value: all of it, each of its words (`UV_INDEX=name=URL name=URL`), and the password in a URL."""
    text = text.strip()
    if text.startswith("/") and ":/" in text and not any_path:
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
    """Return line with the password in each URL hidden. If a URL has no password, hide the user name, which may be a token."""
    parts = line.split(b"://")
    for number, part in enumerate(parts[1:], 1):
        end = next((at for at, byte in enumerate(part) if byte in _ENDS), len(part))
        given, at, _ = part[:end].rpartition(b"@")
        if not at:
            continue
        user, colon, _ = given.partition(b":")
        if colon:
            parts[number] = user + b":" + _STARS + part[len(given) :]
        elif not parts[number - 1].endswith(b"ssh"):  # in ssh://git@host the name is no secret
            parts[number] = _STARS + part[len(given) :]
    return b"://".join(parts)
