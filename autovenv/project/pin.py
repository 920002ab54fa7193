"""The pin of a directory: AUTOVENV_PYTHON, PYENV_VERSION, `.python-version`, `.python-versions`, `.tool-versions`."""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.base.parents import same_directory, upward
from autovenv.base.paths import home_directory
from autovenv.base.repository import git_mark
from autovenv.base.value import replace, value
from autovenv.plan.inputs import Input, watched
from autovenv.plan.plan import Reason
from autovenv.project.errors import RequestError
from autovenv.project.marks import PINS, TOOL_VERSIONS
from autovenv.project.pin_file import Word, read_words, variable_words
from autovenv.project.request import Request, parse_request
from autovenv.project.root import home_stops, repository_top

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("AUTOVENV_PYTHON", "PYENV_VERSION")


@value
class Pin:
    """A request and where it stands. `others` are the further versions of a list.

    `source` is for people ("/p/.python-version:3", "AUTOVENV_PYTHON"); `path` is "" and `line` 0 for a variable. kind is "variable",
    "file", "layout", "requires" or "global".
    """

    request: Request
    others: tuple[Request, ...]
    source: str
    path: str
    line: int
    kind: str


@value
class PinSearch:
    """What was found: a pin, or an error (one line: where, what, what to do), or neither; what it was found from, and the steps."""

    pin: Pin | None
    error: str
    inputs: tuple[Input, ...]
    reasons: tuple[Reason, ...]


def find_pin(root: str, environ: Mapping[str, str], ceilings: tuple[str, ...] = ()) -> PinSearch:
    """Return the pin that holds in root: of the environment, else of the nearest file from root up to the top of its repository.

    Files are looked for above root only inside a repository. A file that is empty or has comments only says "no pin here": the
    search ends. `requires-python` and the user's global pin are not looked at.
    """
    for name in VARIABLES:
        words = variable_words(environ.get(name, ""))
        if words:
            return _decide(words, name, "variable", (), [], base=root)
    inputs: list[Input] = []
    reasons: list[Reason] = []
    home = home_directory(environ)
    found = _look_in(root, home, inputs, reasons)
    if found:
        return found
    top = repository_top(root, home, ceilings)
    for here in upward(root, home_stops(home, ceilings)):
        # Whether a repository begins here decided how far to look: `git init` changes the answer.
        inputs.append(Input("present" if here == top else "absent", git_mark(here)))
        if here == top:
            break
    for here in upward(root) if top else ():
        found = None if same_directory(here, root) else _look_in(here, home, inputs, reasons)
        if found:
            return found
        if here == top:
            break
    where = f"between here and {visible(top)}, the top of the repository" if top else "here (no repository to look above in)"
    reasons.append(Reason("pin", f"no file names a Python {where}", root))
    return PinSearch(None, "", tuple(inputs), tuple(reasons))


def layout_pin(version: str, where: str, root: str) -> PinSearch:
    """Return the pin that a configuration's layout is: "3.11", "python3.11", "/usr/bin/python3.11" at `where` (file:line)."""
    text = "any" if version == "python" else version
    try:
        request = _placed(parse_request(text), root)
    except RequestError as problem:
        return _failed(f"{where}: {problem.message}", where, (), [])
    return PinSearch(Pin(request, (), where, "", 0, "layout"), "", (), (Reason("pin", text, where),))


def _look_in(directory: str, home: str, inputs: list[Input], reasons: list[Reason]) -> PinSearch | None:
    for name in PINS:
        path = os.path.join(directory, name)
        before = watched(path)
        try:
            words, read = read_words(path)
        except (FileNotFoundError, NotADirectoryError):
            if os.path.islink(path):
                reasons.append(Reason("pin", "passed over: a link to nothing", path))
            inputs.append(Input("absent", path))
            continue
        except (OSError, RequestError) as problem:
            if isinstance(problem, OSError) and f"{home}/".startswith(f"{directory.rstrip('/')}/"):
                # In a home directory, or above one, it is no project's; every new shell would speak of it.
                inputs.append(before)
                reasons.append(Reason("pin", f"passed over: {problem.strerror or 'unreadable'}", path))
                continue
            return _failed(_unreadable(path, problem), path, (*inputs, before), reasons)
        inputs.append(read)
        if words:
            return _decide(words, path, "file", tuple(inputs), reasons)
        if name == TOOL_VERSIONS:
            reasons.append(Reason("pin", "passed over: it has no line for python", path))
            continue
        reasons.append(Reason("pin", "it says nothing (empty, or comments only): no pin here, and none from above", path))
        return PinSearch(None, "", tuple(inputs), tuple(reasons))
    return None


def _unreadable(path: str, problem: OSError | RequestError) -> str:
    if isinstance(problem, RequestError):
        return f"{visible(path)}{problem.message}"
    return f"{visible(path)}: {problem.strerror or 'unreadable'}: make it a text file that you can read, or remove it"


def _failed(error: str, where: str, inputs: tuple[Input, ...], reasons: list[Reason]) -> PinSearch:
    return PinSearch(None, error, inputs, (*reasons, Reason("pin", error, where)))


def _decide(
    words: tuple[Word, ...], origin: str, kind: str, inputs: tuple[Input, ...], reasons: list[Reason], *, base: str = ""
) -> PinSearch:
    # `origin` is the file, or the variable; `base` the directory from which a relative path counts, if not the file's own.
    path = "" if kind == "variable" else origin
    requests = []
    for word in words:
        where = f"{visible(path)}:{word.line}" if path else origin
        try:
            requests.append(_placed(parse_request(word.text), base or os.path.dirname(path)))
        except RequestError as problem:
            return _failed(f"{where}: {problem.message}", where, inputs, reasons)
    line = words[0].line
    source = f"{visible(path)}:{line}" if path else origin
    pin = Pin(requests[0], tuple(requests[1:]), source, path, line, kind)
    further = f" (and {', '.join(other.text for other in pin.others)})" if pin.others else ""
    return PinSearch(pin, "", inputs, (*reasons, Reason("pin", f"{pin.request.text}{further}", source)))


def _placed(request: Request, base: str) -> Request:
    if request.kind != "path":
        return request
    return replace(request, name=os.path.normpath(os.path.join(base, request.name)))


def read_pin(path: str, kind: str) -> PinSearch:
    """Return the pin that the one file at path holds, none if it is missing or empty. `kind` as in Pin."""
    before = watched(path)
    try:
        words, read = read_words(path)
    except (FileNotFoundError, NotADirectoryError):
        return PinSearch(None, "", (Input("absent", path),), ())
    except (OSError, RequestError) as problem:
        return _failed(_unreadable(path, problem), path, (before,), [])
    return _decide(words, path, kind, (read,), []) if words else PinSearch(None, "", (read,), ())
