"""The command `autovenv`. What shells and scripts wait for (`hook`, `export`, `exec`) does without typer: 110 ms."""

from __future__ import annotations

import sys

LEAN = ("hook", "export", "exec")


def main() -> int:
    """Run the command line in sys.argv and return the exit code."""
    arguments = sys.argv[1:]
    if arguments and arguments[0] in LEAN and not {"--help", "-h"} & set(arguments[1:2]):
        from autovenv.hook.commands import run

        return run(arguments)
    from autovenv.cli.app import run_app

    return run_app()


if __name__ == "__main__":
    sys.exit(main())
