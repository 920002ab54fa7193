"""Compile a requirements.in to the requirements.txt beside it: every package that it takes, pinned, with the hashes of its files."""

from __future__ import annotations

import os

from autovenv.base.digest import digest
from autovenv.base.errors import AutovenvError
from autovenv.base.files import names_in, private_directory, read_small, remove_file, write_atomic
from autovenv.base.value import value
from autovenv.deps.last_word import last_word
from autovenv.deps.run import Patience
from autovenv.env import process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIRST = "requirements.in"
COMMAND = "autovenv lock"
"""What the head of a compiled file says of its origin: the same for every machine, so that two people's files differ by packages alone."""

_LARGEST = 16 << 20  # bytes of a compiled file
_MISLEADING = {
    *("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV", "CONDA_PREFIX"),
    *("UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_OUTPUT_FILE"),
}
"""Variables by which uv would compile for another Python, or to another file."""

_QUIET = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}


@value
class Wanted:
    """How to compile: with which uv, for which Python, and what may be newer than it was."""

    uv: str  # absolute path
    version: str = ""  # of Python, "3.12" or "3.12.1"; "": that of the interpreter
    interpreter: str = ""  # absolute path of the one that builds what has to be built; "": uv looks for one
    upgrade: bool = False  # all packages
    packages: tuple[str, ...] = ()  # these alone


@value
class Locked:
    """A file that was compiled."""

    packages: int
    changed: int  # packages more, less, or of another version
    new: bool  # there was no such file before


def inputs_in(directory: str) -> tuple[str, ...]:
    """Return the names of the files to compile: requirements.in first, since the others may name what comes of it."""
    names = names_in(directory)
    further = (name for name in names if name.startswith("requirements-") and name.endswith(".in"))
    return tuple(name for name in (*(one for one in names if one == FIRST), *further) if os.path.isfile(os.path.join(directory, name)))


def output_of(name: str) -> str:
    """Return the name of the file that one of that name is compiled to."""
    return f"{name.removesuffix('.in')}.txt"


def compile_requirements(
    name: str, directory: str, wanted: Wanted, environ: Mapping[str, str], state: str, *, say: Callable[[str], None]
) -> Locked:
    """Compile the file of that name, and replace what it is compiled to as a whole.

    Versions that stand there stay where they still fit. `environ` is that of the shell; `say` hears what is waited for after two seconds.
    Raises AutovenvError with one line that names the log, and KeyboardInterrupt; the old file is as it was then.
    """
    path = os.path.join(directory, output_of(name))
    target = os.path.realpath(path)  # a link stays a link
    before = _content(path)
    private_directory(state)
    key = digest(os.fsencode(os.path.join(os.path.realpath(directory), name)))[:32]
    log = os.path.join(private_directory(os.path.join(state, "log")), f"lock-{key}.log")
    remove_file(log)
    import tempfile

    # uv takes the versions that stand in its output, and writes it piece by piece: it gets a copy.
    with tempfile.TemporaryDirectory(prefix="autovenv-lock-") as folder:
        copy = os.path.join(folder, output_of(name))
        if before is not None:
            write_atomic(copy, before)
        command = (wanted.uv, "pip", "compile", *_options(wanted), f"--output-file={copy}", "--", name)
        given = {key: text for key, text in environ.items() if key not in _MISLEADING} | _QUIET
        with Patience(f"compiling {name} (log: {log})", say):
            code = process.run(command, given, log, directory)
        after = _content(copy)
    if code or after is None:
        raise AutovenvError(f"can't compile {os.path.join(directory, name)}: {last_word(log) or f'uv ended with {code}'} (log: {log})")
    if after != before:
        _write(target, after)
    old, new = pins(before or b""), pins(after)
    return Locked(len(new), sum(1 for one in {*old, *new} if old.get(one) != new.get(one)), before is None)


def pins(content: bytes) -> dict[str, str]:
    """Return what a compiled file installs: names, lower case, and what each is pinned to ("2.0", a URL or a path)."""
    found = {}
    for line in content.decode("utf-8", "surrogateescape").splitlines():
        text = line.partition(" #")[0].rstrip(" \\")
        if not text or text[0] in "# \t" or (text.startswith("-") and not text.startswith(("-e ", "--editable"))):
            continue
        name, _, pin = text.partition("==") if "==" in text.partition(";")[0] else text.partition(" @ ")
        found[name.strip().lower()] = pin.strip()
    return found


def _options(wanted: Wanted) -> list[str]:
    options = ["--generate-hashes", f"--custom-compile-command={COMMAND}", "--no-progress", "--quiet"]
    options += [f"--python-version={wanted.version}"] if wanted.version else []
    options += [f"--python={wanted.interpreter}"] if wanted.interpreter else []
    options += ["--upgrade"] if wanted.upgrade else []
    return options + [f"--upgrade-package={one}" for one in wanted.packages]


def _content(path: str) -> bytes | None:
    try:
        return read_small(path, _LARGEST)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise AutovenvError(f"can't read {path}: {problem.strerror}") from problem


def _write(target: str, content: bytes) -> None:
    there = os.path.exists(target)
    try:
        mode = os.stat(target).st_mode & 0o777 if there else 0o666
        write_atomic(target, content, mode)
        if there:
            os.chmod(target, mode)  # whatever the umask takes away
    except OSError as problem:
        raise AutovenvError(f"can't write {target}: {problem.strerror}") from problem
