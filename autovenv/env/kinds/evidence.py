"""A record of what a search for an environment read: files, directories and variables."""

from __future__ import annotations

import os

from autovenv.base.files import TooLargeError, names_in
from autovenv.base.paths import home_directory
from autovenv.env import paths, pyvenv
from autovenv.env.kinds.found import Found
from autovenv.plan.inputs import Input, read_watched, watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_LARGEST = 1 << 20  # bytes of a configuration file
_TRUE = ("true", "1", "yes", "on", "t", "y")


def is_name(text: str) -> bool:
    """Tell whether text is the name of one entry of a directory, which no path leads out of."""
    parts = {"/", "\0", os.sep, os.altsep or os.sep}
    return text not in ("", os.curdir, os.pardir) and not any(one in text for one in parts) and not os.path.splitdrive(text)[0]


class Evidence:
    """Answers questions about the file system and the variables, and remembers that they were asked."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """`environ` is the environment outside the project: what the tool itself would see."""
        self._environ = environ
        self._inputs: dict[tuple[str, str], Input] = {}
        self._needs: dict[str, str | None] = {}
        self._error = ""

    def variable(self, name: str) -> str | None:
        """Return the value of a variable, None if it is not set."""
        value = self._environ.get(name)
        self._needs[name] = value
        return value

    def switch(self, name: str) -> bool | None:
        """Return what a variable of yes and no says; None where it is not set."""
        value = self.variable(name)
        return None if value is None else value.strip().lower() in _TRUE

    def expanded(self, path: str) -> str:
        """Return path with a `~` at its beginning replaced by the home directory."""
        if path == "~" or path.startswith(("~/", "~" + os.sep)):
            return home_directory(self._environ) + path[1:]
        return path

    def below(self, directory: str, *names: str) -> str:
        """Return the path of these names below a directory, one a level. What is no name is an error of the whole search.

        So is one with control characters: it comes from a project, and would be in VIRTUAL_ENV, which prompts show.
        """
        for name in names:
            if any(one < " " or one == "\x7f" for one in name):
                self.fail(f"{name!r} is no name of an environment: it holds control characters")
            elif not is_name(name):
                self.fail(f"{name!r} is no name of an environment: it would lead elsewhere than to {directory}")
        return os.path.join(directory, *names)

    def exists(self, path: str) -> bool:
        """Tell whether something is at path, links followed."""
        if self._is_none(path):
            return False
        there = os.path.exists(path)
        self._note(Input("present" if there else "absent", path))
        return there

    def is_directory(self, path: str) -> bool:
        """Tell whether a directory is at path, links followed."""
        return self.exists(path) and os.path.isdir(path)

    def names(self, directory: str, *, as_listed: bool = False) -> list[str]:
        """Return the names in directory, sorted or in the order that the system has; none where it can't be listed."""
        if self._is_none(directory):
            return []
        self._note(watched(directory))
        if not as_listed:
            return names_in(directory)
        try:
            return os.listdir(directory)
        except OSError:
            return []

    def real(self, path: str) -> str:
        """Return path with every link followed."""
        if self._is_none(path):
            return path
        real = os.path.realpath(path)
        if real != path:
            self._note(Input("same", path, target=real))
        return real

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, None where there is none. What is there and can't be read is an error of the whole search."""
        if self._is_none(path):
            return None
        try:
            content, as_input = read_watched(path, _LARGEST)
        except FileNotFoundError:
            self._note(Input("absent", path))
            return None
        except OSError as problem:
            self._note(watched(path))
            if not isinstance(problem, NotADirectoryError):
                reason = f"larger than {_LARGEST >> 20} MiB" if isinstance(problem, TooLargeError) else problem.strerror
                self.fail(f"{path} can't be read: {reason}")
            return None
        self._note(as_input)
        return content

    def text(self, path: str) -> str | None:
        """Return the content of a file as text; see read()."""
        content = self.read(path)
        return None if content is None else os.fsdecode(content.removeprefix(b"\xef\xbb\xbf"))

    def toml(self, path: str, *mentions: bytes) -> dict[str, Any] | None:
        """Return a TOML file's content, None where there is none; broken TOML is an error of the whole search.

        A file that does not hold all of `mentions` is taken for empty: those above the project are read for nothing else, may be large, and
        what is wrong with them is not the project's concern.
        """
        content = self.read(path)
        if content is None:
            return None
        if not all(word in content for word in mentions):
            return {}
        from autovenv.base.toml import BrokenTomlError, loads

        try:
            return loads(content)
        except BrokenTomlError as problem:
            self.fail(f"{problem.where(path)}: {problem.message}")
            return {}

    def environment(self, path: str) -> bool:
        """Tell whether a virtual environment or a conda prefix with a live interpreter is at path."""
        if not self.exists(path):
            return False
        marked = self.exists(paths.configuration_path(path)) or self.exists(os.path.join(path, "conda-meta"))
        if not marked:
            return False
        return self.exists(paths.python_path(path)) or (os.name == "nt" and self.exists(os.path.join(path, "python.exe")))

    def version(self, path: str) -> tuple[int, ...]:
        """Return the version of a virtual environment's Python, as its pyvenv.cfg has it; () where none is told."""
        return pyvenv.version(pyvenv.parse(self.read(paths.configuration_path(path)) or b""))[0]

    def fail(self, reason: str) -> None:
        """Note that there can be no answer. The first reason counts."""
        self._error = self._error or reason

    def found(
        self,
        path: str = "",
        why: str = "",
        *,
        make: bool = False,
        pattern: str = "",
        tool: tuple[str, ...] = (),
        led: bool = False,
        error: str = "",
        own_place: str = "",
        levels: int = 1,
        default: bool = False,
        workspace: str = "",
    ) -> Found:
        """Return the result of the search. After an error there is nothing to use or to make: a wrong environment is worse than none.

        `own_place` counts only where it is absolute: what is looked for from the project's directory, the project may have brought.
        """
        self._is_none(path + pattern)
        error = self._error or error
        there = bool(path) and not error and self.exists(path)
        read = {at for kind, at in self._inputs if kind == "unchanged"}
        return Found(
            "" if error else path,
            there,
            make and not error,
            () if error else tool,
            why,
            # What was read is there: each input costs every prompt a little.
            tuple(one for one in self._inputs.values() if one.kind != "present" or one.path not in read),
            tuple(sorted(self._needs.items())),
            led,
            error,
            "" if error else pattern,
            own_place if os.path.isabs(own_place) and not error else "",
            levels,
            default,
            workspace,
        )

    def _is_none(self, path: str) -> bool:
        """Tell whether no file can have that path. A file that has it for a setting is wrong, which is an error of the whole search."""
        if "\0" in path:
            self.fail(f"{path!r} is no path: it holds a NUL")
        return "\0" in path

    def _note(self, one: Input) -> None:
        self._inputs.setdefault((one.kind, one.path), one)


def table(data: object, *names: str) -> dict[str, Any]:
    """Return the table of that path in TOML's data; an empty one where there is none."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def asked_version(text: str) -> tuple[int, ...]:
    """Return the numbers of a Python as it was asked for: (3, 11) for "3.11", "python3.11", "/usr/bin/python3.11"; () for any."""
    name = os.path.basename(text).removesuffix(".exe")
    if os.path.isabs(text) and not name[-3:].count("."):
        # /usr/bin/python3 is a link to what says more.
        name = os.path.basename(os.path.realpath(text))
    return pyvenv.split_version(name.lstrip("abcdefghijklmnopqrstuvwxyz-"))[0]


def newest(versions: dict[str, tuple[int, ...]], asked: tuple[int, ...]) -> str:
    """Return the key of the newest version that is one of `asked`; "" if none is. A version that says less than was asked fits it."""
    fitting = [key for key, version in versions.items() if all(a == b for a, b in zip(version, asked, strict=False))]
    return max(fitting, key=lambda key: (versions[key], key), default="")
