"""The tool that manages a project: by which mark it is known, where its environment is, and what decided that. No process is run."""

from __future__ import annotations

import os

from autovenv.base.parents import is_inside, same_directory, upward
from autovenv.base.value import replace, value
from autovenv.env.layout import Layout
from autovenv.plan.inputs import NEWER, NOT_AT_ALL, Input, noticed
from autovenv.plan.plan import Reason
from autovenv.project.marks import PYPROJECT, TOOL_MARKS
from autovenv.project.recognition import LOCKS, PLAIN, SETTINGS, signs
from autovenv.project.root import has_python_mark, is_python_root, repository_top

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.env.kinds.found import Found
    from autovenv.facts.context import Context
    from autovenv.project.recognition import Sign


@value
class Managed:
    """A project's tool, and the environment that is the tool's own."""

    tool: str = ""  # a kind of env/kinds, or PLAIN; "" for a project of none
    mark: str = ""  # what decided: "uv.lock"
    path: str = ""  # of its environment; "" where it is autovenv's .venv, or its name needs an interpreter
    pattern: str = ""  # that name, with "{version}" for the interpreter's major and minor
    outside: bool = False  # it is there, in the tool's own default place: no repository can have brought it
    command: tuple[str, ...] = ()  # what makes it, where only the tool can
    error: str = ""  # one line: why the tool has none
    weak: bool = False  # nothing else makes the directory a project: what is active above it stays
    pinned: bool = False  # a file names its Python, or it has an environment
    reasons: tuple[Reason, ...] = ()
    inputs: tuple[Input, ...] = ()
    needs: tuple[tuple[str, str | None], ...] = ()


def managed(root: str, here: Context, below: str, version: str) -> Managed:
    """Return the tool of the project in root. `below` is the place of an environment that autovenv makes; `version` is that of the pin."""
    found = signs(root)
    inputs = tuple(_mark(os.path.join(root, name)) for name in _looked_for())
    weak, pinned = not is_python_root(root), has_python_mark(root)
    if not found:
        return Managed(weak=weak, pinned=pinned, inputs=inputs)
    chosen, others = _chosen(found, root, here)
    located = _located(chosen, root, here, below, version)
    reasons = [Reason("tool", chosen.tool if chosen.tool != PLAIN else "none that keeps environments", chosen.mark)]
    reasons += [Reason("passed over", f"{sign.mark} of {sign.tool}: {chosen.mark} decides", root) for sign in others]
    if located is None:
        return Managed(chosen.tool, chosen.mark, weak=weak, pinned=pinned, reasons=tuple(reasons), inputs=inputs)
    own = os.path.join(root, below)
    reasons += [Reason("environment", located.why, located.path)] if located.why else []
    usable = located.exists or located.make or located.tool
    if not located.exists and located.path != own and os.path.lexists(own):
        reasons.append(Reason("passed over", f"{chosen.tool} has no environment yet: {below} of the project is used", located.path))
        path, usable = own, True
    elif same_directory(located.path or "/", os.path.join(root, ".venv")) or not (located.path or located.pattern or located.tool):
        path = own if usable else ""
    else:
        path = located.path
    return Managed(
        chosen.tool,
        chosen.mark,
        path,
        "" if path else located.pattern,
        located.exists and path == located.path and not located.led and _lies_outside(path, root, here),
        () if located.make or located.exists or path == own else located.tool,
        "" if usable else located.error or f"{chosen.tool} has no environment here",
        weak,
        pinned,
        tuple(reasons),
        (*inputs, *(map(_seldom, located.inputs) if located.exists else located.inputs)),
        located.needs,
    )


def _mark(path: str) -> Input:
    """Return a mark as an input. That one which is there goes shows in the time of its directory."""
    found = noticed(path)
    return found if found.kind == "absent" else replace(found, at_prompt=NOT_AT_ALL)


def _seldom(given: Input) -> Input:
    """Return what decided about an environment that is there, as an input of which a prompt asks less."""
    return replace(given, at_prompt=NEWER if given.kind == "unchanged" else NOT_AT_ALL)


def _looked_for() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*TOOL_MARKS, *(name for name, _ in LOCKS), *(name for name, _ in SETTINGS))))


def _chosen(found: tuple[Sign, ...], root: str, here: Context) -> tuple[Sign, tuple[Sign, ...]]:
    """Return the sign that decides, and those of other tools."""
    chosen = found[0]
    if chosen.tool == "conda":
        from autovenv.env.kinds import locate
        from autovenv.env.kinds.conda import program_of

        # Many projects bring an environment.yml for those who have conda, beside what everybody can use.
        if not program_of(here.environ, root) and not locate(Layout("conda"), root, here.environ).exists:
            chosen = next((sign for sign in found if sign.tool != "conda"), chosen)
    told: dict[str, Sign] = {}
    for sign in found:
        if sign.tool not in {chosen.tool, PLAIN}:
            told.setdefault(sign.tool, sign)
    return chosen, tuple(told.values())


def _located(chosen: Sign, root: str, here: Context, below: str, version: str) -> Found | None:
    """Return where the tool's environment is, None for a project of no tool: then it is autovenv's own."""
    from autovenv.env.kinds import locate

    if chosen.tool != PLAIN:
        return locate(Layout(chosen.tool, version=version), root, here.environ, below)
    if os.path.lexists(os.path.join(root, below)):
        return None
    if os.path.exists(os.path.join(root, PYPROJECT)) and any(_has_pyproject(one) for one in [*upward(root)][1:]):
        member = locate(Layout("uv"), root, here.environ, below)
        if not same_directory(os.path.dirname(member.path), root):
            return member  # of a workspace
    linked = locate(Layout("virtualenvwrapper"), root, here.environ, below)
    return linked if linked.exists and not linked.led else None


def _has_pyproject(directory: str) -> bool:
    return os.path.exists(os.path.join(directory, PYPROJECT))


def _lies_outside(path: str, root: str, here: Context) -> bool:
    """Tell whether an environment lies where neither the project, nor its repository, nor a workspace around it can have put it."""
    top = repository_top(root, here.home, here.ends) or root
    beside = any(same_directory(os.path.dirname(path), one) for one in upward(root))
    return not is_inside(path, top) and not beside
