"""conda, mamba, micromamba: by path, by name, or as environment.yml says."""

from __future__ import annotations

import os

from autovenv.base.escape import quoted
from autovenv.base.parents import is_inside
from autovenv.base.paths import can_be_made, home_directory
from autovenv.base.programs import find_program, is_executable
from autovenv.env.kinds.evidence import Evidence, is_name
from autovenv.env.tool import Tool
from autovenv.project.marks import ENVIRONMENT_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout
    from autovenv.plan.inputs import Input

TOOL = Tool(
    "conda",
    makes_alone=True,
    names_python=True,
    others=("anaconda", "mamba", "micromamba", "miniconda"),
    project=ENVIRONMENT_FILES[0],
    sync=("env", "update"),
    creates=("env", "create"),
    quiet=(("CONDA_ALWAYS_YES", "true"), ("MAMBA_ALWAYS_YES", "true")),
    get="curl -fsSL https://micro.mamba.pm/install.sh | bash",
    removal="conda env remove --prefix {path}",
    if_installed=True,
)

FILES = ENVIRONMENT_FILES
_PROGRAMS = ("mamba", "micromamba")
_SEPARATORS = (":", "#", " ")  # conda takes no name that has one of them
_DISTRIBUTIONS = ("miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba")


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is. It is never autovenv's to make: what is in it, only conda can tell."""
    evidence = Evidence(environ)
    program = layout.kind if layout.kind in _PROGRAMS else "conda"
    given = layout.path or evidence.expanded(layout.name)
    if given.startswith(".") or os.sep in given:
        path = os.path.normpath(os.path.join(root, given))
        return evidence.found(path, f"its path is given in {layout.where}", tool=(program, "create", "--prefix", path, "python"))
    if given:
        return _named(evidence, given, environ, (program, "create", "--name", given, "python"))
    for file in FILES:
        text = evidence.text(os.path.join(root, file))
        if text is None:
            continue
        tool = (program, *TOOL.creates, "--file", file)
        if prefix := scalar(text, "prefix"):
            path = os.path.normpath(os.path.join(root, evidence.expanded(prefix)))
            if evidence.exists(path):
                return evidence.found(path, f"prefix in {file}", tool=tool, led=True)
        own = _in_project(evidence, root)
        if own:
            return evidence.found(own, f"{os.path.basename(own)} of the project", tool=tool)
        if name := scalar(text, "name"):
            return _named(evidence, name, environ, tool)
        return evidence.found(error=f"{os.path.join(root, file)} has no name: `layout {layout.kind} NAME`, or give it one")
    own = _in_project(evidence, root)
    if own:
        return evidence.found(own, f"{os.path.basename(own)} of the project")
    return evidence.found(error=f"no name and no environment.yml: `layout {layout.kind} NAME`")


def program_of(environ: Mapping[str, str], project: str = "") -> str:
    """Return the path of the conda or mamba that is installed, and that the project did not bring; "" where there is none.

    Both are functions of the shell in many homes; their variables say where the programs are.
    """
    given = [environ.get(name, "") for name in ("CONDA_EXE", "MAMBA_EXE")]
    told = [path if os.path.isabs(path) and is_executable(path) and not is_inside(path, project) else "" for path in given]
    on_path = (find_program(name, environ, project) for name in (TOOL.name, *_PROGRAMS))
    return told[0] or next(filter(None, on_path), "") or told[1]


def scalar(text: str, key: str) -> str:
    """Return the value of a key at the left margin of a YAML file, without quotes and comment; "" if it isn't there."""
    for line in text.splitlines():
        if line.startswith(f"{key}:"):
            value = line[len(key) + 1 :].strip()
            if value[:1] in ("'", '"') and value.find(value[0], 1) > 0:
                return value[1 : value.find(value[0], 1)]
            return value.partition(" #")[0].strip() if not value.startswith("#") else ""
    return ""


