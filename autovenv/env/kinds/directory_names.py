"""The parts of directory names that tools derive from a project's name and path."""

from __future__ import annotations

import os

from autovenv.base.digest import digest


def token(algorithm: str, text: str, taken: int = -1) -> str:
    """Return the first 8 characters of the URL-safe base64 of a hash ("sha256", "md5") of text; only its first `taken` bytes if given."""
    from binascii import b2a_base64

    content = os.fsencode(text)
    if algorithm == "sha256":
        made = bytes.fromhex(digest(content))
    else:
        import hashlib  # with base64, 10 ms

        made = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    coded = b2a_base64(made if taken < 0 else made[:taken], newline=False).decode()
    return coded.replace("+", "-").replace("/", "_")[:8]


def replaced(name: str, characters: str) -> str:
    """Return name with each of `characters` as `_`, cut after 42: poetry and pipenv leave room for a kernel's limit on `#!` lines."""
    return "".join("_" if one in characters else one for one in name)[:42]


def is_project_name(name: str) -> bool:
    """Tell whether a project may have that name (PEP 508): letters, digits, and `.`, `_`, `-` between them."""
    inner = name.replace(".", "").replace("_", "").replace("-", "")
    return inner.isascii() and inner.isalnum() and name[0].isalnum() and name[-1].isalnum()


def canonical(name: str) -> str:
    """Return a project's name as package indexes compare it (PEP 503)."""
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)
