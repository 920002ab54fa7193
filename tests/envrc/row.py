"""What a test of one line of the specification is made of, and the project that it describes."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field

# What PATH has in the middle of each test's, for lines that take something away.
GONE = ("/gone/bin", "/gone/sbin")
VERSION = "{}.{}.{}".format(*sys.version_info[:3])


@dataclass(frozen=True)
class Row:
    """One line of `.envrc` and what has to be after it.

    In all texts {p} is the project, {t} the directory that it lies in, {h} the home, {v} the minor version of the running Python.
    """

    name: str
    envrc: str
    files: dict[str, str] = field(default_factory=dict)  # by path below the project; one in a `bin` or `tools` is a program
    links: dict[str, str] = field(default_factory=dict)  # path -> what it leads to
    environments: tuple[str, ...] = ()  # paths where an environment of Python's is before
    outside: dict[str, str] = field(default_factory=dict)  # variables of the shell, besides HOME and PATH
    # --- What has to be after it, no more and no less
    set: dict[str, str] = field(default_factory=dict)
    unset: tuple[str, ...] = ()
    front: tuple[str, ...] = ()  # of PATH, an environment's own directory among it
    back: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    path: str = ""  # PATH as a whole instead
    environment: str = ""  # the path of the one that is active
    installs: tuple[str, ...] = ()  # lines that install into it
    says: tuple[str, ...] = ()
    error: str = ""  # file:line of an error that applies nothing
    # --- Who can hold it
    bash: int = 0  # the line that needs bash
    without_bash: str = ""  # why it is not run under bash
    needs: tuple[str, ...] = ()  # programs
    project: str = "project"  # what its directory is called
    not_in: dict[str, str] = field(default_factory=dict)  # shell -> why it can't hold it; "*" for all shells


class Place:
    """A row's files on a disk, and its texts with the names of directories in them."""

    def __init__(self, row: Row, top: str, home: str) -> None:
        """`top` is a directory for this row alone."""
        self.row = row
        self.path = os.path.join(top, row.project)
        self._names = {"p": self.path, "t": top, "h": home, "v": VERSION.rpartition(".")[0]}
        os.makedirs(self.path)
        for name in row.environments:
            make_environment(self.absolute(name))
        for name, text in {".envrc": row.envrc, **row.files}.items():
            self._write(self.absolute(name), self.filled(text))
        for name, target in row.links.items():
            path = self.absolute(name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(self.filled(target), path)

    @staticmethod
    def _write(path: str, text: str) -> None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
        if os.path.basename(os.path.dirname(path)) in ("bin", "tools"):
            os.chmod(path, 0o755)

    def filled(self, text: str) -> str:
        """Text with the directories' names."""
        for letter, name in self._names.items():
            text = text.replace(f"{{{letter}}}", name)
        return text

    def all_filled(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """The same for several."""
        return tuple(map(self.filled, texts))

    def absolute(self, name: str) -> str:
        """The absolute path of what the row names."""
        return os.path.normpath(os.path.join(self.path, self.filled(name)))


def make_environment(path: str, **values: str) -> None:
    """Make what is an environment to all who look: its script of activation is a trap."""
    python = os.path.realpath(sys.executable)
    os.makedirs(os.path.join(path, "bin"), exist_ok=True)
    with open(os.path.join(path, "pyvenv.cfg"), "w", encoding="utf-8") as file:
        given = {"home": os.path.dirname(python), "implementation": "CPython", "version": VERSION, **values}
        file.writelines(f"{name} = {text}\n" for name, text in given.items())
    with open(os.path.join(path, "bin", "activate"), "w", encoding="utf-8") as file:
        file.write(f'VIRTUAL_ENV="{path}"\nexport SCRIPT=ran\nexit 7\n')
    os.symlink(python, os.path.join(path, "bin", "python"))
