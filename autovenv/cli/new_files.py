"""The texts of the files that `init` writes."""

from __future__ import annotations

import unicodedata

ENVRC = """\
# Variables of this project, for autovenv and direnv. Each change is approved: `autovenv allow`, or edit with `autovenv edit`.
# export NAME=value
# PATH_add bin
"""

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def project_name(directory: str) -> str:
    """Return a directory's name as the name of a project (PEP 503): lower case, letters and digits with single hyphens between them."""
    plain = unicodedata.normalize("NFKD", directory).encode("ascii", "ignore").decode().lower()
    words = "".join(one if one in _LETTERS else " " for one in plain).split()
    return "-".join(words) or "project"


def pyproject(directory: str, minor: str) -> str:
    """Return a pyproject.toml (PEP 621) for the directory of that name and a Python of that line, "3.12"; "" where no line is known."""
    requires = f'requires-python = ">={minor}"\n' if minor else ""
    return f'[project]\nname = "{project_name(directory)}"\nversion = "0.1.0"\n{requires}'


def ignores(content: bytes, line: str, *, above: bool = False) -> bool:
    """Tell whether a .gitignore speaks of `line`, a directory of the root: ".venv/". `above`: the file is of a directory above."""
    name = _plain(line.encode())
    for one in content.removeprefix(b"\xef\xbb\xbf").splitlines():
        text = one.rstrip()
        if text.startswith(b"/") and above:
            continue  # it is of that directory's own
        # `!.venv` is somebody's wish, too.
        if _plain(text.removeprefix(b"!")) == name:
            return True
    return False


def with_line(content: bytes, line: str) -> bytes:
    """Return a .gitignore with `line` at its end, and all else as it was, with the line endings that it has."""
    ending = b"\r\n" if b"\r\n" in content else b"\n"
    gap = ending if content and not content.endswith(b"\n") else b""
    return content + gap + line.encode() + ending


def _plain(text: bytes) -> bytes:
    return text.removeprefix(b"**/").strip(b"/")
