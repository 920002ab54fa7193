"""PowerShell 7 (and Windows PowerShell 5.1)."""

from __future__ import annotations

from autovenv.plan.plan import Input, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

TICKS_OF_1970 = 621_355_968_000_000_000  # .NET counts 100 ns since the year 1
TICKS_OF_NOTHING = 504_911_232_000_000_000  # what GetLastWriteTimeUtc says of a path that is not there (1601-01-01)

# PowerShell takes each of these for a single quote, so each has to be doubled inside one.
_QUOTES = "'‘’‚‛"  # noqa: RUF001 - these very characters


def quote(text: str) -> str:
    """Return text as one literal word of PowerShell."""
    return "'" + "".join(character * 2 if character in _QUOTES else character for character in text) + "'"


def ticks(given: Input) -> int:
    """Return what GetLastWriteTimeUtc(path).Ticks must say while the input stands; -1: anything but "missing"; -2: never equal."""
    if given.kind == "absent":
        return TICKS_OF_NOTHING
    if given.kind in {"present", "same"}:
        return -1
    return -2 if given.racy else given.mtime_ns // 100 + TICKS_OF_1970


def stored(plan: Plan, identity: str, protocol: str, stamps: Sequence[str], *, settled: bool) -> str:
    """Return the plan as data: NUL-separated fields; nothing in it can be evaluated.

    "H" protocol identity root state transparent message | "S" name value | "U" name | "P" directory | "W" path ticks | "E".
    """
    del stamps, settled  # .NET tells an mtime exactly: no stamp is needed
    fields = ["H", protocol, identity, plan.root, plan.state, "transparent" if plan.transparent else "", plan.message]
    for name, text in plan.set:
        fields += ["S", name, text]
    for name in plan.unset:
        fields += ["U", name]
    for directory in plan.path:
        fields += ["P", directory]
    for given in plan.inputs:
        fields += ["W", given.path, str(ticks(given))]
    return "\0".join([*fields, "E"])


def statements(plan: Plan) -> str:
    """Return statements that bring the current environment to the plan's, for Invoke-Expression. Undoing is the hook's business."""
    lines = [f"Remove-Item -ErrorAction Ignore Env:{name}\n" for name in plan.unset]
    lines += [f"$env:{name} = {quote(text)}\n" for name, text in plan.set]
    lines += [f"$env:PATH = {quote(directory)} + [IO.Path]::PathSeparator + $env:PATH\n" for directory in reversed(plan.path)]
    return "".join(lines)
