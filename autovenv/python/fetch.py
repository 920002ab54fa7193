"""Getting a Python that is not installed: `uv python install`, which obeys UV_PYTHON_INSTALL_MIRROR and the like."""

from __future__ import annotations

import os

from autovenv.base.errors import AutovenvError
from autovenv.base.escape import visible
from autovenv.base.files import private_directory, remove_file
from autovenv.env import process
from autovenv.env.backends import uv
from autovenv.env.backends.command import last_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


_LEADING = ("UV_PYTHON", "UV_PYTHON_PREFERENCE", "UV_PROJECT", "UV_WORKING_DIR")
"""Variables that name another Python, or a project whose uv.toml would say where it comes from."""

_PLACE = "UV_PYTHON_INSTALL_DIR"


def fetch(wanted: str, root: str, environ: Mapping[str, str], state: str) -> None:
    """Install the Python that uv calls `wanted` ("3.13"), for the user. Raises AutovenvError, with one line that names the log."""
    program = uv.find(environ, root)
    command = f"uv python install {wanted}"
    if not program:
        raise AutovenvError(f"{command}: uv is not installed")
    private_directory(state)
    log = os.path.join(private_directory(os.path.join(state, "log")), f"python-{wanted}.log")
    remove_file(log)
    # Started in /, it reads no uv.toml of the project's; where Pythons come from, and go to, is the user's business, and so is a
    # UV_PYTHON_DOWNLOADS that forbids it.
    kept = {name: text for name, text in environ.items() if name not in _LEADING}
    if not os.path.isabs(kept.get(_PLACE, "")):
        kept.pop(_PLACE, None)  # below / it would be another directory than where it is looked for
    code = process.run((program, "python", "install", "--no-bin", wanted), {**kept, "NO_COLOR": "1"}, log, "/")
    if code:
        raise AutovenvError(f"{command} failed: {visible(last_words(log)) or f'it ended with {code}'} (log: {log})")
