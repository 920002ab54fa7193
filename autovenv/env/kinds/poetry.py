"""poetry: in the project, or below its cache by name, path and version; checked with poetry 2.5."""

from __future__ import annotations

import os

from autovenv.base.escape import quoted
from autovenv.base.files import write_atomic
from autovenv.base.parents import upward
from autovenv.base.programs import find_program
from autovenv.env import pyvenv
from autovenv.env.kinds import directories, directory_names
from autovenv.env.kinds.evidence import Evidence, asked_version, newest, table
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout

TOOL = Tool(
    "poetry",
    active="POETRY_ACTIVE",
    table="tool.poetry",
    lock="poetry.lock",
    settings="poetry.toml",
    installs=("install", "sync"),
    sync=("sync",),  # since 2.0
    sync_before=("install",),
    get="uv tool install poetry",
    removal="poetry env remove --all",
    dot_venv=True,
    quiet=(("POETRY_NO_INTERACTION", "1"),),
)

_INSTALL = ("poetry", "install")
_CHOSEN = "envs.toml"
_UNFIT = ' $`!*@"\\\r\n\t'


def environment_name(name: str, directory: str) -> str:
    """Return what the names of the environments of project `name` in a directory begin with; `-py3.12` follows."""
    where = os.path.normcase(os.path.realpath(directory))
    return f"{directory_names.replaced(name.lower(), _UNFIT)}-{directory_names.token('sha256', where)}"


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is. One that is not there is autovenv's to make: poetry takes it, in the project or outside."""
    evidence = Evidence(environ)
    project, pyproject = _project(evidence, root)
    if not project:
        return evidence.found(error=f"no pyproject.toml in {root} or above: `poetry init` makes one")
    settings = _Settings(evidence, project, environ)
    own = os.path.join(project, ".venv")
    in_project = settings.switch("in-project")
    if in_project is not False and evidence.is_directory(own):
        return evidence.found(own, "poetry takes the project's .venv", make=layout.create, default=True)
    if settings.switch("create") is False:
        return evidence.found(error="poetry makes no environment here: virtualenvs.create is false")
    collection, own_place, base = settings.collection(), settings.own_place(), _base(evidence, project, pyproject)
    pattern = evidence.below(collection, f"{base}-py{{version}}")
    path, how = _in_collection(evidence, collection, base, asked_version(layout.version), lambda: _preferred(evidence, settings, environ))
    if path:
        return evidence.found(path, how, tool=_INSTALL, led=not own_place, own_place=own_place)
    if in_project:
        return evidence.found(own, "poetry's virtualenvs.in-project is true", make=layout.create, default=True)
    return evidence.found(
        why=f"poetry will name it {base}-py… in {collection}",
        make=layout.create,
        pattern=pattern,
        tool=_INSTALL,
        led=not own_place,
        own_place=own_place,
    )


def finish(path: str, root: str, environ: Mapping[str, str]) -> None:
    """Have poetry use an environment outside its project whatever its own Python is, as `poetry env use` does. Raises OSError."""
    base, separator, minor = os.path.basename(path).rpartition("-py")
    if not separator or not pyvenv.split_version(minor)[0]:
        return
    evidence = Evidence(environ)
    project, pyproject = _project(evidence, root)
    # Nothing is written but where poetry keeps this very project's environments.
    if not project or os.path.dirname(path) != _Settings(evidence, project, environ).collection():
        return
    if base != _base(evidence, project, pyproject):
        return
    chosen = os.path.join(os.path.dirname(path), _CHOSEN)
    patch = ".".join(map(str, evidence.version(path)))
    known = evidence.toml(chosen) or {}
    text = evidence.text(chosen) or ""
    if evidence.found().error:
        return  # poetry's, and broken: poetry says so
    changed = _with_choice(text, base, {"minor": minor, "patch": patch})
    from autovenv.base.toml import BrokenTomlError, loads

    try:
        if loads(changed.encode()) != {**known, base: {**table(known, base), "minor": minor, "patch": patch}}:
            return  # written in another way than poetry does: it stays as its author has it
    except BrokenTomlError:
        return
    write_atomic(chosen, changed.encode(), 0o644)


def _with_choice(text: str, base: str, choice: Mapping[str, str]) -> str:
    """Return the text of envs.toml with the keys of one table set. The rest is as it was, comments and all."""
    import json

    lines = text.splitlines(keepends=True)
    quoted = json.dumps(base, ensure_ascii=False)
    start = next((at for at, line in enumerate(lines) if line.partition("#")[0].strip() in {f"[{base}]", f"[{quoted}]"}), -1)
    said = [f"{key} = {json.dumps(value)}\n" for key, value in choice.items()]
    if start < 0:
        apart = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{apart}[{quoted}]\n{''.join(said)}"
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    others = [line for line in lines[start + 1 : end] if line.partition("=")[0].strip() not in choice]
    head = lines[start] if lines[start].endswith("\n") else f"{lines[start]}\n"
    return "".join([*lines[:start], head, *said, *others, *lines[end:]])


def _base(evidence: Evidence, project: str, pyproject: object) -> str:
    """Return what the names of the project's environments begin with."""
    name = table(pyproject, "project").get("name") or table(pyproject, "tool", "poetry").get("name") or "non-package-mode"
    return environment_name(directory_names.canonical(str(name)), evidence.real(project))


