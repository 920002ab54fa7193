"""The marks: files and directories that a hook stops at. Who adds one adds it here; the hooks get MARKS when they are printed."""

from __future__ import annotations

PYTHON_VERSION, PYTHON_VERSIONS, TOOL_VERSIONS = ".python-version", ".python-versions", ".tool-versions"
PYPROJECT, TOML, ENVRC, DOTENV = "pyproject.toml", "autovenv.toml", ".envrc", ".env"

PINS: tuple[str, ...] = (PYTHON_VERSION, PYTHON_VERSIONS, TOOL_VERSIONS)
"""Files that pin a Python, in the order in which they are read."""

PYTHON_MARKS: tuple[str, ...] = (*PINS, ".venv")
"""Each makes a directory a Python project."""

CONFIGURATION: tuple[str, ...] = (ENVRC, TOML)
"""Each makes a directory a project, of Python or not."""

MARKS: tuple[str, ...] = (*PYTHON_MARKS, *CONFIGURATION, PYPROJECT, DOTENV)
"""All of them. The last two make a project only in some cases: see project/root.py."""
