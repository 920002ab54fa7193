"""pdm: the interpreter in .pdm-python, else an environment in the project, else one below its data; checked with pdm 2.29."""

from __future__ import annotations

import os

from autovenv.base.escape import quoted
from autovenv.base.parents import upward
from autovenv.env import parking, paths, pyvenv
from autovenv.env.kinds import directories, directory_names
from autovenv.env.kinds.evidence import Evidence, asked_version, table
from autovenv.env.kinds.uv import is_one_of
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout


def _as_locked(words: tuple[str, ...]) -> tuple[str, ...]:
    if words[0] != "install" or {"--frozen-lockfile", "--check", "--no-lock"} & set(words):
        return words
    return ("install", "--frozen-lockfile", *words[1:])


TOOL = Tool(
    "pdm",
    table="tool.pdm",
    lock="pdm.lock",
    settings="pdm.toml",
    installs=("install", "sync"),
    as_locked=_as_locked,
    sync=("sync",),
    get="uv tool install pdm",
    dot_venv=True,
    workspace=True,
    removal="pdm venv remove NAME",  # which `pdm venv list` tells
    misleading=("PDM_IGNORE_ACTIVE_VENV", "PDM_PYTHON"),
    quiet=(("PDM_NON_INTERACTIVE", "1"), ("PDM_CHECK_UPDATE", "0")),
)

_INSTALL = ("pdm", "install")
_OWN = (".venv", "venv", "env")
_ASIDE = (parking.NEW, parking.OLD, "broken", "cpython", "pypy")


def environment_name(project: str) -> str:
    """Return what the names of environments of the project in this directory begin with; the version follows."""
    return f"{os.path.basename(project)}-{directory_names.token('md5', project.replace(os.sep, '/'))}-"


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is. One that is not there is autovenv's to make: pdm takes it, in the project or outside."""
    evidence = Evidence(environ)
    here = evidence.real(root)
    project = next((one for one in upward(here) if evidence.exists(os.path.join(one, "pyproject.toml"))), here)
    member, project = project, _workspace(evidence, project)
    workspace = project if project != member else ""
    fits = _Requires(evidence, project)
    saved = _saved(evidence, project)
    if saved and evidence.exists(saved):
        prefix = _prefix(evidence, saved)
        if not prefix:
            return evidence.found(error=f"pdm uses {saved} without an environment: `pdm venv create`, then `pdm use --venv in-project`")
        if fits.environment(prefix):
            by_user = bool(evidence.variable("PDM_PYTHON"))
            own_place = os.path.dirname(prefix) if by_user else ""
            return evidence.found(prefix, f"pdm uses {saved}", tool=_INSTALL, led=not by_user, own_place=own_place, workspace=workspace)
    settings = _Settings(evidence, project, environ)
    if settings.value("python", "use_venv", "PDM_USE_VENV") is False:
        return evidence.found(error="pdm makes no environment here: python.use_venv is false")
    # Of those in the project pdm looks at one only.
    own = next((one for one in (os.path.join(project, name) for name in _OWN) if evidence.exists(paths.python_path(one))), "")
    if own and fits.environment(own):
        return evidence.found(
            own,
            f"pdm takes the project's {os.path.basename(own)}",
            make=layout.create,
            default=os.path.basename(own) == ".venv",
            workspace=workspace,
        )
    location = settings.value("venv", "location") or _default_collection(environ)
    if not isinstance(location, str):
        return evidence.found(error=f"pdm's venv.location is no path: {quoted(str(location))}")
    collection = evidence.expanded(location)
    own_place = "" if settings.by_project("venv", "location") else collection
    collection = os.path.join(project, collection)
    base = environment_name(project)
    best = _in_collection(evidence, collection, base, fits, asked_version(layout.version))
    if best:
        return evidence.found(
            best, "pdm's environment of this path", tool=_INSTALL, led=not own_place, own_place=own_place, workspace=workspace
        )
    if evidence.exists(os.path.join(project, "__pypackages__")):
        return evidence.found(error=f"pdm uses {os.path.join(project, '__pypackages__')}, which is no environment")
    if settings.value("venv", "in_project", "PDM_VENV_IN_PROJECT") is False:
        return evidence.found(
            why=f"pdm will name it {base}… in {collection}",
            make=layout.create,
            pattern=evidence.below(collection, f"{base}{{version}}"),
            tool=_INSTALL,
            led=not own_place,
            own_place=own_place,
            workspace=workspace,
        )
    path = os.path.join(project, ".venv")
    return evidence.found(path, "pdm's .venv of the project", make=layout.create, default=True, workspace=workspace)


