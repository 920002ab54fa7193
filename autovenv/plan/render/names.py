"""What the forms of a stored plan have in common: names that a shell may set, what it was computed from, how it tells that it is gone."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from autovenv.plan.plan import Plan

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


def spokesman(plan: Plan, stamps: Sequence[str]) -> str:
    """Return the path whose absence says that a newer plan was stored, "" where a plan depends on nothing.

    Stamps go away all at once, so the first of them speaks for all; where there are none, their directory does.
    """
    for given, stamp in zip(plan.inputs, stamps, strict=True):
        if given.kind == "unchanged":
            return stamp
    return stamps[0].rpartition("/")[0] if stamps else ""
