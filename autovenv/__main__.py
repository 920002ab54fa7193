"""The command `autovenv`. What shells and scripts wait for (`hook`, `export`, `exec`) does without typer: 110 ms.

`allow` and `sync` do without it, too, as far as they can: cli/plain.py.
"""

from __future__ import annotations

import os
import sys

from autovenv.base.errors import DONE, FAILED, INTERRUPTED

LEAN = ("hook", "export", "exec")


def main() -> int:
    """Run the command line in sys.argv and return the exit code."""
    try:
        return _main()
    except Exception as problem:  # noqa: BLE001 - a bug: one line, and a report
        from autovenv.hook.helper import unexpected

        return unexpected(problem)


def _main() -> int:
    try:
        code = _run(sys.argv[1:])
    except OSError:
        problem = _unwritten()
        if problem is None:
            raise
        code = DONE
    else:
        problem = _unwritten()
    if problem is None or code != DONE:
        return code
    if isinstance(problem, BrokenPipeError):
        return INTERRUPTED
    print(f"autovenv: can't write to standard output: {problem.strerror}", file=sys.stderr)
    return FAILED


def _run(arguments: list[str]) -> int:
    # What stands behind a command that `exec` runs is that command's.
    asked = arguments[1:2] if arguments[:1] == ["exec"] else arguments[1:]
    if arguments and arguments[0] in LEAN and not {"--help", "-h"} & set(asked):
        from autovenv.hook.commands import run

        return run(arguments)
    from autovenv.cli.plain import run as run_plain

    code = run_plain(arguments)
    if code is not None:
        return code
    from autovenv.cli.app import run_app

    return run_app()


def _unwritten() -> OSError | None:
    """Return why standard output does not take what is left for it; None where it does.

    What it does not take goes nowhere then: Python would try once more at its end, and complain in words of its own.
    """
    if sys.stdout is None:
        return None
    try:
        sys.stdout.flush()
    except OSError as problem:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return problem
    return None


if __name__ == "__main__":
    sys.exit(main())
