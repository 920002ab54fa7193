"""A question to the user, at a terminal. What interrupts it is an answer, too: no."""

from __future__ import annotations

import sys

from autovenv.base.errors import INTERRUPTED, NOT_TRUSTED, AutovenvError


def confirm(question: str, otherwise: str, at_no_terminal: str = "", *, default: bool = False) -> None:
    """Return where the user says yes to the question. Raises AutovenvError with the line `otherwise` where not, or with `at_no_terminal`.

    `default` is what an Enter alone means. ^C has the exit code INTERRUPTED.
    """
    if at_no_terminal and not sys.stdin.isatty():
        raise AutovenvError(at_no_terminal, NOT_TRUSTED)
    import typer

    try:
        agreed = typer.confirm(question, default=default)
    except (typer.Abort, KeyboardInterrupt):
        print(file=sys.stderr)  # the cursor is behind the question
        raise AutovenvError(otherwise, INTERRUPTED) from None
    if not agreed:
        raise AutovenvError(otherwise, NOT_TRUSTED)
