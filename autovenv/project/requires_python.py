"""The Python that a project's metadata asks for: `requires-python`, and its names in Poetry, setuptools and Pipenv."""

from __future__ import annotations

import os

from autovenv.base.escape import visible
from autovenv.base.files import TooLargeError
from autovenv.base.paths import directory_from, pyenv_root
from autovenv.base.value import value
from autovenv.plan.inputs import Input, read_watched, watched
from autovenv.plan.plan import Reason
from autovenv.project import specifiers
from autovenv.project.errors import RequestError
from autovenv.project.pin import Pin, PinSearch, read_pin
from autovenv.project.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Requires", "RequiresSearch", "contradiction", "find_global_pin", "find_requires", "global_pin", "satisfies"]

LIMIT = 1 << 20  # bytes


@value
class Requires:
    """A version specifier (PEP 440; Poetry's alternatives with `||` between), and where it stands: file:line for people, and the path."""

    specifier: str
    source: str
    path: str


@value
class RequiresSearch:
    """What was found: a specifier, or an error (one line: where, what, what to do), or neither; what it was found from, and the steps."""

    requires: Requires | None
    error: str
    inputs: tuple[Input, ...]
    reasons: tuple[Reason, ...]


_ORDER = (("pyproject.toml", "project"), ("setup.cfg", "setup"), ("pyproject.toml", "poetry"), ("Pipfile", "pipenv"))


def find_requires(root: str) -> RequiresSearch:
    """Return what root's pyproject.toml ([project]), setup.cfg, pyproject.toml ([tool.poetry]) or Pipfile require; the first that does."""
    inputs: list[Input] = []
    texts: dict[str, str | None] = {}
    for name, reader in _ORDER:
        path = os.path.join(root, name)
        if path not in texts:
            before = watched(path)
            try:
                texts[path] = _read(path, inputs)
            except (OSError, TooLargeError) as problem:
                return _failed(f"{visible(path)}: {problem.strerror}: autovenv reads text files of at most 1 MiB", path, [*inputs, before])
        text = texts[path]
        if text is None or (reader == "poetry" and reader not in text):
            continue
        from autovenv.project import metadata

        line = 0
        try:
            specifier, line = metadata.READERS[reader](text)
            specifiers.check(specifier)
        except (metadata.BrokenError, RequestError) as problem:
            where = _place(path, problem.line if isinstance(problem, metadata.BrokenError) else line)
            return _failed(f"{where}: {problem.message}", where, inputs)
        if specifier:
            where = _place(path, line)
            return RequiresSearch(Requires(specifier, where, path), "", tuple(inputs), (Reason("requires", specifier, where),))
    return RequiresSearch(None, "", tuple(inputs), ())


def _read(path: str, inputs: list[Input]) -> str | None:
    try:
        content, read = read_watched(path, LIMIT)
    except (FileNotFoundError, NotADirectoryError):
        inputs.append(Input("absent", path))
        return None
    inputs.append(read)
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def _place(path: str, line: int) -> str:
    return f"{visible(path)}:{line}" if line else visible(path)


def _failed(error: str, where: str, inputs: list[Input]) -> RequiresSearch:
    return RequiresSearch(None, error, tuple(inputs), (Reason("requires", error, where),))


def contradiction(pin: Pin | None, requires: Requires | None) -> str:
    """Return "" or one line that shows both: a pin of a file or variable that no release can meet together with requires-python.

    Raises RequestError for a specifier that is none.
    """
    if pin is None or requires is None or pin.kind not in ("file", "variable"):
        return ""
    request = pin.request
    if request.kind == "specifier":
        met = specifiers.meet((request.specifier, requires.specifier), ())
    elif request.kind == "version":
        # As pip judges: a pre-release counts as the release that it comes before.
        met = specifiers.meet((requires.specifier,), request.version)
    else:
        return ""
    if met:
        return ""
    return f"{pin.source} asks for Python {request.text}, but {requires.source} requires {requires.specifier}: change one of them"


def find_global_pin(environ: Mapping[str, str]) -> PinSearch:
    """Return the pin that the user set for everywhere: uv's `~/.config/uv/.python-version`, else pyenv's `$PYENV_ROOT/version`."""
    config = directory_from(environ, "APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", ".config")
    inputs: tuple[Input, ...] = ()
    for path in (os.path.join(config, "uv", ".python-version"), os.path.join(pyenv_root(environ), "version")):
        if not os.path.isabs(path):
            continue  # no home directory is known
        search = read_pin(path, "global")
        inputs += search.inputs
        if search.pin or search.error:
            return PinSearch(search.pin, search.error, inputs, search.reasons)
    return PinSearch(None, "", inputs, ())


def global_pin(environ: Mapping[str, str]) -> Pin | None:
    """Return the pin of `find_global_pin`. Raises RequestError, naming file and line, if that file holds something unknown."""
    search = find_global_pin(environ)
    if search.error:
        raise RequestError(search.error)
    return search.pin
