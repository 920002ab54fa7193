"""pyvenv.cfg: `key = value` lines (PEP 405), as venv, virtualenv and uv write them."""

from __future__ import annotations

import os

LARGEST = 64 * 1024
IDENTITY = "autovenv-id"
MACHINE = "autovenv-machine"  # the kind of machine that it was made on (base/machine.py)
_STAGES = {"alpha": "a", "beta": "b", "candidate": "rc", "rc": "rc", "a": "a", "b": "b"}


def parse(content: bytes) -> dict[str, str]:
    """Return keys (lower case) and values; the first of two lines with the same key counts, as in CPython's getpath.py."""
    values: dict[str, str] = {}
    for line in os.fsdecode(content).splitlines():
        key, equals, value = line.partition("=")
        if equals:
            values.setdefault(key.strip().lower(), value.strip())
    return values


def edited(content: bytes, changes: dict[str, str]) -> bytes:
    """Return content with each key of `changes` said once, at the end; "" only removes it."""
    kept = [line for line in content.splitlines() if os.fsdecode(line.partition(b"=")[0]).strip().lower() not in changes]
    added = [os.fsencode(f"{key} = {value}") for key, value in changes.items() if value]
    return b"\n".join([*kept, *added]) + b"\n"


def version(values: dict[str, str]) -> tuple[tuple[int, ...], str]:
    """Return the version of Python and its pre-release ("a1", "rc2" or ""); ((), "") if it isn't there.

    venv writes `version = 3.12.1`, uv `version_info = 3.14.0a1`, virtualenv `version_info = 3.14.0.alpha.1`.
    """
    return split_version(values.get("version_info") or values.get("version", ""))


def split_version(text: str) -> tuple[tuple[int, ...], str]:
    """Return the numbers at the start of text and the pre-release that follows them."""
    numbers: list[int] = []
    rest = text
    while len(numbers) < 3:
        digits = _leading(rest, "0123456789")
        if not digits:
            break
        numbers.append(int(digits[:9]))
        rest = rest[len(digits) :]
        if not rest.startswith(".") or not rest[1:2].isdigit():
            break
        rest = rest[1:]
    rest = rest.lstrip(".")
    stage = _leading(rest, "abcdeilnprt")
    serial = _leading(rest[len(stage) :].lstrip("."), "0123456789")
    return tuple(numbers), _STAGES[stage] + serial if stage in _STAGES and serial else ""


def _leading(text: str, characters: str) -> str:
    return text[: len(text) - len(text.lstrip(characters))]


def prompt(values: dict[str, str]) -> str:
    """Return the prompt, raw: venv writes its repr(), uv, virtualenv and autovenv the name itself."""
    written = values.get("prompt", "")
    quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "'\""
    if quoted and not {IDENTITY, "uv", "virtualenv"} & values.keys():
        import ast

        try:
            return str(ast.literal_eval(written))
        except (ValueError, SyntaxError):
            return written[1:-1]
    return written
