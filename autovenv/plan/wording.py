"""Words for people about a project: its kind, its Python, the packages that it has to install."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.plan.facts import Facts

WHY = "`autovenv why` for more"
_PLAIN = "pip"  # the tool of a project that has none: project/recognition.py, which lies on a floor above


def described(facts: Facts) -> str:
    """Return the project in words: "a uv project (python >=3.11, 34 packages)"."""
    kind = "Python" if facts.tool == _PLAIN else facts.tool
    version = facts.pin or facts.range
    known = ", ".join(filter(None, (f"python {version}" if version else "", amount(facts))))
    return f"a {kind} project" + (f" ({known})" if known else "")


def amount(facts: Facts) -> str:
    """Return the number of packages to install: "34 packages". Where nobody can count them it is the mark, for a project of no tool."""
    if facts.packages:
        return f"{facts.packages} package{'' if facts.packages == 1 else 's'}"
    return facts.tool_mark if facts.tool == _PLAIN else ""
