"""A file for `EnvironmentFile=` of systemd (systemd.exec(5))."""

from __future__ import annotations

from autovenv.base.errors import AutovenvError
from autovenv.plan.variables import is_utf8, variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.plan.plan import Plan


def quote(text: str) -> str:
    r"""Return text as a value, taken literally whatever it holds (all but NUL).

    In double quotes systemd, like a shell, knows a backslash before `"`, `\`, `` ` `` and `$`; everything else, line ends too, is
    what it is. Variables are not expanded, but an unescaped `$` is left to nobody's guess.
    """
    for letter in '\\"$`':
        text = text.replace(letter, "\\" + letter)
    return f'"{text}"'


def statements(plan: Plan, environ: Mapping[str, str]) -> str:
    """Return the plan's variables, PATH as a whole, as lines; for one that the plan takes away a comment says what a unit needs.

    Raises AutovenvError for a value that is not UTF-8: systemd refuses the file.
    """
    lines = [f"# in the unit: UnsetEnvironment={name}\n" for name in plan.unset]
    for name, text in variables(plan, environ):
        if not is_utf8(text):
            raise AutovenvError(f"{name} is not UTF-8, which systemd insists on: it can't be exported")
        lines.append(f"{name}={quote(text)}\n")
    return "".join(lines)
