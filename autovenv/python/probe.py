"""The exact version of an interpreter of which only a name is known: it is asked once, and what it said is kept."""

from __future__ import annotations

import os
import sys

from autovenv.base.errors import AutovenvError
from autovenv.base.files import private_directory, read_small, write_atomic
from autovenv.base.value import replace
from autovenv.project.version import parse_version
from autovenv.python.interpreter import Interpreter

_SOURCES = ("path", "framework", "registry")
_SECONDS = 5
_LIMIT = 1024  # bytes
# Runs on every Python from 2.6 on. PyPy says its Python version in sys.version_info, too.
_QUESTION = (
    "import sys; v = sys.version_info; "
    "sys.stdout.write('%d.%d.%d%s %s %s' % (v[0], v[1], v[2], "
    "'' if v[3] == 'final' else {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}[v[3]] + str(v[4]), "
    "getattr(getattr(sys, 'implementation', None), 'name', 'pypy' if hasattr(sys, 'pypy_version_info') else 'cpython'), "
    "'t' if 't' in getattr(sys, 'abiflags', '') else '-'))"
)


def exact_version(interpreter: Interpreter, state_directory: str) -> Interpreter:
    """Return the interpreter with its full version. One that can't be asked within 5 seconds is returned as it is.

    Only interpreters from PATH, python.org's installers and Windows' registry are run; they are not the project's (`find_interpreters`).
    The answer is kept below the state directory (if that is an absolute path) for as long as the file has the same mtime and size.
    """
    kept, stamp, told = _kept(interpreter, state_directory)
    if told or not stamp:
        return told or interpreter
    answer = _ask(interpreter)
    told = _told(interpreter, answer)
    if told and kept:
        _keep(kept, state_directory, f"{stamp} {answer}")
    return told or interpreter


def known_version(interpreter: Interpreter, state_directory: str) -> Interpreter:
    """Return the interpreter with its full version where that was asked for earlier. Nothing is run."""
    return _kept(interpreter, state_directory)[2] or interpreter


def _kept(interpreter: Interpreter, state_directory: str) -> tuple[str, str, Interpreter | None]:
    """Return where an interpreter's answer is kept, the file's stamp ("" where it is not to be asked), and the answer if it is there."""
    if len(interpreter.version) > 2 or interpreter.source not in _SOURCES:
        return "", "", None
    try:
        found = os.stat(interpreter.path)
    except OSError:
        return "", "", None
    stamp = f"{found.st_mtime_ns} {found.st_size}"
    # Without a state directory nothing is kept: a relative path would read what the current directory's owner wrote.
    kept = _kept_path(interpreter.path, state_directory) if os.path.isabs(state_directory) else ""
    return kept, stamp, _told(interpreter, _recall(kept, stamp)) if kept else None


def _told(interpreter: Interpreter, answer: str) -> Interpreter | None:
    words = answer.split(" ")
    version = parse_version(words[0]) if len(words) == 3 else None
    if version is None:
        return None
    return replace(
        interpreter, version=version.release, pre=version.pre, implementation=words[1].strip().lower(), freethreaded=words[2].strip() == "t"
    )


def _ask(interpreter: Interpreter) -> str:
    import subprocess

    # -I came with Python 3.4; 2.7 has its parts.
    isolated = ["-E", "-s"] if interpreter.version[:1] == (2,) else ["-I"]
    quiet = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    try:
        answer = subprocess.run(
            [interpreter.path, *isolated, "-S", "-c", _QUESTION],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=None if sys.platform == "win32" else "/",
            env=quiet,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("ascii", "replace").strip()


def _kept_path(path: str, state_directory: str) -> str:
    mirrored = os.path.normpath(path).replace(":", "").lstrip("/\\")  # absolute: no `..` is left
    return os.path.join(state_directory, "interpreters", mirrored)


def _recall(kept: str, stamp: str) -> str:
    try:
        text = read_small(kept, _LIMIT).decode("ascii", "replace")
    except OSError:
        return ""
    return text[len(stamp) + 1 :].strip() if text.startswith(f"{stamp} ") else ""


def _keep(kept: str, state_directory: str, text: str) -> None:
    try:
        private_directory(state_directory)
        private_directory(os.path.join(state_directory, "interpreters"))
        os.makedirs(os.path.dirname(kept), 0o700, exist_ok=True)
        write_atomic(kept, f"{text}\n".encode("ascii", "replace"))
    except (OSError, AutovenvError):
        return  # asked again next time
