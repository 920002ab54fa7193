"""The first lines of a job. Run by path as `python -I -S <this file> NAME STATE`, by jobs/detached.py alone."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from autovenv.base.report import report
from autovenv.base.value import replace
from autovenv.jobs.detached import become_detached
from autovenv.jobs.state import FAILED, place_named, read, write
from autovenv.jobs.work import work


def main(name: str, state: str) -> None:
    """Do what waits for the job of that name. What nobody expected is told as what failed is."""
    held = become_detached()
    try:
        work(name, state, dict(os.environ), held)
    except OSError:
        raise SystemExit(1) from None  # its state can't be written: it looks like one that was killed, and is told of as such
    except Exception as problem:  # noqa: BLE001 - a bug: there is no terminal to show it on
        line = report(problem, state) or "a bug, of which there is a report already"
        job = read(place_named(name, state))
        if job is not None:
            write(place_named(name, state), replace(job, status=FAILED, line=line, seconds=int(time.time())))


if __name__ == "__main__":
    main(*sys.argv[1:])
