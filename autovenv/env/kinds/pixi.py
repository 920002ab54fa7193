"""pixi: .pixi/envs/NAME beside its manifest."""

from __future__ import annotations

import os

from autovenv.base.parents import upward
from autovenv.env.kinds.evidence import Evidence, table
from autovenv.env.tool import Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from autovenv.env.kinds.found import Found
    from autovenv.env.layout import Layout

TOOL = Tool(
    "pixi",
    table="tool.pixi",
    project="pixi.toml",
    lock="pixi.lock",
    makes_alone=True,
    names_python=True,
    sync=("install", "--frozen"),
    get="curl -fsSL https://pixi.sh/install.sh | bash",
    removal="pixi clean",
)


def find(layout: Layout, root: str, environ: Mapping[str, str], venv_path: str) -> Found:  # noqa: ARG001
    """Return where the environment is: that called layout.name, else "default"."""
    evidence = Evidence(environ)
    name = layout.name or "default"
    for directory in upward(root):
        manifest = evidence.exists(os.path.join(directory, "pixi.toml"))
        if not manifest:
            data = evidence.toml(os.path.join(directory, "pyproject.toml"), b"tool", b"pixi")
            manifest = "pixi" in table(data, "tool")
        if manifest:
            # Without these words pixi would write a lock that is behind its manifest anew.
            words = TOOL.sync if evidence.exists(os.path.join(directory, TOOL.lock)) else TOOL.sync[:1]
            tool = ("pixi", *words, *(() if name == "default" else ("--environment", name)))
            path = os.path.join(directory, ".pixi", "envs", name)
            return evidence.found(path, f"pixi's environment {name}", tool=tool)
    return evidence.found(error=f"no pixi.toml in {root} or above: `pixi init` makes one")
