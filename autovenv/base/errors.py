"""Errors that a user can do something about: one line saying what, where and what to do."""

from __future__ import annotations

import sys

from autovenv.base.escape import visible

DONE, FAILED, NOT_TRUSTED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes of the command line. NOT_TRUSTED is wrong usage, too."""


class AutovenvError(Exception):
    """What a command or the helper reports in one line; `code` is the exit code."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        """`message` names what, where and what to do, without the program's name."""
        super().__init__(message)
        self.message = message
        self.code = code


class NotTheirsError(AutovenvError):
    """A place belongs to another user: it is neither read nor written, and there is no other one to try."""


class EvaluationError(AutovenvError):
    """A configuration that can't be evaluated: nothing of it is applied. The message begins with file:line."""

    def __init__(self, where: str, message: str, code: int = FAILED) -> None:
        """`where` is file:line."""
        super().__init__(f"{where}: {message}", code)
        self.where = where


def say(line: str) -> None:
    """Print one line for the user, the program's name in front. stderr: a hook's stdout is nobody's to read."""
    sys.stderr.write(f"autovenv: {visible(line)}\n")
