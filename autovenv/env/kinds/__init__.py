"""Places where tools keep a project's environment, known without running the tools: one kind a module, all with the same function.

`find(layout, root, environ, venv_path)` returns a Found. It reads names of directories and the tools' configuration files; nothing is
run, nothing of the project is imported, nothing raised. `environ` is the environment outside the project.
"""

from __future__ import annotations

from autovenv.base.value import replace
from autovenv.env.kinds.found import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.layout import Layout

_MODULES = {
    "anaconda": "conda",
    "mamba": "conda",
    "micromamba": "conda",
    "miniconda": "conda",
    "miniforge": "conda",
    "path": "python",
    "virtualenv": "python",
}
_KINDS = ("conda", "hatch", "pdm", "pipenv", "pixi", "poetry", "pyenv", "python", "uv", "virtualenvwrapper")
KINDS = (*_KINDS, *_MODULES)
"""What a layout's kind may be."""


def placed(layout: Layout, found: Found) -> Layout:
    """Return layout with the place that was found. Raises AbsentError where its environment is yet to be made, by its tool."""
    from autovenv.env.layout import AbsentError

    if found.error:
        raise AbsentError(layout.where, found.error)
    if not found.exists and not found.make and found.tool:
        raise AbsentError(layout.where, f"layout {layout.kind}: there is no environment yet: `{' '.join(found.tool)}` makes it")
    if not found.path:
        raise AbsentError(layout.where, f"layout {layout.kind}: its environment is not to be found")
    return replace(layout, path=found.path, create=layout.create and found.make, led=found.led)


def locate(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str = ".venv") -> Found:
    """Return where the environment of `layout` is for the project in the directory `root`.

    `venv_path` is the place below root of an environment that autovenv makes of its own accord (the user's setting).
    """
    if layout.kind not in KINDS:
        return Found(error=f"there is no layout {layout.kind!r}: it is one of {', '.join(sorted(KINDS))}")
    name = _MODULES.get(layout.kind, layout.kind)
    if layout.path and name != "conda":
        # VIRTUAL_ENV= above the layout chooses the path, whatever the tool's own place is: once active, the tools install into it.
        name = "python"
    module = __import__(f"{__name__}.{name}", fromlist=["find"])  # importlib costs more to import than all that is looked at
    found: Found = module.find(layout, root, environ, venv_path)
    return found