def _project(evidence: Evidence, root: str) -> tuple[str, object]:
    for directory in upward(root):
        pyproject = evidence.toml(os.path.join(directory, "pyproject.toml"))
        if pyproject is not None:
            return directory, pyproject
    return "", None


def _in_collection(
    evidence: Evidence, collection: str, base: str, asked: tuple[int, ...], preferred: Callable[[], tuple[int, ...]]
) -> tuple[str, str]:
    """Return the environment that is there and how it was found; ("", "") if there is none. Of several, the preferred Python decides."""
    chosen = table(evidence.toml(os.path.join(collection, _CHOSEN)), base).get("minor")
    # One of another Python than the one that is asked for is left for what poetry calls that one's.
    if isinstance(chosen, str) and newest({chosen: pyvenv.split_version(chosen.strip())[0]}, asked):
        path = os.path.join(collection, f"{base}-py{chosen.strip()}")
        if evidence.is_directory(path):
            return path, f"`poetry env use {chosen.strip()}` ({_CHOSEN})"
    versions = {
        name: pyvenv.split_version(name.removeprefix(f"{base}-py"))[0]
        for name in evidence.names(collection)
        if _is_named(name, base) and evidence.environment(os.path.join(collection, name))
    }
    if len(versions) == 1 or asked:
        best = newest(versions, asked)
        return (os.path.join(collection, best), "poetry's environment of this path") if best else ("", "")
    best = newest(versions, preferred()) if versions else ""
    if best:
        return os.path.join(collection, best), f"of poetry's {len(versions)} environments of this path, that of `python`"
    best = newest(versions, ())
    return (os.path.join(collection, best), f"poetry's environment of this path, the newest of {len(versions)}") if best else ("", "")


def _is_named(name: str, base: str) -> bool:
    """Tell whether a directory has the name of one of the project's environments, and is not one that autovenv has parked beside it."""
    version = name.removeprefix(f"{base}-py")
    return version != name and version.replace(".", "").isdecimal()


def _preferred(evidence: Evidence, settings: _Settings, environ: Mapping[str, str]) -> tuple[int, ...]:
    """Return the version of the `python` on PATH as far as its path tells: poetry takes that one's environment; () for any."""
    if settings.switch("use-poetry-python"):
        return ()
    python = find_program("python", environ)
    return asked_version(evidence.real(python))[:2] if python else ()


class _Settings:
    """poetry's [virtualenvs]: a variable wins over poetry.toml, that over the user's config.toml."""

    def __init__(self, evidence: Evidence, project: str, environ: Mapping[str, str]) -> None:
        user = evidence.variable("POETRY_CONFIG_DIR") or directories.configuration("pypoetry", environ, roaming=True)
        user = os.path.join(evidence.expanded(user), "config.toml")
        self._files = [evidence.toml(path) or {} for path in (os.path.join(project, "poetry.toml"), user)]
        self._of_project = self._files if not os.path.isabs(user) else self._files[:1]
        self._evidence, self._project, self._environ = evidence, project, environ

    def _value(self, *keys: str) -> object:
        given = self._evidence.variable("POETRY_" + "_".join(key.upper().replace("-", "_") for key in keys))
        if given is not None:
            return given
        for data in self._files:
            value = table(data, *keys[:-1]).get(keys[-1])
            if value is not None:
                return value
        return None

    def switch(self, key: str) -> bool | None:
        """Return a setting that is true or false; None where nobody set it."""
        value = self._value("virtualenvs", key)
        return value.lower() in ("true", "1") if isinstance(value, str) else None if value is None else bool(value)

    def _by_project(self) -> bool:
        """Tell whether a file that the project may have brought says where environments are: its poetry.toml, or one by a relative path."""
        return any({"cache-dir", "data-dir"} & data.keys() or "path" in table(data, "virtualenvs") for data in self._of_project)

    def own_place(self) -> str:
        """Return the collection as its user wrote it; "" where the project has a say in it."""
        return "" if self._by_project() else os.path.normpath(self._written())

    def collection(self) -> str:
        """Return the directory of environments that are not in their projects."""
        return os.path.normpath(os.path.join(self._project, self._written()))

    def _path(self, *keys: str) -> str:
        """Return a setting that is a path, "" where nobody set it. Another value is an error of the whole search, as it is poetry's."""
        value = self._value(*keys)
        if value and not isinstance(value, str):
            self._evidence.fail(f"poetry's {'.'.join(keys)} is no path: {quoted(str(value))}")
        return value if isinstance(value, str) else ""

    def _written(self) -> str:
        cache = self._path("cache-dir") or directories.cache("pypoetry", self._environ)
        path = self._path("virtualenvs", "path") or os.path.join("{cache-dir}", "virtualenvs")
        if "{data-dir}" in path:
            home = self._evidence.variable("POETRY_HOME")
            data = self._path("data-dir") or home or directories.data("pypoetry", self._environ, roaming=True)
            path = path.replace("{data-dir}", data)
        return self._evidence.expanded(path.replace("{cache-dir}", cache))
