"""The marks: files and directories that a hook stops at. Who adds one adds it here; the hooks get MARKS when they are printed."""

from __future__ import annotations

PYTHON_VERSION, PYTHON_VERSIONS, TOOL_VERSIONS = ".python-version", ".python-versions", ".tool-versions"
PYPROJECT, TOML, ENVRC, DOTENV = "pyproject.toml", "autovenv.toml", ".envrc", ".env"
PIPFILE, PIXI, PYLOCK = "Pipfile", "pixi.toml", "pylock.toml"

PINS: tuple[str, ...] = (PYTHON_VERSION, PYTHON_VERSIONS, TOOL_VERSIONS)
"""Files that pin a Python, in the order in which they are read."""

PYTHON_MARKS: tuple[str, ...] = (*PINS, ".venv")
"""Each makes a directory a Python project."""

CONFIGURATION: tuple[str, ...] = (ENVRC, TOML)
"""Each makes a directory a project, of Python or not."""

REQUIREMENTS: tuple[str, ...] = ("requirements.txt", "requirements.in")
SETUP: tuple[str, ...] = ("setup.py", "setup.cfg")
ENVIRONMENT_FILES: tuple[str, ...] = ("environment.yml", "environment.yaml")

TOOL_MARKS: tuple[str, ...] = (PYPROJECT, PIPFILE, PIXI, PYLOCK, *REQUIREMENTS, *SETUP, *ENVIRONMENT_FILES)
"""Files of which every project that a tool manages has one; locks lie beside one of them. Which make a project: project/root.py."""

MARKS: tuple[str, ...] = (*PYTHON_MARKS, *CONFIGURATION, *TOOL_MARKS, DOTENV)
"""All of them. Those of TOOL_MARKS and the last one make a project only in some cases."""
