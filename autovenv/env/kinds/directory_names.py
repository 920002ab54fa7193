"""The parts of directory names that tools derive from a project's name and path."""

from __future__ import annotations


def token(algorithm: str, text: str, taken: int = -1) -> str:
    """Return the first 8 characters of the URL-safe base64 of a hash ("sha256", "md5") of text; only its first `taken` bytes if given."""
    import base64
    import hashlib
    import os

    made = hashlib.new(algorithm, os.fsencode(text), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(made if taken < 0 else made[:taken]).decode()[:8]


def replaced(name: str, characters: str) -> str:
    """Return name with each of `characters` as `_`, cut after 42: poetry and pipenv leave room for a kernel's limit on `#!` lines."""
    return "".join("_" if one in characters else one for one in name)[:42]


def canonical(name: str) -> str:
    """Return a project's name as package indexes compare it (PEP 503)."""
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)
