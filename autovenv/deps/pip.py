"""Commands of pip, and of uv in pip's form: what they install, and which of their options both know."""

from __future__ import annotations

UNDERSTOOD = {
    "-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-U", "--upgrade", "--no-deps", "--require-hashes", "-q", "--quiet",
    "-i", "--index-url", "--extra-index-url", "--no-index", "-f", "--find-links",
}  # fmt: skip
"""Options of pip that mean the same to `uv pip`."""


def of_pip(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the arguments of `[uv] pip install`, `uv pip sync` or `python -m pip install`; () for another command."""
    if command[:3] == ("uv", "pip", "sync"):
        return command[3:]
    words = command[1:] if command[:1] == ("uv",) else command
    if words[:1] and words[0].startswith("python") and words[1:3] == ("-m", "pip"):
        words = words[2:]
    return words[2:] if words[:1] in (("pip",), ("pip2",), ("pip3",)) and words[1:2] == ("install",) else ()
