"""Parts that all forms of a stored plan share: the names that a shell may set, the needs, the questions of a prompt."""

from __future__ import annotations

EXACT = frozenset({".python-version", ".envrc"})
"""Marks that a prompt asks for by name in each directory; of all others the directory's time tells."""

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _FIRST | frozenset("0123456789")
# The shells' own: PATH is made of entries, the others say where a shell is.
_NEVER = frozenset({"PATH", "PWD", "OLDPWD", "SHLVL", "_", "IFS"})
_OURS = ("__autovenv", *(f"AUTOVENV_{name}" for name in ("UNDO", "SESSION", "STATE", "OFF", "BY_HAND", "CALLED", "ONCE", "DIRENV")))


def settable(name: str) -> bool:
    """Tell whether a shell is asked to set a variable of this name. What is read-only in one kind of shell is left to its hook."""
    return bool(name) and name[0] in _FIRST and _NAME.issuperset(name) and name not in _NEVER and not name.startswith(_OURS)


def needed(need: tuple[str, str | None]) -> tuple[str, str, str]:
    """Return a need as a hook compares it: "S" (it was set) or "U" (it was not), name, value."""
    name, value = need
    return ("U", name, "") if value is None else ("S", name, value)
