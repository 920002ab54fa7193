"""What a stored plan's variables may be called, in every shell, and how it tells what it was computed from."""

from __future__ import annotations

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _FIRST | frozenset("0123456789")
# The shells' own: PATH is made of entries, the others say where a shell is and who runs it; zsh changes its user when USERNAME is set.
_NEVER = frozenset({"PATH", "PWD", "OLDPWD", "SHLVL", "_", "UID", "EUID", "GID", "EGID", "PPID", "USERNAME", "IFS"})
_OURS = ("__autovenv", "AUTOVENV_UNDO", "AUTOVENV_SESSION", "AUTOVENV_OFF")


def settable(name: str) -> bool:
    """Tell whether a shell is asked to set a variable of this name. What is read-only in one kind of shell is left to its hook."""
    return bool(name) and name[0] in _FIRST and _NAME.issuperset(name) and name not in _NEVER and not name.startswith(_OURS)


def needed(need: tuple[str, str | None]) -> tuple[str, str, str]:
    """Return a need as a hook compares it: "S" (it was set) or "U" (it was not), name, value."""
    name, value = need
    return ("U", name, "") if value is None else ("S", name, value)
