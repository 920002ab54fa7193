"""poetry: in the project, or below its cache by name, path and version; checked with poetry 2.5."""

from __future__ import annotations

import os

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
        return evidence.found(own, "poetry takes the project's .venv", make=layout.create)
    if settings.switch("create") is False:
        return evidence.found(error="poetry makes no environment here: virtualenvs.create is false")
    collection = settings.collection()
    name = table(pyproject, "project").get("name") or table(pyproject, "tool", "poetry").get("name") or "non-package-mode"
    base = environment_name(directory_names.canonical(str(name)), evidence.real(project))
    path, how = _in_collection(evidence, collection, base, asked_version(layout.version), lambda: _preferred(evidence, settings, environ))
    if path:
        return evidence.found(path, how, tool=_INSTALL, led=settings.by_project())
    if in_project:
        return evidence.found(own, "poetry's virtualenvs.in-project is true", make=layout.create)
    return evidence.found(
        why=f"poetry will name it {base}-py… in {collection}",
        make=layout.create,
        pattern=os.path.join(collection, f"{base}-py{{version}}"),
        tool=_INSTALL,
    )


def finish(path: str, root: str) -> None:  # noqa: ARG001
    """Have poetry use an environment outside its project whatever its own Python is, as `poetry env use` does. Raises OSError."""
    base, separator, minor = os.path.basename(path).rpartition("-py")
    if not separator or not pyvenv.split_version(minor)[0]:
        return
    chosen = os.path.join(os.path.dirname(path), _CHOSEN)
    evidence = Evidence({})
    patch = ".".join(map(str, evidence.version(path)))
    said_before = evidence.toml(chosen) or {}
    if evidence.found().error:
        return  # poetry's, and broken: poetry says so
    choices = {**said_before, base: {"minor": minor, "patch": patch}}
    lines = []
    for name, choice in choices.items():
        lines += [f"[{_quoted(name)}]", *(f"{key} = {_quoted(str(said))}" for key, said in table(choice).items()), ""]
    write_atomic(chosen, "\n".join(lines).encode(), 0o644)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


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
    if isinstance(chosen, str):
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
        self._files = [
            evidence.toml(path) or {}
            for path in (os.path.join(project, "poetry.toml"), os.path.join(evidence.expanded(user), "config.toml"))
        ]
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

    def by_project(self) -> bool:
        """Tell whether the project's own poetry.toml says where environments are."""
        own = self._files[0]
        return bool({"cache-dir", "data-dir"} & own.keys()) or "path" in table(own, "virtualenvs")

    def collection(self) -> str:
        """Return the directory of environments that are not in their projects."""
        cache = str(self._value("cache-dir") or directories.cache("pypoetry", self._environ))
        path = str(self._value("virtualenvs", "path") or os.path.join("{cache-dir}", "virtualenvs"))
        if "{data-dir}" in path:
            home = self._evidence.variable("POETRY_HOME")
            data = str(self._value("data-dir") or home or directories.data("pypoetry", self._environ, roaming=True))
            path = path.replace("{data-dir}", data)
        return os.path.normpath(os.path.join(self._project, self._evidence.expanded(path.replace("{cache-dir}", cache))))
