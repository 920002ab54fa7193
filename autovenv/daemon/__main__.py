"""The daemon's first lines. Run by path as `python -I <this file> STATE`, by daemon/start.py and `autovenv daemon run`."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from autovenv.daemon.life import live


def main(state: str) -> int:
    """Live, and return the exit code."""
    os.closerange(3, 1 << 16)  # what the shell had open
    os.chdir("/")  # no directory is held
    return live(state)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