def _in_collection(evidence: Evidence, collection: str, base: str, fits: _Requires, asked: tuple[int, ...]) -> str:
    """Return the first environment that pdm would look at, in the order of the directory, and that fits; "" if none does."""
    for name in evidence.names(collection, as_listed=True):
        path = os.path.join(collection, name)
        # What autovenv has on its way in, or parked, is in pdm's directory only for want of another place.
        if (
            not name.startswith(base)
            or name.removeprefix(base).lstrip("0123456789.").startswith(_ASIDE)
            or not evidence.exists(paths.python_path(path))
        ):
            continue
        version = pyvenv.split_version(name.removeprefix(base))[0] or evidence.version(path)
        if version[: len(asked)] == asked[: len(version)] and fits.environment(path):
            return path
    return ""


def _workspace(evidence: Evidence, project: str) -> str:
    """Return the root of the workspace that project is a member of, else project itself."""
    for directory in [*upward(project)][1:]:
        data = evidence.toml(os.path.join(directory, "pyproject.toml"), b"tool", b"pdm", b"workspace")
        members = table(data, "tool", "pdm", "workspace").get("members")
        parts = os.path.relpath(project, directory).split(os.sep)
        if is_one_of(parts, members):
            return directory
    return project


def _default_collection(environ: Mapping[str, str]) -> str:
    return os.path.join(directories.data("pdm", environ, author=True), "venvs")


def _saved(evidence: Evidence, project: str) -> str:
    if evidence.switch("PDM_IGNORE_SAVED_PYTHON"):
        return ""
    saved = evidence.variable("PDM_PYTHON")
    if not saved:
        text = evidence.text(os.path.join(project, ".pdm-python"))
        # Where pdm 2.2 and older wrote it down.
        older = None if text is not None else table(evidence.toml(os.path.join(project, ".pdm.toml")), "python").get("path")
        saved = older if isinstance(older, str) else (text or "").strip()
    if "\n" in saved or "\0" in saved:
        evidence.fail(f"{os.path.join(project, '.pdm-python')} names no interpreter")
        return ""
    return os.path.normpath(os.path.join(project, saved)) if saved else ""


def _prefix(evidence: Evidence, interpreter: str) -> str:
    """Return the environment that an interpreter belongs to; "" if it is none's."""
    directory = os.path.dirname(interpreter)
    if evidence.exists(os.path.join(directory, "conda-meta")):  # conda's on Windows
        return directory
    prefix = os.path.dirname(directory)
    if evidence.exists(paths.configuration_path(prefix)) or evidence.exists(os.path.join(prefix, "conda-meta")):
        return prefix
    return ""


class _Requires:
    """The `requires-python` of a project: pdm passes over environments of other Pythons."""

    def __init__(self, evidence: Evidence, project: str) -> None:
        data = evidence.toml(os.path.join(project, "pyproject.toml"))
        given = table(data, "project").get("requires-python")
        self._evidence, self._specifier = evidence, given if isinstance(given, str) else ""

    def environment(self, path: str) -> bool:
        """Tell whether the environment's Python is one of those; one whose version nobody knows is."""
        version = self._evidence.version(path) if self._specifier else ()
        if len(version) < 3:
            return True
        from autovenv.project.errors import RequestError
        from autovenv.project.specifiers import satisfies

        try:
            return satisfies(self._specifier, version, "")
        except RequestError:
            return True


class _Settings:
    """pdm's settings: a variable wins over pdm.toml, that over the user's config.toml."""

    def __init__(self, evidence: Evidence, project: str, environ: Mapping[str, str]) -> None:
        user = evidence.variable("PDM_CONFIG_FILE") or os.path.join(directories.configuration("pdm", environ, author=True), "config.toml")
        user = evidence.expanded(user)
        self._files = [evidence.toml(path) or {} for path in (os.path.join(project, "pdm.toml"), user)]
        self._of_project = self._files if not os.path.isabs(user) else self._files[:1]
        self._evidence = evidence

    def by_project(self, section: str, key: str) -> bool:
        """Tell whether a file that the project may have brought sets [section] key: its pdm.toml, or one by a relative path."""
        return any(key in table(data, section) for data in self._of_project)

    def value(self, section: str, key: str, variable: str = "") -> object:
        """Return what [section] key is set to, None where nobody set it."""
        given = self._evidence.switch(variable) if variable else None
        if given is not None:
            return given
        return next((value for value in (table(data, section).get(key) for data in self._files) if value is not None), None)


def workspace_of(root: str) -> str:
    """Return the root of the workspace that the project in root is a member of, else root itself."""
    return _workspace(Evidence({}), root)
