"""The tool that manages a project: by which mark it is known, where its environment is, and what decided that. No process is run."""

from __future__ import annotations

import os

from autovenv.base.parents import is_below, is_inside, same_directory, upward
from autovenv.base.value import replace, value
from autovenv.env.layout import Layout
from autovenv.plan.inputs import NEWER, NOT_AT_ALL, Input, noticed
from autovenv.plan.plan import Reason
from autovenv.project.marks import PYPROJECT, TOOL_MARKS
from autovenv.project.recognition import LOCKS, PLAIN, SETTINGS, signs
from autovenv.project.root import has_python_mark, home_stops, is_python_root, repository_top

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autovenv.env.kinds.found import Found
    from autovenv.env.tool import Tool
    from autovenv.facts.context import Context
    from autovenv.project.recognition import Sign


@value
class Managed:
    """A project's tool, and the environment that is the tool's own."""

    tool: str = ""  # a kind of env/kinds, or PLAIN; "" for a project of none
    mark: str = ""  # what decided: "uv.lock"
    path: str = ""  # of its environment; "" where it is autovenv's .venv, or its name needs an interpreter
    pattern: str = ""  # that name, with "{version}" for the interpreter's major and minor
    outside: bool = False  # it is there, in the tool's own place as its user has it: no repository can have brought it
    led: bool = False  # it lies neither there nor in the project: a file of the project's says where
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
    chosen, others, asked = _chosen(found, root, here)
    located = _located(chosen, root, here, below, version)
    tool = _tool(chosen)
    reasons = [Reason("tool", chosen.tool if chosen.tool != PLAIN else "none that keeps environments", chosen.mark)]
    reasons += [Reason("passed over", f"{sign.mark} of {sign.tool}: {chosen.mark} decides", root) for sign in others]
    reasons += [Reason("environment", located.why, located.path)] if located.why else []
    own, path = os.path.join(root, below), located.path
    stands_in = tool is not None and not (tool.dot_venv or located.exists or located.error) and os.path.lexists(own)
    if stands_in:
        reasons.append(Reason("passed over", f"{chosen.tool} has no environment yet: {below} of the project is used", path))
    if stands_in or (located.default and same_directory(os.path.dirname(path), root)):
        path = own
    pattern = "" if path else located.pattern
    nothing = tool is not None and not (path or pattern or located.tool)
    return Managed(
        chosen.tool,
        chosen.mark,
        path,
        pattern,
        located.exists and path == located.path and _is_the_users(located, path, root, here),
        path != own and bool(path or pattern) and not _may_be_at(path or pattern, located, root, here),
        () if located.make or located.exists or stands_in else located.tool,
        located.error or (f"{chosen.tool} has no environment here" if nothing else ""),
        weak,
        pinned,
        tuple(reasons),
        (*inputs, *asked.inputs, *(map(_seldom, located.inputs) if located.exists else located.inputs)),
        tuple({name: (name, value) for name, value in (*asked.needs, *located.needs)}.values()),
    )


def _tool(sign: Sign) -> Tool | None:
    from autovenv.env.kinds import tool_of

    return tool_of(sign.tool) if sign.tool != PLAIN else None


def _mark(path: str) -> Input:
    """Return a mark as an input. That one which is there goes shows in the time of its directory."""
    found = noticed(path)
    return found if found.kind == "absent" else replace(found, at_prompt=NOT_AT_ALL)


def _seldom(given: Input) -> Input:
    """Return what decided about an environment that is there, as an input of which a prompt asks less."""
    return replace(given, at_prompt=NEWER if given.kind == "unchanged" else NOT_AT_ALL)


def _looked_for() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*TOOL_MARKS, *(name for name, _ in LOCKS), *(name for name, _ in SETTINGS))))


def _chosen(found: tuple[Sign, ...], root: str, here: Context) -> tuple[Sign, tuple[Sign, ...], Found]:
    """Return the sign that decides, those of other tools, and what was asked on the way."""
    from autovenv.env.kinds import is_installed, locate
    from autovenv.env.kinds.found import Found

    chosen, asked, tool = found[0], Found(), _tool(found[0])
    # Many projects bring an environment.yml for those who have conda, beside what everybody can use.
    if tool is not None and tool.if_installed and not is_installed(tool, here.environ, root):
        asked = locate(Layout(tool.name), root, here.environ)
        if not asked.exists:
            chosen = next((sign for sign in found if sign.tool != tool.name), chosen)
    told: dict[str, Sign] = {}
    for sign in found:
        if sign.tool not in {chosen.tool, PLAIN}:
            told.setdefault(sign.tool, sign)
    return chosen, tuple(told.values()), asked


def _located(chosen: Sign, root: str, here: Context, below: str, version: str) -> Found:
    """Return where the tool's environment is, or is to be: nowhere for a project of no tool, whose environment is autovenv's own."""
    from autovenv.env.kinds import locate, tools
    from autovenv.env.kinds.found import Found

    if chosen.tool != PLAIN:
        return locate(Layout(chosen.tool, version=version), root, here.environ, below)
    asked: list[Found] = []
    if os.path.exists(os.path.join(root, PYPROJECT)) and any(_has_pyproject(one) for one in [*upward(root)][1:]):
        for tool in tools():
            if tool.workspace:
                asked.append(locate(Layout(tool.name, version=version), root, here.environ, below))
                if asked[-1].workspace:
                    break
    if not (asked and asked[-1].workspace) and not os.path.lexists(os.path.join(root, below)):
        asked.append(locate(Layout("virtualenvwrapper"), root, here.environ, below))
    found = asked[-1] if asked else Found()
    inputs = tuple(given for one in asked for given in one.inputs)
    needs = tuple(need for one in asked for need in one.needs)
    if found.workspace or (found.exists and not found.led):
        return replace(found, inputs=inputs, needs=needs)
    return Found(inputs=inputs, needs=needs)


def _has_pyproject(directory: str) -> bool:
    return os.path.exists(os.path.join(directory, PYPROJECT))


def _may_be_at(place: str, located: Found, root: str, here: Context) -> bool:
    """Tell whether an environment may be made at a place unasked: in the project, beside a file above, or where its user says."""
    real = os.path.join(os.path.realpath(os.path.dirname(place)), os.path.basename(place))
    top = repository_top(root, here.home, here.ends) or root
    # A workspace's `.venv` lies above its members.
    beside = not located.led and any(same_directory(os.path.dirname(place), one) for one in upward(root))
    return beside or is_below(real, os.path.realpath(top)) or _is_below_own(located, place)


def _is_the_users(located: Found, path: str, root: str, here: Context) -> bool:
    """Tell whether an environment lies where its user has the tool keep them: in no directory that may have come with the project.

    Such are the project, and all around it up to the home directory: an archive that was unpacked there has brought what is in it.
    """
    if not _is_below_own(located, path):
        return False
    stops = (*home_stops(here.home, here.ends), "/")
    around = (root, *upward(root, stops), *upward(os.path.realpath(root), stops))
    return not any(is_inside(located.own_place, one) for one in around)


def _is_below_own(located: Found, path: str) -> bool:
    """Tell whether path is as many names below the tool's own directory as it has to be."""
    if not located.own_place or not is_below(path, located.own_place):
        return False
    from autovenv.env.kinds.evidence import is_name

    names = path[len(located.own_place) :].strip(os.sep).split(os.sep)
    return len(names) == located.levels and all(map(is_name, names))
