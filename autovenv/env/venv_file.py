"""A `.venv` that is a file: it names the environment (PEP 832, uv's centralised environments, virtualenvwrapper, pipenv)."""

from __future__ import annotations

import os

from autovenv.base.files import read_small
from autovenv.base.paths import workon_home
from autovenv.env import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 8 * 1024


def target(path: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the directory that the file at path names, and "" - or "" and why there is none.

    A path is relative to the file's directory. A name, which holds no separator, is an environment beside the file (PEP 832, written
    by virtualenv 21), else it is looked up in WORKON_HOME (~/.virtualenvs: virtualenvwrapper, pipenv).
    """
    try:
        lines = os.fsdecode(read_small(path, _LARGEST)).strip().splitlines()
    except OSError as problem:
        return "", f"the file {path} can't be read: {problem.strerror}"
    named = lines[0].strip() if lines else ""
    if len(lines) != 1 or named in ("", ".", "..") or any(character < " " or character == "\x7f" for character in named):
        return "", f"the file {path} names no environment"
    beside = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(path)), named))
    if "/" in named or os.sep in named or os.path.exists(paths.configuration_path(beside)):
        return beside, ""
    return os.path.join(workon_home(environ), named), ""
