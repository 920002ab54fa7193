"""A `.env` file that autovenv's own dialect and bash (`set -a; . file`) read alike."""

from __future__ import annotations

from autovenv.plan.variables import variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Plan


def quote(text: str) -> str:
    r"""Return text as a value, taken literally whatever it holds (all but NUL).

    Single quotes are the same in both but for `\'` and `\\`, which bash does not know there; in double quotes both know `\\`, `\"`,
    `\$` and `` \` ``. A line end of Windows is `\r` with a line end behind it: that escape bash does not have.
    """
    if not ("'" in text or "\\\\" in text or text.endswith("\\") or "\r\n" in text):
        return f"'{text}'"
    for letter in '\\"$`':
        text = text.replace(letter, "\\" + letter)
    return '"' + text.replace("\r\n", "\\r\n") + '"'


def statements(plan: Plan, environ: Mapping[str, str]) -> str:
    """Return the plan's variables, PATH as a whole, as lines. A variable that the plan takes away is named in a comment."""
    lines = [f"# unset {name}\n" for name in plan.unset]
    return "".join(lines + [f"{name}={quote(text)}\n" for name, text in variables(plan, environ)])
