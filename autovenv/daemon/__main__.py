"""The daemon's entry point: `python -I <this file> STATE`, run by daemon/start.py and by the unit of systemd or launchd."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from autovenv.daemon.life import live


def main(state: str) -> int:
    """Run the daemon and return its exit code."""
    os.closerange(3, 1 << 16)  # files that the shell had open
    os.chdir("/")  # so that no other directory stays in use
    return live(state)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