def sequence(text: str, key: str) -> list[str]:
    """Return the texts of a list at the left margin of a YAML file, `[a, b]` or a `- a` a line."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        bare = line.partition(" #")[0].strip()
        if line.startswith(f"{key}:"):
            inside = True
            flow = bare[len(key) + 1 :].strip()
            if flow.startswith("["):
                return [_unquoted(one) for one in flow.strip("[]").split(",") if one.strip()]
        elif inside and bare.startswith("- "):
            found.append(_unquoted(bare[2:]))
        elif bare and not bare.startswith("#"):
            inside = False
    return found


def _unquoted(word: str) -> str:
    word = word.strip()
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" else word


def places_named(name: str, environ: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Input, ...]]:
    """Return where conda has its environment of that name, existing or not, in its order; and the settings that say so."""
    evidence = Evidence(environ)
    roots = list(dict.fromkeys(_roots(evidence, environ)))
    # One of a conda that is yet to be installed is seen when it comes.
    later = (os.path.join(home_directory(environ), distribution, "envs") for distribution in _DISTRIBUTIONS)
    places = [os.path.join(collection, name) for collection in (*_collections(evidence, roots, environ), *later)]
    return tuple(dict.fromkeys([*places, *_listed(evidence, name, environ)])), evidence.found().inputs


def _in_project(evidence: Evidence, root: str) -> str:
    for name in (".conda", "env"):
        path = os.path.join(root, name)
        if evidence.exists(os.path.join(path, "conda-meta")):
            return path
    return ""


def _named(evidence: Evidence, name: str, environ: Mapping[str, str], tool: tuple[str, ...]) -> Found:
    if not is_name(name) or any(one in name for one in _SEPARATORS):
        # A path would lead out of conda's own directories, to what a repository brings.
        return evidence.found(error=f"{quoted(name)} is no name of an environment of conda's")
    roots = list(dict.fromkeys(_roots(evidence, environ)))
    if name in ("base", "root"):
        for root in roots:
            if evidence.exists(os.path.join(root, "conda-meta")):
                return evidence.found(root, "conda's own environment", own_place=os.path.dirname(root))
        return evidence.found(error="conda is not to be found: set CONDA_EXE, or name the environment by its path")
    collections = list(dict.fromkeys(_collections(evidence, roots, environ)))
    for collection in collections:
        path = os.path.join(collection, name)
        if evidence.exists(os.path.join(path, "conda-meta")):
            return evidence.found(path, f"{name} in {collection}", tool=tool, own_place=collection)
    for path in _listed(evidence, name, environ):
        if evidence.exists(os.path.join(path, "conda-meta")):
            return evidence.found(path, f"{name} in ~/.conda/environments.txt", tool=tool)
    # A place where conda may be installed one day is none.
    there = [one for one in collections if os.path.isdir(os.path.dirname(one)) or os.path.dirname(one) not in roots]
    place = next(filter(can_be_made, there), there[-1])
    return evidence.found(os.path.join(place, name), f"conda has no environment {name} yet", tool=tool, own_place=place)


def _listed(evidence: Evidence, name: str, environ: Mapping[str, str]) -> list[str]:
    """Return the environments of that name in conda's list of all that it made."""
    known = evidence.text(os.path.join(home_directory(environ), ".conda", "environments.txt")) or ""
    return [path for path in map(str.strip, known.splitlines()) if os.path.isabs(path) and os.path.basename(path) == name]


def _roots(evidence: Evidence, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield where conda or mamba may be installed."""
    for variable in ("CONDA_EXE", "MAMBA_EXE"):
        program = evidence.variable(variable) or ""
        if os.path.isabs(program) and os.path.basename(program).startswith(("conda", "mamba")):
            yield os.path.dirname(os.path.dirname(program))
    for variable in ("MAMBA_ROOT_PREFIX", "CONDA_ROOT", "_CONDA_ROOT"):
        prefix = evidence.expanded(evidence.variable(variable) or "")
        if os.path.isabs(prefix):
            yield prefix
    # conda's rc block puts condabin on PATH, whatever is active.
    for directory in environ.get("PATH", "").split(os.pathsep):
        if os.path.isabs(directory) and os.path.basename(directory) == "condabin":
            yield os.path.dirname(directory)
    home = home_directory(environ)
    for directory in (home, "/opt", "/usr/local"):
        for distribution in _DISTRIBUTIONS:
            if os.path.isabs(directory) and os.path.isdir(os.path.join(directory, distribution)):
                yield os.path.join(directory, distribution)
    yield "/opt/conda"


def _collections(evidence: Evidence, roots: list[str], environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the directories of named environments, in conda's order."""
    home = home_directory(environ)
    for variable in ("CONDA_ENVS_DIRS", "CONDA_ENVS_PATH"):
        for directory in (evidence.variable(variable) or "").split(os.pathsep):
            if os.path.isabs(evidence.expanded(directory)):
                yield evidence.expanded(directory)
    files = [evidence.expanded(evidence.variable("CONDARC") or ""), os.path.join(home, ".condarc"), os.path.join(home, ".mambarc")]
    for file in [*files, *(os.path.join(root, ".condarc") for root in roots)]:
        text = evidence.text(file) if os.path.isabs(file) else None
        for directory in sequence(text or "", "envs_dirs"):
            if os.path.isabs(evidence.expanded(directory)):
                yield evidence.expanded(directory)
    for root in roots:
        yield os.path.join(root, "envs")
    yield os.path.join(home, ".conda", "envs")
